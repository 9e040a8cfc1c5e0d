"""What is late, what falls badly, and what an event still needs. All of it warns: a late event needs its papers too."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator

from mas_docs.board import Board
from mas_docs.case.model import Case
from mas_docs.guidance.plain import counted, long_date
from mas_docs.guidance.problems import Problem, warning
from mas_docs.guidance.timescales import (
    Deadline,
    Due,
    Standing,
    add,
    dates,
    standing_event,
    summary_returned,
    timetable,
)
from mas_docs.guidance.working_days import WorkingDays
from mas_docs.yaml_files.places import ValuePath

_HAPPENED = {
    Due.INVITE: "The Core Group was invited",
    Due.PAPERS_INTERNAL: "The papers went to the Child Protection Coordinator",
    Due.PAPERS: "The papers went to the Business Unit",
    Due.SUMMARY: "The summary reached the Business Unit",
    Due.OVERALL: "The summary reached the Business Unit",
}
_TO_DO = {
    Due.INVITE: "to book the event and invite the Core Group",
    Due.PAPERS_INTERNAL: "for the papers to go to the Child Protection Coordinator",
    Due.PAPERS: "for the papers to go to the Business Unit",
    Due.EVENT: "to hold the event",
    Due.SUMMARY: "to return the summary of the event",
    Due.OVERALL: "for the summary to reach the Business Unit",
}
_DONE_KEYS = {
    Due.INVITE: "invited",
    Due.PAPERS_INTERNAL: "papers_to_coordinator",
    Due.PAPERS: "papers_to_business_unit",
}


def timescale_problems(case: Case, board: Board, today: dt.date) -> Iterator[Problem]:
    """Everything late or about to be, by how many days, and every last day on which nobody works.

    A case that does not proceed has no timescales. After the review nothing is awaited any more, but what was late
    remains so.
    """
    if not case.decision.proceed:
        return
    for deadline in timetable(case, board, today):
        yield from _late(case, board, deadline, today)
        if case.review_ended is None:
            yield from _overdue(case, board, deadline, today)
            yield from _falls_badly(case, deadline)
    yield from _summary_too_late_by_plan(case, board)
    yield from _event_falls_badly(case, board, today)


def event_problems(case: Case) -> Iterator[Problem]:
    """What the invitations to an event still lack."""
    event = standing_event(case)
    if event is None or not case.decision.proceed:
        return
    if event.start is None:
        yield warning(
            "event-without-start",
            ("event",),
            "The event has no start time, so nobody can be invited to it yet",
            "Add start: under event:, as in 10:00.",
            "4.4",
        )
    if event.venue is None:
        yield warning(
            "event-without-venue",
            ("event",),
            "The event has no venue",
            "Add venue: under event: once the Social Worker has booked it.",
            "Appendix 1",
        )


def _late(case: Case, board: Board, deadline: Deadline, today: dt.date) -> Iterator[Problem]:
    if deadline.done is None or deadline.done <= deadline.due:
        return
    days = counted(deadline.days_late(today), "day")
    yield warning(
        f"{deadline.key}-late",
        _done_path(case, deadline.key),
        f"{_happened(deadline)} on {long_date(deadline.done)}, {days} after {_limit(case, board, deadline)}",
        _what_helps(deadline),
        deadline.paragraph,
    )


def _happened(deadline: Deadline) -> str:
    if deadline.key is Due.EVENT:
        return "The event was" if deadline.is_behind_us else "The event is"
    return _HAPPENED[deadline.key]


def _what_helps(deadline: Deadline) -> str:
    if deadline.standing is Standing.PLANNED_LATE:
        return "Bring it forward if that can be done; otherwise record why in the child's file."
    return "Record why in the child's file; it stops nothing."


def _overdue(case: Case, board: Board, deadline: Deadline, today: dt.date) -> Iterator[Problem]:
    overtaken = deadline.key is Due.PAPERS_INTERNAL and case.done.papers_to_business_unit is not None
    if deadline.standing is not Standing.OVERDUE or overtaken:
        return
    days = counted(deadline.days_late(today), "day")
    yield warning(
        f"{deadline.key}-overdue",
        _counted_from(case, deadline.key),
        f"The last day {_TO_DO[deadline.key]} was {_limit(case, board, deadline)}, {days} ago, and no day is recorded",
        _how_to_record(deadline.key),
        deadline.paragraph,
    )


def _how_to_record(key: Due) -> str:
    if key in _DONE_KEYS:
        return f"Do it now; when it is done, write the day as {_DONE_KEYS[key]}: under done:."
    if key is Due.EVENT:
        return "Hold it as soon as it can be; write its date under event:."
    return "Return it now; when it is done, write the day as returned_on: under summary:."


def _falls_badly(case: Case, deadline: Deadline) -> Iterator[Problem]:
    """A last day on which nobody works, unless the step is done, or planned, for a working day before it."""
    why, before = deadline.not_working, deadline.working_day_before
    if why is None or before is None or deadline.is_behind_us:
        return
    if deadline.done is not None and deadline.done <= before:
        return
    yield warning(
        f"{deadline.key}-day-off",
        _counted_from(case, deadline.key),
        f"The last day {_TO_DO[deadline.key]}, {long_date(deadline.due)}, is {_called(why)}",
        f"Aim at the working day before it, {long_date(before)}.",
        deadline.paragraph,
    )


def _summary_too_late_by_plan(case: Case, board: Board) -> Iterator[Problem]:
    """An event so late that a summary in its own time breaks the overall limit too: 8 weeks are 6 and 2 (4.11)."""
    event = standing_event(case)
    if event is None or summary_returned(case):
        return
    summary_by, overall_by = add(event.date, board.timescales.summary_within), dates(case, board).overall_by
    if summary_by > overall_by:
        days = counted((summary_by - overall_by).days, "day")
        yield warning(
            f"{Due.OVERALL}-late",
            ("event", "date"),
            f"A summary {board.timescales.summary_within} after the event, on {long_date(summary_by)}, comes {days} "
            f"after the overall limit of {board.timescales.overall}, {long_date(overall_by)}",
            "Bring the event forward, or agree an earlier day for the summary.",
            "4.11",
        )


def _event_falls_badly(case: Case, board: Board, today: dt.date) -> Iterator[Problem]:
    event, working = standing_event(case), WorkingDays.of(board)
    why = working.why_not_working(event.date) if event and event.date >= today else None
    if event and why:
        yield warning(
            "event-on-day-off",
            ("event", "date"),
            f"The event is on {long_date(event.date)}, which is {_called(why)}",
            f"The working day before it is {long_date(working.working_day_before(event.date))}.",
        )


def _limit(case: Case, board: Board, deadline: Deadline) -> str:
    """A last day and what it is counted from: `1 January 2027 (6 weeks from 20 November 2026)`."""
    spans = board.timescales
    span, from_what = {
        Due.INVITE: (spans.invite_within, "from"),
        Due.PAPERS_INTERNAL: (spans.papers_before_internal, "before"),
        Due.PAPERS: (spans.papers_before, "before"),
        Due.EVENT: (spans.event_within, "from"),
        Due.SUMMARY: (spans.summary_within, "after"),
        Due.OVERALL: (spans.overall, "from"),
    }[deadline.key]
    event = standing_event(case)
    origin = long_date(case.clock_start) if from_what == "from" or event is None else "the event"
    return f"{long_date(deadline.due)} ({span} {from_what} {origin})"


def _called(why: str) -> str:
    return f"a {why}" if why in ("Saturday", "Sunday") else why


def _done_path(case: Case, key: Due) -> ValuePath:
    """Where the case file says when a step was done."""
    if key is Due.EVENT:
        return ("event", "date")
    if key in _DONE_KEYS:
        return ("done", _DONE_KEYS[key])
    own = case.summary is not None and case.summary.returned_on is not None
    return ("summary", "returned_on") if own else ("done", "summary_returned")


def _counted_from(case: Case, key: Due) -> ValuePath:
    """The date that a limit is counted from."""
    if key in (Due.PAPERS, Due.PAPERS_INTERNAL, Due.SUMMARY):
        return ("event", "date")
    return ("decision", "clock_start") if case.decision.clock_start else ("conference", "date")
