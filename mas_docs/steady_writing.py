"""Writing through an engine that must not see a write fail.

The PDF engine writes while it cleans up after itself; an error that reaches it there, as on a full disk, ends the whole
process without a word. So the first failure is kept, what follows is taken as if it were written, and it is told in
the end.
"""

from __future__ import annotations

import errno
import io
import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from mas_docs.files import new_private_file

_BLOCK = 256 * 1024


class SteadyFile(io.RawIOBase):
    """A new file that takes whatever it is given.

    Args:
        descriptor: of the file, open for writing; it stays the caller's.
    """

    def __init__(self, descriptor: int) -> None:
        super().__init__()
        self._descriptor = descriptor
        self._taken = 0
        self._failure: OSError | None = None

    def writable(self) -> bool:
        """It is there to be written."""
        return True

    def seekable(self) -> bool:
        """The engine asks for it, and then writes from the beginning to the end."""
        return True

    def tell(self) -> int:
        """How many bytes it was given."""
        return self._taken

    def write(self, content: Any, /) -> int:
        """Take the next bytes; never fails."""
        waiting = memoryview(content).cast("B")
        count = waiting.nbytes
        self._taken += count
        try:
            while waiting and self._failure is None:
                waiting = waiting[self._written(waiting) :]
        except OSError as failure:
            self._failure = failure
        return count

    def finish(self, *, lasting: bool = True) -> None:
        """Tell the first failure.

        Args:
            lasting: whether everything is brought to the disk before.

        Raises:
            OSError: a write failed.
        """
        if self._failure is not None:
            raise self._failure
        if lasting:
            os.fsync(self._descriptor)

    def _written(self, content: memoryview) -> int:
        count = os.write(self._descriptor, content)
        if count == 0:
            raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))
        return count


@contextmanager
def steady_file(path: Path, *, lasting: bool = True, small: bool = False) -> Iterator[Any]:
    """Open a new file that only its owner can read, for an engine to write.

    Args:
        path: the file, which is not there yet.
        lasting: whether it is to outlive a crash of the machine; what lies in a work folder goes anyway.
        small: whether memory may hold all of it, which is quicker: engines write in tens of thousands of pieces.

    Raises:
        OSError: it exists, or cannot be made or written.
    """
    descriptor = new_private_file(path)
    file = SteadyFile(descriptor)
    try:
        waiting = io.BytesIO() if small else io.BufferedWriter(file, _BLOCK)
        yield waiting
        if isinstance(waiting, io.BytesIO):
            file.write(waiting.getbuffer())
        waiting.flush()
        file.finish(lasting=lasting)
    finally:
        file.close()  # so that nothing that still waits is ever written where the descriptor leads to next
        os.close(descriptor)
