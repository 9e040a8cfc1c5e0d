"""Dates, times and lists as a reader of the language writes them, by the Unicode locale data (CLDR).

babel is imported when a date is first written: it would make `mas-docs --help` wait.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence

_LOCALES = {"en": "en_GB", "cy": "cy"}


def long_date(day: dt.date, language: str = "en") -> str:
    """A day as "17 December 2026", without an ordinal; messages have the same from `guidance.plain.long_date`."""
    return _formatted(day, "d MMMM y", language)


def weekday_date(day: dt.date, language: str = "en") -> str:
    """A day with its weekday, as "Thursday 17 December 2026"."""
    return _formatted(day, "EEEE d MMMM y", language)


def clock(time: dt.time, language: str = "en") -> str:
    """A time of day on the 24-hour clock, as "10:00" or "9:30"."""
    from babel.dates import format_time

    return format_time(time, "H:mm", locale=_LOCALES[language])


def listed(items: Sequence[str], language: str = "en") -> str:
    """Items as a sentence lists them: "", "a", "a and b", "a, b and c"."""
    from babel.lists import format_list

    return format_list(list(items), style="standard", locale=_LOCALES[language])


def _formatted(day: dt.date, pattern: str, language: str) -> str:
    from babel.dates import format_date

    return format_date(day, pattern, locale=_LOCALES[language])
