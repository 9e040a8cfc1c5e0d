"""Package folders: each file protected in its own format, whole and verified, or not there."""

from __future__ import annotations

import contextlib
import errno
import hashlib
import os
import re
import shutil
import stat
import subprocess
import traceback
from collections.abc import Callable
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from native_packages import ALL, CALENDAR, CANARY, LETTER, MINUTES, native, small_pdf, small_word
from sealing import FACTS, PASSPHRASE, WORDS, WRONG, content_of, files_below, sealed

from mas_docs.errors import DamagedArchiveError, ExitCode, MasDocsError, PaperError, PassphraseError, UsageError
from mas_docs.files import work_folder
from mas_docs.transfer.archive import Member, seal
from mas_docs.transfer.native import files as protected_files
from mas_docs.transfer.native import packages as module
from mas_docs.transfer.native.files import NativeKind, native_kind, with_pdfs_protected
from mas_docs.transfer.native.folder import LISTING, MANIFEST, is_native_package, listing_text, verify_native
from mas_docs.transfer.native.packages import open_native, seal_native
from mas_docs.transfer.opening import open_package
from mas_docs.transfer.passphrases.passphrase import Passphrase
from mas_docs.transfer.verification import Verified

NAMES = {"letter.docx", "papers/03-minutes.pdf", "calendar.ics", MANIFEST}


@pytest.fixture(scope="module")
def package(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A package folder of three files, not to be changed."""
    return native(tmp_path_factory.mktemp("whole")).archive


@pytest.fixture
def copy(package: Path, tmp_path: Path) -> Path:
    """A copy of it, to be changed."""
    return shutil.copytree(package, tmp_path / "copy")


def refused(folder: Path, passphrase: Passphrase = PASSPHRASE) -> MasDocsError:
    """Verify a changed folder; give the refusal."""
    with pytest.raises((DamagedArchiveError, PassphraseError)) as caught:
        verify_native(folder, [passphrase])
    return caught.value


def sealed_anew(folder: Path, digests: dict[str, str], name: str = LISTING) -> None:
    """Put another manifest into a folder, as somebody who holds the passphrase could."""
    with work_folder(folder.parent) as work:
        seal([Member(name, listing_text(digests))], FACTS, PASSPHRASE, folder / MANIFEST, work)


def digests_of(folder: Path) -> dict[str, str]:
    """The right checksums of a folder's files."""
    return {name: hashlib.sha256(raw).hexdigest() for name, raw in files_below(folder).items() if name != MANIFEST}


def test_a_package_folder_verifies_and_says_what_it_holds(tmp_path: Path) -> None:
    """Loses: what was sent to whom, and whether it is still as it was sent."""
    done = native(tmp_path)
    files = files_below(done.archive)
    assert set(files) == NAMES
    assert done.archive == tmp_path / "package"
    assert done.facts == FACTS
    assert done.size == sum(map(len, files.values()))
    assert {member.name: member.sha256 for member in done.members} == digests_of(done.archive)
    assert files[MANIFEST].endswith(done.seal.encode())
    assert verify_native(done.archive, [WRONG, PASSPHRASE]) == done
    assert done.label == PASSPHRASE.label
    assert list(tmp_path.iterdir()) == [done.archive], "the work folder is gone"


def test_nothing_but_the_calendar_is_readable(package: Path) -> None:
    """Loses: a child's name to whoever finds the laptop, the mailbox or the memory stick."""
    for name, raw in files_below(package).items():
        for word in CANARY.split():
            assert word.encode() not in raw
            assert word.encode("utf-16-le") not in raw
        assert (raw == CALENDAR.content) == (name == CALENDAR.name)


def test_everything_is_private(package: Path) -> None:
    """Loses: the papers to everybody else on a shared computer."""
    for path in (package, *package.rglob("*")):
        assert stat.S_IMODE(path.stat().st_mode) == (0o700 if path.is_dir() else 0o600)


def test_it_opens_again_as_it_was(tmp_path: Path) -> None:
    """Loses: a document, because what was protected does not come out again."""
    folder = native(tmp_path).archive
    opened = open_native(folder, [WRONG, PASSPHRASE], tmp_path / "new" / "out")
    taken = files_below(opened.folder)
    assert set(taken) == NAMES - {MANIFEST}
    assert taken["letter.docx"] == LETTER.content
    assert taken["calendar.ics"] == CALENDAR.content
    assert taken["papers/03-minutes.pdf"].count(CANARY.encode()) == small_pdf().count(CANARY.encode())
    assert opened.verified == verify_native(folder, [PASSPHRASE])
    assert {member.name: member.sha256 for member in opened.members} == digests_of(opened.folder)
    assert sum(member.size for member in opened.members) == sum(map(len, taken.values()))
    for path in (opened.folder, *opened.folder.rglob("*")):
        assert stat.S_IMODE(path.stat().st_mode) == (0o700 if path.is_dir() else 0o600)
    assert [path.name for path in (tmp_path / "new").iterdir()] == ["out"], "the work folder is gone"


@pytest.mark.needs("sha256sum")
def test_sha256sum_checks_the_folder(tmp_path: Path) -> None:
    """Loses: a way to check the files without mas-docs."""
    folder = native(tmp_path).archive
    open_package(folder / MANIFEST, [PASSPHRASE], tmp_path / "list")
    command = ["sha256sum", "-c", str(tmp_path / "list" / LISTING)]
    assert subprocess.run(command, cwd=folder, check=True, capture_output=True).stdout.count(b": OK") == 3


def test_every_byte_of_every_file_matters(copy: Path) -> None:
    """Loses: what a byte said that was changed on the way, or on purpose."""
    for name in sorted(NAMES):
        path = copy / name
        whole = path.read_bytes()
        step = 61 if name == "letter.docx" else 1  # the same comparison for each of its 13,000 bytes
        for position in range(0, len(whole), step):
            changed = bytearray(whole)
            changed[position] ^= 1 << position % 8
            path.write_bytes(changed)
            refusal = refused(copy)
            assert name == MANIFEST or (name in refusal.message and refusal.exit_code is ExitCode.DAMAGED_ARCHIVE)
        path.write_bytes(whole)
    verify_native(copy, [PASSPHRASE])


@settings(deadline=None, max_examples=60)
@given(data=st.data())
def test_no_file_can_be_cut_or_lengthened(package: Path, data: st.DataObject) -> None:
    """Loses: the end of a paper, or the certainty that nobody added to it."""
    folder = package.with_name("cut")
    shutil.rmtree(folder, ignore_errors=True)
    shutil.copytree(package, folder)
    path = folder / data.draw(st.sampled_from(sorted(NAMES)))
    whole = path.read_bytes()
    cut = whole[: data.draw(st.integers(0, len(whole) - 1))]
    path.write_bytes(data.draw(st.sampled_from([cut, whole + b"\0", b"\0" + whole])))
    refused(folder)


def _dropped(folder: Path) -> None:
    (folder / "letter.docx").unlink()


def _added(folder: Path) -> None:
    (folder / "other.docx").write_bytes(b"x")


def _added_folder(folder: Path) -> None:
    (folder / "other").mkdir()


def _renamed(folder: Path) -> None:
    (folder / "letter.docx").rename(folder / "letters.docx")


def _recased(folder: Path) -> None:
    (folder / "letter.docx").rename(folder / "Letter.docx")


def _swapped(folder: Path) -> None:
    one, other = folder / "letter.docx", folder / "papers" / "03-minutes.pdf"
    content = one.read_bytes()
    one.write_bytes(other.read_bytes())
    other.write_bytes(content)


def _linked(folder: Path) -> None:
    (folder / "letter.docx").rename(folder.parent / "letter.docx")
    (folder / "letter.docx").symlink_to(folder.parent / "letter.docx")


def _a_folder_instead(folder: Path) -> None:
    (folder / "letter.docx").unlink()
    (folder / "letter.docx").mkdir()


def _a_pipe_instead(folder: Path) -> None:
    (folder / "letter.docx").unlink()
    os.mkfifo(folder / "letter.docx")


@pytest.mark.parametrize(
    ("change", "said"),
    [
        (_dropped, "'letter.docx' of the package is missing"),
        (_added, "'other.docx' does not belong"),
        (_added_folder, "'other' does not belong"),
        (_renamed, "'letters.docx' does not belong"),
        (_recased, "'Letter.docx' does not belong"),
        (_swapped, "'letter.docx' was changed"),
        (_linked, "'letter.docx' is a link"),
        (_a_folder_instead, "'letter.docx' does not belong"),
        (_a_pipe_instead, "'letter.docx' is a link or another special file"),
    ],
)
def test_no_file_can_be_exchanged(copy: Path, change: Callable[[Path], None], said: str) -> None:
    """Loses: a paper that was taken out, put in or exchanged on a shared drive."""
    change(copy)
    refusal = refused(copy)
    assert refusal.exit_code is ExitCode.DAMAGED_ARCHIVE
    assert said in refusal.message
    assert refusal.where == str(copy)
    with pytest.raises(DamagedArchiveError):
        open_native(copy, [PASSPHRASE], copy.with_name("out"))
    assert not copy.with_name("out").exists()
    assert {path.name for path in copy.parent.iterdir()} <= {"copy", "letter.docx"}


def test_a_file_of_another_package_is_found(copy: Path, tmp_path: Path) -> None:
    """Loses: the border between two cases whose packages have the same passphrase."""
    other = native(tmp_path, [Member("letter.docx", small_word(b"other" * 1000))], "other").archive
    shutil.copyfile(other / "letter.docx", copy / "letter.docx")
    assert "'letter.docx' was changed" in refused(copy).message
    shutil.copyfile(other / MANIFEST, copy / MANIFEST)
    assert "does not belong" in refused(copy).message


def test_a_wrong_passphrase_opens_nothing(package: Path, tmp_path: Path) -> None:
    """Loses: the reason why a package does not open, and what to do."""
    for passphrases in ([WRONG], []):
        with pytest.raises(PassphraseError):
            verify_native(package, passphrases)
        with pytest.raises(PassphraseError):
            open_native(package, passphrases, tmp_path / "out")
    assert list(tmp_path.iterdir()) == []


def test_what_is_no_package_is_told_so(copy: Path, tmp_path: Path) -> None:
    """Loses: the way out, when a folder was named wrongly or lost its manifest."""
    assert is_native_package(copy)
    assert not is_native_package(copy / MANIFEST)
    with pytest.raises(UsageError, match="no such folder"):
        verify_native(tmp_path / "none", [PASSPHRASE])
    (tmp_path / "link").symlink_to(copy)
    with pytest.raises(UsageError):
        verify_native(tmp_path / "link", [PASSPHRASE])
    (copy / MANIFEST).unlink()
    assert not is_native_package(copy)
    assert "lost its manifest.zip" in refused(copy).message
    sealed(copy, name=MANIFEST)
    assert "not the manifest of a package folder" in refused(copy).message


@pytest.mark.parametrize(
    "listing",
    [
        b"",
        b"no list\n",
        b"\xff\n",
        b"0" * 64 + b"  letter.docx",
        b"0" * 64 + b"  letter.docx\n" + b"0" * 64 + b"  letter.docx\n",
        b"0" * 64 + b"  ../letter.docx\n",
        b"0" * 64 + b"  /etc/letter.docx\n",
        b"0" * 64 + b"  letter.txt\n",
        b"0" * 64 + b"  manifest.zip\n",
    ],
)
def test_a_list_that_we_do_not_write_is_refused(copy: Path, tmp_path: Path, listing: bytes) -> None:
    """Loses: a file elsewhere on the computer, read or written at the wish of somebody who holds the passphrase."""
    with work_folder(tmp_path) as work:
        seal([Member(LISTING, listing)], FACTS, PASSPHRASE, copy / MANIFEST, work)
    assert "list of the package's files" in refused(copy).message


def test_a_list_without_end_is_not_read(copy: Path, tmp_path: Path) -> None:
    """Loses: the computer's memory, to a manifest that becomes gigabytes."""
    with work_folder(tmp_path) as work:
        seal([Member(LISTING, b"\0" * 3_000_000)], FACTS, PASSPHRASE, copy / MANIFEST, work)
    assert "larger than any manifest" in refused(copy).message


@pytest.mark.parametrize("name", ["letter.docx", "papers/03-minutes.pdf"])
def test_a_plain_file_is_never_taken_for_a_protected_one(copy: Path, name: str) -> None:
    """Loses: the protection of a paper, in a package whose checksums are right."""
    plain = {member.name: content_of(member) for member in ALL}
    (copy / name).write_bytes(plain[name])
    sealed_anew(copy, digests_of(copy))
    assert f"'{name}' does not open with the passphrase alone" in refused(copy).message
    with pytest.raises(DamagedArchiveError, match="does not open with the passphrase alone"):
        open_native(copy, [PASSPHRASE], copy.with_name("out"))
    assert not copy.with_name("out").exists()


@settings(deadline=None, max_examples=80)
@given(data=st.data(), name=st.sampled_from(["letter.docx", "papers/03-minutes.pdf"]))
def test_no_damaged_file_breaks_the_reader(package: Path, data: st.DataObject, name: str) -> None:
    """Loses: a clear sentence; a forged file would end in a traceback instead."""
    folder = package.with_name("forged")
    shutil.rmtree(folder, ignore_errors=True)
    shutil.copytree(package, folder)
    raw = bytearray((folder / name).read_bytes())
    for _ in range(data.draw(st.integers(1, 3))):
        position = data.draw(st.integers(0, len(raw) - 1))
        raw[position : position + 8] = data.draw(st.binary(min_size=1, max_size=8))
    (folder / name).write_bytes(raw)
    sealed_anew(folder, digests_of(folder))
    shutil.rmtree(folder.with_name("out"), ignore_errors=True)
    # What a reader makes of damage is its own affair, so that some is found, and some does not matter.
    with contextlib.suppress(DamagedArchiveError):
        verify_native(folder, [PASSPHRASE])
    with contextlib.suppress(DamagedArchiveError):
        open_native(folder, [PASSPHRASE], folder.with_name("out"))


def test_a_file_that_changes_while_it_is_opened_is_found(
    copy: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Loses: a paper, exchanged on a shared drive between its check and its decryption."""
    genuine = protected_files.unprotect

    def exchange_first(name: str, source: Path, passphrase: Passphrase, into: Path) -> bool:
        (copy / name).write_bytes(b"exchanged")
        return genuine(name, source, passphrase, into)

    monkeypatch.setattr(module, "unprotect", exchange_first)
    opened = open_native(copy, [PASSPHRASE], tmp_path / "out")
    assert (opened.folder / "letter.docx").read_bytes() == LETTER.content


@pytest.mark.parametrize("name", ["plan.txt", "plan.doc", "photo.jpg", "plan", "message.eml", "manifest.zip"])
def test_a_file_without_a_protection_stops_everything(tmp_path: Path, name: str) -> None:
    """Loses: a plain text in the mail, which somebody took for protected."""
    assert native_kind(name) is None
    with pytest.raises(PaperError, match="no protection of its own") as caught:
        native(tmp_path, [LETTER, Member(name, b"Carys"), Member("again.txt", b"")])
    assert caught.value.exit_code is ExitCode.PAPER
    assert caught.value.where == f"{name}, again.txt"
    assert "as zip" in caught.value.remedy
    assert list(tmp_path.iterdir()) == []


def test_kinds_are_told_by_the_name_alone() -> None:
    """Loses: the protection of a file whose name ends in capitals."""
    assert native_kind("papers/PLAN.PDF") is NativeKind.PDF
    assert {native_kind(f"a.{end}") for end in ("docx", "xlsx", "pptx")} == {NativeKind.OFFICE}
    assert native_kind("calendar.ics") is NativeKind.PLAIN


@pytest.mark.parametrize(
    ("members", "error"),
    [
        ([], UsageError),
        ([LETTER, LETTER], UsageError),
        ([Member("../letter.docx", small_word())], UsageError),
        ([Member("letter.docx", b"PK no file of Word" * 400)], PaperError),
        ([Member("plan.pdf", b"%PDF-1.7 fictional")], PaperError),
        ([LETTER, Member("plan.pdf", Path("none.pdf"))], PaperError),
    ],
)
def test_what_cannot_be_sealed_leaves_nothing(tmp_path: Path, members: list[Member], error: type[MasDocsError]) -> None:
    """Loses: the certainty that a package folder is a whole one."""
    with pytest.raises(error) as caught:
        native(tmp_path, members)
    assert "none.pdf" not in "".join(traceback.format_exception(caught.value))
    assert list(tmp_path.iterdir()) == []


def test_a_weak_passphrase_is_refused(tmp_path: Path) -> None:
    """Loses: everything, to somebody with a graphics card and an evening."""
    with work_folder(tmp_path) as work, pytest.raises(PassphraseError):
        seal_native(ALL, FACTS, Passphrase("summer2026"), tmp_path / "package", work)
    assert list(tmp_path.iterdir()) == []


def test_a_paper_that_changed_since_it_was_examined_is_not_sealed(tmp_path: Path) -> None:
    """Loses: the guard; a paper could be exchanged between its examination and its sealing."""
    path = tmp_path / "plan.pdf"
    path.write_bytes(small_pdf())
    known = path.stat()
    identity = (known.st_dev, known.st_ino, known.st_size, known.st_mtime_ns, known.st_ctime_ns)
    assert native(tmp_path, [Member("plan.pdf", path, identity)], "same").members
    path.write_bytes(small_pdf() + b"\n")
    with pytest.raises(PaperError, match="changed after it was examined"):
        native(tmp_path, [Member("plan.pdf", path, identity)], "other")
    assert sorted(child.name for child in tmp_path.iterdir()) == ["plan.pdf", "same"]


def test_a_manifest_that_says_something_else_is_thrown_away(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Loses: the record of what was sent, to a defect of ours."""
    monkeypatch.setattr(module, "listing_text", lambda digests: listing_text(dict.fromkeys(digests, "0" * 64)))
    with pytest.raises(DamagedArchiveError, match="thrown away"):
        native(tmp_path)
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize("kind", ["pdf", "word"])
def test_a_writer_that_forgets_to_encrypt_is_caught(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, kind: str) -> None:
    """Loses: a plain paper in the mail, because a library changed under us."""

    def copy_plain(source: Path, _passphrase: Passphrase, into: Path, _name: str) -> None:
        shutil.copyfile(source, into)

    monkeypatch.setattr(protected_files, f"protect_{kind}", copy_plain)
    folder = native(tmp_path).archive
    assert "does not open with the passphrase alone" in refused(folder).message


def test_it_is_announced_before_it_is_there(tmp_path: Path) -> None:
    """Loses: a line of the ledger for a package that went out."""
    seen: list[Verified] = []

    def announce(verified: Verified) -> None:
        assert not (tmp_path / "package").exists()
        seen.append(verified)

    with work_folder(tmp_path) as work:
        done = seal_native(ALL, FACTS, PASSPHRASE, tmp_path / "package", work, announce)
    assert seen == [done]


def test_a_package_that_cannot_be_announced_is_not_there(tmp_path: Path) -> None:
    """Loses: the ledger's promise that every package written stands in it."""

    def fail(_: Verified) -> None:
        raise UsageError("The ledger cannot be written")

    with work_folder(tmp_path) as work, pytest.raises(UsageError, match="ledger"):
        seal_native(ALL, FACTS, PASSPHRASE, tmp_path / "package", work, fail)
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize("kind", ["file", "full folder", "link", "package"])
def test_opening_touches_nothing_that_is_there(package: Path, tmp_path: Path, kind: str) -> None:
    """Loses: notes that lay in the folder, or the package itself."""
    into = tmp_path / "out"
    if kind == "file":
        into.write_text("mine")
    elif kind == "link":
        into.symlink_to(tmp_path)
    elif kind == "package":
        into = package / "out"
    else:
        into.mkdir()
        (into / "mine").write_text("mine")
    with pytest.raises(UsageError):
        open_native(package, [PASSPHRASE], into)
    verify_native(package, [PASSPHRASE])


def test_a_full_disk_leaves_nothing(package: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Loses: the difference between half of a package and all of it."""

    def fail(_: int) -> None:
        raise OSError(errno.ENOSPC, "No space left on device")

    monkeypatch.setattr(os, "fsync", fail)
    for write in (lambda: native(tmp_path), lambda: open_native(package, [PASSPHRASE], tmp_path / "out")):
        with pytest.raises(UsageError, match="No space left"):
            write()
        assert list(tmp_path.iterdir()) == []


def test_the_passphrase_and_the_words_stay_out_of_every_message(
    copy: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Loses: the passphrase, to whoever reads a log or an error report."""
    (copy / "letter.docx").write_bytes(b"changed")
    told = [refused(copy), refused(copy, WRONG)]
    monkeypatch.setattr(module, "listing_text", lambda digests: listing_text(dict.fromkeys(digests, "0" * 64)))
    with pytest.raises(DamagedArchiveError) as caught:
        native(tmp_path)
    for error in (*told, caught.value):
        text = "".join(traceback.format_exception(error))
        assert not re.search(f"{WORDS}|{CANARY}|entirely other words", text)


def test_pdfs_inside_an_archive_are_protected_too(tmp_path: Path) -> None:
    """Loses: the protection of a pack once it was taken out of its archive."""
    with work_folder(tmp_path) as work:
        members = with_pdfs_protected([MINUTES, Member("a.txt", b"plain")], PASSPHRASE, work)
        assert [member.name for member in members] == [MINUTES.name, "a.txt"]
        assert protected_files.is_protected_file(MINUTES.name, Path(str(members[0].content)), PASSPHRASE)
        seal(members, FACTS, PASSPHRASE, tmp_path / "package.zip", work)
    open_package(tmp_path / "package.zip", [PASSPHRASE], tmp_path / "out")
    assert protected_files.is_protected_file(MINUTES.name, tmp_path / "out" / MINUTES.name, PASSPHRASE)
    assert sorted(path.name for path in tmp_path.iterdir()) == ["out", "package.zip"]
