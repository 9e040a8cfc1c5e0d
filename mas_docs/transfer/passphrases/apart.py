"""Keeping what opens an archive apart from archives: a passphrase beside one protects nothing."""

from __future__ import annotations

import os
import struct
from collections.abc import Iterator
from pathlib import Path

from mas_docs.errors import UsageError
from mas_docs.files import open_ordinary
from mas_docs.transfer.zip_records import ENCRYPTED

_ZIP = struct.Struct("<4sHH")
_LOCAL_HEADER = b"PK\x03\x04"
_OFFICE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
"""How a Word, Excel or PowerPoint file of today's kind begins once it is protected, and only then (MS-OFFCRYPTO)."""

_OFFICE_ENDINGS = frozenset({".docx", ".xlsx", ".pptx"})
_DRAFT = b"X-Unsent: 1\r\n"
_LOOKED_AT = 64 * 1024
"""Bytes at each end of a PDF; where it tells that it is encrypted, its last or first lines do."""


def refuse_beside_archives(target: Path, workspace: Path | None, out: Path | None) -> None:
    """Refuse to write a passphrase where protected files are, or are put.

    It may not lie in the folder of output or anywhere in it, nor in a folder that holds a protected file; inside a
    workspace, no folder above it may hold one either.

    Args:
        target: the file that is to be written.
        workspace: the workspace's folder; None outside every one.
        out: the workspace's folder of output; None outside every one.

    Raises:
        UsageError: it would lie beside one.
    """
    parent = target.parent.resolve()
    if out is not None and any(_same(folder, out) for folder in (parent, *parent.parents)):
        raise _beside(target, "This is the folder of packages")
    if any(holds_protected_files(folder) for folder in _looked_into(parent, workspace)):
        raise _beside(target, "There are protected files in this folder or above it")


def holds_protected_files(folder: Path) -> bool:
    """Whether a folder itself holds an encrypted archive, PDF or Office file, or an e-mail draft with one."""
    try:
        with os.scandir(folder) as entries:
            files = [Path(entry) for entry in entries if entry.is_file()]
    except OSError:
        return False
    return any(map(is_protected, files))


def is_protected(path: Path) -> bool:
    """Whether a file is an encrypted archive, PDF or Office file, or an e-mail draft; what cannot be read is not."""
    try:
        with open_ordinary(path) as file:
            beginning = file.read(_LOOKED_AT)
            file.seek(max(0, os.fstat(file.fileno()).st_size - _LOOKED_AT))
            ending = file.read(_LOOKED_AT)
    except OSError:
        return False
    if beginning.startswith(_LOCAL_HEADER) and len(beginning) >= _ZIP.size:
        return bool(_ZIP.unpack_from(beginning)[2] & ENCRYPTED)
    if beginning.startswith(_OFFICE):
        return path.suffix.lower() in _OFFICE_ENDINGS
    if beginning.startswith(b"%PDF-"):
        return b"/Encrypt" in beginning or b"/Encrypt" in ending
    return beginning.startswith(_DRAFT)


def _looked_into(parent: Path, workspace: Path | None) -> Iterator[Path]:
    """The folder itself and, inside the workspace, those above it."""
    yield parent
    root = workspace.resolve() if workspace else parent
    if parent != root and parent.is_relative_to(root):
        yield from (folder for folder in parent.parents if folder.is_relative_to(root))


def _same(one: Path, other: Path) -> bool:
    """Whether two names are one folder, however they are spelled."""
    try:
        return one.samefile(other)
    except OSError:
        return one == other.absolute()


def _beside(target: Path, why: str) -> UsageError:
    return UsageError(
        f"A passphrase never lies beside an archive. {why}",
        where=str(target),
        remedy="Choose a folder of its own, or print the slip and keep no file.",
    )
