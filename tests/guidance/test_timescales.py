"""What is due when: the worked dates, and what holds of every date."""

from __future__ import annotations

import calendar
import datetime as dt
from typing import Any

import pytest
from checked_cases import board_with, case_with
from hypothesis import given, settings
from hypothesis import strategies as st

from mas_docs.board import Holidays
from mas_docs.case.model import Case
from mas_docs.errors import InvalidCaseError
from mas_docs.guidance.timescales import Due, Standing, add, dates, subtract, timetable
from mas_docs.guidance.working_days import WorkingDays
from mas_docs.yaml_files.values import Span, Unit

BOARD = board_with({})
WALES = WorkingDays(Holidays())
YEARS = st.dates(dt.date(2015, 1, 1), dt.date(2060, 12, 31))
SPANS = st.builds(Span, count=st.integers(0, 200), unit=st.sampled_from(Unit))


def _span(count: int, unit: Unit) -> Span:
    return Span(count=count, unit=unit)


@pytest.mark.parametrize(
    ("start", "span", "due"),
    [
        (dt.date(2025, 11, 30), _span(15, Unit.MONTHS), dt.date(2027, 2, 28)),
        (dt.date(2025, 8, 20), _span(15, Unit.MONTHS), dt.date(2026, 11, 20)),
        (dt.date(2022, 11, 30), _span(15, Unit.MONTHS), dt.date(2024, 2, 29)),
        (dt.date(2026, 11, 20), _span(6, Unit.WEEKS), dt.date(2027, 1, 1)),
        (dt.date(2026, 12, 11), _span(2, Unit.WEEKS), dt.date(2026, 12, 25)),
        (dt.date(2027, 3, 15), _span(2, Unit.WEEKS), dt.date(2027, 3, 29)),
        (dt.date(2026, 12, 1), _span(10, Unit.DAYS), dt.date(2026, 12, 11)),
    ],
)
def test_worked_dates(start: dt.date, span: Span, due: dt.date) -> None:
    """A wrong sum would give the office a date that the guidance does not mean."""
    assert add(start, span) == due


@pytest.mark.parametrize(
    ("day", "why", "before"),
    [
        (dt.date(2027, 1, 1), "New Year's Day", dt.date(2026, 12, 31)),
        (dt.date(2026, 12, 25), "Christmas Day", dt.date(2026, 12, 24)),
        (dt.date(2027, 3, 29), "Easter Monday", dt.date(2027, 3, 25)),
        (dt.date(2026, 12, 28), "Boxing Day (observed)", dt.date(2026, 12, 24)),
        (dt.date(2027, 12, 28), "Boxing Day (observed)", dt.date(2027, 12, 24)),
        (dt.date(2026, 12, 5), "Saturday", dt.date(2026, 12, 4)),
        (dt.date(2026, 12, 6), "Sunday", dt.date(2026, 12, 4)),
        (dt.date(2026, 12, 3), None, dt.date(2026, 12, 2)),
    ],
)
def test_days_on_which_nobody_works(day: dt.date, why: str | None, before: dt.date) -> None:
    """Somebody would plan for a day on which no office in Wales is open."""
    assert WALES.why_not_working(day) == why
    assert WALES.working_day_before(day) == before


def test_scotland_has_other_holidays_than_wales() -> None:
    """A board's own holidays would not count: 2 January is one in Scotland alone."""
    second_of_january = dt.date(2026, 1, 2)
    assert WALES.why_not_working(second_of_january) is None
    assert WorkingDays(Holidays(subdivision="SCT")).why_not_working(second_of_january) is not None


def test_days_of_the_boards_own() -> None:
    """A day on which the board's office is closed would pass for a working day."""
    day = dt.date(2026, 12, 24)
    own = WorkingDays(Holidays(extra=(day,)))
    assert own.why_not_working(day) == "a holiday of the board's own"
    assert own.working_day_before(dt.date(2026, 12, 25)) == dt.date(2026, 12, 23)


@pytest.mark.parametrize(("country", "subdivision"), [("XX", None), ("GB", "ZZ"), ("wales", "WLS")])
def test_unknown_country_is_refused_with_remedy(country: str, subdivision: str | None) -> None:
    """A slip in board.yaml would end in a traceback, or in holidays that silently do not count."""
    with pytest.raises(InvalidCaseError, match="GB") as caught:
        WorkingDays(Holidays(country=country, subdivision=subdivision)).why_not_working(dt.date(2026, 1, 1))
    assert caught.value.remedy


@settings(deadline=None)
@given(day=YEARS, months=st.integers(0, 120))
def test_months_never_skip_a_month(day: dt.date, months: int) -> None:
    """A registration on the 31st would reach its 15 months in a month too late."""
    later = add(day, _span(months, Unit.MONTHS))
    assert (later.year * 12 + later.month) - (day.year * 12 + day.month) == months
    assert later.day == min(day.day, calendar.monthrange(later.year, later.month)[1])


@settings(deadline=None)
@given(day=YEARS, other=YEARS, span=SPANS)
def test_adding_keeps_the_order_of_days(day: dt.date, other: dt.date, span: Span) -> None:
    """A later conference could have the earlier deadline."""
    first, second = sorted((day, other))
    assert add(first, span) <= add(second, span)
    assert subtract(first, span) <= subtract(second, span)
    assert subtract(day, span) <= day <= add(day, span)


@settings(deadline=None)
@given(day=YEARS, count=st.integers(0, 400), unit=st.sampled_from([Unit.DAYS, Unit.WEEKS]))
def test_days_and_weeks_go_back_as_they_came(day: dt.date, count: int, unit: Unit) -> None:
    """The papers' date, counted back from the event, would be a day out."""
    assert subtract(add(day, _span(count, unit)), _span(count, unit)) == day


@pytest.mark.parametrize("unit", list(Unit))
def test_the_end_of_the_calendar_is_no_crash(unit: Unit) -> None:
    """A slip such as the year 9999 would end in a traceback instead of a table of dates."""
    assert add(dt.date.max, _span(999, unit)) == dt.date.max
    assert subtract(dt.date.min, _span(999, unit)) == dt.date.min
    assert WALES.working_day_before(dt.date.min) == dt.date.min


@settings(deadline=None)
@given(day=YEARS)
def test_the_working_day_before_is_one_and_before(day: dt.date) -> None:
    """The day suggested would itself be a holiday, or after the last day."""
    before = WALES.working_day_before(day)
    assert before < day
    assert WALES.why_not_working(before) is None
    between = (before + dt.timedelta(days=n) for n in range(1, (day - before).days))
    assert all(WALES.why_not_working(skipped) for skipped in between)


def _table(case: Case, today: dt.date) -> dict[str, Any]:
    return {deadline.key: deadline for deadline in timetable(case, BOARD, today)}


def test_the_whole_timetable() -> None:
    """A step could be missing from the table of dates, or count from the wrong day."""
    case = case_with({"conference.date": "2026-11-20", "event.date": "2026-12-17"})
    found = [(str(deadline.key), deadline.due) for deadline in timetable(case, BOARD, dt.date(2026, 11, 23))]
    assert found == [
        ("invite", dt.date(2026, 12, 4)),
        ("papers-internal", dt.date(2026, 12, 7)),
        ("papers", dt.date(2026, 12, 10)),
        ("event", dt.date(2027, 1, 1)),
        ("summary", dt.date(2026, 12, 31)),
        ("overall", dt.date(2027, 1, 15)),
    ]


def test_a_last_day_on_a_holiday_says_so() -> None:
    """Conference on 20 November 2026: the office would aim at New Year's Day."""
    event = _table(case_with({"conference.date": "2026-11-20"}), dt.date(2026, 11, 23))["event"]
    assert (event.not_working, event.working_day_before) == ("New Year's Day", dt.date(2026, 12, 31))
    assert event.paragraph == "4.7"


def test_the_clock_can_start_on_another_day() -> None:
    """A referral agreed at a Core Group (4.3) would be called late from its first day."""
    case = case_with({"decision.clock_start": "2026-11-25"})
    assert dates(case, BOARD).invite_by == dt.date(2026, 12, 9)
    assert dates(case, BOARD).overall_by == dt.date(2027, 1, 20)


@pytest.mark.parametrize("changes", [{"event": None}, {"event.status": "cancelled"}])
def test_without_a_standing_event_nothing_counts_from_it(changes: dict[str, Any]) -> None:
    """A cancelled event would still ask for its papers and its summary."""
    table = _table(case_with(changes), dt.date(2026, 11, 23))
    assert set(table) == {"invite", "event", "overall"}
    assert table["event"].done is None


def test_dates_for_letters_without_an_event() -> None:
    """A referral notice, written before there is an event, could not be made."""
    found = dates(case_with({"event": None}), BOARD)
    assert found.event_by == dt.date(2026, 12, 30)
    assert (found.papers_by, found.papers_internal_by, found.summary_by) == (None, None, None)


@pytest.mark.parametrize(
    ("invited", "today", "standing", "late"),
    [
        (None, "2026-12-02", Standing.OPEN, 0),
        (None, "2026-12-05", Standing.OVERDUE, 3),
        ("2026-12-02", "2026-12-05", Standing.DONE, 0),
        ("2026-12-04", "2026-12-05", Standing.DONE_LATE, 2),
        ("2026-12-01", "2026-11-20", Standing.PLANNED, 0),
        ("2026-12-04", "2026-11-20", Standing.PLANNED_LATE, 2),
    ],
)
def test_how_a_step_stands(invited: str | None, today: str, standing: Standing, late: int) -> None:
    """The register would call a step late that is not, or the other way round."""
    day = dt.date.fromisoformat(today)
    deadline = _table(case_with({"done.invited": invited}), day)[Due.INVITE]
    assert (deadline.standing, deadline.days_late(day)) == (standing, late)
    assert deadline.is_behind_us == (standing in (Standing.DONE, Standing.DONE_LATE))


def test_days_left() -> None:
    """The table of dates would tell the wrong number of days."""
    deadline = _table(case_with({}), dt.date(2026, 11, 30))[Due.INVITE]
    assert deadline.days_left(dt.date(2026, 11, 30)) == 2
    assert deadline.days_left(dt.date(2027, 11, 30)) == 0


def test_the_summarys_own_date_comes_before_the_registers() -> None:
    """Lateness would be judged by a date that somebody noted, not by the form's."""
    case = case_with({"summary": {"returned_on": "2026-12-29"}, "done.summary_returned": "2026-12-30"})
    assert _table(case, dt.date(2027, 1, 4))[Due.OVERALL].done == dt.date(2026, 12, 29)


@settings(deadline=None, max_examples=40)
@given(conference=YEARS, weeks=st.integers(0, 12))
def test_the_timetable_keeps_its_order(conference: dt.date, weeks: int) -> None:
    """A later step could be due before an earlier one."""
    event = conference + dt.timedelta(weeks=weeks)
    case = case_with({"conference.date": conference, "event.date": event})
    due = {deadline.key: deadline.due for deadline in timetable(case, BOARD, conference)}
    assert due[Due.INVITE] < due[Due.EVENT] < due[Due.OVERALL]
    assert due[Due.PAPERS_INTERNAL] < due[Due.PAPERS] < event < due[Due.SUMMARY]
    in_time = event <= due[Due.EVENT]
    assert (due[Due.SUMMARY] <= due[Due.OVERALL]) == in_time
