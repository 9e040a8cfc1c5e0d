"""Opening a package: everything is taken out aside, verified whole, and only then gets the name that was asked for."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path

from mas_docs.errors import UsageError
from mas_docs.files import cannot_write, new_private_file, private_folder, publish_folder, work_folder
from mas_docs.transfer.foreign import read_foreign
from mas_docs.transfer.passphrases.passphrase import Passphrase
from mas_docs.transfer.structure import read_structure
from mas_docs.transfer.untrusted import UntrustedArchive, opened
from mas_docs.transfer.verification import Verified, VerifiedMember, is_ours, read_package


@dataclass(frozen=True, slots=True)
class Opened:
    """A package whose files were verified and taken out.

    Attributes:
        folder: where they lie now, each readable by its owner alone.
        members: the files, without the manifest.
        verified: what is known of the package; None when it is not one of ours.
        unverified: in sentences, what could not be verified; empty for our own.
    """

    folder: Path
    members: tuple[VerifiedMember, ...]
    verified: Verified | None
    unverified: tuple[str, ...] = ()


Tell = Callable[[Opened], None]
"""Told of a package that is verified and taken out aside, just before its files appear."""


def untold(_opened: Opened) -> None:
    """Tell nobody."""


def open_package(
    archive: Path, passphrases: Iterable[Passphrase], into: Path, *, foreign: bool = False, tell: Tell = untold
) -> Opened:
    """Take the files out of a package, all of them or none.

    What lands in the folder is what was decrypted, hashed and compared in one go, so that an archive that changes
    meanwhile is found out. The manifest comes out too, so that `sha256sum -c` checks the folder later.

    Args:
        archive: the archive's file.
        passphrases: those that may open it, tried in turn and asked for only as they are needed.
        into: the folder to make; it must not exist, or be empty.
        foreign: whether an archive that is not ours is welcome too, as far as it can be checked.
        tell: told of the package once it is verified.

    Raises:
        UsageError: there is no such archive, or `into` is not free, or cannot be written.
        PassphraseError: there was no passphrase, or none opens it.
        DamagedArchiveError: it is not as it was sealed, or not ours and `foreign` is false.
    """
    check_free(into)
    with opened(archive) as untrusted:
        parent = into.absolute().parent
        if not parent.is_dir():
            private_folder(parent)
        with work_folder(parent) as work:
            aside = work / "content"
            private_folder(aside)
            result = _read_into(untrusted, passphrases, aside, into, foreign=foreign)
            tell(result)
            publish_folder(aside, into)
    return result


def check_free(into: Path) -> None:
    """Refuse a place where something is, or that somebody stands in.

    Raises:
        UsageError: with what to name instead.
    """
    remedy = "Name a folder that does not exist yet, or an empty one, as in --into opened."
    try:
        # It is made anew beside the others, which cannot be done to the folder that somebody stands in.
        if into.is_dir() and into.samefile(Path()):
            here = "The files cannot be taken out into the folder that you are in"
            raise UsageError(here, where=str(into), remedy="Name a new folder, as in --into opened.")
        if into.is_symlink() or (into.exists() and (not into.is_dir() or any(into.iterdir()))):
            raise UsageError("There is something here already", where=str(into), remedy=remedy)
    except OSError as error:
        raise cannot_write(into, error) from error


def _read_into(
    archive: UntrustedArchive, passphrases: Iterable[Passphrase], aside: Path, into: Path, *, foreign: bool
) -> Opened:
    def take(name: str, chunks: Iterator[bytes]) -> None:
        _write(aside / name, chunks, into)

    structure = read_structure(archive)
    if foreign and not is_ours(structure):
        members, unverified = read_foreign(archive, structure, passphrases, take)
        return Opened(into, members, None, unverified)
    verified = read_package(archive, structure, passphrases, take)
    return Opened(into, verified.members, verified)


def _write(path: Path, chunks: Iterator[bytes], into: Path) -> None:
    """Write a file that was not there; names were found safe, so the path cannot leave its folder."""
    private_folder(path.parent)
    try:
        with os.fdopen(new_private_file(path), "wb") as file:
            for chunk in chunks:
                file.write(chunk)
            file.flush()
            os.fsync(file.fileno())
    except OSError as error:
        raise cannot_write(into, error) from error
