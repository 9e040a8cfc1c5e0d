"""Dates and times of a case that cannot all be true, or hardly can. A date after today is never wrong for that."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from dataclasses import dataclass

from mas_docs.case.model import Case, Child, Event, EventStatus
from mas_docs.guidance.plain import long_date, ordinal
from mas_docs.guidance.problems import Problem, error, warning
from mas_docs.guidance.timescales import standing_event, summary_returned
from mas_docs.yaml_files.places import ValuePath

_GROWN_UP = 18
_CORRECT_ONE = "Correct one of the two."


@dataclass(frozen=True, slots=True)
class _Order:
    """Two days of which the first must not lie before the second.

    Attributes:
        id: the problem's name when it does.
        path: the value that is shown as wrong.
        later, day: the step that comes later, and its day.
        earlier, limit: the step that comes first, and its day.
    """

    id: str
    path: ValuePath
    later: str
    day: dt.date | None
    earlier: str
    limit: dt.date


def date_problems(case: Case) -> Iterator[Problem]:
    """Every pair of dates or times that contradict each other."""
    orders = (*_orders_of_children(case), *_orders_of_event(case), *_orders_after_event(case))
    for order in orders:
        if order.day is not None and order.day < order.limit:
            message = f"{order.later} ({long_date(order.day)}) is before {order.earlier} ({long_date(order.limit)})"
            yield error(order.id, order.path, message, _CORRECT_ONE)
    yield from _conference_problems(case)
    if case.event:
        yield from _time_problems(case.event)
        yield from _moving_problems(case.event)
    yield from _unlikely_ages(case)
    yield from _unlikely_dates(case)


def _orders_of_children(case: Case) -> Iterator[_Order]:
    conference = case.conference.date
    for number, child in enumerate(case.children):
        whose = f"{ordinal(number + 1)} child's"
        born: ValuePath = ("children", number, "date_of_birth")
        registered: ValuePath = ("children", number, "registered")
        registration, birth = f"the {whose} registration", f"the {whose} date of birth"
        yield _Order(
            "born-after-registration", born, f"The {whose} registration", child.registered, birth, child.date_of_birth
        )
        yield _Order("born-after-conference", born, "The conference", conference, birth, child.date_of_birth)
        yield _Order(
            "registered-after-conference", registered, "The conference", conference, registration, child.registered
        )


def _orders_of_event(case: Case) -> Iterator[_Order]:
    conference, event = case.conference.date, case.event
    if event is None:
        return
    path: ValuePath = ("event", "date")
    yield _Order("event-before-conference", path, "The event", event.date, "the conference", conference)
    if case.clock_start > conference:
        yield _Order(
            "event-before-clock-start", path, "The event", event.date, "the start of its clock", case.clock_start
        )
    for number, former in enumerate(event.was):
        was: ValuePath = ("event", "was", number)
        yield _Order("event-before-conference", was, "A former date of the event", former, "the conference", conference)


def _orders_after_event(case: Case) -> Iterator[_Order]:
    ended: ValuePath = ("review_ended",)
    yield _Order(
        "review-before-conference",
        ended,
        "The end of the review",
        case.review_ended,
        "the conference",
        case.conference.date,
    )
    event = standing_event(case)
    if event is None:
        return
    returned, forms = case.done.summary_returned, case.done.forms_returned
    steps: list[tuple[str, ValuePath, str, dt.date | None]] = [
        ("summary-before-event", ("done", "summary_returned"), "The return of the summary", returned),
        ("forms-before-event", ("done", "forms_returned"), "The return of the feedback forms", forms),
        ("review-before-event", ended, "The end of the review", case.review_ended),
    ]
    if case.summary:
        signed, back = case.summary.signed_on, case.summary.returned_on
        steps += [
            ("signed-before-event", ("summary", "signed_on"), "The signature of the summary", signed),
            ("summary-before-event", ("summary", "returned_on"), "The return of the summary", back),
        ]
    for id_, path, later, day in steps:
        yield _Order(id_, path, later, day, "the event", event.date)


def _conference_problems(case: Case) -> Iterator[Problem]:
    conference = case.conference
    for number, earlier in enumerate(conference.earlier):
        if earlier >= conference.date:
            yield error(
                "earlier-conference-not-earlier",
                ("conference", "earlier", number),
                f"An earlier conference ({long_date(earlier)}) is not before this one ({long_date(conference.date)})",
                _CORRECT_ONE,
            )
    implied = len(set(conference.earlier)) + 1
    if conference.number < implied:
        yield warning(
            "conference-number",
            ("conference", "number"),
            f"By the earlier conferences listed this is the {ordinal(implied)}, not the {ordinal(conference.number)}",
            "Correct number: or earlier: under conference:.",
            "1.1",
        )


def _time_problems(event: Event) -> Iterator[Problem]:
    start, end = event.start, event.end
    if start and end and end <= start:
        yield error(
            "end-before-start",
            ("event", "end"),
            f"The event ends at {end:%H:%M}, not after its start at {start:%H:%M}",
            "Correct start: or end:, in hours from 0 to 23.",
        )
    meet, debrief = event.facilitators_meet, event.facilitators_debrief
    if start and meet and meet > start:
        yield error(
            "facilitators-meet-after-start",
            ("event", "facilitators_meet"),
            f"The facilitators meet at {meet:%H:%M}, after the event's start at {start:%H:%M}",
            "They meet before the event; correct the time.",
            "4.8",
        )
    finish = end or start
    if finish and debrief and debrief < finish:
        which = "end" if end else "start"
        yield error(
            "debrief-before-end",
            ("event", "facilitators_debrief"),
            f"The facilitators' debrief at {debrief:%H:%M} is before the event's {which} at {finish:%H:%M}",
            "It follows the event; correct the time.",
            "4.8",
        )


def _moving_problems(event: Event) -> Iterator[Problem]:
    if event.was and event.was[-1] == event.date:
        yield error(
            "moved-to-same-date",
            ("event", "was", len(event.was) - 1),
            f"The event was moved from {long_date(event.date)}, which is also its date now",
            "Write the new date under date:, and former ones only under was:.",
        )
    for number, former in enumerate(event.was):
        if former > event.date:
            yield warning(
                "moved-forward",
                ("event", "was", number),
                f"A former date of the event ({long_date(former)}) is after its date now ({long_date(event.date)})",
                "Correct one of the two, unless the event was brought forward.",
            )
    if event.status is EventStatus.MOVED and not event.was:
        yield warning(
            "moved-from-nowhere",
            ("event", "status"),
            "The event was moved, and its former date is not given",
            "Add it under event:, as in was: [2026-12-15].",
        )


def _unlikely_ages(case: Case) -> Iterator[Problem]:
    for number, child in enumerate(case.children):
        if _grown_up(child, case.conference.date):
            yield warning(
                "not-a-child",
                ("children", number, "date_of_birth"),
                f"By the date of birth, the {ordinal(number + 1)} child was {_GROWN_UP} or older at the conference",
                "Check the year.",
            )


def _grown_up(child: Child, day: dt.date) -> bool:
    born = child.date_of_birth
    return (day.year - born.year, day.month, day.day) >= (_GROWN_UP, born.month, born.day)


def _unlikely_dates(case: Case) -> Iterator[Problem]:
    conference, done, event = case.conference.date, case.done, standing_event(case)
    if case.clock_start < conference:
        yield warning(
            "clock-before-conference",
            ("decision", "clock_start"),
            f"The clock starts on {long_date(case.clock_start)}, before the conference on {long_date(conference)}",
            "The guidance counts from the conference where the referral was agreed; check the date.",
            "4.3, 4.4",
        )
    if case.next_meeting and event and case.next_meeting.date < event.date:
        yield warning(
            "next-meeting-before-event",
            ("next_meeting", "date"),
            f"The meeting that is to hear the summary is on {long_date(case.next_meeting.date)}, before the event",
            "Give the first core group or conference after the event.",
            "4.9",
        )
    to_coordinator, to_unit = done.papers_to_coordinator, done.papers_to_business_unit
    if to_coordinator and to_unit and to_unit < to_coordinator:
        yield warning(
            "papers-out-of-order",
            ("done", "papers_to_business_unit"),
            "The papers reached the Business Unit before the Child Protection Coordinator had them",
            _CORRECT_ONE,
            "4.6",
        )
    yield from _unlikely_return(case)


def _unlikely_return(case: Case) -> Iterator[Problem]:
    signed = case.summary.signed_on if case.summary else None
    returned, registered = summary_returned(case), case.done.summary_returned
    if signed and returned and returned < signed:
        yield warning(
            "returned-before-signed",
            ("summary", "signed_on"),
            f"The summary was signed on {long_date(signed)}, after its return on {long_date(returned)}",
            _CORRECT_ONE,
            "4.9",
        )
    if registered and returned and registered != returned:
        yield warning(
            "two-return-dates",
            ("done", "summary_returned"),
            f"The summary was returned on {long_date(registered)}, or by its own entry on {long_date(returned)}",
            _CORRECT_ONE,
            "4.9",
        )
