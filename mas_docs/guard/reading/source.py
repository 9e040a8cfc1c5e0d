"""A file to be read: its bytes, or where it lies; no more of it is held in memory than is asked for."""

from __future__ import annotations

import io
import os
from dataclasses import dataclass, field
from pathlib import Path
from typing import BinaryIO

from mas_docs.files import open_ordinary

START = 4096
"""How much of a file tells what it is, in bytes."""


@dataclass(frozen=True, slots=True)
class Source:
    """A file's content.

    Attributes:
        content: its bytes, or its path.
    """

    content: bytes | Path = field(repr=False)

    def open(self) -> BinaryIO:
        """Open it for reading.

        Raises:
            OSError: it cannot be opened, or is no ordinary file.
        """
        if isinstance(self.content, bytes):
            return io.BytesIO(self.content)
        return io.BufferedReader(open_ordinary(self.content))

    def size(self) -> int:
        """Its length in bytes.

        Raises:
            OSError: it is not there.
        """
        return len(self.content) if isinstance(self.content, bytes) else os.stat(self.content).st_size  # noqa: PTH116

    def read(self, most: int) -> bytes:
        """Its first bytes, `most` of them where there are that many.

        Raises:
            OSError: it cannot be read.
        """
        if isinstance(self.content, bytes):
            return self.content[:most]
        with self.open() as file:
            return file.read(most)
