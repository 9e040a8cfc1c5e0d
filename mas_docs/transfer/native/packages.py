"""Sealing a package as a folder of files protected in their own formats, and opening one.

For a recipient who can install nothing: Word asks for the passphrase of a .docx, Edge and Acrobat for that of a PDF.
"""

from __future__ import annotations

import os
import secrets
import shutil
from collections.abc import Iterable
from dataclasses import replace
from pathlib import Path

from mas_docs.errors import DamagedArchiveError, UsageError
from mas_docs.files import cannot_write, new_private_file, private_folder, publish_folder, work_folder
from mas_docs.transfer.archive import Announce, Member, check_members, seal, unannounced
from mas_docs.transfer.manifest import PackageFacts
from mas_docs.transfer.native.files import (
    measured,
    native_kind,
    protect,
    unprotect,
    without_protection,
)
from mas_docs.transfer.native.folder import (
    LISTING,
    MANIFEST,
    Listing,
    check_files,
    check_names,
    contents,
    listing_text,
    not_protected,
    read_listing,
    unreadable,
)
from mas_docs.transfer.native.publishing import check_replaceable, publish_over, put_back
from mas_docs.transfer.opening import Opened, Tell, check_free, untold
from mas_docs.transfer.passphrases.passphrase import Passphrase, check_strength
from mas_docs.transfer.verification import Verified, VerifiedMember


def seal_native(  # noqa: PLR0913, PLR0917 - what is sealed, for whom, with what, whereto, and who is told
    members: Iterable[Member],
    facts: PackageFacts,
    passphrase: Passphrase,
    destination: Path,
    work: Path,
    announce: Announce = unannounced,
) -> Verified:
    """Seal files into a folder: each protected in its own format, with a sealed archive that lists their checksums.

    It is made aside in the work folder and verified, and only then takes its final name. A package folder of that name
    stays until then; whenever a run is killed, the old package or the new one is whole: under its name or, killed in
    the instant between two renames, beside it under a hidden one, from where the next run for this place puts it back.

    Args:
        members: the files, at least one; a calendar file stays plain, each other one needs a protection of its own.
        facts: what the manifest says about the package; its label is the passphrase's.
        passphrase: a strong one.
        destination: the folder's final place: nothing, an empty folder or an earlier package folder.
        work: a private folder on the same file system (see `work_folder`).
        announce: told of the package once it is verified, at the place that it is about to take.

    Returns:
        The package as it was verified, at its final place; its files are the protected ones.

    Raises:
        UsageError: a name cannot be in a package, there are no files, something else has the folder's name, or it
            cannot be written.
        PassphraseError: the passphrase is weak.
        PaperError: a file has no protection of its own, cannot be read, or changed meanwhile.
        DamagedArchiveError: what was written did not verify; it was thrown away.
    """
    chosen = tuple(members)
    check_members(chosen)
    unprotected = [member.name for member in chosen if native_kind(member.name) is None]
    if unprotected:
        raise without_protection(unprotected)
    check_strength(passphrase.reveal().decode("utf-8", errors="replace"))
    aside = work / secrets.token_hex(8)
    try:
        put_back(destination, work)
        check_replaceable(destination)
        verified = replace(_made(chosen, facts, passphrase, aside, work), archive=destination)
        announce(verified)
        publish_over(aside, destination, work)
    except OSError as error:
        raise cannot_write(destination, error) from error
    finally:
        shutil.rmtree(aside, ignore_errors=True)
    return verified


def _made(
    members: tuple[Member, ...], facts: PackageFacts, passphrase: Passphrase, aside: Path, work: Path
) -> Verified:
    """The folder, made and compared with what was to be in it; each file was verified as it was protected."""
    digests = {}
    for member in members:
        path = aside / member.name
        private_folder(path.parent)
        protect(member, passphrase, path, work)
        digests[member.name] = measured(member.name, path).sha256
    seal([Member(LISTING, listing_text(digests))], facts, passphrase, aside / MANIFEST, work)
    listing = read_listing(aside, (passphrase,))
    if (listing.sealed.facts, listing.digests) != (facts, digests):
        raise DamagedArchiveError(
            "The package that was just written does not say what it should, so it was thrown away",
            remedy="Try again; if it happens again, tell whoever supports mas-docs.",
        )
    return listing.verified(check_files(listing))


def open_native(folder: Path, passphrases: Iterable[Passphrase], into: Path, *, tell: Tell = untold) -> Opened:
    """Take the files of a package folder out of their protection, all of them or none.

    Each file is copied aside, and the copy is compared and decrypted, so that one that changes meanwhile is found out.

    Args:
        folder: the package's folder, which stays as it is.
        passphrases: those that may open it, tried in turn and asked for only as they are needed.
        into: the folder to make; it must not exist, or be empty.
        tell: told of the package once it is verified.

    Raises:
        UsageError: there is no such package folder, or `into` is not free, or cannot be written.
        PassphraseError: there was no passphrase, or none opens it.
        DamagedArchiveError: it is not as it was sealed.
    """
    check_free(into)
    listing = read_listing(folder, passphrases)
    _check_elsewhere(folder, into)
    parent = into.absolute().parent
    if not parent.is_dir():
        private_folder(parent)
    try:
        with work_folder(parent) as work:
            aside = work / "content"
            private_folder(aside)
            opened = _taken_out(listing, aside, work, into)
            tell(opened)
            publish_folder(aside, into)
    except OSError as error:
        raise cannot_write(into, error) from error
    return opened


def _check_elsewhere(folder: Path, into: Path) -> None:
    """A package folder with another folder in it would not verify any more."""
    if into.resolve().is_relative_to(folder.resolve()):
        raise UsageError(
            "The files cannot be taken out into the package's own folder",
            where=str(into),
            remedy="Name a new folder beside it, as in --into opened.",
        )


def _taken_out(listing: Listing, aside: Path, work: Path, into: Path) -> Opened:
    try:
        check_names(listing)
    except OSError as error:
        raise unreadable(listing.folder, "", error) from None
    protected, plain = [], []
    for name in listing.digests:
        copy = work / secrets.token_hex(8)
        protected.append(_copied(listing, name, copy))
        path = aside / name
        private_folder(path.parent)
        if not unprotect(name, copy, listing.passphrase, path):
            raise not_protected(listing.folder, name)
        copy.unlink()
        plain.append(measured(name, path))
    return Opened(into, tuple(plain), listing.verified(tuple(protected)))


def _copied(listing: Listing, name: str, copy: Path) -> VerifiedMember:
    """Copy a file aside, so that what was compared is what will be decrypted."""
    size = 0
    with os.fdopen(new_private_file(copy), "wb") as file:
        for chunk in contents(listing, name):
            size += file.write(chunk)
    return VerifiedMember(name, size, listing.digests[name])
