"""The people whom a case knows: where a text names them, it does not name a child of another case."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date

from mas_docs.guard.born import Born
from mas_docs.guard.folding import FoldedText
from mas_docs.guard.name_finding import Candidate, Kind, NameFinder
from mas_docs.guard.name_forms import known_names
from mas_docs.guard.separators import Gap


@dataclass(frozen=True, slots=True)
class Covered:
    """The words of a text that are names which the case knows.

    Attributes:
        in_order: those in an order that says which is the surname.
        in_any: those and `Pritchard Carys`, which might be Carys Pritchard or Pritchard Carys.
        turned: the words of each name of the latter sort.
        is_own: whether the text gives the name, in order, or the day of birth of a child of the case it belongs to.
    """

    in_order: frozenset[int]
    in_any: frozenset[int]
    turned: tuple[frozenset[int], ...]
    is_own: bool

    def explains(self, found: Candidate) -> bool:
        """Whether all words of a name are of names that the case knows."""
        if found.kind is not Kind.FORWARD or found.gap is not Gap.PLAIN:
            return self.in_any.issuperset(found.words)
        words = set(found.words)
        # Rhys Owen is turned into the name of a child Owen Rhys only in a paper that is not about that child.
        return words <= self.in_order or any(
            words < turned or (self.is_own and words == turned) for turned in self.turned
        )


class KnownNames:
    """Finds the names of a case's own children and of everybody else whom it knows.

    Args:
        own: its children.
        people: the other people's names, as its file gives them.

    Attributes:
        words: the words of all these names, folded.
        pairs: first name and surname of each.
        given: their first names.
        surnames: their surnames.
    """

    def __init__(self, own: Sequence[Born], people: Iterable[str]) -> None:
        self._own = own
        others = (names for entry in people if (names := known_names(entry)))
        named = [*(child.names for child in own), *others]
        self._finder = NameFinder(named)
        self.words = self._finder.words
        self.pairs = frozenset((name.first, name.last) for names in named for name in names)
        self.given = frozenset(part for names in named for name in names for part in name.given)
        self.surnames = frozenset(last for _, last in self.pairs)

    def in_text(self, text: FoldedText, days: frozenset[date] = frozenset()) -> Covered:
        """Where a text names them.

        Args:
            text: the text.
            days: the days that it gives.
        """
        found = [known for known in self._finder.find(text) if self._agrees(text, known)]
        ordered = [known for known in found if _is_in_order(text, known)]
        in_order = frozenset(word for known in ordered for word in known.words)
        turned = tuple(frozenset(known.words) for known in found if not _is_in_order(text, known))
        is_own = any(known.owner < len(self._own) for known in ordered) or any(child.day in days for child in self._own)
        return Covered(in_order, in_order.union(*turned), turned, is_own)

    def _agrees(self, text: FoldedText, found: Candidate) -> bool:
        """Whether initials between the words are those of that person's middle names, where these are known."""
        if found.gap > Gap.LOOSE:
            return False
        middles = {part[0] for part in self._finder.middle_names(found.owner)}
        between = set(range(found.words[0], found.words[-1])).difference(found.words)
        letters = {letter for number in between if len(letter := text.written(number)) == 1 and letter.isupper()}
        return not middles or {letter.lower() for letter in letters} <= middles


def _is_in_order(text: FoldedText, known: Candidate) -> bool:
    if known.kind is Kind.TURNED:
        return known.gap is Gap.LOOSE
    return known.gap is Gap.PLAIN or "," not in text.plain[known.start : known.end]
