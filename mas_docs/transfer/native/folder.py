"""A package as a folder: files protected in their own formats, and a sealed archive that lists their checksums.

`manifest.zip` is an ordinary sealed archive with the package's facts. Its one file, `files-sha256.txt`, has the SHA-256
of each other file as it lies in the folder, so that `sha256sum -c files-sha256.txt` checks them too. Whoever cannot
open the archive cannot change, rename, drop or add a file without its being found.
"""

from __future__ import annotations

import hashlib
import hmac
import os
import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field, replace
from pathlib import Path, PurePosixPath

from mas_docs.errors import DamagedArchiveError, UsageError
from mas_docs.files import open_ordinary
from mas_docs.transfer import manifest as manifests
from mas_docs.transfer.manifest import fault_in_members
from mas_docs.transfer.native.files import is_protected_file, native_kind
from mas_docs.transfer.passphrases.passphrase import Passphrase
from mas_docs.transfer.structure import read_structure
from mas_docs.transfer.untrusted import CHUNK, UntrustedArchive, opened
from mas_docs.transfer.verification import Verified, VerifiedMember, read_package

MANIFEST = "manifest.zip"
"""The sealed archive in the folder."""

LISTING = "files-sha256.txt"
"""The one file in that archive: the checksums of the others."""

_LINE = re.compile(r"([0-9a-f]{64})  ([^\n]+)")
_ASK_AGAIN = "Ask the sender for it again; use nothing of this one."


@dataclass(frozen=True, slots=True)
class Listing:
    """What a package folder says about itself, its archive verified.

    Attributes:
        folder: where it lies.
        sealed: the verified archive.
        passphrase: the one that opened it.
        digests: the SHA-256 of each file by its name, in hexadecimal digits.
    """

    folder: Path
    sealed: Verified
    passphrase: Passphrase = field(repr=False)
    digests: dict[str, str]

    def verified(self, members: tuple[VerifiedMember, ...]) -> Verified:
        """What is known of the package, its files being these."""
        size = self.sealed.size + sum(member.size for member in members)
        return replace(self.sealed, archive=self.folder, members=members, size=size)


def is_native_package(path: Path) -> bool:
    """Whether this looks like a package folder: a folder, no link to one, with a `manifest.zip` in it."""
    manifest = path / MANIFEST
    try:
        return path.is_dir() and not path.is_symlink() and manifest.is_file() and not manifest.is_symlink()
    except OSError:
        return False  # a folder that may not be looked into


def verify_native(folder: Path, passphrases: Iterable[Passphrase]) -> Verified:
    """Verify a package folder; nothing is written anywhere.

    Args:
        folder: the package's folder.
        passphrases: those that may open it, tried in turn and asked for only as they are needed.

    Returns:
        The package: its place is the folder, its files are those in it as they lie there, still protected.

    Raises:
        UsageError: there is no package folder of that name, or it cannot be read.
        PassphraseError: there was no passphrase, or none opens it.
        DamagedArchiveError: a file was changed, is missing, does not belong to it, or does not open with the
            passphrase alone.
    """
    listing = read_listing(folder, passphrases)
    members = check_files(listing)
    for member in members:
        try:
            protected = is_protected_file(member.name, folder / member.name, listing.passphrase)
        except OSError as error:
            raise unreadable(folder, member.name, error) from None
        if not protected:
            raise not_protected(folder, member.name)
    return listing.verified(members)


def listing_text(digests: dict[str, str]) -> bytes:
    """The checksums as `sha256sum` writes them."""
    return "".join(f"{digest}  {name}\n" for name, digest in digests.items()).encode()


def read_listing(folder: Path, passphrases: Iterable[Passphrase]) -> Listing:
    """Verify the archive in a package folder, and read the checksums in it.

    Raises:
        UsageError: there is no package folder of that name.
        PassphraseError: there was no passphrase, or none opens it.
        DamagedArchiveError: the archive is not as it was sealed, or is none of a package folder.
    """
    if not is_native_package(folder):
        raise _no_package(folder)
    tried: list[Passphrase] = []
    taken: dict[str, bytes] = {}

    def take(name: str, chunks: Iterator[bytes]) -> None:
        taken[name] = b"".join(chunks)

    with opened(folder / MANIFEST) as archive:
        structure = read_structure(archive)
        sizes = {entry.name: entry.size for entry in structure.entries}
        if max(sizes.values(), default=0) > manifests.LARGEST:
            raise archive.damaged("This archive is larger than any manifest of a package folder")
        sealed = read_package(archive, structure, _remembered(passphrases, tried), take)
        return Listing(folder, sealed, tried[-1], _parse(archive, taken))


def _remembered(passphrases: Iterable[Passphrase], tried: list[Passphrase]) -> Iterator[Passphrase]:
    """The same passphrases; the last one that was tried is the one that opened the archive."""
    for passphrase in passphrases:
        tried.append(passphrase)
        yield passphrase


def _parse(archive: UntrustedArchive, taken: dict[str, bytes]) -> dict[str, str]:
    if set(taken) != {manifests.NAME, LISTING}:
        raise archive.damaged("This archive is not the manifest of a package folder")
    try:
        lines = taken[LISTING].decode().split("\n")
    except UnicodeDecodeError:
        raise archive.damaged("The list of the package's files is damaged") from None
    matches = [_LINE.fullmatch(line) for line in lines[:-1]]
    digests = {match[2]: match[1] for match in matches if match}
    whole = len(digests) == len(matches) and not lines[-1]
    if not whole or not digests or fault_in_members(tuple(digests)) or not all(map(native_kind, digests)):
        raise archive.damaged("The list of the package's files is not one that mas-docs writes")
    return digests


def _no_package(folder: Path) -> UsageError | DamagedArchiveError:
    if folder.is_dir() and not folder.is_symlink():
        return DamagedArchiveError(
            f"This folder is no package, or lost its {MANIFEST}", where=str(folder), remedy=_ASK_AGAIN
        )
    return UsageError("There is no such folder", where=str(folder), remedy="Check its name.")


def check_files(listing: Listing) -> tuple[VerifiedMember, ...]:
    """Compare each file of a package folder with its checksum, and find what is missing or does not belong to it.

    Raises:
        DamagedArchiveError: something is not as it was sealed.
    """
    folder = listing.folder
    try:
        check_names(listing)
    except OSError as error:
        raise unreadable(folder, "", error) from None
    return tuple(check_file(listing, name) for name in listing.digests)


def check_file(listing: Listing, name: str) -> VerifiedMember:
    """Compare one file with its checksum.

    Raises:
        DamagedArchiveError: it is another one, or cannot be read.
    """
    size = sum(len(chunk) for chunk in contents(listing, name))
    return VerifiedMember(name, size, listing.digests[name])


def contents(listing: Listing, name: str) -> Iterator[bytes]:
    """A file's bytes as they lie, a chunk at a time; only the end of the iteration says that they are genuine.

    Raises:
        DamagedArchiveError: it is another file than the one that was sealed, or cannot be read.
    """
    digest = hashlib.sha256()
    try:
        with open_ordinary(listing.folder / name) as file:
            while chunk := file.read(CHUNK):
                digest.update(chunk)
                yield chunk
    except OSError as error:
        raise unreadable(listing.folder, name, error) from None
    if not hmac.compare_digest(digest.hexdigest(), listing.digests[name]):
        raise damaged(listing.folder, f"The file {name!r} was changed after it was sealed, or is damaged")


def check_names(listing: Listing) -> None:
    """Find what is missing from a package folder, and what does not belong to it.

    Raises:
        DamagedArchiveError: there is something.
        OSError: the folder cannot be read.
    """
    files = {MANIFEST, *listing.digests}
    folders = {parent.as_posix() for name in files for parent in PurePosixPath(name).parents}
    found = set()
    for name, is_folder in _entries(listing.folder):
        if name not in (folders if is_folder else files):
            raise damaged(listing.folder, f"The file {name!r} does not belong to the package")
        found.add(name)
    for name in files - found:
        raise damaged(listing.folder, f"The file {name!r} of the package is missing")


def _entries(folder: Path, above: str = "") -> Iterator[tuple[str, bool]]:
    """Each entry below a folder by its relative name, and whether it is a folder.

    Raises:
        DamagedArchiveError: one is a link or another special file.
    """
    with os.scandir(folder / above) as entries:
        for entry in sorted(entries, key=lambda entry: entry.name):
            name = f"{above}{entry.name}"
            is_folder = entry.is_dir(follow_symlinks=False)
            if not is_folder and not entry.is_file(follow_symlinks=False):
                raise damaged(folder, f"The file {name!r} is a link or another special file")
            yield name, is_folder
            if is_folder:
                yield from _entries(folder, f"{name}/")


def damaged(folder: Path, message: str) -> DamagedArchiveError:
    """The error that a package folder deserves, with its name."""
    return DamagedArchiveError(message, where=str(folder), remedy=_ASK_AGAIN)


def not_protected(folder: Path, name: str) -> DamagedArchiveError:
    """What to tell somebody about a file that is as it was sealed, and yet not protected."""
    return damaged(folder, f"The file {name!r} does not open with the passphrase alone, so it was not sealed by us")


def unreadable(folder: Path, name: str, error: OSError) -> DamagedArchiveError:
    """The failure to read a file of a package folder, as a sentence."""
    what = f"The file {name!r}" if name else "The folder"
    return damaged(folder, f"{what} cannot be read ({error.strerror or 'no reason given'})")
