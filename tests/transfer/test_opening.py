"""Opening: all files verified and private, or none; archives of other programs as far as they can be checked."""

from __future__ import annotations

import errno
import os
import stat
import struct
import subprocess
import zipfile
from collections.abc import Iterator
from pathlib import Path

import pytest
import pyzipper
from sealing import (
    LETTER,
    NOTHING,
    PASSPHRASE,
    PLAN,
    WORDS,
    WRONG,
    Parts,
    content_of,
    files_below,
    happens_before_the_files,
    sealed,
    seven_zip,
)

from mas_docs.errors import DamagedArchiveError, PassphraseError, UsageError
from mas_docs.transfer import manifest as manifests
from mas_docs.transfer import opening, verification
from mas_docs.transfer.archive import Member
from mas_docs.transfer.opening import open_package
from mas_docs.transfer.passphrases.passphrase import Passphrase
from mas_docs.transfer.structure import Entry, Structure, read_structure
from mas_docs.transfer.untrusted import UntrustedArchive

ALL = (LETTER, PLAN, NOTHING)


def test_a_package_is_taken_out_whole_and_private(tmp_path: Path) -> None:
    """Otherwise a paper would be missing, or readable by others on the machine."""
    archive = sealed(tmp_path).archive
    opened = open_package(archive, [WRONG, PASSPHRASE], tmp_path / "new" / "out")
    assert opened.folder == tmp_path / "new" / "out"
    taken = files_below(opened.folder)
    assert taken.pop(manifests.NAME).startswith(b"# Format: mas-docs-package/1\n")
    assert taken == {member.name: content_of(member) for member in ALL}
    assert opened.verified is not None
    assert opened.verified.members == opened.members
    assert opened.unverified == ()
    for path in (opened.folder, *opened.folder.rglob("*")):
        assert stat.S_IMODE(path.stat().st_mode) == (0o700 if path.is_dir() else 0o600)
    assert [path.name for path in opened.folder.parent.iterdir()] == ["out"], "the work folder is gone"


def test_an_empty_folder_is_used(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Otherwise a folder made beforehand, or a relative name, could not be used."""
    sealed(tmp_path)
    (tmp_path / "out").mkdir()
    monkeypatch.chdir(tmp_path)
    open_package(Path("package.zip"), [PASSPHRASE], Path("out"))
    assert (tmp_path / "out" / "letter.txt").read_bytes() == LETTER.content


@pytest.mark.parametrize("kind", ["file", "full folder", "link"])
def test_nothing_that_is_there_is_touched(tmp_path: Path, kind: str) -> None:
    """Otherwise opening could mix two cases' papers, or overwrite notes."""
    archive = sealed(tmp_path).archive
    into = tmp_path / "out"
    (tmp_path / "elsewhere").mkdir()
    if kind == "file":
        into.write_text("mine")
    elif kind == "link":
        into.symlink_to(tmp_path / "elsewhere")
    else:
        into.mkdir()
        (into / "mine").write_text("mine")
    with pytest.raises(UsageError, match="something here already"):
        open_package(archive, [PASSPHRASE], into)
    assert list((tmp_path / "elsewhere").iterdir()) == []
    assert sorted(path.name for path in tmp_path.iterdir()) == ["elsewhere", "out", "package.zip"]


@pytest.mark.parametrize("entry", [0, 1, 2, 3])
def test_nothing_appears_of_a_changed_package(tmp_path: Path, entry: int) -> None:
    """Otherwise unauthenticated bytes would lie on the disk as if they were the papers."""
    archive = sealed(tmp_path).archive
    raw = bytearray(archive.read_bytes())
    body = Parts.of(archive).entries[entry][0]
    raw[raw.index(body) + len(body) - 1] ^= 1
    archive.write_bytes(raw)
    with pytest.raises(DamagedArchiveError):
        open_package(archive, [PASSPHRASE], tmp_path / "out")
    assert [path.name for path in tmp_path.iterdir()] == ["package.zip"]


def test_nothing_appears_with_a_wrong_passphrase(tmp_path: Path) -> None:
    """Otherwise a folder of rubbish would look like a package."""
    archive = sealed(tmp_path).archive
    for foreign in (False, True):
        with pytest.raises(PassphraseError):
            open_package(archive, [WRONG], tmp_path / "out", foreign=foreign)
    assert [path.name for path in tmp_path.iterdir()] == ["package.zip"]


def test_a_package_that_changes_while_it_is_opened_is_found(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Otherwise whoever can write to the shared folder could exchange a paper between check and extraction."""
    archive = sealed(tmp_path, [LETTER, PLAN]).archive
    other = sealed(tmp_path, [Member("letter.txt", b"Annwyl gydweithiwr\n" * 32), PLAN], "other.zip").archive

    def exchange() -> None:
        with archive.open("r+b") as file:
            file.write(Parts.of(other).entries[0][0])

    happens_before_the_files(monkeypatch, exchange)
    with pytest.raises(DamagedArchiveError, match=r"letter\.txt"):
        open_package(archive, [PASSPHRASE], tmp_path / "out")
    assert not (tmp_path / "out").exists()


def test_a_file_that_is_not_used_up_is_not_believed(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Otherwise a defect in extraction could leave half a paper that counts as verified."""

    def half(name: str, chunks: Iterator[bytes]) -> None:
        if name != manifests.NAME:
            next(chunks)

    archive = sealed(tmp_path, [Member("scan.pdf", b"x" * 3_000_000)]).archive
    monkeypatch.setattr(verification, "use_up", half)
    with pytest.raises(DamagedArchiveError, match="does not match"):
        verification.verify(archive, [PASSPHRASE])


def test_a_full_disk_leaves_nothing(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Otherwise half of a package would look like all of it."""
    archive = sealed(tmp_path).archive

    def fail(_: int) -> None:
        raise OSError(errno.ENOSPC, "No space left on device")

    monkeypatch.setattr(os, "fsync", fail)
    with pytest.raises(UsageError, match="No space left"):
        open_package(archive, [PASSPHRASE], tmp_path / "out")
    assert [path.name for path in tmp_path.iterdir()] == ["package.zip"]


def test_a_package_of_ours_is_fully_verified_even_as_foreign(tmp_path: Path) -> None:
    """Otherwise `--foreign` would be a way round the seal."""
    archive = sealed(tmp_path).archive
    assert open_package(archive, [PASSPHRASE], tmp_path / "out", foreign=True).verified is not None
    raw = bytearray(archive.read_bytes())
    raw[-1] ^= 1
    archive.write_bytes(raw)
    with pytest.raises(DamagedArchiveError):
        open_package(archive, [PASSPHRASE], tmp_path / "out2", foreign=True)


@pytest.mark.parametrize("foreign", [False, True])
def test_the_structure_is_read_once(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, *, foreign: bool) -> None:
    """Otherwise an archive that changes meanwhile could be ours at one look and anybody's at the next."""
    archive = sealed(tmp_path).archive
    looks: list[UntrustedArchive] = []

    def look(untrusted: UntrustedArchive) -> Structure:
        looks.append(untrusted)
        return read_structure(untrusted)

    for module in (opening, verification):
        monkeypatch.setattr(module, "read_structure", look)
    assert open_package(archive, [PASSPHRASE], tmp_path / "out", foreign=foreign).verified is not None
    assert len(looks) == 1


def foreign_archive(path: Path, contents: dict[str, bytes], **encryption: int) -> Path:
    """An AES archive as another program writes it."""
    with pyzipper.AESZipFile(
        path, "w", compression=pyzipper.ZIP_DEFLATED, encryption=pyzipper.WZ_AES, encryption_kwargs=encryption
    ) as archive:
        archive.setpassword(WORDS.encode())
        for name, content in contents.items():
            archive.writestr(name, content)
    return path


CONTENTS = {"letter.txt": b"Dear colleague\n" * 50, "papers/Cynllun.pdf": b"%PDF"}


@pytest.mark.parametrize(
    ("encryption", "sentences"),
    [
        ({"nbits": 256, "force_wz_aes_version": 2}, 2),
        ({"nbits": 256, "force_wz_aes_version": 1}, 2),
        ({"nbits": 128}, 3),
        ({"nbits": 192, "force_wz_aes_version": 1}, 3),
    ],
)
def test_a_foreign_archive_opens_only_when_asked_and_says_what_is_not_known(
    tmp_path: Path, encryption: dict[str, int], sentences: int
) -> None:
    """Otherwise a partner agency's archive could not be opened, or would be trusted like ours."""
    archive = foreign_archive(tmp_path / "theirs.zip", CONTENTS, **encryption)
    with pytest.raises(DamagedArchiveError, match="not sealed by mas-docs") as caught:
        open_package(archive, [PASSPHRASE], tmp_path / "out")
    assert "--foreign" in caught.value.remedy
    opened = open_package(archive, [WRONG, PASSPHRASE], tmp_path / "out", foreign=True)
    assert files_below(opened.folder) == CONTENTS
    assert {member.name: member.size for member in opened.members} == {name: len(c) for name, c in CONTENTS.items()}
    assert opened.verified is None
    assert len(opened.unverified) == sentences


@pytest.mark.needs("7z")
def test_7_zip_s_archives_open(tmp_path: Path) -> None:
    """Otherwise what partner agencies really send could not be opened."""
    (tmp_path / "papers" / "empty folder").mkdir(parents=True)
    (tmp_path / "papers" / "Cynllun Tŷ.txt").write_text("fictional " * 500)
    (tmp_path / "papers" / "empty.txt").touch()
    command = [seven_zip(), "a", "-tzip", "-mem=AES256", f"-p{WORDS}", "theirs.zip", "papers"]
    subprocess.run(command, check=True, cwd=tmp_path, capture_output=True)
    opened = open_package(tmp_path / "theirs.zip", [PASSPHRASE], tmp_path / "out", foreign=True)
    assert files_below(opened.folder / "papers") == files_below(tmp_path / "papers")


@pytest.mark.needs("bsdtar")
def test_bsdtar_s_archives_open(tmp_path: Path) -> None:
    """Otherwise archives whose sizes follow the contents, as from a stream, could not be opened."""
    (tmp_path / "papers").mkdir()
    (tmp_path / "papers" / "letter.txt").write_text("fictional " * 500)
    options = ["--format", "zip", "--options", "zip:encryption=aes256", "--passphrase", WORDS]
    subprocess.run(["bsdtar", *options, "-cf", "theirs.zip", "papers"], check=True, cwd=tmp_path)
    opened = open_package(tmp_path / "theirs.zip", [PASSPHRASE], tmp_path / "out", foreign=True)
    assert files_below(opened.folder / "papers") == files_below(tmp_path / "papers")


@pytest.mark.parametrize(
    "name", ["../escape.txt", "/etc/escape.txt", "a\\b.txt", "C:escape.txt", "con.txt", "a//b", "a\nb", "dir/../../x"]
)
def test_unsafe_names_of_foreign_archives_are_refused(tmp_path: Path, name: str) -> None:
    """Otherwise an archive could write anywhere on the machine."""
    archive = foreign_archive(tmp_path / "theirs.zip", {"good.txt": b"", name: b"x"})
    with pytest.raises(DamagedArchiveError, match="not safe"):
        open_package(archive, [PASSPHRASE], tmp_path / "out", foreign=True)
    assert [path.name for path in tmp_path.iterdir()] == ["theirs.zip"]


@pytest.mark.parametrize("other", ["LETTER.TXT", "letter.txt/below"])
def test_names_that_collide_are_refused(tmp_path: Path, other: str) -> None:
    """Otherwise one file would overwrite another on some systems."""
    archive = foreign_archive(tmp_path / "theirs.zip", {"letter.txt": b"1", other: b"2"})
    with pytest.raises(DamagedArchiveError, match=r"twice|both a file"):
        open_package(archive, [PASSPHRASE], tmp_path / "out", foreign=True)


def test_plain_and_weakly_encrypted_entries_are_refused(tmp_path: Path) -> None:
    """Otherwise a file that somebody slipped in on the way would come out among the protected ones."""
    with zipfile.ZipFile(tmp_path / "plain.zip", "w") as plain:
        plain.writestr("plain.txt", "Carys")
    with pytest.raises(DamagedArchiveError, match="not encrypted"):
        open_package(tmp_path / "plain.zip", [PASSPHRASE], tmp_path / "out", foreign=True)
    raw = bytearray((tmp_path / "plain.zip").read_bytes())
    raw[6] |= 1
    raw[raw.index(b"PK\1\2") + 8] |= 1
    (tmp_path / "plain.zip").write_bytes(raw)
    with pytest.raises(DamagedArchiveError, match="not encrypted with AES"):
        open_package(tmp_path / "plain.zip", [PASSPHRASE], tmp_path / "out", foreign=True)


@pytest.mark.parametrize("kind", [stat.S_IFLNK, stat.S_IFIFO, stat.S_IFCHR, stat.S_IFDIR])
def test_links_and_special_files_are_refused(tmp_path: Path, kind: int) -> None:
    """Otherwise a link could make a later program write outside the folder."""
    with pyzipper.AESZipFile(tmp_path / "theirs.zip", "w", encryption=pyzipper.WZ_AES) as archive:
        archive.setpassword(WORDS.encode())
        entry = pyzipper.zipfile_aes.AESZipInfo("link")
        entry.external_attr = (kind | 0o777) << 16
        archive.writestr(entry, b"/etc/passwd")
    with pytest.raises(DamagedArchiveError, match="special file"):
        open_package(tmp_path / "theirs.zip", [PASSPHRASE], tmp_path / "out", foreign=True)


def test_bombs_are_refused_before_anything_is_written(tmp_path: Path) -> None:
    """Otherwise a small archive could fill the disk."""
    archive = foreign_archive(tmp_path / "bomb.zip", {"bomb.txt": b"\0" * 120_000_000})
    assert archive.stat().st_size < 200_000
    with pytest.raises(DamagedArchiveError, match="far larger"):
        open_package(archive, [PASSPHRASE], tmp_path / "out", foreign=True)


@pytest.mark.parametrize("claimed", [0, 10, 749, 751, 0x7FFFFFFF])
def test_an_entry_that_lies_about_its_size_is_refused(tmp_path: Path, claimed: int) -> None:
    """Otherwise a bomb could hide behind a small number, or a paper lose its end."""
    archive = foreign_archive(tmp_path / "theirs.zip", {"letter.txt": b"Dear colleague\n" * 50})
    raw = bytearray(archive.read_bytes())
    for offset in (22, raw.index(b"PK\1\2") + 24):
        struct.pack_into("<L", raw, offset, claimed)
    archive.write_bytes(raw)
    with pytest.raises(DamagedArchiveError, match=r"more than it says|less than it says|far larger"):
        open_package(archive, [PASSPHRASE], tmp_path / "out", foreign=True)
    assert [path.name for path in tmp_path.iterdir()] == ["theirs.zip"]


def test_every_changed_byte_of_foreign_contents_is_found(tmp_path: Path) -> None:
    """Otherwise a partner's paper could be changed on the way."""
    archive = foreign_archive(tmp_path / "theirs.zip", {"a.txt": b"Carys"}, force_wz_aes_version=1)
    whole = archive.read_bytes()
    start, end = 30 + len("a.txt") + 11, whole.index(b"PK\1\2")
    for position in range(start, end):
        raw = bytearray(whole)
        raw[position] ^= 1
        archive.write_bytes(raw)
        with pytest.raises((DamagedArchiveError, PassphraseError)):
            open_package(archive, [PASSPHRASE], tmp_path / "out", foreign=True)
    raw = bytearray(whole)
    for offset in (14, whole.index(b"PK\1\2") + 16):
        raw[offset] ^= 1
    archive.write_bytes(raw)
    with pytest.raises(DamagedArchiveError, match="checksum"):
        open_package(archive, [PASSPHRASE], tmp_path / "out", foreign=True)


def test_unread_compressions_and_passphrases_per_file_are_said(tmp_path: Path) -> None:
    """Otherwise a partner's unusual archive would end in a traceback."""
    with pyzipper.AESZipFile(
        tmp_path / "bzip2.zip", "w", compression=pyzipper.ZIP_BZIP2, encryption=pyzipper.WZ_AES
    ) as archive:
        archive.setpassword(WORDS.encode())
        archive.writestr("a.txt", b"x")
    with pytest.raises(DamagedArchiveError, match="compressed in a way"):
        open_package(tmp_path / "bzip2.zip", [PASSPHRASE], tmp_path / "out", foreign=True)
    with pyzipper.AESZipFile(tmp_path / "two.zip", "w", encryption=pyzipper.WZ_AES) as archive:
        for words in (WORDS.encode(), WRONG.reveal()):
            archive.setpassword(words)
            archive.writestr(words.decode()[:4] + ".txt", b"x")
    with pytest.raises(DamagedArchiveError, match="has another passphrase"):
        open_package(tmp_path / "two.zip", [PASSPHRASE], tmp_path / "out", foreign=True)


def test_an_archive_of_nothing_is_said(tmp_path: Path) -> None:
    """Otherwise an empty folder would look like a successful opening."""
    with zipfile.ZipFile(tmp_path / "empty.zip", "w"):
        pass
    with pytest.raises(DamagedArchiveError, match="holds no file"):
        open_package(tmp_path / "empty.zip", [PASSPHRASE], tmp_path / "out", foreign=True)


def test_the_place_is_checked_before_the_passphrase_is_asked_for(tmp_path: Path) -> None:
    """Otherwise somebody would type the words for nothing."""
    archive = sealed(tmp_path).archive
    (tmp_path / "out").write_text("mine")

    asked: list[str] = []

    def ask() -> Iterator[Passphrase]:
        asked.append("the passphrase")
        yield PASSPHRASE

    with pytest.raises(UsageError):
        open_package(archive, ask(), tmp_path / "out")
    assert asked == []


def test_entries_know_whether_they_are_folders() -> None:
    """Otherwise an empty folder of a partner's archive would be taken for a plain file."""
    entry = Entry("papers/", 0, 0, 0, 0, 0, 0, (0, 33), None, 0, plain_extras=False)
    assert entry.is_folder
    assert not Entry("papers", 0, 0, 0, 0, 0, 0, (0, 33), None, 0, plain_extras=False).is_folder


def without_seal(package: Path, name: bytes = manifests.NAME.encode(), comment: bytes = b"") -> Path:
    """What somebody on the way could make of a package: its comment taken off or changed, its manifest renamed."""
    parts = Parts.of(package)
    renamed = tuple(
        (body.replace(manifests.NAME.encode(), name), record.replace(manifests.NAME.encode(), name))
        for body, record in parts.entries
    )
    package.write_bytes(Parts(renamed, comment).joined())
    return package


@pytest.mark.parametrize("name", ["manifest-sha256.txt", "MANIFEST-SHA256.TXT", "manifest-sha257.txt"])
@pytest.mark.parametrize("comment", [b"", b"thank you", b" mas-docs/1 hmac-sha256 "])
def test_a_package_without_its_seal_is_not_taken_for_a_foreign_one(tmp_path: Path, name: str, comment: bytes) -> None:
    """Otherwise whoever takes the seal off could exchange the papers, and our own message would say how to go on."""
    archive = without_seal(sealed(tmp_path).archive, name.encode(), comment)
    with pytest.raises(DamagedArchiveError, match="lost its seal or was changed") as caught:
        open_package(archive, [PASSPHRASE], tmp_path / "out", foreign=True)
    assert "sk the sender for it again" in caught.value.remedy
    assert [path.name for path in tmp_path.iterdir()] == ["package.zip"]
    with pytest.raises(DamagedArchiveError, match="lost its seal") as plainly:
        open_package(archive, [PASSPHRASE], tmp_path / "out")
    # Only the manifest's contents show that a renamed one is ours, and they are not read unless asked for.
    assert ("--foreign" in plainly.value.remedy) == (name == "manifest-sha257.txt")


def test_a_bag_in_a_foreign_archive_is_no_package_of_ours(tmp_path: Path) -> None:
    """Otherwise an archivist's bag, whose checksums have the same name inside its folder, could not be opened."""
    contents = {"bag/manifest-sha256.txt": b"9f86d0  data/letter.txt\n", "bag/data/letter.txt": b"Dear colleague"}
    archive = foreign_archive(tmp_path / "theirs.zip", contents)
    assert files_below(open_package(archive, [PASSPHRASE], tmp_path / "out", foreign=True).folder) == contents


def with_plain_entry(path: Path, name: str, content: bytes, compression: int) -> Path:
    """An AES archive in which one entry is left plain, as bsdtar leaves empty files."""
    with zipfile.ZipFile(path.with_name("plain.zip"), "w", compression) as plain:
        plain.writestr(name, content)
    encrypted = Parts.of(foreign_archive(path, {"letter.txt": b"Dear colleague"}))
    path.write_bytes(Parts(encrypted.entries + Parts.of(path.with_name("plain.zip")).entries, b"").joined())
    path.with_name("plain.zip").unlink()
    return path


@pytest.mark.parametrize("compression", [zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED])
def test_an_empty_plain_file_is_taken_out_and_said(tmp_path: Path, compression: int) -> None:
    """Otherwise a partner's archive would be refused for a file in which there is nothing to protect."""
    archive = with_plain_entry(tmp_path / "theirs.zip", "nothing.txt", b"", compression)
    opened = open_package(archive, [WRONG, PASSPHRASE], tmp_path / "out", foreign=True)
    assert files_below(opened.folder) == {"letter.txt": b"Dear colleague", "nothing.txt": b""}
    assert [(member.name, member.size) for member in opened.members] == [("letter.txt", 14), ("nothing.txt", 0)]
    assert any("'nothing.txt' is not encrypted" in sentence for sentence in opened.unverified)


@pytest.mark.parametrize("content", [b"x", b"Carys"])
def test_a_plain_file_that_holds_anything_is_refused(tmp_path: Path, content: bytes) -> None:
    """Otherwise a file that somebody slipped in on the way would come out among the protected ones."""
    archive = with_plain_entry(tmp_path / "theirs.zip", "slipped-in.txt", content, zipfile.ZIP_STORED)
    with pytest.raises(DamagedArchiveError, match=r"'slipped-in\.txt' is not encrypted"):
        open_package(archive, [PASSPHRASE], tmp_path / "out", foreign=True)


def test_empty_plain_files_alone_open_with_no_passphrase(tmp_path: Path) -> None:
    """Otherwise any passphrase would seem to open an archive that nothing protects."""
    with zipfile.ZipFile(tmp_path / "theirs.zip", "w") as plain:
        plain.writestr("nothing.txt", "")
    with pytest.raises(DamagedArchiveError, match="none of them is encrypted"):
        open_package(tmp_path / "theirs.zip", [PASSPHRASE], tmp_path / "out", foreign=True)


@pytest.mark.needs("bsdtar")
def test_bsdtar_s_archives_with_empty_files_open(tmp_path: Path) -> None:
    """Otherwise an archive made on macOS would be refused for an empty file."""
    (tmp_path / "papers").mkdir()
    (tmp_path / "papers" / "letter.txt").write_text("fictional")
    (tmp_path / "papers" / "nothing.txt").touch()
    options = ["--format", "zip", "--options", "zip:encryption=aes256", "--passphrase", WORDS]
    subprocess.run(["bsdtar", *options, "-cf", "theirs.zip", "papers"], check=True, cwd=tmp_path)
    opened = open_package(tmp_path / "theirs.zip", [PASSPHRASE], tmp_path / "out", foreign=True)
    assert files_below(opened.folder / "papers") == {"letter.txt": b"fictional", "nothing.txt": b""}


@pytest.mark.parametrize("name", [".", "", "../here"])
def test_the_folder_that_somebody_stands_in_is_not_made_anew(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, name: str
) -> None:
    """Otherwise `--into .` would fail with a riddle, or take away the folder under somebody's feet."""
    archive = sealed(tmp_path).archive
    (tmp_path / "here").mkdir()
    monkeypatch.chdir(tmp_path / "here")
    with pytest.raises(UsageError, match="folder that you are in") as caught:
        open_package(archive, [PASSPHRASE], Path(name))
    assert "--into" in caught.value.remedy
    assert list((tmp_path / "here").iterdir()) == []


def test_a_place_that_is_the_archive_itself_is_told_how_to_name_another(tmp_path: Path) -> None:
    """Otherwise an archive without a suffix could not be opened, and nobody would know why."""
    archive = sealed(tmp_path, name="package").archive
    with pytest.raises(UsageError, match="something here already") as caught:
        open_package(archive, [PASSPHRASE], archive)
    assert "--into" in caught.value.remedy


def test_a_package_that_unpacks_to_more_than_any_is_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Otherwise somebody with the passphrase could fill a recipient's disk with a small archive."""
    archive = sealed(tmp_path, [Member("a.txt", b"x" * 600), Member("b.txt", b"x" * 600)]).archive
    monkeypatch.setattr(manifests, "LARGEST_PACKAGE", 1200)
    assert verification.verify(archive, [PASSPHRASE]).members
    monkeypatch.setattr(manifests, "LARGEST_PACKAGE", 1199)
    with pytest.raises(DamagedArchiveError, match="larger than any package"):
        open_package(archive, [PASSPHRASE], tmp_path / "out")
    assert not (tmp_path / "out").exists()
