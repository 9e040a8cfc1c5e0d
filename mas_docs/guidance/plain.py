"""Dates and numbers in plain English, for messages and titles."""

from __future__ import annotations

import datetime as dt

_ORDINALS = ("first", "second", "third", "fourth", "fifth", "sixth", "seventh", "eighth", "ninth", "tenth")


def long_date(day: dt.date) -> str:
    """A date as the office writes it: `29 March 2027`, in English whatever the machine's language is.

    Letters have theirs from `documents.dates.long_date`, which knows Welsh; a message need not load locale data.
    """
    return f"{day.day} {_MONTHS[day.month - 1]} {day.year}"


def weekday(day: dt.date) -> str:
    """The day of the week in English: `Saturday`."""
    return _WEEKDAYS[day.weekday()]


def counted(count: int, noun: str) -> str:
    """A number with its noun: `1 day`, `3 days`."""
    return f"{count} {noun}" if count == 1 else f"{count} {noun}s"


def ordinal(number: int) -> str:
    """A place in a list, counted from 1: `first`, `second`; in figures from the eleventh on."""
    if 1 <= number <= len(_ORDINALS):
        return _ORDINALS[number - 1]
    last_two, last = number % 100, number % 10
    suffix = {1: "st", 2: "nd", 3: "rd"}.get(last, "th") if last_two not in (11, 12, 13) else "th"
    return f"{number}{suffix}"


_MONTHS = (
    "January",
    "February",
    "March",
    "April",
    "May",
    "June",
    "July",
    "August",
    "September",
    "October",
    "November",
    "December",
)
_WEEKDAYS = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")
