"""Comparing people's names, and finding a child's name in a text, however they are spelt."""

from __future__ import annotations

import re
import unicodedata
from functools import lru_cache
from itertools import pairwise, starmap

_TITLES = frozenset(
    {"dr", "mr", "mrs", "ms", "miss", "mx", "prof", "professor", "rev", "revd", "reverend", "sir"}
    | {"sgt", "insp", "supt", "dci"}
)
_RANKS = frozenset({"ds", "dc", "di", "pc"})
"""Police ranks that are also somebody's name or initials: `DI Rhian Cole` has one, `Di Jones` has none."""

_BEFORE_A_NAME = frozenset(
    {"sister", "nurse", "matron", "cllr", "councillor", "judge", "hon", "dame", "lord", "lady", "father", "canon"}
    | {"acting", "chief", "det", "detective", "constable", "sergeant", "inspector", "superintendent"}
).union(_TITLES, _RANKS)
_AFTER_A_NAME = frozenset(
    {"rgn", "rn", "rmn", "rscn", "rm", "scphn", "hv", "sw", "cpn", "gp", "mbe", "obe", "cbe", "bem", "qpm", "kc", "qc"}
    | {"jp", "esq", "phd", "msc", "bsc", "ba", "ma", "mres", "mphil", "llb", "bn", "dclinpsy", "dipsw", "cqsw", "mrcp"}
    | {"frcp", "mrcgp", "frcgp", "mrcpch", "frcpch", "mbbs", "mbbch", "pgce", "pgdip", "hons"}
)
"""What an entry may give around somebody's name, and what makes them no other person."""

_BRACKETS = re.compile(r"\([^)]*\)?|\[[^\]]*\]?")
_DASH = re.compile(r"\s[-\u2010-\u2015\u2212|/]+(?:\s|$)")

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
    """Whether two entries name one person: `Nia Watts` is `Nia Mair Watts`, `Watts Nia` and `Nia Watts - HV`.

    What stands in brackets, after a comma or after a spaced dash makes no difference, nor do titles and degrees.
    """
    if bears_name(one, other) or bears_name(other, one):
        return True
    return any(few == many[::-1] and len(few) == _FIRST_AND_LAST for few, many in _pairs(one, other))


def perhaps_same_person(one: str, other: str) -> bool:
    """Whether two entries may name one person: `N. Watts`, `Nia M Watts` or `Nia Watts-Jones` for `Nia Mair Watts`."""
    return same_person(one, other) or any(starmap(_are_alike, _pairs(one, other)))


def bears_name(entry: str, name: str) -> bool:
    """Whether an entry gives a name, with or without its middle names, whatever else is written around it."""
    if same_name(entry, name):
        return True
    return any(
        "".join(parts) == "".join(full) or _shortens(parts, full)
        for parts in readings(entry)
        for full in readings(name)
    )


@lru_cache(maxsize=4096)
def readings(entry: str) -> tuple[tuple[str, ...], ...]:
    """The names that an entry may give: what follows a comma is a first name, or no part of the name.

    `Nia Watts, Health Visitor` gives `nia`, `watts`; `Watts, Nia (Health Visitor)` gives the same.
    """
    before, _, after = _bare(entry).partition(",")
    first, surname_ = _own_parts(after.partition(",")[0]), _own_parts(before)
    found: list[tuple[str, ...]] = []
    if not first or len(surname_) > 1:
        found.append(surname_)
    if first and (len(surname_) == 1 or len(first) == 1):
        found.append((*first, *surname_))
    return tuple(parts for parts in found if parts)


def _bare(entry: str) -> str:
    """An entry without what stands in brackets or after a spaced dash; all of it where nothing else is left."""
    plain = _DASH.split(_BRACKETS.sub(" ", entry), maxsplit=1)[0]
    return plain if words(plain) else entry


def _own_parts(text: str) -> tuple[str, ...]:
    """The words of a text that can be somebody's own names: no titles before them, no degrees after them."""
    parts = tuple(part for part in words(text) if not any(map(str.isdigit, part)) and part not in _TITLES)
    while len(parts) > _FIRST_AND_LAST and parts[0] in _BEFORE_A_NAME:
        parts = parts[1:]
    while len(parts) > _FIRST_AND_LAST and parts[-1] in _AFTER_A_NAME:
        parts = parts[:-1]
    return parts


def _pairs(one: str, other: str) -> list[tuple[tuple[str, ...], tuple[str, ...]]]:
    """Every reading of the one with every reading of the other, that with fewer parts first."""
    return [(min(a, b, key=len), max(b, a, key=len)) for a in readings(one) for b in readings(other)]


def _are_alike(few: tuple[str, ...], many: tuple[str, ...]) -> bool:
    if len(few) == 1:
        return few[0] in (many[0], many[-1])
    if few[-1] == many[-1]:
        return all(starmap(_agree, zip(few[:-1], many[:-1], strict=False)))
    if len(few) == _FIRST_AND_LAST and _agree(few[0], many[0]) and few[-1] in many[1:]:
        return True
    return few == many[: len(few)] or (len(few) == _FIRST_AND_LAST and few == (many[-1], many[0]))


def _agree(one: str, other: str) -> bool:
    """Whether two given names are the same, or the one is the other's initial."""
    return one == other or (min(len(one), len(other)) == 1 and one[0] == other[0])


def shortens(short: str, full: str) -> bool:
    """Whether a name is another one without some of its middle names: `Nia Watts` for `Nia Mair Watts`."""
    return _shortens(name_parts(short), name_parts(full))


def _shortens(few: tuple[str, ...], many: tuple[str, ...]) -> bool:
    if not _FIRST_AND_LAST <= len(few) <= len(many):
        return False
    return few[0] == many[0] and few[-1] == many[-1] and set(few) <= set(many)


def surname(name: str) -> str:
    """The folded surname, or nothing where the name has one part only."""
    parts = name_parts(name)
    return parts[-1] if len(parts) > 1 else ""


def names_child(text: str, name: str) -> bool:
    """Whether a text contains a child's name: first name and surname side by side, in either order, or all parts."""
    name = _bare(name)
    parts, found = name_parts(name), words(text)
    if not parts:
        return False
    if len(parts) == 1:
        return parts[0] in found
    neighbours = set(pairwise(found))
    first, last = parts[0], parts[-1]
    if {(first, last), (last, first)} & neighbours or _contains(found, parts):
        return True
    surname_ = _whole_surname(name)
    return _contains(found, (first, *surname_)) or _contains(found, (*surname_, first))


def nearly_names_child(text: str, name: str) -> bool:
    """Whether a text names a child with something between: `Carys M. Pritchard`, `Carys and Iolo Pritchard`."""
    parts = name_parts(_bare(name))
    if len(parts) < _FIRST_AND_LAST:
        return False
    first, last = re.escape(parts[0]), re.escape(" ".join(_whole_surname(_bare(name))))
    found = " ".join(words(text.replace("&", " and ")))
    return re.search(rf"(?<!\S){first}(?:{_BETWEEN}) {last}(?!\S)", found) is not None


_BETWEEN = r"(?: \S){0,3}|(?: \S+){0,2} (?:and|a|ac) \S+(?: \S)?"
"""Initials; or other first names of which the last follows an `and`, in English or in Welsh."""


def _whole_surname(name: str) -> tuple[str, ...]:
    """The folded parts of a surname, of which a hyphen joins several: `Vaughan-Tate`."""
    before, comma, _ = name.partition(",")
    pieces = [found for piece in before.split() if (found := words(piece))]
    if comma:
        return words(before)
    return pieces[-1] if pieces else ()


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
    """Text without its accents and without what nobody sees, such as a soft hyphen or a space of no width."""
    if text.isascii():
        return text
    decomposed = unicodedata.normalize("NFKD", text)
    return "".join(
        letter for letter in decomposed if not unicodedata.combining(letter) and unicodedata.category(letter) != "Cf"
    )
