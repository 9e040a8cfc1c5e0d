"""A text as the search sees it: without accents and what nobody sees, cut into words, each place known in the original.

What separates two words stays in between, because a comma, the end of a line and the end of a sentence differ.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Callable, Container, Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property, lru_cache
from itertools import accumulate
from string import ascii_lowercase, digits

from mas_docs.names import folded

WORD = re.compile(r"[a-z]+(?![^\W\d_])|[^\W\d_]+|\d+|[&+]")
"""A word, a number, or a sign that stands for `and`. Plain letters are tried first, which halves the time."""

_ASCII_WORD = re.compile(r"[a-z]+|\d+|[&+]")
"""The same in a text that has no other letters, which takes two thirds of the time."""

FIELD_LABELS = frozenset(
    {"surname", "forename", "forenames", "firstname", "lastname", "first", "last", "given", "family", "middle"}
    | {"name", "names", "known", "cyfenw", "enw", "enwau", "cyntaf", "teuluol", "olaf"}
)
"""What a form prints between the parts of one name."""

_LEFT_OUT = FIELD_LABELS.union(ascii_lowercase, digits, "&+")
_CHANGED = re.compile(r"['`\x02\x80-\U0010ffff](?:(?<=['`\u2019\u2018\u02bc\u00b4])[sS](?![^\W_]))?")
_POSSESSIVE_LENGTH = 2
_LINE_BREAKS = frozenset("\u2028\u2029\x85")
_DIVIDING_HYPHENS = frozenset("\u00ad\ufffe\x02")
"""The soft hyphen, and what readers of PDF give for a hyphen that divides a word at the end of a line."""

_AT_LINE_END = re.compile(r"[ \t]*[\r\n]")
_DIVISION = re.compile(r"[-\u2010\u00ac][ \t]*(?:\r\n?|\n)[ \t]*(?=[^\W\d_])")
_BEFORE_DIVISION = re.compile(r"[^\W\d_]+\Z")
_LONGEST_WORD = 40
_RUN_TOGETHER = re.compile(r"(?<![A-Za-z])[A-Z]*[a-z]+[A-Z][A-Za-z]*")
_CAPITAL_WITHIN = re.compile(r"[A-Z](?<=[a-z][A-Z])")
_SEAM = re.compile(r"(?<=[a-z])(?=[A-Z])")


@dataclass(frozen=True, slots=True)
class Places:
    """Where the characters of a changed text stood before the change.

    Attributes:
        here: places in the changed text, ascending, after each of which both run in step.
        there: the places before the change that belong to them.
    """

    here: tuple[int, ...] = (0,)
    there: tuple[int, ...] = (0,)

    def before(self, place: int) -> int:
        """The place before the change."""
        number = bisect_right(self.here, place) - 1
        found = self.there[number] + place - self.here[number]
        if number + 1 == len(self.there):
            return found
        return min(found, max(self.there[number + 1] - 1, self.there[number]))


def _replaced(text: str, pattern: re.Pattern[str], replacement: Callable[[re.Match[str]], str]) -> tuple[str, Places]:
    pieces: list[str] = []
    here, there = [0], [0]
    done = length = 0
    for match in pattern.finditer(text):
        new = replacement(match)
        pieces += (text[done : match.start()], new)
        length += match.start() - done + len(new)
        done = match.end()
        here.append(length)
        there.append(done)
    return "".join((*pieces, text[done:])), Places(tuple(here), tuple(there))


def _changed(match: re.Match[str]) -> str:
    sign = match[0]
    if sign in _DIVIDING_HYPHENS:
        return "-" if _AT_LINE_END.match(match.string, match.end()) else ""
    return _plain(sign)


@lru_cache(maxsize=4096)
def _plain(sign: str) -> str:
    """What a sign becomes: its letter without the accent, in its own case; nothing for an apostrophe."""
    if len(sign) == _POSSESSIVE_LENGTH:
        return ""
    if sign in _LINE_BREAKS:
        return "\n"
    plain = folded(sign)
    return plain.upper() if sign.isupper() else plain


class View:
    """A sequence of words from a text.

    Args:
        words: the words, in lower case: all of them, or all but some words wherever they stand.
        every: all words of the text.

    Attributes:
        words: the words.
    """

    def __init__(self, words: list[str], every: list[str]) -> None:
        self.words = words
        self._every = every
        self.joined = f" {' '.join(words)} "

    @cached_property
    def numbers(self) -> Sequence[int]:
        """For each word its number among all words of the text."""
        if len(self.words) == len(self._every):
            return range(len(self.words))
        kept = frozenset(self.words)
        return [number for number, word in enumerate(self._every) if word in kept]

    @cached_property
    def _begins(self) -> list[int]:
        return list(accumulate(map((1).__add__, map(len, self.words)), initial=0))

    def number_at(self, place: int) -> int:
        """Which word of this view begins after the space at a place of `joined`."""
        return bisect_right(self._begins, place) - 1


class FoldedText:
    """A text without accents, with its words.

    Attributes:
        plain: the text, capitals kept.
        low: the same in lower case, of the same length.
        words: its words and numbers, in lower case.
    """

    def __init__(self, plain: str, changes: tuple[Places, ...]) -> None:
        low = plain.lower()
        # A capital may be longer in lower case; such a text is kept in step by leaving its capitals out.
        self.plain = plain if len(low) == len(plain) else low
        self.low = low
        self._changes = changes
        self._word = _ASCII_WORD if low.isascii() else WORD
        self.words: list[str] = self._word.findall(low)

    def before(self, start: int, end: int) -> tuple[int, int]:
        """Where a stretch of this text stood in the text that was given."""
        last = end - 1
        for places in reversed(self._changes):
            start, last = places.before(start), places.before(last)
        return start, last + 1

    @cached_property
    def starts(self) -> list[int]:
        """Where each word begins."""
        return [match.start() for match in self._word.finditer(self.low)]

    def end(self, number: int) -> int:
        """Where a word ends."""
        return self.starts[number] + len(self.words[number])

    def written(self, number: int) -> str:
        """A word with its capitals."""
        return self.plain[self.starts[number] : self.end(number)]

    def gap(self, number: int, following: int) -> str:
        """What stands between two words."""
        return self.plain[self.end(number) : self.starts[following]]

    def word_at(self, place: int) -> int:
        """The number of the word that begins at a place, or last before it."""
        return max(bisect_right(self.starts, place) - 1, 0)

    @cached_property
    def views(self) -> tuple[View, ...]:
        """All words; and those that are neither single letters nor what forms print between names."""
        full = View(self.words, self.words)
        left = [word for word in self.words if word not in _LEFT_OUT]
        if not self.low.isascii():
            left = [word for word in left if len(word) > 1]
        return (full,) if len(left) == len(self.words) else (full, View(left, self.words))


def fold(text: str, known_words: Container[str]) -> Iterator[FoldedText]:
    """A text as it is and, where that differs, with words joined that a line's end divides, and others parted.

    `Prit-` and `chard` on the next line are one word as well as two, and so is `CarysPritchard`.

    Args:
        text: the text.
        known_words: the words that are looked for, folded; only what makes one of them is mended.
    """
    plain, places = _replaced(text, _CHANGED, _changed)
    yield FoldedText(plain, (places,))
    whole, joins = _replaced(plain, _DIVISION, lambda match: _joined(match, known_words))
    mended, seams = whole, Places()
    if _CAPITAL_WITHIN.search(whole):
        mended, seams = _replaced(whole, _RUN_TOGETHER, lambda match: _parted(match[0], known_words))
    if mended != plain:
        yield FoldedText(mended, (places, joins, seams))


def _joined(division: re.Match[str], known_words: Container[str]) -> str:
    text, start = division.string, division.start()
    left = _BEFORE_DIVISION.search(text, max(start - _LONGEST_WORD, 0), start)
    right = WORD.match(text, division.end())
    is_known = left is not None and right is not None and (left[0] + right[0]).lower() in known_words
    return "" if is_known else division[0]


def _parted(written: str, known_words: Container[str]) -> str:
    if written.lower() in known_words:
        return written
    parts = _SEAM.split(written)
    return " ".join(parts) if any(part.lower() in known_words for part in parts) else written


def words_of(text: str) -> tuple[str, ...]:
    """The words of a short text, folded as any text is."""
    plain, _ = _replaced(text, _CHANGED, _changed)
    return tuple(WORD.findall(plain.lower()))


def joined_pattern(parts: Iterable[str]) -> str:
    """Words as they stand side by side in `View.joined`."""
    return f" {' '.join(parts)} "
