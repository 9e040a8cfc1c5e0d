"""People whom a paper introduces as others than the child elsewhere whose name they have: a parent, a half-brother.

The case file names its professionals alone; the family stands in the papers. Whoever is once given as a father, or with
another birthday, is that person wherever the case's papers name them.
"""

from __future__ import annotations

import re
from datetime import date, timedelta

from mas_docs.guard.date_forms import dates_in
from mas_docs.guard.folding import FoldedText
from mas_docs.guard.name_finding import Candidate
from mas_docs.guard.surroundings import KIN

_ROW = 160
_ADULT = timedelta(days=17 * 365)
_TOO_LATE = 2050
_BESIDE = r"[ \t,;:|()\[\]/\u2013\u2014-]*"
_UNTOLD = r"(?:not known|unknown|n/?k|born|d\.?o\.?b\.?|date of birth|aged? \d+|\d+ years?|tbc)"
_RELATION = re.compile(rf"{_BESIDE}(?:{_UNTOLD}{_BESIDE})*{KIN}\s*(?:[\t|;,)\]]|[\r\n]|$)")
_POSSESSIVE = re.compile(r"['\u2019\u02bc`]?s(?![^\W_])")
_SIBLING = re.compile(r"(?<![^\W_])(?:half-?|step-?)?(?:sibling|brother|sister|cousin)(?![^\W_])")
_BORN = re.compile(r"(?<![^\W_])(?:born|b\.|d\.?o\.?b\.?|birth)")
_JUST_BEFORE_A_DAY = re.compile(rf"{_BESIDE}(?:(?:born|b\.|d\.?o\.?b\.?|date of birth)(?: on)?{_BESIDE})?")


class Introductions:
    """Whom one paper introduces, gathered name by name."""

    def __init__(self) -> None:
        self._named: dict[int, set[int]] = {}
        self._introduced: dict[int, set[str]] = {}

    def note(self, case: int, child: int, name: str) -> None:
        """Note that the paper gives a name.

        Args:
            case: the number of the case whose child is called so.
            child: that child's number.
            name: the name as it is written, where the paper gives it to somebody else; else empty.
        """
        self._named.setdefault(case, set()).add(child)
        if name:
            self._introduced.setdefault(case, set()).add(" ".join(name.split()))

    def names(self) -> frozenset[str]:
        """The names that it gives to somebody else, of cases of which it names one child alone."""
        return frozenset().union(*(names for case, names in self._introduced.items() if len(self._named[case]) == 1))


def introduces_another(text: FoldedText, found: Candidate, day: date | None) -> bool:
    """Whether what follows a name in its row says that it is not the child's: a relation, or another birthday.

    `Megan Lloyd  31.7.87  Father` is no child, nor is `Harri Hart (born 8 July 2005)` the one who was born in 2014.
    Where the child's own day of birth stands in the row, it is the child.

    Args:
        text: the text.
        found: where it gives the name.
        day: the child's day of birth; None where it is not known.
    """
    row = re.split(r"[\r\n]", text.low[found.end : found.end + _ROW], maxsplit=1)[0]
    days = [(written.start, written.end, _past(written.day)) for written in dates_in(row)]
    if _POSSESSIVE.match(row) or any(one == day for _, _, one in days):
        return False
    rest = row
    for start, end, _ in days:
        rest = f"{rest[:start]}{' ' * (end - start)}{rest[end:]}"
    if _RELATION.match(rest):
        return True
    if day is None or not days or _JUST_BEFORE_A_DAY.fullmatch(row[: days[0][0]]) is None:
        return False
    other, newest = days[0][2], max(_past(written.day) for written in dates_in(text.low))
    is_birthday = newest - other > _ADULT or _SIBLING.search(rest) or _BORN.search(row[: days[0][0]])
    return bool(is_birthday) and _differences(other, day) > 1


def _differences(one: date, other: date) -> int:
    """In how many of day, month and year two days differ; one alone may be a slip."""
    return sum((one.day != other.day, one.month != other.month, one.year != other.year))


def _past(day: date) -> date:
    """A day whose year was written with two digits is read as one of this century, which an adult's birthday is not."""
    return date(day.year - 100, day.month, min(day.day, 28)) if day.year >= _TOO_LATE else day
