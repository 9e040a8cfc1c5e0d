"""Sealing: a package is whole, encrypted, opened by the recipients' programs, or it is not there."""

from __future__ import annotations

import dataclasses
import errno
import hashlib
import os
import re
import signal
import stat
import subprocess
import sys
import traceback
import tracemalloc
from collections.abc import Callable, Iterable
from pathlib import Path

import pytest
import pyzipper
from hypothesis import given, settings
from hypothesis import strategies as st
from sealing import (
    FACTS,
    LETTER,
    NOTHING,
    PASSPHRASE,
    PLAN,
    WORDS,
    content_of,
    fail_while_writing,
    files_below,
    happens_in_the_middle,
    sealed,
    seven_zip,
)

from mas_docs.errors import DamagedArchiveError, MasDocsError, PaperError, PassphraseError, UsageError
from mas_docs.files import work_folder
from mas_docs.transfer import archive as module
from mas_docs.transfer import engine
from mas_docs.transfer import manifest as manifests
from mas_docs.transfer.archive import Member, seal
from mas_docs.transfer.engine import EntryEncrypter
from mas_docs.transfer.entry_keys import CounterMode, KeyMemory
from mas_docs.transfer.member_names import fault_among_names, fault_in_name
from mas_docs.transfer.opening import open_package
from mas_docs.transfer.passphrases.passphrase import LONGEST, Passphrase
from mas_docs.transfer.untrusted import CHUNK
from mas_docs.transfer.verification import Verified, verify

ALL = (LETTER, PLAN, NOTHING)


def test_a_sealed_package_verifies_and_says_what_it_holds(tmp_path: Path) -> None:
    """Otherwise nobody could tell what was sent to whom."""
    done = sealed(tmp_path)
    assert done.archive == tmp_path / "package.zip"
    assert done.facts == FACTS
    assert done.size == done.archive.stat().st_size
    assert done.archive.read_bytes().endswith(done.seal.encode())
    assert [(member.name, member.size, member.sha256) for member in done.members] == [
        (member.name, len(content_of(member)), hashlib.sha256(content_of(member)).hexdigest()) for member in ALL
    ]
    verified = verify(done.archive, [PASSPHRASE])
    assert (verified.facts, verified.members, verified.seal) == (done.facts, done.members, done.seal)
    assert verified.label == "SEWSCB-2026-11"
    assert list(tmp_path.iterdir()) == [done.archive], "the work folder is gone"


def test_every_entry_is_aes_256_ae_2_for_another_reader(tmp_path: Path) -> None:
    """Otherwise a package could leave with a plain file in it."""
    with pyzipper.AESZipFile(sealed(tmp_path).archive) as package:
        package.setpassword(WORDS.encode())
        assert [entry.filename for entry in package.infolist()] == [member.name for member in ALL] + [manifests.NAME]
        for entry in package.infolist():
            assert entry.is_encrypted
            assert (entry.wz_aes_strength, entry.wz_aes_version, entry.CRC) == (3, 2, 0)
            assert entry.date_time == (1980, 1, 1, 0, 0, 0)
        assert [package.read(member.name) for member in ALL] == [content_of(member) for member in ALL]


def test_pdfs_and_word_files_are_stored_and_text_is_deflated(tmp_path: Path) -> None:
    """Otherwise sealing would take time for nothing, or packages be larger than they need."""
    names = ("a.PDF", "b.docx", "c.zip", "d.jpeg", "e.txt", "f.ics", "g")
    members = [Member(name, b"fictional " * 100) for name in names]
    with pyzipper.AESZipFile(sealed(tmp_path, members).archive) as package:
        stored = {entry.filename for entry in package.infolist() if entry.compress_type == pyzipper.ZIP_STORED}
    assert stored == {"a.PDF", "b.docx", "c.zip", "d.jpeg"}


@pytest.mark.needs("7z")
def test_7_zip_opens_a_package(tmp_path: Path) -> None:
    """Otherwise the recipients' usual program could not open it."""
    archive = sealed(tmp_path).archive
    listing = subprocess.run([seven_zip(), "l", "-slt", archive], check=True, capture_output=True, text=True).stdout
    assert listing.count("Encrypted = +") == len(ALL) + 1
    assert set(re.findall(r"^Method = (AES-\d+)", listing, re.MULTILINE)) == {"AES-256"}
    command = [seven_zip(), "x", f"-p{WORDS}", f"-o{tmp_path / 'out'}", str(archive)]
    subprocess.run(command, check=True, capture_output=True)
    taken = files_below(tmp_path / "out")
    assert {name: taken[name] for name in taken if name != manifests.NAME} == {m.name: m.content for m in ALL}


@pytest.mark.needs("7z", "bsdtar")
def test_other_programs_open_a_large_scan(tmp_path: Path) -> None:
    """Loses: what stands after the first megabyte, to recipients whose programs count in another way than we do."""
    content = os.urandom(5_000_003)
    archive = sealed(tmp_path, [Member("scan.pdf", content), Member("scan.txt", content)]).archive
    subprocess.run([seven_zip(), "t", f"-p{WORDS}", str(archive)], check=True, capture_output=True)
    command = ["bsdtar", "-xOf", str(archive), "--passphrase", WORDS, "scan.pdf", "scan.txt"]
    assert subprocess.run(command, check=True, capture_output=True).stdout == content + content
    with pyzipper.AESZipFile(archive) as package:
        package.setpassword(WORDS.encode())
        assert package.read("scan.pdf") == package.read("scan.txt") == content


@pytest.mark.needs("7z")
def test_7_zip_takes_the_longest_passphrase_that_we_accept(tmp_path: Path) -> None:
    """Otherwise a long passphrase would seal packages that recipients cannot open."""
    long = Passphrase("one two three four five six " + "x" * 71)
    assert len(long.reveal()) == LONGEST
    with work_folder(tmp_path) as work:
        seal([LETTER], FACTS, long, tmp_path / "long.zip", work)
    command = [seven_zip(), "t", f"-p{long.reveal().decode()}", str(tmp_path / "long.zip")]
    subprocess.run(command, check=True, capture_output=True)


@pytest.mark.needs("bsdtar", "sha256sum")
def test_bsdtar_opens_a_package_and_sha256sum_checks_it(tmp_path: Path) -> None:
    """Otherwise a recipient on macOS could not open it, and nobody could check a folder later."""
    archive = sealed(tmp_path).archive
    out = tmp_path / "out"
    out.mkdir()
    subprocess.run(["bsdtar", "-xf", archive, "--passphrase", WORDS, "-C", out], check=True, env=_utf8())
    checked = subprocess.run(
        ["sha256sum", "--strict", "-c", manifests.NAME], cwd=out, capture_output=True, text=True, check=False
    )
    assert checked.returncode == 0, checked.stderr
    assert checked.stdout.count(": OK\n") == len(ALL)
    (out / "letter.txt").write_bytes(b"changed")
    assert subprocess.run(["sha256sum", "--status", "-c", manifests.NAME], cwd=out, check=False).returncode == 1


def _utf8() -> dict[str, str]:
    return {**os.environ, "LC_ALL": "C.UTF-8"}


def test_a_package_is_readable_by_its_owner_alone(tmp_path: Path) -> None:
    """Otherwise other users of the machine could take it and guess at leisure."""
    assert stat.S_IMODE(sealed(tmp_path).archive.stat().st_mode) == 0o600


def test_a_package_in_the_making_is_private_too(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Otherwise there would be an instant in which others can copy it."""
    modes: list[int] = []
    whole = verify

    def look(path: Path, passphrases: Iterable[Passphrase], memory: KeyMemory) -> object:
        modes.extend(stat.S_IMODE(place.stat().st_mode) for place in (path, path.parent))
        return whole(path, passphrases, memory)

    monkeypatch.setattr(module, "verify", look)
    sealed(tmp_path)
    assert modes == [0o600, 0o700]


def test_the_same_files_give_packages_that_differ_only_in_what_is_random(tmp_path: Path) -> None:
    """Otherwise a package could not be compared with the one before it."""
    first, second = sealed(tmp_path, name="1.zip"), sealed(tmp_path, name="2.zip")
    assert first.members == second.members
    assert first.seal != second.seal
    assert first.archive.read_bytes() != second.archive.read_bytes()


def test_large_files_are_read_in_chunks(tmp_path: Path) -> None:
    """Otherwise scanned papers of 200 MB would need as much memory."""
    large = tmp_path / "scan.pdf"
    chunk = os.urandom(1024 * 1024)
    with large.open("wb") as file:
        for _ in range(32):
            file.write(chunk)
    sealed(tmp_path)
    tracemalloc.start()
    done = sealed(tmp_path, [Member("scan.pdf", large), Member("scan.txt", large)])
    _, peak = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert [member.size for member in done.members] == [32 * 1024 * 1024] * 2
    assert peak < 12 * 1024 * 1024


def test_a_sabotaged_writer_is_caught(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Otherwise an engine that writes plain text would send a child's papers unprotected."""
    monkeypatch.setattr(engine, "_archive_class", lambda: lambda file, mode, **_: pyzipper.AESZipFile(file, mode))
    with pytest.raises(DamagedArchiveError, match=r"was thrown away.*not encrypted"):
        sealed(tmp_path)
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize("weakness", [{"wz_aes_strength": 1}, {"wz_aes_strength": 2}, {"wz_aes_version": 1}])
def test_a_weakened_writer_is_caught(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, weakness: dict[str, int]) -> None:
    """Otherwise a new version of the engine could weaken every package unseen."""
    whole = EntryEncrypter.update_zipinfo

    def weaker(encrypter: EntryEncrypter, entry: object) -> None:
        whole(encrypter, entry)
        for name, value in weakness.items():
            setattr(entry, name, value)

    monkeypatch.setattr(EntryEncrypter, "update_zipinfo", weaker)
    with pytest.raises(DamagedArchiveError, match="was thrown away"):
        sealed(tmp_path)
    assert list(tmp_path.iterdir()) == []


def not_at_all(_cipher: CounterMode, data: bytes) -> bytes:
    """Leave contents as they are."""
    return data


def never(_cipher: CounterMode, _lap: int) -> None:
    """Begin no new lap of the counter, so that two parts of a file are encrypted alike."""


@pytest.mark.parametrize(("step", "sabotage"), [("encrypt", not_at_all), ("_begin", never)])
def test_contents_that_are_encrypted_wrongly_are_caught(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, step: str, sabotage: Callable[..., object]
) -> None:
    """Loses: the secrecy of a paper, by a defect that would decrypt just as it encrypts."""
    monkeypatch.setattr(CounterMode, step, sabotage)
    with pytest.raises(DamagedArchiveError, match="was thrown away"):
        sealed(tmp_path, [Member("scan.pdf", b"x" * 3_000_000)])
    assert list(tmp_path.iterdir()) == []


def test_a_writer_that_changes_contents_or_facts_is_caught(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Otherwise a package could arrive with a paper cut short."""
    whole = verify
    for change in ({"members": ()}, {"facts": dataclasses.replace(FACTS, recipient="Somebody Else")}):
        monkeypatch.setattr(module, "verify", lambda *a, change=change: dataclasses.replace(whole(*a), **change))
        with pytest.raises(DamagedArchiveError, match="was thrown away"):
            sealed(tmp_path)
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize("name", ["letter.txt", "papers/Cynllun Tŷ.pdf", manifests.NAME])
@pytest.mark.parametrize("failure", [RuntimeError("a defect"), KeyboardInterrupt()])
def test_a_failure_in_the_middle_leaves_nothing_new(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, name: str, failure: BaseException
) -> None:
    """Otherwise a whole-looking package with half of the papers could be sent."""
    (tmp_path / "package.zip").write_bytes(b"the good one")
    fail_while_writing(monkeypatch, name, failure)
    with work_folder(tmp_path) as work:
        with pytest.raises(type(failure)):
            seal(ALL, FACTS, PASSPHRASE, tmp_path / "package.zip", work)
        assert list(work.glob("*.zip")) == []
    assert {path.name: path.read_bytes() for path in tmp_path.iterdir()} == {"package.zip": b"the good one"}


@pytest.mark.parametrize("step", ["fsync", "replace"])
def test_a_full_disk_keeps_the_package_that_was_there(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, step: str
) -> None:
    """Otherwise a failed run would cost the good package too."""
    (tmp_path / "package.zip").write_bytes(b"the good one")

    def fail(*_: object) -> None:
        raise OSError(errno.ENOSPC, "No space left on device")

    monkeypatch.setattr(os, step, fail)
    with pytest.raises(UsageError, match="No space left"):
        sealed(tmp_path)
    monkeypatch.undo()
    assert {path.name: path.read_bytes() for path in tmp_path.iterdir()} == {"package.zip": b"the good one"}


def test_a_package_is_synced_once_and_before_it_has_its_name(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Otherwise a power cut could leave an empty package, or a run over many cases would wait for the disk twice."""
    synced: list[tuple[str, bool]] = []
    genuine = os.fsync

    def look(descriptor: int) -> None:
        kind = "folder" if stat.S_ISDIR(os.fstat(descriptor).st_mode) else "file"
        synced.append((kind, (tmp_path / "package.zip").exists()))
        genuine(descriptor)

    monkeypatch.setattr(os, "fsync", look)
    sealed(tmp_path)
    assert synced == [("file", False), ("folder", True)]


KILLED = """
import os, signal, sys
from pathlib import Path
sys.path.insert(0, sys.argv[2])
from sealing import sealed
from mas_docs.transfer import archive, engine
def kill(*_a, **_k): os.kill(os.getpid(), signal.SIGKILL)
{"entry": lambda: setattr(engine.ArchiveWriter, "finish", kill), "seal": lambda: setattr(archive, "seal_digits", kill),
 "verify": lambda: setattr(archive, "verify", kill), "rename": lambda: setattr(os, "replace", kill)}[sys.argv[3]]()
sealed(Path(sys.argv[1]))
"""


@pytest.mark.parametrize("moment", ["entry", "seal", "verify", "rename"])
def test_a_run_killed_at_any_moment_leaves_no_package_and_nothing_open(tmp_path: Path, moment: str) -> None:
    """Otherwise a power cut could leave half a package under its final name, or plain text for others to read."""
    (tmp_path / "package.zip").write_bytes(b"the good one")
    command = [sys.executable, "-c", KILLED, str(tmp_path), str(Path(__file__).parent), moment]
    assert subprocess.run(command, check=False, timeout=60).returncode == -signal.SIGKILL
    assert (tmp_path / "package.zip").read_bytes() == b"the good one"
    (left,) = (path for path in tmp_path.iterdir() if path.is_dir())
    assert stat.S_IMODE(left.stat().st_mode) == 0o700
    assert all(stat.S_IMODE(path.stat().st_mode) == 0o600 for path in left.iterdir())
    sealed(tmp_path)
    assert [path.name for path in tmp_path.iterdir()] == ["package.zip"]


def test_a_weak_passphrase_seals_nothing(tmp_path: Path) -> None:
    """Otherwise a package could be guessed open within the hour."""
    with work_folder(tmp_path) as work, pytest.raises(PassphraseError, match="too easy"):
        seal(ALL, FACTS, Passphrase("Caerphilly2026!"), tmp_path / "package.zip", work)
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize(
    ("members", "reason"),
    [
        ([], "nothing to seal"),
        ([Member("a.txt", b"1"), Member("a.txt", b"2")], "is there twice"),
        ([Member("a.txt", b"1"), Member("A.TXT", b"2")], "is there twice"),
        ([Member("a", b"1"), Member("a/b", b"2")], "both a file and a folder"),
        ([Member("../a.txt", b"")], "stay inside"),
        ([Member("/a.txt", b"")], "stay inside"),
        ([Member("a\\b.txt", b"")], "Windows"),
        ([Member("", b"")], "empty"),
        ([Member("Manifest-SHA256.TXT", b"")], "that of the manifest"),
        ([Member("manifest-sha256.txt/a", b"")], "that of the manifest"),
        ([Member(f"{number}.txt", b"") for number in range(2001)], "too many"),
    ],
)
def test_names_that_cannot_stand_in_a_package_are_refused(tmp_path: Path, members: list[Member], reason: str) -> None:
    """Otherwise one paper would silently replace another, or not be taken out at all."""
    with pytest.raises(UsageError, match=reason):
        sealed(tmp_path, members)
    assert list(tmp_path.iterdir()) == []


def test_two_files_of_one_name_from_two_folders_are_refused(tmp_path: Path) -> None:
    """Otherwise `seal a/minutes.pdf b/minutes.pdf` would lose one of them."""
    for folder in ("a", "b"):
        (tmp_path / folder).mkdir()
        (tmp_path / folder / "minutes.pdf").write_text(folder)
    members = [Member("minutes.pdf", tmp_path / folder / "minutes.pdf") for folder in ("a", "b")]
    with pytest.raises(UsageError, match=r"'minutes\.pdf' is there twice"):
        sealed(tmp_path, members)


def test_files_that_cannot_be_read_are_named(tmp_path: Path) -> None:
    """Otherwise nobody would know which paper is missing, or a pipe would hang the run."""
    os.mkfifo(tmp_path / "pipe")
    for path in (tmp_path / "missing.pdf", tmp_path / "pipe", tmp_path):
        with pytest.raises(PaperError) as caught:
            sealed(tmp_path, [LETTER, Member("paper.pdf", path)])
        # By its name in the package: its own path may hold a child's name.
        assert caught.value.where == "paper.pdf"
    assert [path.name for path in tmp_path.iterdir()] == ["pipe"]


def shorter(path: Path) -> None:
    """Cut the file off, as a program does that saves it anew."""
    os.truncate(path, CHUNK)


def longer(path: Path) -> None:
    """Let the file grow, as a copy does that is under way."""
    with path.open("ab") as file:
        file.write(b"and another page")


def other(path: Path) -> None:
    """Write other contents of the same size."""
    with path.open("r+b") as file:
        file.write(b"another beginning")
    os.utime(path, ns=(0, 0))


@pytest.mark.parametrize("change", [shorter, longer, other])
def test_a_file_that_changes_while_it_is_sealed_is_found(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, change: Callable[[Path], None]
) -> None:
    """Otherwise half of a paper that is still being copied would travel as the whole of it, verified."""
    paper = tmp_path / "scan.pdf"
    paper.write_bytes(b"x" * (2 * CHUNK + 7))
    happens_in_the_middle(monkeypatch, "scan.pdf", lambda: change(paper))
    with pytest.raises(PaperError, match="changed while it was being sealed") as caught:
        sealed(tmp_path, [LETTER, Member("scan.pdf", paper)])
    assert caught.value.where == paper.name
    assert [path.name for path in tmp_path.iterdir()] == ["scan.pdf"]


def test_a_file_that_is_replaced_while_it_is_sealed_travels_whole(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Otherwise a package could hold the beginning of one version of a paper and the end of the next."""
    paper = tmp_path / "scan.pdf"
    paper.write_bytes(b"x" * (2 * CHUNK))
    (tmp_path / "new.pdf").write_bytes(b"y")
    happens_in_the_middle(monkeypatch, "scan.pdf", lambda: (tmp_path / "new.pdf").replace(paper))
    (member,) = sealed(tmp_path, [Member("scan.pdf", paper)]).members
    assert paper.read_bytes() == b"y"
    assert member.sha256 == hashlib.sha256(b"x" * (2 * CHUNK)).hexdigest()


def test_too_much_for_one_package_is_said(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Otherwise a package would be of a kind that older programs cannot open."""
    monkeypatch.setattr(manifests, "LARGEST_PACKAGE", 1_000_000)
    with pytest.raises(UsageError, match=r"too large for one package \(1 MB\)"):
        sealed(tmp_path, [Member("a.pdf", b"x" * 600_000), Member("b.pdf", b"x" * 600_000)])
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize("recipient", ["", "two\nlines", "\x1b[2J", "x" * 600])
def test_facts_that_cannot_stand_in_a_manifest_are_refused(tmp_path: Path, recipient: str) -> None:
    """Otherwise a name with a line break could add a line to the manifest."""
    facts = dataclasses.replace(FACTS, recipient=recipient)
    with work_folder(tmp_path) as work, pytest.raises(UsageError, match="entry Recipient"):
        seal(ALL, facts, PASSPHRASE, tmp_path / "package.zip", work)


odd_names = st.text(min_size=1, max_size=40).filter(lambda name: not fault_in_name(name))


@settings(deadline=None, max_examples=25)
@given(contents=st.dictionaries(odd_names, st.binary(max_size=400), min_size=1, max_size=4))
def test_whatever_goes_in_comes_out(tmp_path_factory: pytest.TempPathFactory, contents: dict[str, bytes]) -> None:
    """Otherwise a file with an odd name or odd contents would be lost on the way."""
    folder = tmp_path_factory.mktemp("odd")
    members = [Member(name, content) for name, content in contents.items()]
    if fault_among_names(contents)[0] or any(name.casefold().startswith(manifests.NAME) for name in contents):
        return
    opened = open_package(sealed(folder, members).archive, [PASSPHRASE], folder / "out")
    taken = files_below(opened.folder)
    taken.pop(manifests.NAME)
    assert taken == contents


def test_the_passphrase_is_in_no_package_message_or_traceback(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture, capfd: pytest.CaptureFixture[str]
) -> None:
    """Otherwise whoever sees a log or the archive's bytes could open every package."""
    canary = Passphrase("kanarie vogel geheim woorden nergens zichtbaar")
    said = []
    with work_folder(tmp_path) as work:
        seal(ALL, FACTS, canary, tmp_path / "package.zip", work)
        fail_while_writing(monkeypatch, "letter.txt", PaperError("a paper vanished"))
        attempts: tuple[Callable[[], Verified], ...] = (
            lambda: seal(ALL, FACTS, canary, tmp_path / "again.zip", work),
            lambda: verify(sealed(tmp_path, [PLAN], "other.zip").archive, [canary]),
        )
        for attempt in attempts:
            with pytest.raises(MasDocsError) as caught:
                attempt()
            said += traceback.format_exception(caught.value)
    said += [str(path) for path in tmp_path.rglob("*")]
    output = capfd.readouterr()
    everything = "".join(said) + caplog.text + output.out + output.err + repr(canary)
    raw = b"".join(path.read_bytes() for path in tmp_path.glob("*.zip"))
    for word in canary.reveal().decode().split():
        assert word not in everything
        assert word.encode() not in raw


def test_the_engines_are_imported_only_when_used() -> None:
    """Otherwise `mas-docs --help` would take a second."""
    kept = (f"passphrases.{name}" for name in ("keeping", "sources", "stores", "passphrase"))
    modules = ("archive", "opening", "verification", "foreign", *kept, "manifest", "engine")
    script = "import sys\n" + "".join(f"import mas_docs.transfer.{name}\n" for name in modules)
    script += "print([name for name in ('pyzipper', 'Cryptodome', 'keyring', 'zxcvbn') if name in sys.modules])"
    done = subprocess.run([sys.executable, "-c", script], check=True, capture_output=True, text=True)
    assert done.stdout.strip() == "[]"


def identity_of(path: Path) -> tuple[int, int, int, int, int]:
    """What tells a file as it is now from any other."""
    status = path.stat()
    return status.st_dev, status.st_ino, status.st_size, status.st_mtime_ns, status.st_ctime_ns


def test_a_file_that_was_examined_is_the_one_that_is_sealed(tmp_path: Path) -> None:
    """Otherwise what nobody examined could travel under the name of a paper that somebody did."""
    paper = tmp_path / "Carys.pdf"
    paper.write_bytes(b"examined")
    examined = identity_of(paper)
    (member,) = sealed(tmp_path, [Member("01-plan.pdf", paper, examined)], "whole.zip").members
    assert member.size == 8
    os.utime(paper, ns=(0, 0))
    rewritten = identity_of(paper)
    (tmp_path / "other").write_bytes(b"examined")
    os.utime(tmp_path / "other", ns=(0, 0))
    for identity in (examined, identity_of(tmp_path / "other")):
        with pytest.raises(PaperError, match="changed after it was examined") as caught:
            sealed(tmp_path, [LETTER, Member("01-plan.pdf", paper, identity)])
        assert caught.value.where == "01-plan.pdf"
    assert sealed(tmp_path, [Member("01-plan.pdf", paper, rewritten)], "again.zip").size


@pytest.mark.parametrize("kind", ["vanished", "link", "folder"])
def test_a_paper_that_cannot_be_read_keeps_its_own_name_to_itself(tmp_path: Path, kind: str) -> None:
    """Otherwise the child's name in it would stand on a screen, in a log or in a mail to whoever supports us."""
    paper = tmp_path / "Carys.pdf"
    if kind == "folder":
        paper.mkdir()
    elif kind == "link":
        (tmp_path / "elsewhere.pdf").write_bytes(b"somebody else's")
        paper.symlink_to(tmp_path / "elsewhere.pdf")
    with pytest.raises(PaperError, match="it is a link" if kind == "link" else "cannot be read") as caught:
        sealed(tmp_path, [LETTER, Member("papers/01-plan.pdf", paper)])
    assert caught.value.where == "papers/01-plan.pdf"
    assert "Carys" not in "".join(traceback.format_exception(caught.value))
    assert not (tmp_path / "package.zip").exists()
