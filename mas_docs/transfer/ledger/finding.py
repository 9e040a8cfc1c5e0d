"""Which package is meant: an id as somebody says it over the telephone, or an archive that lies here."""

from __future__ import annotations

import hashlib
import os
import re
from dataclasses import dataclass
from pathlib import Path

from mas_docs.errors import UsageError
from mas_docs.files import open_ordinary
from mas_docs.transfer.ledger.entries import PACKAGE_ID, Entry
from mas_docs.transfer.ledger.reading import LedgerReader
from mas_docs.transfer.native.folder import MANIFEST
from mas_docs.transfer.seals import SEAL_DIGITS

_CHUNK = 1024 * 1024
_AS_SAID = str.maketrans("OIL", "011", " -")
_BEGINNING = re.compile("^P[- ]+")
_DIGITS = 10


@dataclass(frozen=True, slots=True)
class Found:
    """A package of the ledger.

    Attributes:
        package: its id.
        remark: how sure it is that this is the one that was meant, in a sentence; empty where it is sure.
    """

    package: str
    remark: str = ""


def package_id(said: str) -> str | None:
    """A package's id as somebody said or wrote it; None when it is none.

    With or without `P-`, in capitals or not, in groups; I and L are read as 1, and O as 0: the id has no such letters.
    """
    written = _BEGINNING.sub("", said.strip().upper(), count=1)
    digits = written.translate(_AS_SAID)
    candidate = f"P-{digits[1:] if len(digits) == _DIGITS + 1 and digits.startswith('P') else digits}"
    return candidate if said.isascii() and PACKAGE_ID.fullmatch(candidate) else None


def find_package(reader: LedgerReader, said: str) -> Found:
    """The package that is meant by an id, which the ledger may not know, or by the path of its archive.

    Raises:
        UsageError: this is neither, the ledger does not know the archive, or it cannot be read.
    """
    package = package_id(said)
    path = Path(said)
    if os.path.lexists(path):
        return _by_archive(reader, path)
    if package is None:
        remedy = "Give an id such as P-7Q2M9K4D1X, as the manifest and the ledger have it, or the archive's path."
        raise UsageError(f"'{said}' is neither a package's id nor an archive", remedy=remedy)
    return Found(package)


def _by_archive(reader: LedgerReader, path: Path) -> Found:
    """The package of an archive: by its seal or its hash or, where both are unknown, by the name of its file."""
    seal, sha256 = _marks(path / MANIFEST if path.is_dir() else path)
    named = ""
    for recorded in reader.entries():
        entry = recorded.entry
        if entry.package and _is_same(entry, seal, sha256):
            return Found(entry.package)
        if entry.package and entry.archive == path.name:
            named = entry.package
    if not named:
        raise UsageError(
            "The ledger knows no archive with this seal, this content or this name",
            where=str(path),
            remedy="If it was sealed in another workspace, name that one with --workspace.",
        )
    return Found(named, "This is the newest package of that file name; the archive itself is not as it was recorded.")


def _is_same(entry: Entry, seal: str, sha256: str) -> bool:
    return (bool(entry.seal) and entry.seal == seal) or (bool(entry.archive_sha256) and entry.archive_sha256 == sha256)


def _marks(path: Path) -> tuple[str, str]:
    """What stands where an archive has its seal, at its very end, and the SHA-256 of the whole file."""
    digest = hashlib.sha256()
    tail = b""
    try:
        with open_ordinary(path) as file:
            while chunk := file.read(_CHUNK):
                digest.update(chunk)
                tail = (tail + chunk)[-SEAL_DIGITS:]
    except OSError as error:
        reason = error.strerror or "no reason given"
        raise UsageError(f"This cannot be read ({reason})", where=str(path), remedy="Check the name.") from None
    return tail.decode("ascii", errors="replace"), digest.hexdigest()
