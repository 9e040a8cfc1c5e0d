"""The values that a template prints: kept aside while it is rendered, so that no engine can lose or change them.

A template's output holds a placeholder for each value. The text is put in its place afterwards, in one pass that never
looks at it again, so that `{{ 7 * 7 }}` or `<not known>` inside a case file stays what it is.
"""

from __future__ import annotations

import re
import secrets
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Protocol

_OPEN, _CLOSE = "\ue000", "\ue001"
_PLACEHOLDER = re.compile(f"{_OPEN}([0-9a-f]{{16}}:[0-9]+){_CLOSE}")


@dataclass(frozen=True, slots=True)
class PrintedValue:
    """One value that a template printed.

    Attributes:
        field: the expression that printed it, as the template names it (`event.venue`).
        text: what is printed, character for character.
    """

    field: str
    text: str


Piece = str | PrintedValue
"""A stretch of the template's own text, or a printed value."""


class KeptValues(Protocol):
    """What keeps the values of a rendering aside.

    Attributes:
        field: the field that the template read last; an error that follows is told about it.
    """

    field: str

    def add(self, field: str, text: str) -> str:
        """Keep a value aside; gives what is printed for it, which is never of the value itself."""


class PrintedValues:
    """The values of one rendering, in the order in which they were printed.

    Attributes:
        field: the field that the template read last; an error that follows is told about it.
    """

    def __init__(self) -> None:
        # Drawn anew for each rendering, so that neither a template nor a case file can hold a placeholder.
        self._nonce = secrets.token_hex(8)
        self._values: list[PrintedValue] = []
        self.field = ""

    def add(self, field: str, text: str) -> str:
        """Keep a value aside.

        Returns:
            The placeholder that stands for it.
        """
        self._values.append(PrintedValue(field, text))
        return f"{_OPEN}{self._nonce}:{len(self._values) - 1}{_CLOSE}"

    @property
    def values(self) -> tuple[PrintedValue, ...]:
        """All values, in the order in which they were printed."""
        return tuple(self._values)

    def stand_in(self, rendered: str) -> bool:
        """Whether the text holds a placeholder, or what is left of one."""
        return self._nonce in rendered

    def pieces(self, rendered: str) -> tuple[Piece, ...]:
        """Split rendered text into the template's own text and the values printed between."""
        pieces: list[Piece] = []
        position = 0
        for found in _PLACEHOLDER.finditer(rendered):
            nonce, _, number = found[1].partition(":")
            if nonce != self._nonce:
                continue  # the template's own text
            if found.start() > position:
                pieces.append(rendered[position : found.start()])
            pieces.append(self._values[int(number)])
            position = found.end()
        if position < len(rendered):
            pieces.append(rendered[position:])
        return tuple(pieces)

    def missing_from(self, pieces: Iterable[Piece]) -> PrintedValue | None:
        """The first value that does not stand among the pieces exactly once, or None when every one does."""
        found = Counter(id(piece) for piece in pieces if isinstance(piece, PrintedValue))
        return next((value for value in self._values if found[id(value)] != 1), None)


def text_of(pieces: Iterable[Piece]) -> str:
    """The pieces as one text, values included."""
    return "".join(piece if isinstance(piece, str) else piece.text for piece in pieces)
