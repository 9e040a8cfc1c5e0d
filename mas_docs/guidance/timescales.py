"""What is due when. Every figure is the board's, every rule has its paragraph; calendar days throughout."""

from __future__ import annotations

import calendar
import datetime as dt
from dataclasses import dataclass
from enum import StrEnum

from mas_docs.board import Board
from mas_docs.case.model import Case, Event, EventStatus
from mas_docs.guidance.working_days import WorkingDays
from mas_docs.yaml_files.values import Span, Unit

_MONTHS_A_YEAR = 12


def add(day: dt.date, span: Span) -> dt.date:
    """The day so long after another.

    Calendar months end with their month: 30 November 2025 and 15 months is 28 February 2027. The calendar ends with
    the year 9999, and so does the result.
    """
    return _moved(day, span, 1)


def subtract(day: dt.date, span: Span) -> dt.date:
    """The day so long before another; months as in `add`, and no day before the year 1."""
    return _moved(day, span, -1)


def _moved(day: dt.date, span: Span, direction: int) -> dt.date:
    if span.unit is Unit.MONTHS:
        return _months_moved(day, direction * span.count)
    days = span.count * (7 if span.unit is Unit.WEEKS else 1)
    try:
        return day + dt.timedelta(days=direction * days)
    except OverflowError:
        return dt.date.max if direction > 0 else dt.date.min


def _months_moved(day: dt.date, months: int) -> dt.date:
    year, month = divmod(day.year * _MONTHS_A_YEAR + day.month - 1 + months, _MONTHS_A_YEAR)
    if not dt.MINYEAR <= year <= dt.MAXYEAR:
        return dt.date.max if months > 0 else dt.date.min
    last = calendar.monthrange(year, month + 1)[1]
    return dt.date(year, month + 1, min(day.day, last))


class Due(StrEnum):
    """The steps that have a last day, in the order of the process."""

    INVITE = "invite"
    PAPERS_INTERNAL = "papers-internal"
    PAPERS = "papers"
    EVENT = "event"
    SUMMARY = "summary"
    OVERALL = "overall"


class Standing(StrEnum):
    """How a step stands on a given day."""

    DONE = "done"
    DONE_LATE = "done late"
    PLANNED = "planned"
    PLANNED_LATE = "planned late"
    OPEN = "open"
    OVERDUE = "overdue"


_TITLES = {
    Due.INVITE: "Core Group invited",
    Due.PAPERS_INTERNAL: "Papers sent off (own target)",
    Due.PAPERS: "Papers to the Business Unit",
    Due.EVENT: "Multi-Agency Supervision event",
    Due.SUMMARY: "Summary to the Business Unit",
    Due.OVERALL: "Conference to summary, overall",
}

_PARAGRAPHS = {
    Due.INVITE: "4.4",
    Due.PAPERS_INTERNAL: "4.6",
    Due.PAPERS: "4.6",
    Due.EVENT: "4.7",
    Due.SUMMARY: "4.9",
    Due.OVERALL: "4.11",
}


@dataclass(frozen=True, slots=True)
class Deadline:
    """The last day for one step, and how it stands.

    Attributes:
        key: the step; its value is a stable word for scripts.
        title: the step in plain words.
        paragraph: the guidance's paragraph.
        due: the last day for it, counted in calendar days.
        done: when it was done, by the case file; for the event, the day it was or will be held. None: not recorded.
        standing: how it stands on the day the timetable was made for.
        not_working: why nobody works on the last day (`Saturday`, `New Year's Day`), or None on a working day.
        working_day_before: where nobody works on the last day, the last working day before it.
    """

    key: Due
    title: str
    paragraph: str
    due: dt.date
    done: dt.date | None
    standing: Standing
    not_working: str | None = None
    working_day_before: dt.date | None = None

    @property
    def is_behind_us(self) -> bool:
        """Whether it is done, in time or late."""
        return self.standing in (Standing.DONE, Standing.DONE_LATE)

    def days_late(self, today: dt.date) -> int:
        """By how many days it was, or as planned will be, late; while nothing is recorded, as of today. 0: in time."""
        return max(0, ((self.done or today) - self.due).days)

    def days_left(self, today: dt.date) -> int:
        """How many days remain until its last day; 0 on that day and after it."""
        return max(0, (self.due - today).days)


@dataclass(frozen=True, slots=True)
class Dates:
    """The last days that letters name.

    Attributes:
        invite_by: for booking the event and inviting the Core Group (4.4).
        event_by: for the event (4.7).
        overall_by: for the summary to reach the Business Unit, counted from the conference (4.11).
        papers_by: for the papers (4.6); None without an event, as the next two.
        papers_internal_by: the Social Worker's own, earlier target for the papers.
        summary_by: for the summary, counted from the event (4.9).
    """

    invite_by: dt.date
    event_by: dt.date
    overall_by: dt.date
    papers_by: dt.date | None = None
    papers_internal_by: dt.date | None = None
    summary_by: dt.date | None = None


def dates(case: Case, board: Board) -> Dates:
    """The last days of a case: from its clock's start (4.3, 4.4), and from its event where there is one."""
    start, spans, event = case.clock_start, board.timescales, case.event
    return Dates(
        invite_by=add(start, spans.invite_within),
        event_by=add(start, spans.event_within),
        overall_by=add(start, spans.overall),
        papers_by=subtract(event.date, spans.papers_before) if event else None,
        papers_internal_by=subtract(event.date, spans.papers_before_internal) if event else None,
        summary_by=add(event.date, spans.summary_within) if event else None,
    )


def standing_event(case: Case) -> Event | None:
    """The event, unless there is none or it was cancelled: then nothing can be counted from it."""
    return case.event if case.event and case.event.status is not EventStatus.CANCELLED else None


def summary_returned(case: Case) -> dt.date | None:
    """When the Business Unit received the summary: as the summary itself says, else as its register does."""
    return (case.summary.returned_on if case.summary else None) or case.done.summary_returned


def timetable(case: Case, board: Board, today: dt.date) -> tuple[Deadline, ...]:
    """Every last day of the case, in the order of the process; what counts from an event only while one stands.

    Args:
        case: the case; whether it proceeds makes no difference here.
        board: the board, whose figures and holidays count.
        today: the day on which the steps' standing is told.

    Raises:
        InvalidCaseError: the board's settings name public holidays that are not known.
    """
    working, last, event = WorkingDays.of(board), dates(case, board), standing_event(case)
    steps: tuple[tuple[Due, dt.date | None, dt.date | None], ...] = (
        (Due.INVITE, last.invite_by, case.done.invited),
        (Due.PAPERS_INTERNAL, last.papers_internal_by if event else None, case.done.papers_to_coordinator),
        (Due.PAPERS, last.papers_by if event else None, case.done.papers_to_business_unit),
        (Due.EVENT, last.event_by, event.date if event else None),
        (Due.SUMMARY, last.summary_by if event else None, summary_returned(case)),
        (Due.OVERALL, last.overall_by, summary_returned(case)),
    )
    return tuple(_deadline(key, due, done, today, working) for key, due, done in steps if due is not None)


def _deadline(key: Due, due: dt.date, done: dt.date | None, today: dt.date, working: WorkingDays) -> Deadline:
    why = working.why_not_working(due)
    return Deadline(
        key=key,
        title=_TITLES[key],
        paragraph=_PARAGRAPHS[key],
        due=due,
        done=done,
        standing=_standing(due, done, today),
        not_working=why,
        working_day_before=working.working_day_before(due) if why else None,
    )


def _standing(due: dt.date, done: dt.date | None, today: dt.date) -> Standing:
    if done is None:
        return Standing.OVERDUE if today > due else Standing.OPEN
    if done > today:
        return Standing.PLANNED_LATE if done > due else Standing.PLANNED
    return Standing.DONE_LATE if done > due else Standing.DONE
