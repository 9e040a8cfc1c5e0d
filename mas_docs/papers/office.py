"""Word and OpenDocument papers: what a container holds, whether it is locked or damaged or carries programs.

Nothing is unpacked to disk, and no more than a block of any part is held in memory.
"""

from __future__ import annotations

import io
import struct
import zipfile
from pathlib import Path
from typing import BinaryIO

from mas_docs.papers.faults import DAMAGED, LOCKED, MACROS, OVERSIZED_INSIDE, UNKNOWN_TYPE, Fault
from mas_docs.papers.formats import CHUNK, DOC, DOCX, ODT, Format

LARGEST_DIRECTORY = 1 << 20
"""The list of a container's parts, in bytes: a Word file of a thousand pictures needs a tenth of it."""

LARGEST_PART = 200 * 10**6
"""The text of a document once unpacked, in bytes; a thousand dense pages need a tenth of it."""

LARGEST_UNPACKED = 600 * 10**6
"""All parts of a document once unpacked, pictures included, in bytes: what is compressed already hardly grows."""

MOST_PARTS = 5000
"""How many parts a document may have; one of a thousand pictures has some eleven hundred."""

_ODT_TYPE = ODT.media_type.encode("ascii")
_ODT_ENCRYPTED = b"encryption-data"
_ENCRYPTED_FLAG = 0x1
# ISO/IEC 29500-2, annex B, and ISO/IEC 26300-3, 2.2 allow nothing else; nor does anything else unpack step by step.
_LEGAL_COMPRESSION = {zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED}

# [MS-CFB] 2.6.1: a directory entry begins with its name in UTF-16, 64 bytes; then its length and its type.
_ENTRY_SIZE = 128
_STREAM_ENTRY = 2
_ROOT_ENTRY = 5
_FIRST_SECTOR_AT = 116
_SMALL_STREAM = 4096
_SMALL_SECTOR = 64
_SECTOR_SHIFT_AT = 30
# [MS-DOC] 2.5.2: the first bytes of the WordDocument stream.
_WORD_IDENTITY = 0xA5EC
_WORD_ENCRYPTED = 0x0100


class _BoundedFile(io.FileIO):
    """A file that is read in small pieces only: a forged directory cannot make the reader take memory."""

    def read(self, size: int | None = -1, /) -> bytes:
        if size is not None and size > LARGEST_DIRECTORY:
            raise zipfile.BadZipFile("the list of parts is larger than any document's")
        return super().read(size) or b""


def zip_format(path: Path) -> Format | Fault:
    """Recognise a document in a ZIP container: Word (ISO 29500) or OpenDocument text (ISO 26300).

    Args:
        path: a file that begins as a ZIP archive does.

    Raises:
        OSError: it cannot be opened.
    """
    with _BoundedFile(path) as file:
        try:
            with zipfile.ZipFile(file) as archive:
                return _document_in(archive)
        except Exception:  # noqa: BLE001 - whatever an engine makes of untrusted content, the content is at fault
            return DAMAGED


def _document_in(archive: zipfile.ZipFile) -> Format | Fault:
    listed = archive.infolist()
    if len(listed) > MOST_PARTS or sum(part.file_size for part in listed) > LARGEST_UNPACKED:
        return OVERSIZED_INSIDE
    parts = {part.filename: part for part in listed}
    if any(part.compress_type not in _LEGAL_COMPRESSION for part in parts.values()):
        return UNKNOWN_TYPE
    if "[Content_Types].xml" in parts:
        main = next((part for name, part in parts.items() if _is_word_document(name)), None)
        found = DOCX
        locked = False
        macros = any(name.endswith("/vbaProject.bin") for name in parts)
    else:
        main = parts.get("content.xml") if _start_of(archive, "mimetype") == _ODT_TYPE else None
        found = ODT
        locked = _ODT_ENCRYPTED in _start_of(archive, "META-INF/manifest.xml")
        macros = any(_is_basic_module(name) for name in parts)
    if locked or any(part.flag_bits & _ENCRYPTED_FLAG for part in parts.values()):
        return LOCKED
    if main is None:
        return UNKNOWN_TYPE
    if macros:
        return MACROS
    return _read_through(archive, main) or found


def _is_word_document(name: str) -> bool:
    # Word calls it document.xml, Word on the web now and then document2.xml.
    return name.startswith("word/document") and name.endswith(".xml")


def _is_basic_module(name: str) -> bool:
    # The lists of libraries and dialogues are there in documents without any macro too.
    return name.startswith("Basic/") and not name.endswith(("-lc.xml", "-lb.xml", "/"))


def _start_of(archive: zipfile.ZipFile, name: str) -> bytes:
    if name not in archive.namelist():
        return b""
    with archive.open(name) as part:
        return part.read(LARGEST_DIRECTORY)


def _read_through(archive: zipfile.ZipFile, part: zipfile.ZipInfo) -> Fault | None:
    """Unpack a part block by block and forget it: its checksum is compared at the end."""
    if part.file_size > LARGEST_PART:
        return OVERSIZED_INSIDE
    with archive.open(part) as content:
        while content.read(CHUNK):
            pass
    return None


def ole_format(path: Path) -> Format | Fault:
    """Recognise a document in an OLE container ([MS-CFB]): a legacy Word file, or an encrypted newer one.

    Args:
        path: a file that begins as an OLE container does.

    Raises:
        OSError: it cannot be read.
    """
    with path.open("rb") as file:
        word = _entry(file, "WordDocument")
        if word is not None:
            return _word_97(file, word)
        return LOCKED if _entry(file, "EncryptedPackage") is not None else UNKNOWN_TYPE


def _word_97(file: BinaryIO, entry: bytes) -> Format | Fault:
    identity, flags = _word_97_start(file, entry)
    if identity == _WORD_IDENTITY and flags & _WORD_ENCRYPTED:
        return LOCKED
    return MACROS if _entry(file, "_VBA_PROJECT") is not None else DOC


def _word_97_start(file: BinaryIO, entry: bytes) -> tuple[int, int]:
    """The identity and flags of a WordDocument stream; zeros where its sectors are not where they usually are."""
    first, size = struct.unpack_from("<IQ", entry, _FIRST_SECTOR_AT)
    offset = 0
    if size < _SMALL_STREAM:  # it lies in the small sectors, which the root entry's stream holds
        offset = first * _SMALL_SECTOR
        root = _entry(file, "Root Entry", _ROOT_ENTRY) or bytes(_ENTRY_SIZE)
        (first,) = struct.unpack_from("<I", root, _FIRST_SECTOR_AT)
    file.seek(_SECTOR_SHIFT_AT)
    (shift,) = struct.unpack("<H", file.read(2).ljust(2, b"\0"))
    file.seek(((first + 1) << min(shift, 16)) + offset)
    identity, flags = struct.unpack("<H8xH", file.read(12).ljust(12, b"\0"))
    return identity, flags


def _entry(file: BinaryIO, name: str, kind: int = _STREAM_ENTRY) -> bytes | None:
    """A directory entry, found by its place and shape, also where sectors are out of order."""
    encoded = f"{name}\0".encode("utf-16-le")
    shape = struct.pack("<HB", len(encoded), kind)
    file.seek(0)
    while chunk := file.read(CHUNK):
        at = chunk.find(encoded)
        while at >= 0:
            if at % _ENTRY_SIZE == 0 and chunk[at + 64 : at + 67] == shape:
                return chunk[at : at + _ENTRY_SIZE].ljust(_ENTRY_SIZE, b"\0")
            at = chunk.find(encoded, at + 1)
    return None
