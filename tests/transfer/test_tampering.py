"""Verification: every change to a package is found, and told as what it is."""

from __future__ import annotations

import dataclasses
import hashlib
import struct
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from sealing import (
    FACTS,
    LETTER,
    NOTHING,
    PASSPHRASE,
    PLAN,
    WORDS,
    WRONG,
    Parts,
    content_of,
    forged,
    happens_before_the_files,
    sealed,
)

from mas_docs.errors import DamagedArchiveError, ExitCode, MasDocsError, PassphraseError, UsageError
from mas_docs.transfer import engine, verification
from mas_docs.transfer import manifest as manifests
from mas_docs.transfer.archive import Member
from mas_docs.transfer.engine import EntryRefusesError
from mas_docs.transfer.manifest import Manifest, manifest_text
from mas_docs.transfer.passphrases.passphrase import Passphrase
from mas_docs.transfer.structure import Entry
from mas_docs.transfer.untrusted import UntrustedArchive
from mas_docs.transfer.verification import verify


@pytest.fixture(scope="module")
def package(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A package of three files."""
    return sealed(tmp_path_factory.mktemp("whole")).archive


def refused(path: Path, raw: bytes) -> MasDocsError:
    """Verify changed bytes; give the refusal."""
    path.write_bytes(raw)
    with pytest.raises((DamagedArchiveError, PassphraseError)) as caught:
        verify(path, [PASSPHRASE])
    return caught.value


def test_every_single_byte_matters(tmp_path: Path) -> None:
    """Otherwise a byte changed on the way, or on purpose, would go unnoticed."""
    whole = sealed(tmp_path, [Member("a.txt", b"Carys"), Member("b.pdf", b"")]).archive.read_bytes()
    path = tmp_path / "changed.zip"
    codes = set()
    for position in range(len(whole)):
        changed = bytearray(whole)
        changed[position] ^= 1 << position % 8
        codes.add(refused(path, bytes(changed)).exit_code)
    assert codes <= {ExitCode.DAMAGED_ARCHIVE, ExitCode.PASSPHRASE}
    path.write_bytes(whole)
    assert len(verify(path, [PASSPHRASE]).members) == 2


@settings(deadline=None, max_examples=60)
@given(data=st.data())
def test_no_change_of_many_bytes_passes_or_breaks_the_reader(package: Path, data: st.DataObject) -> None:
    """Otherwise a hostile archive could end in a traceback, or be believed."""
    whole = bytearray(package.read_bytes())
    for _ in range(data.draw(st.integers(1, 4))):
        position = data.draw(st.integers(0, len(whole) - 1))
        patch = data.draw(st.sampled_from([b"\0\0\0\0", b"\xff\xff\xff\xff", b"PK\1\2", b"PK\5\6", b"\1", b"\x80"]))
        whole[position : position + len(patch)] = patch
    if bytes(whole) != package.read_bytes():
        refused(package.with_name("many.zip"), bytes(whole))


@settings(deadline=None, max_examples=100)
@given(raw=st.binary(max_size=200), end=st.booleans())
def test_no_bytes_at_all_break_the_reader(tmp_path_factory: pytest.TempPathFactory, raw: bytes, end: bool) -> None:  # noqa: FBT001 - hypothesis gives it
    """Otherwise a wrong file could end in a traceback."""
    tail = struct.pack("<4sHHHHLLH", b"PK\5\6", 0, 0, 1, 1, len(raw), 0, 0) if end else b""
    refused(tmp_path_factory.getbasetemp() / "noise.zip", raw + tail)


@pytest.mark.parametrize("kept", [0, 1, 21, 22, 100, 0.5, 0.9, -88, -65, -1])
def test_a_package_cut_short_is_found(package: Path, tmp_path: Path, kept: float) -> None:
    """Otherwise a broken download would look like a package with fewer papers."""
    whole = package.read_bytes()
    end = int(kept * len(whole)) if isinstance(kept, float) else kept
    error = refused(tmp_path / "short.zip", whole[:end])
    assert error.exit_code == ExitCode.DAMAGED_ARCHIVE


def dropped(parts: Parts) -> bytes:
    """Without its first entry."""
    return dataclasses.replace(parts, entries=parts.entries[1:]).joined()


def without_manifest(parts: Parts) -> bytes:
    """Without its manifest."""
    return dataclasses.replace(parts, entries=parts.entries[:-1]).joined()


def swapped(parts: Parts) -> bytes:
    """With two entries in the other order."""
    first, second, *rest = parts.entries
    return dataclasses.replace(parts, entries=(second, first, *rest)).joined()


def doubled(parts: Parts) -> bytes:
    """With an entry twice."""
    return dataclasses.replace(parts, entries=(parts.entries[0], *parts.entries)).joined()


def renamed(parts: Parts) -> bytes:
    """With another name for an entry, in both of its places."""
    (body, record), *rest = parts.entries
    renamed_entry = (body.replace(b"letter.txt", b"lettes.txt"), record.replace(b"letter.txt", b"lettes.txt"))
    return dataclasses.replace(parts, entries=(renamed_entry, *rest)).joined()


def contradicting(parts: Parts) -> bytes:
    """With another name in the list of contents alone."""
    (body, record), *rest = parts.entries
    entry = (body, record.replace(b"letter.txt", b"lettes.txt"))
    return dataclasses.replace(parts, entries=(entry, *rest)).joined()


def overlapping(parts: Parts) -> bytes:
    """With two records for the same bytes."""
    first, *rest = parts.entries
    raw = dataclasses.replace(parts, entries=(first, (b"", first[1]), *rest)).joined()
    offset = struct.pack("<L", len(first[0]))
    record = first[1][:42] + offset + first[1][46:]
    return raw.replace(record, first[1][:42] + struct.pack("<L", 0) + first[1][46:], 1)


CHANGES: dict[str, tuple[Callable[[Parts], bytes], str]] = {
    "dropped": (dropped, "is missing from the archive"),
    "without manifest": (without_manifest, "manifest is missing"),
    "swapped": (swapped, "order"),
    "doubled": (doubled, "order"),
    "renamed": (renamed, "'lettes.txt' is not in the archive's manifest"),
    "contradicting": (contradicting, "'lettes.txt' contradicts"),
    "overlapping": (overlapping, "overlaps"),
    "bytes before": (lambda parts: parts.joined(before=b"stray"), "stray bytes"),
    "bytes between": (lambda parts: parts.joined(between=b"stray"), "stray bytes"),
    "bytes after": (lambda parts: parts.joined() + b"stray", "end is missing"),
    "fewer counted": (lambda parts: parts.joined(count=3), "more than it says"),
    "more counted": (lambda parts: parts.joined(count=5), "cut off"),
    "very many counted": (lambda parts: parts.joined(count=60_000), "more files"),
    "seal removed": (lambda parts: dataclasses.replace(parts, comment=b"").joined(), "lost its seal"),
    "other comment": (lambda parts: dataclasses.replace(parts, comment=b"hello").joined(), "lost its seal"),
    "other seal": (
        lambda parts: dataclasses.replace(parts, comment=parts.comment[:-64] + b"0" * 64).joined(),
        "seal does not match",
    ),
    "seal in capitals": (
        lambda parts: dataclasses.replace(parts, comment=parts.comment[:-1] + b"F").joined(),
        "seal is damaged",
    ),
}


@pytest.mark.parametrize("change", list(CHANGES))
def test_entries_cannot_be_dropped_added_renamed_or_moved(package: Path, tmp_path: Path, change: str) -> None:
    """Otherwise a paper could be taken out, put in or exchanged on the way, each file in itself being genuine."""
    make, reason = CHANGES[change]
    error = refused(tmp_path / "changed.zip", make(Parts.of(package)))
    assert reason in error.message
    assert error.exit_code == ExitCode.DAMAGED_ARCHIVE
    assert error.where.endswith("changed.zip")
    assert error.remedy


def test_taking_a_package_apart_and_together_changes_nothing(package: Path) -> None:
    """Otherwise the tests of changes would test nothing: the parts put together are the package."""
    assert Parts.of(package).joined() == package.read_bytes()


def test_an_entry_of_another_package_is_found(tmp_path: Path) -> None:
    """Otherwise papers sealed with the same passphrase could be moved from one case's package to another's."""
    mine = Parts.of(sealed(tmp_path, [LETTER, PLAN], "mine.zip").archive)
    other = Parts.of(sealed(tmp_path, [Member("letter.txt", b"Annwyl gydweithiwr " * 40), PLAN], "other.zip").archive)
    exchanged = dataclasses.replace(mine, entries=(other.entries[0], *mine.entries[1:]))
    error = refused(tmp_path / "exchanged.zip", exchanged.joined())
    assert "'letter.txt' does not match the archive's manifest" in error.message
    added = dataclasses.replace(mine, entries=(mine.entries[0], other.entries[1], *mine.entries[1:]))
    assert refused(tmp_path / "added.zip", added.joined()).exit_code == ExitCode.DAMAGED_ARCHIVE
    manifest = dataclasses.replace(mine, entries=(*mine.entries[:-1], other.entries[-1]))
    assert refused(tmp_path / "manifest.zip", manifest.joined()).exit_code == ExitCode.DAMAGED_ARCHIVE


def test_the_damaged_file_is_named(package: Path, tmp_path: Path) -> None:
    """Otherwise nobody could say which paper did not arrive."""
    raw = bytearray(package.read_bytes())
    body = Parts.of(package).entries[1][0]
    raw[raw.index(body) + len(body) - 12] ^= 1
    assert refused(tmp_path / "changed.zip", bytes(raw)).message.startswith("The entry 'papers/Cynllun Tŷ.pdf'")


def test_a_plain_entry_is_refused(tmp_path: Path, package: Path) -> None:
    """Otherwise a file could travel unprotected in a package that looks sealed."""
    import zipfile

    with zipfile.ZipFile(tmp_path / "plain.zip", "w") as plain:
        plain.writestr("plain.txt", "Carys")
    plain_entry = Parts.of(tmp_path / "plain.zip").entries[0]
    whole = Parts.of(package)
    raw = dataclasses.replace(whole, entries=(plain_entry, *whole.entries)).joined()
    assert "'plain.txt' is not encrypted" in refused(tmp_path / "changed.zip", raw).message


DIGESTS = {member.name: hashlib.sha256(content_of(member)).hexdigest() for member in (LETTER, PLAN)}
CONTENTS = {member.name: content_of(member) for member in (LETTER, PLAN)}
KEY = b"k" * 32


@pytest.mark.parametrize(
    ("contents", "digests", "reason"),
    [
        (CONTENTS, DIGESTS, ""),
        ({"letter.txt": CONTENTS["letter.txt"]}, DIGESTS, "is missing from the archive"),
        ({**CONTENTS, "extra.txt": b""}, DIGESTS, "'extra.txt' is not in the archive's manifest"),
        ({**CONTENTS, "letter.txt": b"changed"}, DIGESTS, "'letter.txt' does not match the archive's manifest"),
        (CONTENTS, dict(reversed(DIGESTS.items())), "order"),
    ],
)
def test_what_does_not_agree_with_its_manifest_is_found(
    tmp_path: Path, contents: dict[str, bytes], digests: dict[str, str], reason: str
) -> None:
    """Otherwise a defect of a later version, with a right seal, could lose a paper unseen."""
    path = tmp_path / "forged.zip"
    forged(path, contents, manifest_text(Manifest(FACTS, KEY, digests)), KEY)
    if not reason:
        assert verify(path, [PASSPHRASE]).facts == FACTS
        return
    with pytest.raises(DamagedArchiveError, match=reason):
        verify(path, [PASSPHRASE])


def test_a_manifest_that_is_none_is_said(tmp_path: Path) -> None:
    """Otherwise a package of another program with our comment would end in a traceback."""
    forged(tmp_path / "forged.zip", CONTENTS, b"nothing like a manifest\n")
    with pytest.raises(DamagedArchiveError, match="manifest is not valid"):
        verify(tmp_path / "forged.zip", [PASSPHRASE])
    forged(tmp_path / "large.zip", CONTENTS, b"0" * (manifests.LARGEST + 1))
    with pytest.raises(DamagedArchiveError, match="larger than any"):
        verify(tmp_path / "large.zip", [PASSPHRASE])


def test_a_wrong_passphrase_is_told_from_damage(package: Path) -> None:
    """Otherwise staff would ask for a package again when all they need is the right words."""
    with pytest.raises(PassphraseError, match="does not open this archive") as caught:
        verify(package, [WRONG])
    assert caught.value.exit_code == ExitCode.PASSPHRASE
    with pytest.raises(PassphraseError, match="There is no passphrase"):
        verify(package, [])


def test_passphrases_are_tried_in_turn_and_only_as_needed(package: Path) -> None:
    """Otherwise a question would be asked although a kept passphrase fits."""

    def candidates() -> object:
        yield WRONG
        yield PASSPHRASE
        pytest.fail("a third one was asked for")

    assert verify(package, candidates()).label == "SEWSCB-2026-11"  # type: ignore[arg-type]  # it is an iterator


def test_a_wrong_passphrase_that_an_entry_takes_by_chance_is_still_wrong(
    package: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Otherwise, once in 65,536 times, a wrong passphrase would be told as a damaged package."""
    whole = engine.decrypted

    def by_chance(archive: UntrustedArchive, entry: Entry, words: bytes, *more: Any) -> Iterator[bytes]:
        if words == WRONG.reveal():
            raise DamagedArchiveError("its two bytes matched")
        return whole(archive, entry, words, *more)

    monkeypatch.setattr(verification, "decrypted", by_chance)
    with pytest.raises(PassphraseError):
        verify(package, [WRONG])
    assert verify(package, [WRONG, PASSPHRASE]).label == "SEWSCB-2026-11"


def test_a_damaged_manifest_under_the_right_passphrase_is_damage(package: Path, tmp_path: Path) -> None:
    """Otherwise staff would hunt for another passphrase when the package is broken."""
    body = Parts.of(package).entries[-1][0]
    whole = package.read_bytes()
    for offset in (len(body) - 1, len(body) - 40, 30 + len(manifests.NAME) + 11, 30 + len(manifests.NAME) + 11 + 16):
        raw = bytearray(whole)
        raw[whole.index(body) + offset] ^= 1
        path = tmp_path / "changed.zip"
        path.write_bytes(raw)
        with pytest.raises(DamagedArchiveError, match=r"manifest-sha256\.txt"):
            verify(path, [WRONG, PASSPHRASE])
        with pytest.raises(PassphraseError):
            verify(path, [WRONG])


def test_a_refusal_never_shows_the_words(package: Path) -> None:
    """Otherwise a support mail would hold the passphrase."""
    with pytest.raises(PassphraseError) as caught:
        verify(package, [Passphrase("kanarie vogel geheim woorden nergens zichtbaar")])
    assert "kanarie" not in str(caught.value)
    assert not isinstance(caught.value.__cause__, EntryRefusesError)


@pytest.mark.parametrize("name", ["missing.zip", "."])
def test_what_is_no_file_is_said(tmp_path: Path, name: str) -> None:
    """Otherwise a mistyped name would end in a traceback."""
    with pytest.raises(UsageError):
        verify(tmp_path / name, [PASSPHRASE])


def test_an_archive_that_cannot_be_read_to_its_end_is_damaged(
    package: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Otherwise a failing USB stick would end in a traceback, or a file cut short meanwhile be believed."""
    path = tmp_path / "package.zip"
    path.write_bytes(package.read_bytes())
    happens_before_the_files(monkeypatch, lambda: path.write_bytes(path.read_bytes()[:100]))
    with pytest.raises(DamagedArchiveError, match="cut off"):
        verify(path, [PASSPHRASE])


def test_large_and_many_files_verify(tmp_path: Path) -> None:
    """Otherwise chunks could be put together wrongly where files are larger than one, or deflate far."""
    sizes = (0, 1, 1024 * 1024 - 1, 1024 * 1024, 1024 * 1024 + 1, 3 * 1024 * 1024 + 7)
    members = [Member(f"{size}.{kind}", b"\0" * size) for size in sizes for kind in ("pdf", "txt")]
    verified = verify(sealed(tmp_path, [*members, NOTHING]).archive, [Passphrase(WORDS)])
    assert [member.size for member in verified.members] == [len(content_of(member)) for member in (*members, NOTHING)]
    assert verified.label == "given"
