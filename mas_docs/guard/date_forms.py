"""Days as people write them, in English and in Welsh: 17/04/2019, 17.4.19, 17th April 2019, April 17, 2019."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from functools import lru_cache

from mas_docs.names import folded

_MONTHS = (
    "january jan ionawr ion",
    "february feb febr chwefror chwef",
    "march mar mawrth fawrth maw",
    "april apr ebrill ebr",
    "may mai fai",
    "june jun mehefin fehefin meh",
    "july jul gorffennaf orffennaf gorff",
    "august aug awst",
    "september sept sep medi fedi",
    "october oct hydref hyd",
    "november nov tachwedd dachwedd tach",
    "december dec rhagfyr ragfyr rhag",
)
"""Month by month: in full and shortened; in Welsh also as they sound after `o`."""

_MONTH_NUMBERS = {name: number for number, names in enumerate(_MONTHS, start=1) for name in names.split()}
_MONTH = rf"(?:{'|'.join(sorted(_MONTH_NUMBERS, key=len, reverse=True))})"
_SIGN = r"\s?[./\u2010-\u2015\u2212-]\s?"
_BETWEEN = r"[\s./,\u2010-\u2015\u2212-]"
_ORDINAL = r"(?:\s?(?:st|nd|rd|th|ain|af|ail|il|ydd|edd|ed|eg|fed))?"

_DATE = re.compile(
    rf"(?:(?P<a>\d{{1,4}})(?:{_SIGN}(?P<b>\d{{1,2}}){_SIGN}(?P<c>\d{{4}}|\d{{1,2}})|\s(?P<b2>\d{{1,2}})\s(?P<c2>\d{{4}}))"
    rf"|(?P<day>\d{{1,2}}){_ORDINAL}{_BETWEEN}*(?:(?:of|o)\s+)?(?P<month>{_MONTH}){_BETWEEN}*(?P<year>\d{{4}}|\d\d)"
    r"|(?P<whole>\d{8})"
    r")(?![\d:])"
)
_AMERICAN = re.compile(
    rf"(?<!\w)(?P<month>{_MONTH}){_BETWEEN}*(?P<day>\d{{1,2}}){_ORDINAL}[\s,]+(?P<year>\d{{4}})(?!\d)"
)
_DIGITS = re.compile(r"\d+")
_MONTH_BEFORE = re.compile(rf"(?<!\w){_MONTH}{_BETWEEN}*\Z")
_LONGEST_MONTH = 14
_SHORT_YEAR = 2
_LONG_YEAR = 4
_CENTURY = 2000
"""Everybody whose birthday the guard looks for is a child."""


@dataclass(frozen=True, slots=True)
class WrittenDate:
    """A day that a text gives.

    Attributes:
        day: the day.
        start: where it begins in the text.
        end: where it ends.
    """

    day: date
    start: int
    end: int


def dates_in(text: str) -> Iterator[WrittenDate]:
    """Every day in a text, in lower case and without accents; of 04/05/2019 the first number is the day.

    A year of two digits is one of this century.
    """
    done = 0
    for digits in _DIGITS.finditer(text):
        match = _at(text, digits.start()) if digits.start() >= done else None
        day = _day(match) if match else None
        if match is not None and day is not None:
            done = match.end()
            yield WrittenDate(day, match.start(), match.end())


def _at(text: str, digits: int) -> re.Match[str] | None:
    """The date that begins with these digits, or with the month before them."""
    match = _DATE.match(text, digits)
    if match is not None or not digits or text[digits - 1].isdigit():
        return match
    begin = max(digits - _LONGEST_MONTH, 0)
    month = _MONTH_BEFORE.search(text, begin, digits)
    return _AMERICAN.match(text, month.start()) if month else None


@lru_cache(maxsize=4096)
def day_of(text: str) -> date | None:
    """The day that a text consists of; None where it is anything else."""
    plain = folded(text).strip()
    match = _DATE.fullmatch(plain) or _AMERICAN.fullmatch(plain)
    return _day(match) if match else None


def _day(match: re.Match[str]) -> date | None:
    found = match.groupdict()
    if found.get("whole"):
        return _of_eight_digits(found["whole"])
    if found.get("a"):
        return _of_numbers(found["a"], found["b"] or found["b2"], found["c"] or found["c2"])
    return _made(found["year"], _MONTH_NUMBERS[found["month"]], int(found["day"]))


def _of_numbers(first: str, second: str, third: str) -> date | None:
    if len(first) == _LONG_YEAR:
        return _made(first, int(second), int(third)) if len(third) <= _SHORT_YEAR else None
    if len(first) > _SHORT_YEAR or len(third) == 1:
        return None
    # An American one is read as such where it can be nothing else.
    return _made(third, int(second), int(first)) or _made(third, int(first), int(second))


def _of_eight_digits(digits: str) -> date | None:
    year_last = _made(digits[4:], int(digits[2:4]), int(digits[:2]))
    return year_last or _made(digits[:4], int(digits[4:6]), int(digits[6:]))


def _made(year: str, month: int, day: int) -> date | None:
    number = int(year) + (_CENTURY if len(year) == _SHORT_YEAR else 0)
    try:
        return date(number, month, day)
    except ValueError:
        return None
