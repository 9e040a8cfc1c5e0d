"""What stands beside a day in a text, whoever may have been born on it: parts of names, initials, words of birth."""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import cached_property

from mas_docs.guard.born import Born, initials_in
from mas_docs.guard.date_forms import WrittenDate, dates_in
from mas_docs.guard.folding import FoldedText
from mas_docs.guard.name_words import COMMON

_FEW_LETTERS = 6
_PART_NEAR = 8
_RIGHT_BESIDE = 4
_RIGHT_BEHIND = re.compile(r"[.,:;]?\s?[\t(\[,;:|\u2013-]*\s{0,4}")
_KIN_BETWEEN = re.compile(
    r"(?<![^\W_])(?:cousin|brother|sister|sibling|half-?sibling|baby|nephew|niece|friend|mother|father|mam|mum|dad|nan"
    r"|cefnder|cyfnither|brawd|chwaer)[\s,]+(?:born|b\.|who|was|ganwyd)"
)
_BIRTH_NEAR = 12
_BIRTH_BESIDE = 4
_WINDOW = 200
_BIRTH = re.compile(
    r"(?<![^\W_])(?:born|birth|birthday|d\.?\s?o\.?\s?b\.?|b\.?(?=\s?\d)|d\.?\s?g\.?(?=[:\s]*\d)|ganwyd|ganed|geni"
    r"|(?:date|d)\.? of birth)(?![^\W\d_])"
)
_BIRTH_AFTER = re.compile(
    r"[\s(,-]{0,3}(?:[^\W\d_]+[\s,]{1,2}){0,4}?(?:born|birth|birthday|d\.?o\.?b|dyddiad geni|ganwyd|ganed)(?![^\W_])"
)
SENTENCE_END = re.compile(r"[.;!?]\s")
"""Where a sentence ends, as a pattern."""


class BesideDay:
    """What stands beside one day.

    Args:
        text: the text.
        written: the day in it.
        covered: the numbers of the words that are names which the case knows.
        own: the children of the case that the text belongs to.
    """

    def __init__(self, text: FoldedText, written: WrittenDate, covered: frozenset[int], own: Sequence[Born]) -> None:
        self._text = text
        self._written = written
        self._covered = covered
        self._own = own
        self._number = text.word_at(written.start)

    def gives_part(self, child: Born) -> bool:
        """Whether a part of the name, which is nobody's whom the case knows, or the initials stand there."""
        found = self._parts & child.parts
        if found:
            strict = found <= self._own_parts
            if strict and found.isdisjoint(self._right_beside):
                return False  # Kai has a new cousin, born that day
        else:
            found = self._initials & child.initials
            strict = any(found & own.initials for own in self._own)
        return bool(found) and (not strict or self.is_birth_beside)

    def follows_part(self, child: Born) -> bool:
        """Whether the day stands right behind a part of the name or initials: `Carys (17/04/2019)`, `CP 17.4.19`."""
        parts, initials = self._right_before
        return not parts.isdisjoint(child.parts) or not initials.isdisjoint(child.initials)

    @cached_property
    def is_birth(self) -> bool:
        """Whether a word of birth stands near, with no other day in between."""
        return self._is_birth(_BIRTH_NEAR)

    @cached_property
    def is_birth_beside(self) -> bool:
        """Whether it stands right beside the day."""
        return self._is_birth(_BIRTH_BESIDE)

    @cached_property
    def is_bracketed(self) -> bool:
        """Whether the day stands in brackets."""
        return self._text.plain[: self._written.start].endswith(("(", "["))

    @cached_property
    def _around(self) -> range:
        return range(max(self._number - _PART_NEAR, 0), min(self._number + _PART_NEAR + 3, len(self._text.words)))

    @cached_property
    def _beside(self) -> list[int]:
        start, end = self._written.start, self._written.end
        return [near for near in self._around if not start <= self._text.starts[near] < end]

    @cached_property
    def _parts(self) -> frozenset[str]:
        return frozenset(
            self._text.words[near]
            for near in self._beside
            if near not in self._covered and self._may_be_name(near) and not self._is_of_kin(near)
        )

    @cached_property
    def _right_beside(self) -> frozenset[str]:
        near = (number for number in self._beside if abs(number - self._number) <= _RIGHT_BESIDE)
        return frozenset(self._text.words[number] for number in near)

    @cached_property
    def _initials(self) -> frozenset[str]:
        start, end = self._text.starts[self._around.start], self._text.end(self._around.stop - 1)
        return frozenset(letters for letters, _ in initials_in(self._text.plain[start:end]))

    @cached_property
    def _right_before(self) -> tuple[frozenset[str], frozenset[str]]:
        """The part of a name, and the initials, right behind which the day stands, but for those of own children."""
        text, last = self._text, self._number - 1
        if last < 0 or _RIGHT_BEHIND.fullmatch(text.plain[text.end(last) : self._written.start]) is None:
            return frozenset(), frozenset()
        is_part = last not in self._covered and self._may_be_name(last)
        parts = frozenset({text.words[last]} if is_part else ()) - self._own_parts
        beginning = max(text.starts[last] - _FEW_LETTERS, 0)
        letters = frozenset(found for found, _ in initials_in(text.plain[beginning : text.end(last)]))
        return parts, letters.difference(*(own.initials for own in self._own))

    @cached_property
    def _own_parts(self) -> frozenset[str]:
        return frozenset().union(*(own.parts for own in self._own))

    def _is_of_kin(self, number: int) -> bool:
        """Whether the day is somebody else's: `Kai has a new cousin, born …`, or that of another sentence."""
        text, start = self._text, self._text.starts[number]
        before = start < self._written.start
        between = text.low[text.end(number) : self._written.start] if before else text.low[self._written.end : start]
        return _KIN_BETWEEN.search(between) is not None or SENTENCE_END.search(between) is not None

    def _may_be_name(self, number: int) -> bool:
        return self._text.words[number] not in COMMON or self._text.written(number)[0].isupper()

    def _is_birth(self, within: int) -> bool:
        low, written = self._text.low, self._written
        if _BIRTH_AFTER.match(low, written.end):
            return True
        # With the day's own first digit, by which `b.` is told from an initial.
        before = low[max(written.start - _WINDOW, 0) : written.start + 1]
        last = max((match.end() for match in _BIRTH.finditer(before)), default=None)
        if last is None:
            return False
        between = before[last:-1]
        if SENTENCE_END.search(between):
            return False
        return not any(dates_in(between)) and len(between.split()) <= within
