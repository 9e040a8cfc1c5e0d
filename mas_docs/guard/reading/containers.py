"""Files with parts inside, read within bounds: how much a part unpacks to, and all of them together."""

from __future__ import annotations

import contextlib
import io
import zipfile
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import BinaryIO

from mas_docs.papers.office import LARGEST_DIRECTORY, MOST_PARTS

MOST_UNPACKED = 400 * 2**20
"""What all parts of a container that are read may unpack to, in bytes."""

LARGEST_PART = 48 * 2**20
"""What one part may unpack to, in bytes; the text of a document of a thousand dense pages is half of it."""

_BLOCK = 2**18
_ENCRYPTED_FLAG = 0x1
_UTF8_FLAG = 0x800
_LEGAL_COMPRESSION = {zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED}


class TooMuchError(Exception):
    """A part, or all of them together, would unpack to more than is read."""


class _Bounded(io.BufferedIOBase):
    """A file of which no large piece is read at once: a forged directory cannot make the reader take memory."""

    def __init__(self, file: BinaryIO) -> None:
        self._file = file

    def readable(self) -> bool:
        return True

    def seekable(self) -> bool:
        return True

    def seek(self, offset: int, whence: int = 0, /) -> int:
        return self._file.seek(offset, whence)

    def tell(self) -> int:
        return self._file.tell()

    def read(self, size: int | None = -1, /) -> bytes:
        if size is not None and size > LARGEST_DIRECTORY:
            raise zipfile.BadZipFile("the list of parts is larger than is read")
        return self._file.read(-1 if size is None else size)


@dataclass(slots=True)
class Container:
    """A ZIP archive, opened.

    Attributes:
        archive: the engine's.
        parts: what it lists, in its order, two of one name too; folders are left out.
    """

    archive: zipfile.ZipFile = field(repr=False)
    parts: tuple[zipfile.ZipInfo, ...] = field(default=(), repr=False)
    _left: int = MOST_UNPACKED

    def spellings(self) -> Iterator[str]:
        """All names, in each way in which a recipient's computer may show them."""
        for info in self.archive.infolist():
            yield info.filename
            if not info.flag_bits & _UTF8_FLAG and not info.filename.isascii():
                written = info.filename.encode("cp437", "replace")
                yield from (written.decode(encoding, "replace") for encoding in ("utf-8", "cp1252", "cp850"))
            with contextlib.suppress(UnicodeDecodeError):
                yield info.comment.decode("utf-8")
        yield self.archive.comment.decode("utf-8", "replace")

    def read(self, part: zipfile.ZipInfo) -> bytes:
        """Unpack a part.

        Raises:
            TooMuchError: it is too large.
            zipfile.BadZipFile: it is damaged; or another error of the engine.
        """
        if part.compress_type not in _LEGAL_COMPRESSION:
            raise zipfile.BadZipFile("a kind of packing that is not read")
        most = min(LARGEST_PART, self._left)
        content = bytearray()
        with self.archive.open(part) as unpacked:
            while block := unpacked.read(_BLOCK):
                content += block
                if len(content) > most:
                    raise TooMuchError
        self._left -= len(content)
        return bytes(content)


def is_locked(part: zipfile.ZipInfo) -> bool:
    """Whether a part is encrypted."""
    return bool(part.flag_bits & _ENCRYPTED_FLAG)


@contextlib.contextmanager
def opened(file: BinaryIO) -> Iterator[Container]:
    """Open a ZIP archive.

    Raises:
        zipfile.BadZipFile: it is none, or its directory is broken.
        TooMuchError: it has too many parts.
    """
    with zipfile.ZipFile(_Bounded(file)) as archive:
        listed = archive.infolist()
        if len(listed) > MOST_PARTS:
            raise TooMuchError
        yield Container(archive, tuple(part for part in listed if not part.is_dir()))
