"""Verifying a package: its structure, its seal, and every byte of every file in it, before anything is believed.

The order matters. The structure is read without the passphrase and must be exactly what `seal` writes; then the
manifest is decrypted, whose key proves that nobody without the passphrase changed a name, a size, the order or the
padding; then the file is read once from its first byte to its last, for that proof, and to decrypt each file and
compare it with the manifest.
"""

from __future__ import annotations

import hashlib
import hmac
import os
import re
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path

from mas_docs.errors import DamagedArchiveError, PassphraseError
from mas_docs.files import open_ordinary
from mas_docs.transfer import manifest as manifests
from mas_docs.transfer.engine import EntryRefusesError, contents_of, decrypted, takes, unseen
from mas_docs.transfer.entry_keys import KeyMemory
from mas_docs.transfer.manifest import InvalidManifestError, Manifest, PackageFacts
from mas_docs.transfer.member_names import folded_name
from mas_docs.transfer.passphrases.passphrase import Passphrase
from mas_docs.transfer.seals import COMMENT_START, SEAL_DIGITS, RunningSeal
from mas_docs.transfer.structure import Entry, Structure, read_structure
from mas_docs.transfer.untrusted import UntrustedArchive, opened
from mas_docs.transfer.zip_records import DEFLATED, ENCRYPTED, STORED, UTF8, Encryption

STAMP = (0, 33)
"""The time and date of every entry, as MS-DOS counts: midnight on 1 January 1980."""

_OUR_COMMENTS = b"mas-docs/"
_AES_256, _AE_2 = 3, 2
_LOST_SEAL = "This is a mas-docs package that lost its seal or was changed"
_ASK_SENDER = "Ask the sender for it again; take nothing out of this one."
_FOREIGN = "If you trust whom it comes from, `mas-docs open --foreign` takes out what can be checked of it."

Take = Callable[[str, Iterator[bytes]], None]
"""What is done with a file's contents as they are decrypted; it must use them up."""


@dataclass(frozen=True, slots=True)
class VerifiedMember:
    """One file of a package: its name, its bytes, and their SHA-256 in hexadecimal digits."""

    name: str
    size: int
    sha256: str


@dataclass(frozen=True, slots=True)
class Verified:
    """A package of which every byte was found to be as it was sealed.

    Attributes:
        archive: where it lies.
        facts: what its manifest says.
        members: its files, without the manifest.
        label: the label of the passphrase that opened it, as it is known here.
        size: bytes of the archive.
        seal: the seal's 64 hexadecimal digits, which no other archive has.
    """

    archive: Path
    facts: PackageFacts
    members: tuple[VerifiedMember, ...]
    label: str
    size: int
    seal: str


def verify(archive: Path, passphrases: Iterable[Passphrase], memory: KeyMemory | None = None) -> Verified:
    """Verify a package; nothing is written anywhere.

    Args:
        archive: the archive's file.
        passphrases: those that may open it, tried in turn and asked for only as they are needed.
        memory: derives the keys, unless it knows them.

    Raises:
        PassphraseError: there was none, or no entry of the archive takes any of them.
        DamagedArchiveError: the archive is not one of ours, or not as it was sealed.
        UsageError: there is no such file.
    """
    with opened(archive) as untrusted:
        return read_package(untrusted, read_structure(untrusted), passphrases, use_up, memory)


def use_up(_name: str, chunks: Iterator[bytes]) -> None:
    """Let a file's contents go by."""
    for _ in chunks:
        pass


def read_package(
    archive: UntrustedArchive,
    structure: Structure,
    passphrases: Iterable[Passphrase],
    take: Take,
    memory: KeyMemory | None = None,
) -> Verified:
    """Verify a package and hand over its files as they are decrypted, the manifest first.

    What `take` got is genuine only once this returns: the seal is complete with the last byte.

    Raises:
        PassphraseError: there was no passphrase, or no entry takes any.
        DamagedArchiveError: the archive is not one of ours, or not as it was sealed.
    """
    seal = _seal_of(archive, structure)
    _check_ours(archive, structure)
    memory = memory or KeyMemory()
    passphrase, text = _unlock(archive, structure.entries, passphrases, memory)
    manifest = _parse(archive, text)
    entries = structure.entries[:-1]
    _check_names(archive, entries, manifest)
    take(manifests.NAME, iter((text,)))
    reading = _Reading(archive, passphrase, memory, RunningSeal(archive, manifest.key))
    members = tuple(reading.member(entry, manifest.digests[entry.name], take) for entry in entries)
    if not hmac.compare_digest(seal, reading.seal.digits()):
        raise archive.damaged("The archive was changed after it was sealed: its seal does not match")
    return Verified(archive.path, manifest.facts, members, passphrase.label, archive.size, seal)


def seal_written_at(archive: Path) -> str:
    """The digits that stand where an archive has its seal, at its very end; nothing is verified.

    Raises:
        OSError: it is not there, or cannot be read.
    """
    with open_ordinary(archive) as file:
        file.seek(max(0, os.fstat(file.fileno()).st_size - SEAL_DIGITS))
        return file.readall().decode("ascii", errors="replace")


def is_ours(structure: Structure) -> bool:
    """Whether an archive claims to be sealed by mas-docs: by its comment, or by a manifest where ours has its own.

    Anybody can take the comment off an archive, and must not turn off its verification by that.
    """
    return structure.comment.startswith(_OUR_COMMENTS) or _has_manifest(structure)


def _has_manifest(structure: Structure) -> bool:
    return any(folded_name(entry.name) == manifests.NAME for entry in structure.entries)


def lost_seal(archive: UntrustedArchive) -> DamagedArchiveError:
    """What to tell somebody about a package of ours that is without its seal: it cannot be verified any more."""
    return archive.damaged(_LOST_SEAL, _ASK_SENDER)


def _seal_of(archive: UntrustedArchive, structure: Structure) -> str:
    match = re.fullmatch(re.escape(COMMENT_START) + rb"([0-9a-f]{64})", structure.comment)
    if match is not None:
        return match[1].decode()
    if structure.comment.startswith(_OUR_COMMENTS):
        raise archive.damaged("The archive's seal is damaged, or of a later version of mas-docs")
    if _has_manifest(structure):
        raise lost_seal(archive)
    raise archive.damaged("This archive was not sealed by mas-docs, or lost its seal", _FOREIGN)


def _check_ours(archive: UntrustedArchive, structure: Structure) -> None:
    """Whether the structure is one that `seal` writes: entries side by side, each AES-256 AE-2, the manifest last."""
    position = 0
    for entry in structure.entries:
        _check_entry(archive, entry)
        if entry.offset != position:
            raise archive.damaged(f"There are stray bytes before the entry {entry.name!r}")
        position = entry.end
    if position != structure.directory_offset:
        raise archive.damaged("There are stray bytes after the last entry")
    if not structure.entries or structure.entries[-1].name != manifests.NAME:
        raise archive.damaged("The archive's manifest is missing")
    if structure.entries[-1].size > manifests.LARGEST:
        raise archive.damaged("The archive's manifest is larger than any package's")
    if sum(entry.size for entry in structure.entries[:-1]) > manifests.LARGEST_PACKAGE:
        raise archive.damaged("The archive's files are together larger than any package's")


def _check_entry(archive: UntrustedArchive, entry: Entry) -> None:
    if entry.encryption is None:
        raise archive.damaged(f"The entry {entry.name!r} is not encrypted")
    allowed = {Encryption(_AE_2, b"AE", _AES_256, method) for method in (STORED, DEFLATED)}
    flags = ENCRYPTED if entry.name.isascii() else ENCRYPTED | UTF8
    usual = entry.flags == flags and entry.stamp == STAMP and not entry.crc and not entry.plain_extras
    if entry.encryption not in allowed or not usual:
        raise archive.damaged(f"The entry {entry.name!r} is not encrypted in the way that mas-docs encrypts")


def _unlock(
    archive: UntrustedArchive, entries: tuple[Entry, ...], passphrases: Iterable[Passphrase], memory: KeyMemory
) -> tuple[Passphrase, bytes]:
    """The first passphrase that decrypts the manifest, and the manifest's text."""
    tried = False
    damage: DamagedArchiveError | None = None
    for passphrase in passphrases:
        tried = True
        try:
            return passphrase, b"".join(decrypted(archive, entries[-1], passphrase.reveal(), memory))
        except EntryRefusesError:
            reason = archive.damaged(f"The entry {manifests.NAME!r} is damaged")
        except DamagedArchiveError as error:
            reason = error
        # One wrong passphrase in 65,536 is taken by an entry; only where another one takes it too is it the right one.
        if any(takes(archive, entry, passphrase.reveal(), memory) for entry in entries[:-1]):
            damage = reason
    if damage is not None:
        raise damage
    raise wrong_passphrase(archive, tried=tried)


def wrong_passphrase(archive: UntrustedArchive, *, tried: bool) -> PassphraseError:
    """What to tell somebody whose passphrases open no entry, or who has none."""
    message = (
        "The passphrase does not open this archive" if tried else "There is no passphrase to open this archive with"
    )
    remedy = "Ask the Business Unit for the passphrase whose label the message or the note with the archive names."
    return PassphraseError(message, where=str(archive.path), remedy=remedy)


def _parse(archive: UntrustedArchive, untrusted: bytes) -> Manifest:
    try:
        return manifests.parse_manifest(untrusted)
    except InvalidManifestError as error:
        raise archive.damaged(f"The archive's manifest is not valid: {error}") from None


def _check_names(archive: UntrustedArchive, entries: tuple[Entry, ...], manifest: Manifest) -> None:
    names = [entry.name for entry in entries]
    for name in names:
        if name not in manifest.digests:
            raise archive.damaged(f"The entry {name!r} is not in the archive's manifest")
    for name in manifest.digests:
        if name not in names:
            raise archive.damaged(f"The entry {name!r} of the manifest is missing from the archive")
    if names != list(manifest.digests):
        raise archive.damaged("The archive's entries are not in the order of its manifest")


@dataclass(frozen=True, slots=True)
class _Reading:
    """Reads the files of one package, each once.

    Attributes:
        archive: the file.
        passphrase: what decrypts them.
        memory: derives their keys.
        seal: takes in what is read.
    """

    archive: UntrustedArchive
    passphrase: Passphrase
    memory: KeyMemory
    seal: RunningSeal

    def member(self, entry: Entry, sha256: str, take: Take) -> VerifiedMember:
        """Decrypt a file and compare it with what the manifest says of it."""
        self.seal.read_up_to(contents_of(entry)[0])
        member = read_entry(self.archive, entry, self.passphrase, self.memory, take, self.seal.take)
        if not hmac.compare_digest(member.sha256, sha256):
            raise self.archive.damaged(f"The entry {entry.name!r} does not match the archive's manifest")
        return member


def read_entry(  # noqa: PLR0913, PLR0917 - what is read, with what, and who is shown it
    archive: UntrustedArchive,
    entry: Entry,
    passphrase: Passphrase,
    memory: KeyMemory,
    take: Take,
    see: Callable[[bytes], object] = unseen,
) -> VerifiedMember:
    """Decrypt one file once: hash it, hand it over, and check the entry's own authentication code at its end.

    Args:
        archive: the file.
        entry: an encrypted entry of it.
        passphrase: what decrypts it.
        memory: derives its keys, unless it knows them.
        take: gets its contents, decrypted.
        see: is shown its contents as they stand in the archive.

    Raises:
        DamagedArchiveError: the entry takes another passphrase, or is damaged.
    """
    digest = hashlib.sha256()
    size = 0

    def counted() -> Iterator[bytes]:
        nonlocal size
        for chunk in decrypted(archive, entry, passphrase.reveal(), memory, see):
            digest.update(chunk)
            size += len(chunk)
            yield chunk

    try:
        take(entry.name, counted())
    except EntryRefusesError:
        raise archive.damaged(f"The entry {entry.name!r} is damaged, or has another passphrase") from None
    return VerifiedMember(entry.name, size, digest.hexdigest())
