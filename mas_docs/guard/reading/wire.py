"""What the reading process is asked and answers: lines of JSON, in which places are names from our own lists."""

from __future__ import annotations

import json
from collections.abc import Iterable
from dataclasses import dataclass, field
from pathlib import Path

from mas_docs.guard.reading.source import Source
from mas_docs.guard.reading.stretches import Found, Gap, Lacking, Part, Place, Spot

DONE = "done"
"""The line after the last part."""

MOST_NUMBER = 10**7
"""The largest number that a place may have."""

MOST_STARTS = 2 * 10**6
"""The most paragraphs of one text."""

MOST_LEVELS = 12
"""The most levels of a place."""


@dataclass(frozen=True, slots=True)
class Question:
    """A file to read.

    Attributes:
        path: where it lies; None where its bytes follow the line.
        size: how many bytes follow.
        seconds: how much processor time it may take.
        passwords: what may open it; nothing prints them.
    """

    path: str | None
    size: int = 0
    seconds: int = 10
    passwords: tuple[str, ...] = field(default=(), repr=False)

    def written(self) -> bytes:
        """As a line."""
        return json.dumps([self.path, self.size, self.seconds, self.passwords]).encode() + b"\n"


def question(source: Source, seconds: int, passwords: Iterable[str]) -> Question:
    """The question after a file."""
    content = source.content
    if isinstance(content, Path):
        return Question(str(content.absolute()), 0, seconds, tuple(passwords))
    return Question(None, len(content), seconds, tuple(passwords))


def read_question(line: bytes) -> Question:
    """A question from its line."""
    path, size, seconds, passwords = json.loads(line)
    return Question(path, size, seconds, tuple(passwords))


def written_part(part: Part) -> bytes:
    """A part of the answer, as a line."""
    place = [[spot.name, number] for spot, number in part.place]
    if isinstance(part, Lacking):
        return json.dumps([part.gap.name, part.numbers, place]).encode() + b"\n"
    unit = part.unit.name if part.unit else None
    return json.dumps([part.text, unit, part.starts, part.first, place]).encode() + b"\n"


def read_part(untrusted_line: bytes) -> Part:
    """A part from its line.

    Raises:
        ValueError: it is none: the process that wrote it may have been taken over.
    """
    try:
        *facts, place = json.loads(untrusted_line)
        if len(facts) == 2:  # noqa: PLR2004 - what is lacking, and where
            return Lacking(Gap[facts[0]], _numbers(facts[1]), _place(place))
        text, unit, starts, first = facts
        return Found(_words(text), _place(place), Spot[unit] if unit else None, _numbers(starts), *_numbers([first]))
    except (ValueError, KeyError, TypeError, AttributeError, RecursionError):
        raise ValueError("no part of an answer") from None


def _words(untrusted: object) -> str:
    if not isinstance(untrusted, str):
        raise TypeError
    return untrusted


def _place(untrusted: list[list[object]]) -> Place:
    if len(untrusted) > MOST_LEVELS:
        raise ValueError
    return tuple((Spot[str(name)], _numbers([number])[0]) for name, number in untrusted)


def _numbers(untrusted: list[object]) -> tuple[int, ...]:
    if len(untrusted) > MOST_STARTS:
        raise ValueError
    numbers = tuple(number for number in untrusted if isinstance(number, int) and 0 <= number <= 64 * MOST_NUMBER)
    if len(numbers) != len(untrusted):
        raise ValueError
    return numbers
