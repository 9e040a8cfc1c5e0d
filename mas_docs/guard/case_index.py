"""What identifies all cases of a workspace, made ready for the search."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import TypeVar

from mas_docs.guard.born import Born, born
from mas_docs.guard.folding import joined_pattern, words_of
from mas_docs.guard.identities import Identity
from mas_docs.guard.name_finding import Automaton, NameFinder

_Key = TypeVar("_Key")
_Entry = TypeVar("_Entry")


@dataclass(frozen=True, slots=True)
class CaseIndex:
    """What identifies all cases.

    Attributes:
        identities: of each case; its number is its place here.
        children: all children; a child's number is the place here.
        by_day: the children by their day of birth.
        case_of: for each child the number of the case.
        children_of: for each case the numbers of its children.
        cases: the numbers of the cases by the words of a reference; as a rule one.
        finder: finds the children's names.
        references: finds the references.
        reference_cases: for each of these the number of its case, and its words.
        given: the first names of all children, folded.
        surnames: their surnames.
        initials: their initials.
    """

    identities: tuple[Identity, ...]
    children: tuple[Born, ...]
    by_day: Mapping[date, Sequence[Born]]
    case_of: tuple[int, ...]
    children_of: tuple[tuple[int, ...], ...]
    cases: Mapping[tuple[str, ...], Sequence[int]]
    finder: NameFinder
    references: Automaton
    reference_cases: tuple[tuple[int, tuple[str, ...]], ...]
    given: frozenset[str]
    surnames: frozenset[str]
    initials: frozenset[str]


def index_of(identities: tuple[Identity, ...]) -> CaseIndex:
    """Make ready what identifies the cases of a workspace."""
    owned = [(case, child) for case, identity in enumerate(identities) for child in identity.children]
    children = tuple(born(number, child) for number, (_, child) in enumerate(owned))
    children_of = _grouped((case, number) for number, (case, _) in enumerate(owned))
    cases = _grouped(
        (words_of(reference), case) for case, identity in enumerate(identities) for reference in identity.references
    )
    references = [words for words in cases if _can_be_reference(words)]
    names = [name for child in children for name in child.names]
    return CaseIndex(
        identities=identities,
        children=children,
        by_day=_grouped((child.day, child) for child in children if child.day),
        case_of=tuple(case for case, _ in owned),
        children_of=tuple(tuple(children_of.get(case, ())) for case in range(len(identities))),
        cases=cases,
        finder=NameFinder([child.names for child in children]),
        references=Automaton([joined_pattern(words) for words in references]),
        reference_cases=tuple((cases[words][0], words) for words in references),
        given=frozenset(part for name in names if len(name.parts) > 1 for part in name.given),
        surnames=frozenset(name.last for name in names if len(name.parts) > 1),
        initials=frozenset(letters for child in children for letters in child.initials),
    )


def _grouped(entries: Iterable[tuple[_Key, _Entry]]) -> dict[_Key, list[_Entry]]:
    groups: dict[_Key, list[_Entry]] = {}
    for key, entry in entries:
        groups.setdefault(key, []).append(entry)
    return groups


def _can_be_reference(words: tuple[str, ...]) -> bool:
    """Whether a folder's name identifies a case; one such as `example` would be found everywhere."""
    return len(words) > 1 and any(map(str.isdigit, words)) and any(map(str.isalpha, words))
