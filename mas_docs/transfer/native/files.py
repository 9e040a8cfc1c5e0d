"""Files with a protection of their own format: which have one, and how they are given it and freed from it."""

from __future__ import annotations

import hashlib
import os
import secrets
from collections.abc import Iterable
from enum import Enum
from pathlib import Path, PurePosixPath

from mas_docs.errors import PaperError
from mas_docs.files import new_private_file, open_ordinary
from mas_docs.transfer.archive import Member, chunks_of
from mas_docs.transfer.native.pdf import is_protected, protect_pdf, unprotect_pdf
from mas_docs.transfer.native.word import decrypted_word, protect_word
from mas_docs.transfer.passphrases.passphrase import Passphrase
from mas_docs.transfer.untrusted import CHUNK
from mas_docs.transfer.verification import VerifiedMember


class NativeKind(Enum):
    """How a file is protected in its own format.

    `PLAIN` is not at all: a calendar file has no protection, and says nothing about a child.
    """

    PDF = "pdf"
    OFFICE = "office"
    PLAIN = "plain"


_KINDS = {
    ".pdf": NativeKind.PDF,
    ".docx": NativeKind.OFFICE,
    ".xlsx": NativeKind.OFFICE,
    ".pptx": NativeKind.OFFICE,
    ".ics": NativeKind.PLAIN,
}


def native_kind(name: str) -> NativeKind | None:
    """How a file of this name is protected in its own format; None where its format has no protection."""
    return _KINDS.get(PurePosixPath(name).suffix.lower())


def protect(member: Member, passphrase: Passphrase, into: Path, work: Path) -> None:
    """Write a member protected in its own format, and verify it.

    Args:
        member: the file; its name has a `native_kind`.
        passphrase: a strong one.
        into: where it is written, a new file that only its owner may read.
        work: a private work folder, which holds the plain file meanwhile.

    Raises:
        PaperError: the file cannot be read, changed meanwhile, or is not of the format that its name says.
        DamagedArchiveError: what was written does not open as it should; it was thrown away.
        OSError: it cannot be written.
    """
    kind = native_kind(member.name)
    plain = work / secrets.token_hex(8)
    try:
        write_down(member, plain)
        if kind is NativeKind.PDF:
            protect_pdf(plain, passphrase, into, member.name)
        elif kind is NativeKind.OFFICE:
            protect_word(plain, passphrase, into, member.name)
        elif kind is NativeKind.PLAIN:
            plain.rename(into)
        else:
            raise without_protection([member.name])
    finally:
        plain.unlink(missing_ok=True)


def without_protection(names: list[str]) -> PaperError:
    """What to tell somebody whose files' formats have no protection."""
    return PaperError(
        "A file of this format has no protection of its own, so nothing was sealed",
        where=", ".join(names),
        remedy="Seal the package as zip, or save the file as a PDF or .docx.",
    )


def with_pdfs_protected(members: Iterable[Member], passphrase: Passphrase, work: Path) -> tuple[Member, ...]:
    """The same members, the PDFs among them encrypted: so they stay protected when they were taken out of an archive.

    Args:
        members: the files of a package.
        passphrase: the package's.
        work: a private work folder, where the encrypted PDFs lie until the package is sealed.

    Raises:
        PaperError: a PDF cannot be read, changed meanwhile, or is none.
        DamagedArchiveError: what was written does not open as it should; it was thrown away.
        OSError: it cannot be written.
    """
    return tuple(
        _with_pdf_protected(member, passphrase, work) if native_kind(member.name) is NativeKind.PDF else member
        for member in members
    )


def _with_pdf_protected(member: Member, passphrase: Passphrase, work: Path) -> Member:
    protected = work / f"{secrets.token_hex(8)}.pdf"
    protect(member, passphrase, protected, work)
    return Member(member.name, protected)


def is_protected_file(name: str, source: Path, passphrase: Passphrase) -> bool:
    """Whether a file opens with the passphrase and not without, as far as its format can be protected."""
    kind = native_kind(name)
    if kind is NativeKind.PDF:
        return is_protected(source, passphrase)
    if kind is NativeKind.OFFICE:
        return decrypted_word(source.read_bytes(), passphrase) is not None
    return kind is NativeKind.PLAIN


def unprotect(name: str, source: Path, passphrase: Passphrase, into: Path) -> bool:
    """Write a protected file as a plain one; say whether it was protected with this passphrase and came out whole.

    Args:
        name: the file's name in the package.
        source: where it lies; it is left there.
        passphrase: the package's.
        into: where it is written, a new file that only its owner may read.

    Raises:
        OSError: it cannot be read or written.
    """
    kind = native_kind(name)
    if kind is NativeKind.PDF:
        return unprotect_pdf(source, passphrase, into)
    plain = decrypted_word(source.read_bytes(), passphrase) if kind is NativeKind.OFFICE else source.read_bytes()
    if plain is None or kind is None:
        return False
    write_down(Member(name, plain), into)
    return True


def write_down(member: Member, into: Path) -> None:
    """Write a member's bytes as they are into a new private file.

    Raises:
        PaperError: the file cannot be read, or changed meanwhile.
        OSError: it cannot be written.
    """
    with os.fdopen(new_private_file(into), "wb") as file:
        for chunk in chunks_of(member):
            file.write(chunk)
        file.flush()
        os.fsync(file.fileno())


def measured(name: str, path: Path) -> VerifiedMember:
    """A file's size and SHA-256 as it lies.

    Raises:
        OSError: it cannot be read, or is no ordinary file.
    """
    digest, size = hashlib.sha256(), 0
    with open_ordinary(path) as file:
        while chunk := file.read(CHUNK):
            digest.update(chunk)
            size += len(chunk)
    return VerifiedMember(name, size, digest.hexdigest())
