"""A child of a case as the guard looks for it: the name taken apart, the day of birth, the initials."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

from mas_docs.guard.identities import ChildIdentity
from mas_docs.guard.name_forms import Name, names_of
from mas_docs.guard.name_words import COMMON, GENERIC, NO_NAMES

_SAYING_NOTHING = GENERIC | (NO_NAMES - COMMON)
_INITIALS = re.compile(
    r"[A-Z](?<![^\W_][A-Z])(?:[A-Z]{1,5}|(?:\.\s?|\s)[A-Z](?:(?:\.\s?|\s)[A-Z]){0,4})(?![^\W_])", re.ASCII
)
"""The first letter is looked for before what stands in front of it, which takes a third of the time."""


@dataclass(frozen=True, slots=True)
class Born:
    """A child with the day of birth.

    Attributes:
        number: the child's number in the workspace.
        names: the name, in all spellings.
        day: the day of birth; None where it is not known.
        parts: the words of the name that say anything by themselves.
        firsts: the first name, in all spellings.
        initials: the initials, folded.
    """

    number: int
    names: tuple[Name, ...]
    day: date | None
    parts: frozenset[str]
    firsts: frozenset[str]
    initials: frozenset[str]

    @property
    def says_little(self) -> bool:
        """Whether the name identifies nobody without the day."""
        return all(name.says_little for name in self.names)


def born(number: int, child: ChildIdentity) -> Born:
    """A child, with the name taken apart."""
    names = names_of(child.name)
    words = (part for name in names for part in name.parts if len(part) > 1)
    return Born(
        number=number,
        names=names,
        day=child.born,
        parts=frozenset(words) - _SAYING_NOTHING,
        firsts=frozenset(name.first for name in names),
        initials=frozenset(letters for name in names for letters in name.initials),
    )


def initials_in(plain: str) -> Iterator[tuple[str, int]]:
    """The initials in capitals that a text without accents gives, folded, each with its place: `CAP`, `C.P.`, `C P`."""
    for match in _INITIALS.finditer(plain):
        yield "".join(filter(str.isalpha, match[0])).lower(), match.start()
