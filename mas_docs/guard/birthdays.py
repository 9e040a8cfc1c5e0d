"""Days of birth in a text, beside a name, a part of one or initials, which together identify a child."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from mas_docs.guard.date_forms import WrittenDate, dates_in
from mas_docs.guard.folding import WORD, FoldedText
from mas_docs.guard.name_finding import Candidate
from mas_docs.guard.name_forms import Name
from mas_docs.guard.name_words import COMMON, GENERIC, NO_NAMES

NEAR = 12
"""In words: how far a day of birth may stand from the name."""

_BESIDE = 3
_FAR = 1000
_NEAR_LINES = 3
_LONG = timedelta(days=1000)
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
_IN_BRACKETS = re.compile(r"\s*[(\[]\s*")
_SENTENCE_END = re.compile(r"[.;!?]\s")
_BIRTH_AFTER = re.compile(
    r"[\s(,-]{0,3}(?:[^\W\d_]+[\s,]{1,2}){0,4}?(?:born|birth|birthday|d\.?o\.?b|dyddiad geni|ganwyd|ganed)(?![^\W_])"
)
_INITIALS = re.compile(
    r"(?<![^\W_])(?:[A-Z]{2,6}|[A-Z](?:\.\s?|\s)[A-Z](?:(?:\.\s?|\s)[A-Z]){0,4})(?![^\W_])", re.ASCII
)


@dataclass(frozen=True, slots=True)
class Born:
    """A child with the day of birth.

    Attributes:
        number: the child's number in the workspace.
        names: the name, in all spellings.
        day: the day of birth.
    """

    number: int
    names: tuple[Name, ...]
    day: date | None

    @property
    def parts(self) -> frozenset[str]:
        """The words of the name that say anything by themselves."""
        words = frozenset(part for name in self.names for part in name.parts)
        return frozenset(word for word in words if len(word) > 1) - GENERIC - (NO_NAMES - COMMON)

    @property
    def firsts(self) -> frozenset[str]:
        """The first name, in all spellings."""
        return frozenset(name.first for name in self.names)

    @property
    def initials(self) -> frozenset[str]:
        """The initials, folded."""
        return frozenset(letters for name in self.names for letters in name.initials)

    @property
    def says_little(self) -> bool:
        """Whether the name identifies nobody without the day."""
        return all(name.says_little for name in self.names)


def initials_in(plain: str) -> Iterator[tuple[str, int]]:
    """The initials in capitals that a text without accents gives, folded, each with its place: `CAP`, `C.P.`, `C P`."""
    for match in _INITIALS.finditer(plain):
        yield "".join(filter(str.isalpha, match[0])).lower(), match.start()


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
            children: all those of other cases who could be meant: their day is among those of the text.
            candidates: where the text seems to give a name of other cases' children.
            covered: the numbers of the words that are names which the case knows.
        """
        by_day: dict[date, list[WrittenDate]] = {}
        for written in self._written:
            by_day.setdefault(written.day, []).append(written)
        for child in children:
            for written in by_day.get(child.day, ()) if child.day else ():
                if self._identifies(child, written, candidates, covered):
                    yield child, written

    @property
    def days(self) -> frozenset[date]:
        """The days that the text gives."""
        return frozenset(written.day for written in self._written)

    def _identifies(
        self, child: Born, written: WrittenDate, candidates: Sequence[Candidate], covered: frozenset[int]
    ) -> bool:
        if self._is_own(child, written.day):
            return False
        named = [found for found in candidates if found.owner == child.number]
        away = min((self._away(found, written) for found in named), default=_FAR)
        in_brackets = any(_IN_BRACKETS.fullmatch(self._text.plain[found.end : written.start]) for found in named)
        if not child.says_little and (in_brackets or (away <= NEAR and self._is_long_ago(written))):
            return True
        if self._is_birth(written, _BIRTH_NEAR) and (away <= 2 * NEAR or self._gives_part(child, written, covered)):
            return True
        bracketed = self._text.plain[: written.start].endswith(("(", "["))
        return (bracketed or self._is_long_ago(written)) and self._follows_part(child, written, covered)

    def _is_long_ago(self, written: WrittenDate) -> bool:
        """Whether the day is too old for one on which something happened to be done; a baby's never is."""
        return max(other.day for other in self._written) - written.day > _LONG

    def _is_own(self, child: Born, day: date) -> bool:
        """Whether a child of the text's own case was born that day, and is spoken of."""
        words = set(self._text.words)
        return any(
            own.day == day and (own.firsts & child.firsts or own.firsts & words or own.initials & self._all_initials())
            for own in self._own
        )

    def _all_initials(self) -> set[str]:
        return {letters for letters, _ in initials_in(self._text.plain)}

    def _away(self, found: Candidate, written: WrittenDate) -> int:
        """How many words lie between a name and a day; the end of a line or of a sentence counts as some more."""
        text = self._text
        before = found.end <= written.start
        between = text.plain[found.end : written.start] if before else text.plain[written.end : found.start]
        lines = between.count("\n")
        if lines > _NEAR_LINES:
            return _FAR
        apart = NEAR if _SENTENCE_END.search(between) else _BESIDE * bool(lines)
        return len(WORD.findall(between)) + apart + (apart == NEAR)

    def _gives_part(self, child: Born, written: WrittenDate, covered: frozenset[int]) -> bool:
        """Whether a part of the name, which is nobody's whom the case knows, or the initials stand beside the day."""
        text = self._text
        number = text.word_at(written.start)
        around = range(max(number - _PART_NEAR, 0), min(number + _PART_NEAR + 3, len(text.words)))
        beside = [near for near in around if not written.start <= text.starts[near] < written.end]
        parts = {
            text.words[near]
            for near in beside
            if near not in covered and self._may_be_name(near) and not self._is_of_kin(near, written)
        }
        found = parts & child.parts
        strict = bool(found) and found <= self._own_parts()
        if strict and not any(text.words[near] in found and abs(near - number) <= _RIGHT_BESIDE for near in beside):
            return False  # Kai has a new cousin, born that day
        if not found:
            start, end = text.starts[around.start], text.end(around.stop - 1)
            found = {letters for letters, _ in initials_in(text.plain[start:end])} & child.initials
            strict = any(found & own.initials for own in self._own)
        return bool(found) and (not strict or self._is_birth(written, _BIRTH_BESIDE))

    def _follows_part(self, child: Born, written: WrittenDate, covered: frozenset[int]) -> bool:
        """Whether the day stands right behind a part of the name or initials: `Carys (17/04/2019)`, `CP 17.4.19`."""
        text = self._text
        last = text.word_at(written.start) - 1
        if last < 0 or _RIGHT_BEHIND.fullmatch(text.plain[text.end(last) : written.start]) is None:
            return False
        words = {text.words[last]} - self._own_parts()
        if last not in covered and self._may_be_name(last) and words & child.parts:
            return True
        own = {letters for one in self._own for letters in one.initials}
        beginning = max(text.starts[last] - _BESIDE * 2, 0)
        letters = {found for found, _ in initials_in(text.plain[beginning : text.end(last)])}
        return bool((letters - own) & child.initials)

    def _is_of_kin(self, number: int, written: WrittenDate) -> bool:
        """Whether the day is somebody else's: `Kai has a new cousin, born …`, or that of another sentence."""
        text, start = self._text, self._text.starts[number]
        before = start < written.start
        between = text.low[text.end(number) : written.start] if before else text.low[written.end : start]
        return _KIN_BETWEEN.search(between) is not None or _SENTENCE_END.search(between) is not None

    def _may_be_name(self, number: int) -> bool:
        return self._text.words[number] not in COMMON or self._text.written(number)[0].isupper()

    def _own_parts(self) -> frozenset[str]:
        return frozenset(part for own in self._own for part in own.parts)

    def _is_birth(self, written: WrittenDate, within: int) -> bool:
        """Whether a word of birth stands beside the day, with no other day in between."""
        low = self._text.low
        if _BIRTH_AFTER.match(low, written.end):
            return True
        # With the day's own first digit, by which `b.` is told from an initial.
        before = low[max(written.start - _WINDOW, 0) : written.start + 1]
        last = max((match.end() for match in _BIRTH.finditer(before)), default=None)
        if last is None:
            return False
        between = before[last:-1]
        if _SENTENCE_END.search(between):
            return False
        return not any(dates_in(between)) and len(between.split()) <= within
