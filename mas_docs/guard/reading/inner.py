"""Files within files: how deep they are read, and with which passwords."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field, replace

from mas_docs.guard.reading.source import Source
from mas_docs.guard.reading.stretches import Gap, Lacking, Part, Spot, within

DEEPEST = 3
"""How deep files within files are read: a document attached to a message that was forwarded in an archive."""


@dataclass(frozen=True, slots=True)
class Inner:
    """Reads what lies inside a file.

    Attributes:
        reader: reads any file.
        passwords: what may open one.
        depth: how many more levels are read.
    """

    reader: Callable[[Source, Inner], Iterator[Part]] = field(repr=False)
    passwords: tuple[str, ...] = field(default=(), repr=False)
    depth: int = DEEPEST

    def read(self, content: bytes, spot: Spot, number: int) -> Iterator[Part]:
        """Read a file that lies inside the one at hand.

        Args:
            content: its bytes.
            spot: what it is to the other.
            number: which of these, from 1.
        """
        if self.depth <= 0:
            return within(spot, number, (Lacking(Gap.TOO_DEEP),))
        return within(spot, number, self.reader(Source(content), replace(self, depth=self.depth - 1)))
