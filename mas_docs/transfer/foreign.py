"""Archives that are not ours: AES archives by 7-Zip, WinZip and the like, taken out as far as they can be checked.

Such an archive has no manifest and no seal. Its files' contents are authenticated one by one; that none is missing,
added or renamed is not, and whoever opens it is told so.
"""

from __future__ import annotations

import hashlib
import stat
from collections.abc import Iterable, Iterator

from mas_docs.transfer import manifest as manifests
from mas_docs.transfer.engine import takes
from mas_docs.transfer.entry_keys import KeyMemory
from mas_docs.transfer.member_names import fault_among_names, fault_in_name
from mas_docs.transfer.passphrases.passphrase import Passphrase
from mas_docs.transfer.structure import Entry, Structure
from mas_docs.transfer.untrusted import UntrustedArchive
from mas_docs.transfer.verification import Take, VerifiedMember, lost_seal, read_entry, wrong_passphrase

LARGEST = 2 * 1024**3
"""Bytes of all files together."""

_ANY_RATIO_UP_TO = 100 * 1024 * 1024
_LARGEST_RATIO = 200
_NOTHING_DEFLATED = 2
_AES_BITS = {1: 128, 2: 192, 3: 256}

UNVERIFIED = (
    "It has no manifest of ours: nothing shows that no file was added, left out, swapped or renamed on the way.",
    "Nothing shows who sealed it, when, or for whom.",
)
"""What cannot be verified about any archive that is not ours."""


def read_foreign(
    archive: UntrustedArchive, structure: Structure, passphrases: Iterable[Passphrase], take: Take
) -> tuple[tuple[VerifiedMember, ...], tuple[str, ...]]:
    """Check an archive that is not ours as far as that goes, and hand over its files as they are decrypted.

    What `take` got is worth something only once this returns.

    Returns:
        The files, and in sentences what could not be verified.

    Raises:
        PassphraseError: there was no passphrase, or no entry takes any.
        DamagedArchiveError: an entry is damaged, not encrypted, unsafe, or too large to be honest; or it is the
            manifest of a package of ours.
    """
    files = _checked_files(archive, structure)
    memory = KeyMemory()
    passphrase = _unlock(archive, files, passphrases, memory)

    def take_unless_ours(name: str, chunks: Iterator[bytes]) -> None:
        take(name, _without_manifest(archive, chunks))

    members = tuple(_read(archive, entry, passphrase, memory, take_unless_ours) for entry in files)
    return members, (*UNVERIFIED, *_weaknesses(files))


def _read(
    archive: UntrustedArchive, entry: Entry, passphrase: Passphrase, memory: KeyMemory, take: Take
) -> VerifiedMember:
    if entry.encryption is not None:
        return read_entry(archive, entry, passphrase, memory, take)
    take(entry.name, iter(()))
    return VerifiedMember(entry.name, 0, hashlib.sha256().hexdigest())


def _without_manifest(archive: UntrustedArchive, chunks: Iterator[bytes]) -> Iterator[bytes]:
    """The same chunks, unless they begin a manifest of ours: an entry's name can be changed, its contents cannot."""
    for number, chunk in enumerate(chunks):
        if number == 0 and chunk.startswith(manifests.BEGINNING):
            raise lost_seal(archive)
        yield chunk


def _checked_files(archive: UntrustedArchive, structure: Structure) -> tuple[Entry, ...]:
    for entry in structure.entries:
        _check_entry(archive, entry)
    files = tuple(entry for entry in structure.entries if not entry.is_folder)
    if not files:
        raise archive.damaged("The archive holds no file")
    if all(entry.encryption is None for entry in files):
        raise archive.damaged("The archive holds empty files alone, and none of them is encrypted")
    name, fault = fault_among_names(entry.name for entry in files)
    if fault:
        raise archive.damaged(f"The entry {name!r} {fault}")
    if sum(entry.size for entry in files) > LARGEST:
        raise archive.damaged("The archive's files are too large")
    return files


def _check_entry(archive: UntrustedArchive, entry: Entry) -> None:
    fault = fault_in_name(entry.name.removesuffix("/"))
    if fault:
        raise archive.damaged(f"The name of the entry {entry.name!r} is not safe: it {fault}")
    if entry.file_type not in {0, stat.S_IFDIR if entry.is_folder else stat.S_IFREG}:
        raise archive.damaged(f"The entry {entry.name!r} is a link or another special file")
    if entry.is_folder:
        if entry.size:
            raise archive.damaged(f"The entry {entry.name!r} is a folder with contents")
        return
    if entry.encryption is None and not _is_empty(entry):
        raise archive.damaged(f"The entry {entry.name!r} is not encrypted with AES")
    if entry.size > max(_ANY_RATIO_UP_TO, _LARGEST_RATIO * entry.data_size):
        raise archive.damaged(f"The entry {entry.name!r} claims to become far larger than any paper")


def _is_empty(entry: Entry) -> bool:
    """Whether an entry holds nothing: no byte at all, or the two that deflating nothing leaves."""
    return not entry.size and not entry.crc and entry.data_size <= _NOTHING_DEFLATED


def _unlock(
    archive: UntrustedArchive, files: tuple[Entry, ...], passphrases: Iterable[Passphrase], memory: KeyMemory
) -> Passphrase:
    """The first passphrase that every file takes or, if there is none, one that some file takes."""
    tried = False
    partly: Passphrase | None = None
    for passphrase in passphrases:
        tried = True
        taken = [takes(archive, entry, passphrase.reveal(), memory) for entry in files if entry.encryption]
        if all(taken):
            return passphrase
        if any(taken):
            partly = passphrase
    if partly is None:
        raise wrong_passphrase(archive, tried=tried)
    return partly


def _weaknesses(files: tuple[Entry, ...]) -> Iterator[str]:
    strengths = {_AES_BITS[entry.encryption.strength] for entry in files if entry.encryption}
    for entry in files:
        if entry.encryption is None:
            yield f"The empty file {entry.name!r} is not encrypted: anybody could have put it there, or emptied it."
    for bits in sorted(strengths - {256}):
        yield f"It is encrypted with AES-{bits}, not with the AES-256 of our own packages."
