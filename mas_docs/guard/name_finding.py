"""Where a text could give one of many names. The only module that knows the automaton (Aho and Corasick, 1975)."""

from __future__ import annotations

import re
from collections.abc import Container, Iterator, Sequence
from dataclasses import dataclass
from enum import Enum, auto
from itertools import pairwise

from mas_docs.guard.folding import FoldedText, View, joined_pattern
from mas_docs.guard.name_forms import Form, Name
from mas_docs.guard.name_words import ADULT_TITLES, NO_NAMES
from mas_docs.guard.separators import Gap, gap_kind

_WORD = r"[^\W\d_]+(?:-[^\W\d_]+)?"
_SHARED = re.compile(
    rf"(?:\s*,\s*{_WORD}){{0,3}}(?:,?\s+(?:and|a|ac)\s+|\s*[&+/]\s*){_WORD}(?:\s+{_WORD}\.?)?"
    r"(?:[^\S\n]+|[^\S\n]*\n[^\S\n]*)",
    re.IGNORECASE,
)
_LONGER = re.compile(rf" {_WORD}(?: {_WORD})? ")
_NICKNAMED = re.compile(rf"\s[\"(\u201c](?:known as |aka )?{_WORD}[\")\u201d]\s", re.IGNORECASE)
_NOT_BETWEEN = NO_NAMES.union(ADULT_TITLES) - {"and", "a", "ac", "known", "as"}
_FARTHEST = 8
"""In words: how far a shared surname may stand from a first name."""


class Kind(Enum):
    """How a text gives a name."""

    FORWARD = auto()
    """First name first, the parts side by side."""
    TURNED = auto()
    """Surname first, or in any other order."""
    SHARED = auto()
    """`Carys and Iolo Pritchard`."""
    LONGER = auto()
    """`Carys Anwen Pritchard`, where the case has no middle name; also a nickname in brackets."""


@dataclass(frozen=True, slots=True)
class Candidate:
    """A place where a text seems to give a name.

    Attributes:
        owner: the number of the person whose name it is.
        words: the numbers of the words that give it, among the words of the text.
        start: where it begins in the folded text.
        end: where it ends.
        gap: the widest gap between two of its words.
        kind: how it is given.
    """

    owner: int
    words: tuple[int, ...]
    start: int
    end: int
    gap: Gap
    kind: Kind


class NameFinder:
    """Finds many people's names at once.

    Args:
        people: the names of each, in all spellings; a person's number is their place here.

    Attributes:
        words: the words of all these names, folded.
    """

    def __init__(self, people: Sequence[Sequence[Name]]) -> None:
        self._owners: list[tuple[int, list[tuple[int, Kind]]]] = []
        self._followers: dict[str, dict[str, set[tuple[int, tuple[str, ...]]]]] = {}
        self.words: frozenset[str] = frozenset()
        self._middles = [frozenset(part for name in names for part in name.middle) for names in people]
        self._automaton = self._built(people)

    def _built(self, people: Sequence[Sequence[Name]]) -> Automaton:
        owners: dict[str, tuple[int, list[tuple[int, Kind]]]] = {}
        for number, names in enumerate(people):
            for form in {form for name in names for form in name.forms}:
                entry = owners.setdefault(joined_pattern(form.words), (len(form.words), []))
                entry[1].append((number, _kind_of(form)))
            for name in names:
                if len(name.parts) > 1:
                    followers = self._followers.setdefault(name.first, {})
                    followers.setdefault(name.surname[0], set()).add((number, name.surname))
        self._owners = list(owners.values())
        self.words = frozenset(word for pattern in owners for word in pattern.split())
        return Automaton(list(owners))

    def find(self, text: FoldedText, skipped: Container[int] = ()) -> Iterator[Candidate]:
        """Where a text gives a name as a whole, but for those of some people; one across a sentence's end is none."""
        for view in text.views:
            for pattern, place in self._automaton.find(view.joined):
                length, owners = self._owners[pattern]
                wanted = [owner for owner in owners if owner[0] not in skipped]
                if wanted:
                    first = view.number_at(place)
                    yield from _side_by_side(text, view, range(first, first + length), wanted)

    def find_apart(self, text: FoldedText, skipped: Container[int] = ()) -> Iterator[Candidate]:
        """First names that share a surname which follows later, or with a middle name that the case does not give."""
        if self._followers.keys().isdisjoint(text.words):
            return
        view = text.views[-1]
        words = view.words
        for place in [place for place, word in enumerate(words) if word in self._followers]:
            followers = self._followers[words[place]]
            if followers.keys().isdisjoint(words[place + 1 : place + _FARTHEST]):
                continue
            for later in range(place + 1, min(place + _FARTHEST, len(words))):
                for owner, surname in followers.get(words[later], ()):
                    if owner not in skipped and tuple(words[later : later + len(surname)]) == surname:
                        found = (view.numbers[place], *view.numbers[later : later + len(surname)])
                        yield from self._if_apart(text, owner, found)

    def _if_apart(self, text: FoldedText, owner: int, found: tuple[int, ...]) -> Iterator[Candidate]:
        first, surname = found[:2]
        gap = text.gap(first, surname)
        if not _NOT_BETWEEN.isdisjoint(text.words[first + 1 : surname]):
            return
        if _SHARED.fullmatch(gap):
            kind = Kind.SHARED
        elif _NICKNAMED.fullmatch(gap) or (
            _LONGER.fullmatch(gap) and not self._middles[owner] and _are_capitals(text, first, surname)
        ):
            kind = Kind.LONGER
        else:
            return
        yield Candidate(owner, found, text.starts[first], text.end(found[-1]), Gap.PLAIN, kind)

    def middle_names(self, owner: int) -> frozenset[str]:
        """What stands between somebody's first name and surname."""
        return self._middles[owner]


class Automaton:
    """Finds many words at once, wherever they stand.

    Args:
        patterns: what is looked for; no empty ones.
    """

    def __init__(self, patterns: Sequence[str]) -> None:
        from ahocorasick_rs import AhoCorasick, MatchKind

        self._automaton = AhoCorasick(patterns, matchkind=MatchKind.Standard, store_patterns=False)

    def find(self, text: str) -> Iterator[tuple[int, int]]:
        """The number of each pattern found, also within another one, with its place."""
        for pattern, start, _ in self._automaton.find_matches_as_indexes(text, overlapping=True):
            yield pattern, start


def _kind_of(form: Form) -> Kind:
    return Kind.FORWARD if form.forward else Kind.TURNED


def _are_capitals(text: FoldedText, first: int, last: int) -> bool:
    return all(text.written(number)[0].isupper() for number in range(first, last + 1))


def _side_by_side(
    text: FoldedText, view: View, places: range, owners: Sequence[tuple[int, Kind]]
) -> Iterator[Candidate]:
    words = tuple(view.numbers[place] for place in places)
    if view is not text.views[0] and words[-1] - words[0] == len(words) - 1:
        # Found among all words already.
        return
    gap = max((gap_kind(text.gap(*pair)) for pair in pairwise(words)), default=Gap.PLAIN)
    if gap < Gap.BLOCKED:
        for owner, kind in owners:
            yield Candidate(owner, words, text.starts[words[0]], text.end(words[-1]), gap, kind)
