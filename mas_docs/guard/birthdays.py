"""Days of birth in a text, beside a name, a part of one or initials, which together identify a child."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from datetime import date, timedelta
from functools import cached_property

from mas_docs.guard.beside_days import SENTENCE_END, BesideDay
from mas_docs.guard.born import Born, initials_in
from mas_docs.guard.date_forms import WrittenDate, dates_in
from mas_docs.guard.folding import WORD, FoldedText
from mas_docs.guard.name_finding import Candidate

NEAR = 12
"""In words: how far a day of birth may stand from the name."""

_BESIDE = 3
_FAR = 1000
_NEAR_LINES = 3
_LONG = timedelta(days=1000)
_IN_BRACKETS = re.compile(r"\s*[(\[]\s*")


class Birthdays:
    """The days in one text, held against the children of a workspace.

    Args:
        text: the text.
        own: the children of the case that the text belongs to.
    """

    def __init__(self, text: FoldedText, own: Sequence[Born]) -> None:
        self._text = text
        self._own = own
        self._written = list(dates_in(text.low))

    def of(
        self, children: Iterable[Born], candidates: Sequence[Candidate], covered: frozenset[int]
    ) -> Iterator[tuple[Born, WrittenDate]]:
        """The children whom a day identifies, each with that day.

        Args:
            children: all those of other cases who could be meant; see `others`.
            candidates: where the text seems to give a name of other cases' children.
            covered: the numbers of the words that are names which the case knows.
        """
        by_day: dict[date, list[WrittenDate]] = {}
        for written in self._written:
            by_day.setdefault(written.day, []).append(written)
        beside = {written: BesideDay(self._text, written, covered, self._own) for written in self._written}
        for child in children:
            named = [found for found in candidates if found.owner == child.number]
            for written in by_day.get(child.day, ()) if child.day else ():
                if self._identifies(child, written, named, beside[written]):
                    yield child, written

    def others(self, by_day: Mapping[date, Sequence[Born]], skipped: Collection[int]) -> tuple[Born, ...]:
        """The children of other cases whose day of birth it gives, where it is not that of a child it speaks of.

        Args:
            by_day: all children by their day of birth.
            skipped: the numbers of those who are not of other cases.
        """
        days = (day for day in self.days if day in by_day and not self._speaks_of_own(day))
        return tuple(child for day in days for child in by_day[day] if child.number not in skipped)

    @cached_property
    def days(self) -> frozenset[date]:
        """The days that the text gives."""
        return frozenset(written.day for written in self._written)

    def _identifies(self, child: Born, written: WrittenDate, named: Sequence[Candidate], beside: BesideDay) -> bool:
        if self._is_own(child, written.day):
            return False
        away = min((self._away(found, written) for found in named), default=_FAR)
        in_brackets = any(_IN_BRACKETS.fullmatch(self._text.plain[found.end : written.start]) for found in named)
        is_long_ago = self._is_long_ago(written)
        if (in_brackets or (away <= NEAR and is_long_ago)) and not child.says_little:
            return True
        if beside.is_birth and (away <= 2 * NEAR or beside.gives_part(child)):
            return True
        return (beside.is_bracketed or is_long_ago) and beside.follows_part(child)

    def _is_long_ago(self, written: WrittenDate) -> bool:
        """Whether the day is too old for one on which something happened to be done; a baby's never is."""
        return self._newest - written.day > _LONG

    @cached_property
    def _newest(self) -> date:
        return max(written.day for written in self._written)

    def _is_own(self, child: Born, day: date) -> bool:
        """Whether a child of the text's own case, whose first name this one shares, was born that day."""
        return any(own.day == day and own.firsts & child.firsts for own in self._own)

    def _speaks_of_own(self, day: date) -> bool:
        """Whether a child of the text's own case was born that day, and is spoken of."""
        return any(
            own.day == day and (not own.firsts.isdisjoint(self._text.words) or own.initials & self._all_initials)
            for own in self._own
        )

    @cached_property
    def _all_initials(self) -> frozenset[str]:
        return frozenset(letters for letters, _ in initials_in(self._text.plain))

    def _away(self, found: Candidate, written: WrittenDate) -> int:
        """How many words lie between a name and a day; the end of a line or of a sentence counts as some more."""
        text = self._text
        before = found.end <= written.start
        between = text.plain[found.end : written.start] if before else text.plain[written.end : found.start]
        lines = between.count("\n")
        if lines > _NEAR_LINES:
            return _FAR
        apart = NEAR if SENTENCE_END.search(between) else _BESIDE * bool(lines)
        return len(WORD.findall(between)) + apart + (apart == NEAR)
