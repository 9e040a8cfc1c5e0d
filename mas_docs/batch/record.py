"""The record of what a batch made of a case, by which the next one sees what has not changed.

It lies beside the packages. It holds neutral names, ids, sizes and dates, and of what went into a package a code that
only somebody with the passphrase can work out: no name, no word, no hash that could be compared with a guess. Losing it
costs no more than that packages are made again.
"""

from __future__ import annotations

import contextlib
import datetime as dt
import hashlib
import json
import os
import secrets
from collections.abc import Iterator, Mapping
from dataclasses import asdict, dataclass
from pathlib import Path

from mas_docs.files import open_ordinary, write_new
from mas_docs.transfer.ledger.adding import Ledger
from mas_docs.transfer.ledger.entries import Event
from mas_docs.transfer.native.folder import MANIFEST
from mas_docs.transfer.passphrases.passphrase import Passphrase
from mas_docs.transfer.verification import seal_written_at

RECORD = ".built.json"
"""The record's name in the case's folder of output."""

_FORMAT = "mas-built/1"
_LARGEST = 4 * 2**20
_SALT = b"mas-docs, what a batch has made"
_COST, _BLOCK = 2**12, 8

Sealed = frozenset[tuple[str, str]]
"""Packages that the ledger knows as sealed and not withdrawn: the id of each, and the digits of its seal."""


@dataclass(frozen=True, slots=True)
class Built:
    """What is recorded of a package.

    Attributes:
        package_id: the id in its manifest.
        made_on: the day that its documents bear.
        seal: the 64 digits of its seal.
        files: the name and the size in bytes of each of its files; of an archive, of the archive itself.
        members: the names inside.
        contents: the code of what went into it.
        mail: whether an e-mail draft was asked for with it.
        run: the id of the run that made it.
    """

    package_id: str
    made_on: dt.date
    seal: str
    files: tuple[tuple[str, int], ...]
    members: tuple[str, ...]
    contents: str
    mail: bool
    run: str


def record_key(passphrase: Passphrase) -> bytes:
    """The key of the codes in the record, made of the passphrase.

    To try a passphrase on a code costs more than to try it on an archive beside it (scrypt, RFC 7914, at 4 MiB, against
    1,000 rounds of PBKDF2), and needs all that is in the package besides.
    """
    return hashlib.scrypt(passphrase.reveal(), salt=_SALT, n=_COST, r=_BLOCK, p=1, dklen=32)


def read_record(folder: Path) -> dict[str, Built]:
    """What is recorded of a case's packages, by the name of each one's archive; nothing where it cannot be read.

    Args:
        folder: the case's folder of output.
    """
    try:
        with open_ordinary(folder / RECORD) as file:
            untrusted = json.loads(file.read(_LARGEST) or b"")
        if untrusted["format"] != _FORMAT:
            return {}
        return {str(name): _built(values) for name, values in untrusted["packages"].items()}
    except (OSError, ValueError, LookupError, TypeError, AttributeError, RecursionError):
        return {}


def _built(untrusted: Mapping[str, object]) -> Built:
    files, members = untrusted["files"], untrusted["members"]
    if not isinstance(files, list) or not isinstance(members, list):
        raise TypeError
    return Built(
        package_id=str(untrusted["package_id"]),
        made_on=dt.date.fromisoformat(str(untrusted["made_on"])),
        seal=str(untrusted["seal"]),
        files=tuple((str(name), int(size)) for name, size in files),
        members=tuple(map(str, members)),
        contents=str(untrusted["contents"]),
        mail=untrusted["mail"] is True,
        run=str(untrusted["run"]),
    )


def write_record(folder: Path, record: Mapping[str, Built], work: Path) -> None:
    """Write the record down, whole; where that fails, the packages will be made again.

    It is not forced to the disk: what a power cut takes of it is made again too.

    Args:
        folder: the case's folder of output.
        record: what is known of each package, by the name of its archive.
        work: a work folder on the same file system.
    """
    packages = {name: asdict(built) for name, built in sorted(record.items())}
    text = json.dumps({"format": _FORMAT, "packages": packages}, default=str, separators=(",", ":")) + "\n"
    aside = work / secrets.token_hex(8)
    with contextlib.suppress(OSError):
        write_new(aside, text.encode())
        aside.replace(folder / RECORD)


def files_of(archive: Path) -> tuple[tuple[str, int], ...]:
    """The name and the size of each file of a package as it lies there.

    Raises:
        OSError: it is not there, or cannot be looked at.
    """
    if archive.is_dir():
        return tuple(sorted((entry.name, entry.stat(follow_symlinks=False).st_size) for entry in _entries(archive)))
    return ((archive.name, archive.lstat().st_size),)


def _entries(folder: Path) -> Iterator[os.DirEntry[str]]:
    with os.scandir(folder) as entries:
        yield from entries


def seal_of(archive: Path) -> str:
    """The digits that stand where a package has its seal.

    Raises:
        OSError: it is not there, or cannot be read.
    """
    return seal_written_at(archive / MANIFEST if archive.is_dir() else archive)


def is_whole(archive: Path, built: Built) -> bool:
    """Whether the package that was recorded lies there: by the digits of its seal, and by the sizes of its files."""
    try:
        return seal_of(archive) == built.seal and files_of(archive) == built.files
    except OSError:
        return False


def sealed_packages(ledger: Ledger) -> dict[str, Sealed]:
    """What the ledger knows as sealed and not withdrawn, by the case.

    Raises:
        UsageError: the ledger cannot be read.
    """
    found: dict[str, dict[str, str]] = {}
    for recorded in ledger.reader.entries():
        entry = recorded.entry
        if entry.event is Event.SEALED and entry.case:
            found.setdefault(entry.case, {})[entry.package] = entry.seal
        elif entry.event is Event.WITHDRAWN:
            found.get(entry.case, {}).pop(entry.package, None)
    return {case: frozenset(packages.items()) for case, packages in found.items()}
