"""Sealing any files for one recipient: guarded, protected, verified and in the books like every other package."""

from __future__ import annotations

import contextlib
import datetime as dt
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import partial
from pathlib import Path

from mas_docs.disclosure import NEED_TO_KNOW
from mas_docs.errors import DamagedArchiveError, PaperError, RefusedError
from mas_docs.files import cannot_write, private_folder, work_folder
from mas_docs.guard.guard import NAME_IN_THE_OPEN, OTHER_CASE, CaseGuard, Examined
from mas_docs.guidance.kinship import Kinship, kinship_of_name
from mas_docs.production.books import Books
from mas_docs.transfer.archive import Member, seal
from mas_docs.transfer.ledger.entries import Entry, Event
from mas_docs.transfer.ledger.members import entry_of
from mas_docs.transfer.manifest import PackageFacts, new_package_id
from mas_docs.transfer.native.files import with_pdfs_protected
from mas_docs.transfer.native.packages import seal_native
from mas_docs.transfer.passphrases.passphrase import Passphrase
from mas_docs.transfer.structure import read_structure
from mas_docs.transfer.untrusted import opened
from mas_docs.transfer.verification import Verified, is_ours
from mas_docs.yaml_files.values import Protection


@dataclass(frozen=True, slots=True)
class Parcel:
    """Files for one recipient.

    Attributes:
        files: the files, which go in under their own names.
        destination: the archive, or the folder of protected files, to make.
        recipient: the name of whom it is for.
        role: the role in which they receive it.
        recipient_number: their place among those of that role in the case, from 1; 0 where there is no case.
        reference: the case that the files are about; empty where none was named.
        purpose: what they are for, in words.
        marking: the protective marking.
        protection: one archive, or each file by itself.
        lock_pdfs: whether PDFs in an archive are locked by themselves too.
    """

    files: tuple[Path, ...]
    destination: Path
    recipient: str
    role: str
    recipient_number: int
    reference: str
    purpose: str
    marking: str
    protection: Protection
    lock_pdfs: bool = False

    def facts(self, passphrase: Passphrase, day: dt.date) -> PackageFacts:
        """What its manifest says."""
        return PackageFacts(
            package_id=new_package_id(),
            reference=self.reference,
            recipient=self.recipient,
            role=self.role,
            purpose=self.purpose,
            label=passphrase.label,
            sealed_on=day,
            marking=self.marking,
        )


def seal_files(
    parcel: Parcel, passphrase: Passphrase, guard: CaseGuard, books: Books, words: Sequence[str] = ()
) -> tuple[Verified, Examined]:
    """Seal files of somebody's own.

    Args:
        parcel: the files, and for whom.
        passphrase: what they are sealed with.
        guard: the guard of the case, or of no case.
        books: where it is written down.
        words: what may open a file that is locked, so that it can be searched.

    Returns:
        The package as it was verified, and what the guard has found in the files.

    Raises:
        RefusedError: a file's name gives a child's name or initials, or the files identify another case.
        MasDocsError: it cannot be made; nothing of it is left.
    """
    members = tuple(map(_member, parcel.files))  # known as they are before they are searched
    with books.telling(_refusal(parcel, NEED_TO_KNOW)):
        if kinship_of_name(parcel.recipient) is Kinship.FAMILY or guard.names_child(parcel.recipient):
            raise RefusedError(
                "The name given with --to is a child's or a family member's, so nothing was sealed",
                where=parcel.reference,
                remedy="Children and their families never receive anything (guidance 4.4): name a professional.",
            )
        _refuse_packages(parcel.files)
    with books.telling(_refusal(parcel, NAME_IN_THE_OPEN)):
        guard.refuse_names(("a file's name", name) for name in (parcel.destination.name, *_names(parcel)))
    examined = sum(guard.examine_all((member.name, member.content, words) for member in members), Examined())
    with books.telling(_refusal(parcel, OTHER_CASE, examined.neutral_references)):
        guard.refuse(examined)
    return _sealed(parcel, members, passphrase, examined, books), examined


def _refuse_packages(files: tuple[Path, ...]) -> None:
    """Refuse a package of ours: it was sealed for its own recipient, and what is in it cannot be searched.

    Raises:
        RefusedError: one of the files is one.
    """
    for file in files:
        with contextlib.suppress(DamagedArchiveError), opened(file) as archive:
            if is_ours(read_structure(archive)):
                raise RefusedError(
                    "This is a sealed package already, for its own recipient, so nothing was sealed",
                    where=file.name,
                    remedy="Send it to that recipient as it is; or open it, and seal what this one may have.",
                )


def _member(file: Path) -> Member:
    """A file as it is now; one that changes after it was searched is found out when it is sealed."""
    path = file.resolve()
    try:
        status = path.stat()
    except OSError as error:
        raise PaperError(
            f"This file cannot be read ({error.strerror})", where=file.name, remedy="Check that it is there."
        ) from None
    return Member(
        file.name, path, (status.st_dev, status.st_ino, status.st_size, status.st_mtime_ns, status.st_ctime_ns)
    )


def _names(parcel: Parcel) -> Iterator[str]:
    return (file.name for file in parcel.files)


def _sealed(
    parcel: Parcel, members: tuple[Member, ...], passphrase: Passphrase, examined: Examined, books: Books
) -> Verified:
    destination = parcel.destination.absolute()
    if not destination.parent.is_dir():
        private_folder(destination.parent)
    facts = parcel.facts(passphrase, books.day)
    seal_by = seal_native if parcel.protection is Protection.NATIVE else seal
    entry = partial(_entry, parcel, examined)
    with work_folder(destination.parent) as work, books.announcing(entry) as announce:
        if parcel.lock_pdfs and parcel.protection is Protection.ZIP:
            members = _with_pdfs_locked(members, passphrase, destination, work)
        return seal_by(members, facts, passphrase, destination, work, announce)


def _with_pdfs_locked(
    members: tuple[Member, ...], passphrase: Passphrase, destination: Path, work: Path
) -> tuple[Member, ...]:
    try:
        return with_pdfs_protected(members, passphrase, work)
    except OSError as error:
        raise cannot_write(destination, error) from None


def _entry(parcel: Parcel, examined: Examined, verified: Verified) -> Entry:
    return entry_of(
        Event.SEALED,
        verified,
        recipient_number=parcel.recipient_number,
        protection=parcel.protection,
        unsearched=len(examined.unsearchable),
        mentions=examined.allowed,
    )


def _refusal(parcel: Parcel, reason: str, found: tuple[str, ...] = ()) -> Entry:
    return Entry(
        Event.REFUSED,
        case=parcel.reference,
        role=parcel.role,
        recipient_number=parcel.recipient_number,
        reason=reason,
        found=found,
    )
