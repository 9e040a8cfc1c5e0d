"""What a Word template prints for its values: a mark that tells of each value only how many lines and tabs it has.

So a rendering is known by its own words and its marks. Two renderings that agree in them give the same document but for
the stretches of text that stand in it, which is why a document's shape can be worked out and proved once
(`shapes.py`), and filled again and again.
"""

from __future__ import annotations

import re
import secrets
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

# Drawn anew for each run, so that no template can hold a mark; a value meets none, for it never stands among marks.
_NONCE = secrets.token_hex(8)
_OPEN, _CLOSE = "\ue000", "\ue001"
_STRUCTURE = re.compile("[\t\n\r]")
_STRETCHES = re.compile("[^\t\n\r]+")
_LETTERS = str.maketrans("\t\n\r", "tnr")
_SIGNS = {"t": "\t", "n": "\n", "r": "\r"}
_STRETCH = "x"
_ONE_STRETCH = f"{_OPEN}{_NONCE}{_STRETCH}{_CLOSE}"

MARK = re.compile(f"{_OPEN}{_NONCE}([xtnr]*){_CLOSE}")
"""A mark; its group is the value's structure: a letter for each stretch of text, tab, line feed and return."""

_STAND_IN = re.compile(f"{_OPEN}{_NONCE}\\.([0-9]+){_CLOSE}")


class MarkedValues:
    """The values of one part's rendering.

    Attributes:
        field: the field that the template read last; an error that follows is told about it.
        fields: the field of each value that was printed, in order.
        stretches: the stretches of text of all values, in order, without the tabs and line breaks between them.
        owners: the field of each stretch.
    """

    __slots__ = ("field", "fields", "owners", "stretches")

    def __init__(self) -> None:
        self.field = ""
        self.fields: list[str] = []
        self.stretches: list[str] = []
        self.owners: list[str] = []

    def add(self, field: str, text: str) -> str:
        """Keep a value aside.

        Returns:
            Its mark.
        """
        self.fields.append(field)
        # What is printable has neither tabs nor line breaks; of the rest, most have none either.
        if text and (text.isprintable() or not _STRUCTURE.search(text)):
            self.stretches.append(text)
            self.owners.append(field)
            return _ONE_STRETCH
        found = _STRETCHES.findall(text)
        self.stretches += found
        self.owners += [field] * len(found)
        structure = _STRETCHES.sub(_STRETCH, text).translate(_LETTERS)
        return f"{_OPEN}{_NONCE}{structure}{_CLOSE}"


def stand_in(structure: str, numbers: Iterator[int]) -> str:
    """A value of that structure that can be told from every other: each of its stretches is a number of its own."""
    signs = (f"{_OPEN}{_NONCE}.{next(numbers)}{_CLOSE}" if sign == _STRETCH else _SIGNS[sign] for sign in structure)
    return "".join(signs)


@dataclass(frozen=True, slots=True)
class Blank:
    """Text with gaps.

    Attributes:
        words: the text before, between and after the gaps.
        gaps: the number of the stretch that fills each gap.
    """

    words: tuple[str, ...]
    gaps: tuple[int, ...]

    def filled(self, stretches: Sequence[str]) -> str:
        """The text with its gaps filled."""
        text = [""] * (2 * len(self.gaps) + 1)
        text[::2] = self.words
        text[1::2] = [stretches[gap] for gap in self.gaps]
        return "".join(text)

    def is_said_by(self, text: str, stretches: Sequence[str]) -> bool:
        """Whether a text is this one with its gaps filled, found by reading it on from word to stretch to word."""
        if not text.startswith(self.words[0]):
            return False
        position = len(self.words[0])
        for gap, words in zip(self.gaps, self.words[1:], strict=True):
            stretch = stretches[gap]
            after = position + len(stretch)
            if not (text.startswith(stretch, position) and text.startswith(words, after)):
                return False
            position = after + len(words)
        return position == len(text)


def blank(text: str) -> Blank:
    """Text that holds stand-ins, as text with gaps."""
    split = _STAND_IN.split(text)
    return Blank(tuple(split[::2]), tuple(int(number) for number in split[1::2]))
