"""Comparing people's names, and finding a child's name in a text, however they are spelt."""

from __future__ import annotations

import re
import unicodedata
from functools import lru_cache
from itertools import pairwise

_TITLES = frozenset(
    {"dr", "mr", "mrs", "ms", "miss", "mx", "prof", "professor", "rev", "revd", "reverend", "sir"}
    | {"sgt", "insp", "supt", "dci"}
)
_RANKS = frozenset({"ds", "dc", "di", "pc"})
"""Police ranks that are also somebody's name or initials: `DI Rhian Cole` has one, `Di Jones` has none."""

_LETTERS = str.maketrans({"æ": "ae", "œ": "oe", "ø": "o", "đ": "d", "ð": "d", "ł": "l", "þ": "th", "\u0131": "i"})
_APOSTROPHES = re.compile(r"['`\u2018\u2019\u02bc\u00b4]")
_FIRST_AND_LAST = 2
_POSSESSIVE = re.compile(r"['\u2019]s(?!\w)", re.IGNORECASE)


def folded(text: str) -> str:
    """Text without its case, accents, ligatures and apostrophes: `Siân O'Brien` becomes `sian obrien`."""
    plain = text.casefold() if text.isascii() else _without_accents(text).casefold().translate(_LETTERS)
    return _APOSTROPHES.sub("", plain)


def words(text: str) -> tuple[str, ...]:
    """The folded words and numbers of a text, without a possessive's ending."""
    return tuple(re.findall(r"[^\W_]+", folded(_POSSESSIVE.sub("", text))))


@lru_cache(maxsize=4096)
def name_parts(name: str) -> tuple[str, ...]:
    """A name's folded parts, first name first, without titles: `Price, Dr Angharad` gives `angharad`, `price`.

    A police rank that could be a name is left out only where a first name and a surname follow it.
    """
    surname, comma, first = name.partition(",")
    parts = words(f"{first} {surname}" if comma else name)
    parts = tuple(part for part in parts if part not in _TITLES) or parts
    return parts[1:] if len(parts) > _FIRST_AND_LAST and parts[0] in _RANKS else parts


def same_name(one: str, other: str) -> bool:
    """Whether two spellings are the same name: case, accents, spaces and titles make no difference."""
    parts, other_parts = "".join(name_parts(one)), "".join(name_parts(other))
    return parts == other_parts if parts or other_parts else one.split() == other.split()


def same_person(one: str, other: str) -> bool:
    """Whether two names can be one person's: the same name, or the one without the other's middle names."""
    return same_name(one, other) or shortens(one, other) or shortens(other, one)


def shortens(short: str, full: str) -> bool:
    """Whether a name is another one without some of its middle names: `Nia Watts` for `Nia Mair Watts`."""
    few, many = name_parts(short), name_parts(full)
    if not _FIRST_AND_LAST <= len(few) <= len(many):
        return False
    return few[0] == many[0] and few[-1] == many[-1] and set(few) <= set(many)


def surname(name: str) -> str:
    """The folded surname, or nothing where the name has one part only."""
    parts = name_parts(name)
    return parts[-1] if len(parts) > 1 else ""


def names_child(text: str, name: str) -> bool:
    """Whether a text contains a child's name: first name and surname side by side, in either order, or all parts."""
    parts, found = name_parts(name), words(text)
    if not parts:
        return False
    if len(parts) == 1:
        return parts[0] in found
    first, last = parts[0], parts[-1]
    neighbours = set(pairwise(found))
    return bool({(first, last), (last, first)} & neighbours) or _contains(found, parts)


def _contains(found: tuple[str, ...], parts: tuple[str, ...]) -> bool:
    return any(found[start : start + len(parts)] == parts for start in range(len(found) - len(parts) + 1))


def initials(name: str) -> frozenset[str]:
    """The folded initials of all names, and of first name and surname: `cap` and `cp`; none of one name alone."""
    parts = name_parts(name)
    if len(parts) < _FIRST_AND_LAST:
        return frozenset()
    return frozenset({"".join(part[0] for part in parts), parts[0][0] + parts[-1][0]})


def gives_initials(text: str, name: str) -> bool:
    """Whether a text contains a child's initials in capitals: `CAP`, `C.P.`, `C P`."""
    plain = _without_accents(text)
    return any(re.search(_spaced(letters.upper()), plain) for letters in initials(name))


def _spaced(capitals: str) -> str:
    """A pattern for initials as a word of their own, with or without full stops and spaces."""
    letters = r"\.?\s?".join(map(re.escape, capitals))
    return rf"(?<!\w){letters}(?!\w)"


def _without_accents(text: str) -> str:
    decomposed = unicodedata.normalize("NFKD", text)
    return "".join(letter for letter in decomposed if not unicodedata.combining(letter))
