"""The ways in which people write one name: in any order, without middle names, glued, with and without a hyphen."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache

from mas_docs.guard.folding import words_of
from mas_docs.guard.name_words import COMMON, GENERIC, PARTICLES
from mas_docs.names import name_parts, readings

_ASIDE = re.compile(r"\([^)]*\)?|\[[^\]]*\]?|\s[-\u2010-\u2015\u2212|/]+\s.*")
_APOSTROPHE = re.compile(r"(?<=\w)['`\u2018\u2019\u02bc\u00b4](?=\w\w)")
_HYPHEN = re.compile(r"(?<=\w)[-\u2010-\u2015\u2212](?=\w)")
_INNER_CAPITAL = re.compile(r"(?<=[a-z])(?=[A-Z])")
_SHORTEST_GLUED = 8
"""In letters. Shorter ones, such as `alma`, are other words too often."""

_FULL = 2
"""A first name and a surname."""


@dataclass(frozen=True, slots=True)
class Form:
    """One way to write a name.

    Attributes:
        words: its words, folded.
        forward: whether the first name comes first, as in running text.
    """

    words: tuple[str, ...]
    forward: bool


@dataclass(frozen=True, slots=True)
class Name:
    """A name, taken apart.

    Attributes:
        parts: all of its words, folded, first name first.
        surname: those of the surname, of which there may be several.
        given: those of the first name, as in `Anne-Marie`.
    """

    parts: tuple[str, ...]
    surname: tuple[str, ...]
    given: tuple[str, ...]

    @property
    def first(self) -> str:
        """The first name."""
        return self.parts[0]

    @property
    def last(self) -> str:
        """The last word of the surname."""
        return self.parts[-1]

    @property
    def middle(self) -> tuple[str, ...]:
        """What stands between first name and surname."""
        return self.parts[len(self.given) : len(self.parts) - len(self.surname)]

    @property
    def initials(self) -> frozenset[str]:
        """The folded initials of all names, and of first name and surname; none of one name alone."""
        if len(self.parts) < _FULL:
            return frozenset()
        letters = [part[0] for part in self.parts]
        return frozenset({"".join(letters), letters[0] + letters[-1], letters[0] + self.surname[0][0]})

    @property
    def says_little(self) -> bool:
        """Whether it identifies nobody by itself: one name alone, `C Pritchard`, or `Baby One`."""
        return len([part for part in self.parts if len(part) > 1]) < _FULL or set(self.parts) <= GENERIC

    @property
    def is_nameless(self) -> bool:
        """Whether only the surname says anything: `Baby Jones`."""
        return all(part in GENERIC for part in self.parts[: -len(self.surname)])

    @property
    def is_common(self) -> bool:
        """Whether it could be words of every day, as `Grace May`."""
        return self.first in COMMON and self.last in COMMON

    @property
    def forms(self) -> frozenset[Form]:
        """The ways to write it."""
        if len(self.parts) < _FULL:
            return frozenset({Form(self.parts, forward=True)})
        whole, firsts = (self.surname, (self.last,)), {self.given, (self.first,)}
        forward = {self.parts, *((*first, *last) for first in firsts for last in whole)}
        turned = {self.parts[cut:] + self.parts[:cut] for cut in range(1, len(self.parts))}
        reverse = {*turned, *((*last, *first) for first in firsts for last in whole)} - forward
        glued = {"".join(words) for words in (*forward, (*self.surname, self.first))}
        return frozenset(
            {
                *(Form(words, forward=True) for words in forward),
                *(Form(words, forward=False) for words in reverse),
                *(Form((word,), forward=True) for word in glued if len(word) >= _SHORTEST_GLUED),
            }
        )


@lru_cache(maxsize=4096)
def names_of(written: str) -> tuple[Name, ...]:
    """A name as a case file gives it, in all spellings of its hyphens and apostrophes; none where it holds no word."""
    bare = _ASIDE.sub(" ", written)
    bare = bare if words_of(bare) else written
    found = (_name(spelling) for spelling in _spellings(bare))
    return tuple(dict.fromkeys(name for name in found if name is not None))


@lru_cache(maxsize=4096)
def known_names(entry: str) -> tuple[Name, ...]:
    """The names of somebody who is no child, with whatever else their entry holds; none of one name alone."""
    read = (Name(parts, parts[-1:], parts[:1]) for parts in readings(entry))
    return tuple(dict.fromkeys(name for name in (*read, *names_of(entry)) if len(name.parts) >= _FULL))


def _spellings(name: str) -> Iterator[str]:
    """`O'Dowd` is also `O Dowd`, `Anne-Marie` also `Annemarie`, `McCoy` also `Mc Coy`."""
    yield name
    yield _APOSTROPHE.sub("-", name)
    yield _HYPHEN.sub("", name)
    yield _INNER_CAPITAL.sub("-", name)


def _name(spelling: str) -> Name | None:
    parts = tuple(word for part in name_parts(spelling) for word in words_of(part))
    if not parts:
        return None
    surname = _surname(spelling, parts)
    surname = surname if len(surname) < len(parts) else parts[-1:]
    return Name(parts, surname, _given(spelling, parts[: len(parts) - len(surname)] or parts[:1]))


def _surname(spelling: str, parts: tuple[str, ...]) -> tuple[str, ...]:
    before, comma, _ = spelling.partition(",")
    piece = before if comma else (before.split() or [""])[-1]
    length = max(len(words_of(piece)), 1)
    while length + 1 < len(parts) and parts[-length - 1] in PARTICLES:
        length += 1
    return parts[-length:]


def _given(spelling: str, given: tuple[str, ...]) -> tuple[str, ...]:
    """The words of the first name: those that a hyphen joins to the first one."""
    pieces = map(words_of, spelling.replace(",", " ").split())
    return next((piece for piece in pieces if given[: len(piece)] == piece and piece), given[:1])
