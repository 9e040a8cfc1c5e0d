"""An archive as it came: a file opened once, read within its bounds, whose every fault becomes one sentence."""

from __future__ import annotations

import contextlib
import io
import os
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from mas_docs.errors import DamagedArchiveError, UsageError
from mas_docs.files import open_ordinary

CHUNK = 256 * 1024
"""Bytes that are read, decrypted and hashed at a time."""

_ASK_AGAIN = "Ask for it to be sent again; take nothing out of this one."


@dataclass(frozen=True, slots=True)
class UntrustedArchive:
    """A file that claims to be an archive. It is opened once, so that all checks see the same one.

    Attributes:
        path: where it lies.
        size: its bytes when it was opened.
    """

    path: Path
    size: int
    _file: io.FileIO

    def read_at(self, offset: int, count: int) -> bytes:
        """Read exactly `count` bytes.

        Raises:
            DamagedArchiveError: the file ends before them, or cannot be read.
        """
        return b"".join(self.chunks(offset, count))

    def chunks(self, offset: int, count: int) -> Iterator[bytes]:
        """Read exactly `count` bytes, a chunk at a time.

        Raises:
            DamagedArchiveError: the file ends before them, or cannot be read.
        """
        if offset < 0 or count < 0 or offset + count > self.size:
            raise self.damaged("The archive is cut off, or its parts are not where it says")
        position, end = offset, offset + count
        while position < end:
            # Two entries may be read in turn: each chunk says for itself where it starts.
            chunk = self._read(position, min(CHUNK, end - position))
            position += len(chunk)
            yield chunk

    def _read(self, position: int, count: int) -> bytes:
        try:
            self._file.seek(position)
            chunk = self._file.read(count)
        except OSError as error:
            raise self.damaged(f"The archive cannot be read ({error.strerror})") from None
        if not chunk:
            raise self.damaged("The archive is cut off")
        return chunk

    def damaged(self, message: str, remedy: str = _ASK_AGAIN) -> DamagedArchiveError:
        """The error that this archive deserves, with its name."""
        return DamagedArchiveError(message, where=str(self.path), remedy=remedy)


@contextlib.contextmanager
def opened(path: Path) -> Iterator[UntrustedArchive]:
    """Open an archive for checking.

    Raises:
        UsageError: there is no such file, it is no ordinary one, or it may not be read.
    """
    try:
        file = open_ordinary(path)
    except OSError as error:
        remedy = "Check the name of the archive."
        raise UsageError(f"This cannot be opened ({error.strerror})", where=str(path), remedy=remedy) from None
    with file:
        yield UntrustedArchive(path, os.fstat(file.fileno()).st_size, file)
