"""Dates, times and lists in letters."""

from __future__ import annotations

import datetime as dt

import pytest

from mas_docs.documents.dates import clock, listed, long_date, weekday_date

DAY = dt.date(2026, 12, 17)


def test_dates_stand_as_a_letter_writes_them() -> None:
    """Readers would meet 2026-12-17, or an American date, in a public body's letter."""
    assert long_date(DAY) == "17 December 2026"
    assert long_date(dt.date(2027, 1, 1)) == "1 January 2027"
    assert weekday_date(DAY) == "Thursday 17 December 2026"


@pytest.mark.parametrize(
    ("time", "written"), [(dt.time(10), "10:00"), (dt.time(9, 30), "9:30"), (dt.time(0, 5), "0:05")]
)
def test_times_are_those_of_a_24_hour_clock(time: dt.time, written: str) -> None:
    """Somebody would come at the wrong hour."""
    assert clock(time) == written


@pytest.mark.parametrize(
    ("items", "written"),
    [
        ([], ""),
        (["Rhian Cole"], "Rhian Cole"),
        (["Rhian Cole", "Owen Beddoe"], "Rhian Cole and Owen Beddoe"),
        (["a", "b", "c"], "a, b and c"),
        (["{0}", "{1}", "%s"], "{0}, {1} and %s"),
    ],
)
def test_lists_stand_as_a_sentence_has_them(items: list[str], written: str) -> None:
    """A name in braces would be taken for a place in a pattern, and another name would stand in its stead."""
    assert listed(items) == written


def test_welsh_follows_the_unicode_locale_data() -> None:
    """Welsh letters would carry English months."""
    assert long_date(DAY, "cy") == "17 Rhagfyr 2026"
    assert weekday_date(DAY, "cy") == "Dydd Iau 17 Rhagfyr 2026"
    assert clock(dt.time(14), "cy") == "14:00"
