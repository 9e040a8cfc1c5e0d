"""The search for other cases' identities in a text, and for any child's name in what anybody can read (guidance 4.10).

A name counts in any order and spelling. Where it could be somebody else's, because the case knows a person of that name
or because two people stand side by side, it counts only beside the child's day of birth.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from functools import lru_cache
from itertools import pairwise

from mas_docs.guard.birthdays import Birthdays
from mas_docs.guard.born import born, initials_in
from mas_docs.guard.case_index import CaseIndex, index_of
from mas_docs.guard.folding import FoldedText, fold, words_of
from mas_docs.guard.hits import Hit, HitKind
from mas_docs.guard.identities import Identity
from mas_docs.guard.introductions import Introductions, introduces_another
from mas_docs.guard.known_people import Covered, KnownNames
from mas_docs.guard.name_finding import Candidate, Kind
from mas_docs.guard.seen_text import SeenText
from mas_docs.guard.separators import Gap
from mas_docs.guard.surroundings import Surroundings

__all__ = ["CaseSearch", "Hit", "HitKind", "Searched", "Searcher"]

_REFERENCE_SIGNS = frozenset("-/_.:\\ \t\r\n\xa0\u2010\u2011\u2012\u2013\u2014\u2015\u2212")
_WIDEST_IN_REFERENCE = 4


@dataclass(frozen=True, slots=True)
class Searched:
    """What was found in the texts of one paper.

    Attributes:
        hits: for each text, what in it identifies another case, in its order.
        introduced: the names of children of other cases that it gives to somebody else: a parent, a half-brother. That
            counts where the paper is about the case itself; see `CaseSearch.is_about_own`.
    """

    hits: tuple[tuple[Hit, ...], ...] = ()
    introduced: frozenset[str] = field(default=frozenset(), repr=False)


class Searcher:
    """Knows what identifies the cases of a workspace; built once a run.

    Args:
        identities: of every case.
    """

    def __init__(self, identities: Sequence[Identity]) -> None:
        self._index = index_of(tuple(identities))
        self._public = lru_cache(maxsize=8)(self._for_public)

    def for_case(self, own: Identity | None, known_people: Iterable[str], allowed: Iterable[str]) -> CaseSearch:
        """The search in what belongs to one case.

        Args:
            own: what identifies that case; None where the text belongs to none, so that every identity is another's.
            known_people: the names of everybody whom its case file and the board's settings name, but for the children.
            allowed: the references of other cases that it may mention.
        """
        return CaseSearch(self._index, own, tuple(known_people), frozenset(map(words_of, allowed)))

    def names_any_child(self, text: str, vocabulary: frozenset[str], known_people: Iterable[str]) -> bool:
        """Whether a text that anybody can read gives a child's name or initials.

        Args:
            text: a file's name, a subject, a calendar entry.
            vocabulary: folded words that are nobody's initials.
            known_people: the names of people who are no children.
        """
        return self._public(tuple(known_people)).gives_child(text, vocabulary)

    def _for_public(self, known_people: tuple[str, ...]) -> CaseSearch:
        return CaseSearch(self._index, None, known_people, frozenset())


class CaseSearch:
    """Finds, in what belongs to one case, what identifies others; see `Searcher.for_case`."""

    def __init__(
        self, index: CaseIndex, own: Identity | None, known: tuple[str, ...], allowed: frozenset[tuple[str, ...]]
    ) -> None:
        self._index = index
        self._made_of = (own, known, allowed)
        self._own_references = frozenset(map(words_of, own.references)) if own else frozenset()
        self._own = tuple(born(-1, child) for child in own.children) if own else ()
        alike = {case for words in self._own_references for case in index.cases.get(words, ())}
        own_cases = {case for case in alike if own and _is_same(own, index.identities[case])}
        self._skipped = frozenset(number for case in own_cases for number in index.children_of[case])
        self._allowed = frozenset(case for words in allowed for case in index.cases.get(words, ()))
        self._own_firsts = frozenset(part for child in self._own for name in child.names for part in name.given)
        self._known = KnownNames(self._own, known)
        self._words = index.finder.words | self._known.words
        self._given = index.given | self._known.given
        self._surnames = index.surnames | self._known.surnames
        self._own_surnames = frozenset(part for child in self._own for name in child.names for part in name.surname)

    def knowing(self, more_people: Collection[str]) -> CaseSearch:
        """The same search, where more people are known who are no children of other cases."""
        own, known, allowed = self._made_of
        return CaseSearch(self._index, own, (*known, *sorted(more_people)), allowed) if more_people else self

    def examine(self, texts: Iterable[str]) -> Searched:
        """Everything in the texts of one paper that identifies another case, and whom it introduces."""
        hits, introductions = [], Introductions()
        for text in texts:
            seen = self._seen(text)
            hits.append(self._hits(seen))
            self._note(seen, introductions)
        return Searched(tuple(hits), introductions.names())

    def search(self, text: str) -> tuple[Hit, ...]:
        """Everything in a text that identifies another case, in the order of the text."""
        return self._hits(self._seen(text))

    def introduced(self, texts: Iterable[str]) -> frozenset[str]:
        """The names of children of other cases that a paper gives to somebody else: a parent, a half-brother.

        That counts in a paper that is about the case itself, and of a case of which the paper names one child alone:
        another case's own paper names its children beside their parents.

        Args:
            texts: the parts of one paper.
        """
        parts, introductions = tuple(texts), Introductions()
        for text in parts:
            self._note(self._seen(text), introductions)
        names = introductions.names()
        return names if names and self.is_about_own(parts) else frozenset()

    def is_about_own(self, texts: Iterable[str]) -> bool:
        """Whether one of the texts gives the case's own reference, or a child of its own by name or day of birth."""
        return any(self._is_about_own(folded) for text in texts for folded in fold(text, self._words))

    def _seen(self, text: str) -> tuple[SeenText, ...]:
        return tuple(map(self._as_seen, fold(text, self._words)))

    def _as_seen(self, text: FoldedText) -> SeenText:
        names = (self._given, self._surnames)
        return SeenText(text, self._index.finder, self._skipped, self._known, self._own, names)

    def _hits(self, seen: Iterable[SeenText]) -> tuple[Hit, ...]:
        hits: set[Hit] = set()
        for one in seen:
            hits.update(self._references(one.text))
            hits.update(self._names_and_days(one))
        return tuple(sorted(hits))

    def _note(self, seen: Iterable[SeenText], introductions: Introductions) -> None:
        for one in seen:
            covered = one.covered() if one.candidates else None
            for found in one.candidates:
                if covered is None or found.gap > Gap.LOOSE or covered.explains(found):
                    continue
                name = one.text.plain[found.start : found.end] if self._is_another(one, found) else ""
                introductions.note(self._index.case_of[found.owner], found.owner, name)

    def _is_about_own(self, text: FoldedText) -> bool:
        joined = f" {' '.join(text.words)} "
        if any(f" {' '.join(reference)} " in joined for reference in self._own_references):
            return True
        return self._known.in_text(text, Birthdays(text, self._own).days).is_own

    def _is_another(self, seen: SeenText, found: Candidate) -> bool:
        child = self._index.children[found.owner]
        gives_middle_name = len(found.words) > 1 + max(len(name.surname) for name in child.names)
        if seen.around.is_called_child(found) or gives_middle_name:
            return False
        return seen.around.is_adults(found) or introduces_another(seen.text, found, child.day)

    def gives_child(self, text: str, vocabulary: frozenset[str]) -> bool:
        """Whether a text gives a child's name or, in capitals, initials; see `Searcher.names_any_child`."""
        for seen in self._seen(text):
            covered = seen.covered()
            if any(self._counts_in_public(seen, found, covered) for found in seen.candidates):
                return True
            if not {letters for letters, _ in initials_in(seen.text.plain)}.isdisjoint(
                self._index.initials - vocabulary
            ):
                return True
        return False

    def _counts_in_public(self, seen: SeenText, found: Candidate, covered: Covered) -> bool:
        names = self._index.children[found.owner].names
        parts = {part for name in names for part in name.parts}
        nothing_said = not self._index.children[found.owner].parts or (len(parts) == 1 and names[0].is_common)
        if found.gap > Gap.LOOSE or nothing_said or covered.explains(found):
            return False
        return seen.around.is_no_sentence(found) and not seen.around.belongs_to_others(found)

    def _references(self, text: FoldedText) -> Iterator[Hit]:
        view = text.views[0]
        for pattern, place in self._index.references.find(view.joined):
            case, words = self._index.reference_cases[pattern]
            if words in self._own_references:
                continue
            first = view.number_at(place)
            last = first + len(words) - 1
            if all(_joins_reference(text.gap(*pair)) for pair in pairwise(range(first, last + 1))):
                yield self._hit(text, case, (text.starts[first], text.end(last)), HitKind.REFERENCE)

    def _names_and_days(self, seen: SeenText) -> Iterator[Hit]:
        others = seen.birthdays.others(self._index.by_day, self._skipped)
        if not seen.candidates and not others:
            return
        covered = seen.covered(seen.birthdays.days)
        for found in self._certain(seen, covered):
            yield self._hit(seen.text, self._index.case_of[found.owner], (found.start, found.end), HitKind.NAME)
        for child, day in seen.birthdays.of(others, seen.candidates, covered.in_any):
            yield self._hit(seen.text, self._index.case_of[child.number], (day.start, day.end), HitKind.DATE_OF_BIRTH)

    def _certain(self, seen: SeenText, covered: Covered) -> Iterator[Candidate]:
        """The names that identify a child without the day of birth."""
        text, around = seen.text, seen.around
        relatives = _relatives(text, around, seen.candidates)
        for found in seen.candidates:
            if found.gap > Gap.LOOSE or covered.explains(found) or self._says_too_little(found):
                continue
            if not around.is_no_sentence(found) or (covered.is_own and self._gives_own_firsts(text, found)):
                continue
            is_relatives = _spelling(text, found) in relatives and not around.is_called_child(found)
            # Another case's own paper sets its children beside their parents, too.
            may_be = covered.is_own or self._is_alone(found, seen.candidates)
            is_adults = may_be and (is_relatives or around.is_adults(found))
            if not is_adults and not around.belongs_to_others(found):
                yield found

    def _is_alone(self, found: Candidate, candidates: Sequence[Candidate]) -> bool:
        """Whether a text names no other child of the same case."""
        case = self._index.case_of
        return all(other.owner == found.owner for other in candidates if case[other.owner] == case[found.owner])

    def _gives_own_firsts(self, text: FoldedText, found: Candidate) -> bool:
        """Whether the words are first names of the own case's children, side by side: `CARYS A IOLO PRITCHARD`."""
        is_one_name = found.kind is Kind.FORWARD and found.words[-1] - found.words[0] == len(found.words) - 1
        words = [text.words[number] for number in found.words]
        firsts = [word for word in words if word in self._own_firsts]
        others = {word for word in words if word not in self._own_firsts}
        return not is_one_name and len(firsts) > 1 and others <= self._own_surnames

    def _says_too_little(self, found: Candidate) -> bool:
        child = self._index.children[found.owner]
        if child.says_little:
            return True
        if found.kind is Kind.SHARED:
            return not self._own_firsts.isdisjoint(child.firsts)
        if found.kind is Kind.LONGER:
            return any((name.first, name.last) in self._known.pairs for name in child.names)
        return any(name.is_nameless and name.last in self._own_surnames for name in child.names)

    def _hit(self, text: FoldedText, case: int, stretch: tuple[int, int], kind: HitKind) -> Hit:
        start, end = text.before(*stretch)
        references = self._index.identities[case].references
        reference = next((name for name in references if words_of(name) not in self._own_references), references[0])
        return Hit(start, end, reference, kind, case in self._allowed)


def _is_same(own: Identity, other: Identity) -> bool:
    """Whether two identities are one case's; a reference that was copied with a file does not make them so."""
    if not set(own.references).intersection(other.references):
        return False
    names = {child.name for child in own.children}
    return set(other.references) <= set(own.references) or any(child.name in names for child in other.children)


def _relatives(
    text: FoldedText, around: Surroundings, candidates: Sequence[Candidate]
) -> frozenset[tuple[int, frozenset[str]]]:
    """The children whose names a text first gives as those of relatives, each with that name."""
    firsts: dict[tuple[int, frozenset[str]], Candidate] = {}
    for found in sorted(candidates, key=lambda candidate: candidate.start):
        firsts.setdefault(_spelling(text, found), found)
    return frozenset(spelling for spelling, found in firsts.items() if around.is_relatives(found))


def _spelling(text: FoldedText, found: Candidate) -> tuple[int, frozenset[str]]:
    """Whose name it is and by which words and initials, in any order."""
    return found.owner, frozenset(text.words[found.words[0] : found.words[-1] + 1])


def _joins_reference(gap: str) -> bool:
    return len(gap) <= _WIDEST_IN_REFERENCE and _REFERENCE_SIGNS.issuperset(gap)
