"""The dates of a case in one line of time: registrations, conferences, the guidance's last days, the event."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from dataclasses import dataclass, field
from itertools import groupby

from mas_docs.board import Board
from mas_docs.case.model import Case, MeetingKind
from mas_docs.guidance.plain import ordinal
from mas_docs.guidance.threshold import threshold
from mas_docs.guidance.timescales import Due, standing_event, timetable


@dataclass(frozen=True, slots=True)
class Happening:
    """One thing that happened or is due on a day.

    Attributes:
        kind: `registered`, `conference`, `agreed`, `fifteen-months`, `made`, `deadline`, `moved`, `event` or
            `next-meeting`.
        date: its day.
        details: what a template may name of it.
    """

    kind: str
    date: dt.date
    details: dict[str, object] = field(default_factory=dict)

    @property
    def order(self) -> tuple[dt.date, int]:
        """Its place in the line of time; on one day, what happened stands before what is due."""
        return self.date, _KINDS.index(self.kind)


_MEETINGS = {MeetingKind.CORE_GROUP: "Core Group", MeetingKind.CONFERENCE: "Child Protection Conference"}
_KINDS = ("registered", "conference", "agreed", "fifteen-months", "made", "moved", "event", "deadline", "next-meeting")


@dataclass(frozen=True, slots=True)
class Point:
    """A day in the line of time.

    Attributes:
        date: the day.
        kind: the kind of what stands first on it, which gives its mark.
        share: where it stands between the first day (0.0) and the last (1.0).
        happenings: everything on it.
    """

    date: dt.date
    kind: str
    share: float
    happenings: tuple[Happening, ...]


@dataclass(frozen=True, slots=True)
class Tick:
    """The beginning of a month on the scale, with its year in January and on the first tick."""

    share: float
    year: int | None


@dataclass(frozen=True, slots=True)
class Timeline:
    """A line of time, to scale.

    Attributes:
        points: its days, in order.
        ticks: the months between its first and its last day.
    """

    points: tuple[Point, ...]
    ticks: tuple[Tick, ...]


@dataclass(frozen=True, slots=True)
class Held:
    """A Child Protection Conference: its day, and which one it was in words, empty where that is not known."""

    date: dt.date
    ordinal: str


def conferences(case: Case) -> tuple[Held, ...]:
    """The conferences of a case in order; which of the earlier ones it was is known only where all are listed."""
    earlier, number = sorted(case.conference.earlier), case.conference.number
    complete = len(earlier) == number - 1
    return (
        *(Held(day, ordinal(place) if complete else "") for place, day in enumerate(earlier, start=1)),
        Held(case.conference.date, ordinal(number)),
    )


def timeline(case: Case, board: Board, made_on: dt.date) -> Timeline:
    """The line of time of a case, with the day on which its pack was made.

    Raises:
        InvalidCaseError: the board's settings name public holidays that are not known.
    """
    happenings = sorted(_happenings(case, board, made_on), key=lambda happening: happening.order)
    first, last = happenings[0].date, happenings[-1].date
    span = max((last - first).days, 1)
    points = tuple(
        Point(day, found[0].kind, (day - first).days / span, found)
        for day, group in groupby(happenings, key=lambda happening: happening.date)
        for found in [tuple(group)]
    )
    return Timeline(points, tuple(_ticks(first, last)))


def _happenings(case: Case, board: Board, made_on: dt.date) -> Iterator[Happening]:
    yield from _of_children(case, board)
    yield from (Happening("conference", held.date, {"ordinal": held.ordinal}) for held in conferences(case))
    if case.clock_start != case.conference.date:
        yield Happening("agreed", case.clock_start)
    yield Happening("made", made_on)
    for deadline in timetable(case, board, made_on):
        if deadline.key is not Due.PAPERS_INTERNAL:  # the Social Worker's own target is no affair of the facilitators
            yield Happening("deadline", deadline.due, {"title": deadline.title, "paragraph": deadline.paragraph})
    if event := case.event:
        yield from (Happening("moved", day) for day in event.was)
        yield Happening("event", event.date, {"start": event.start, "cancelled": standing_event(case) is None})
    if meeting := case.next_meeting:
        yield Happening("next-meeting", meeting.date, {"meeting": _MEETINGS[meeting.kind]})


def _of_children(case: Case, board: Board) -> Iterator[Happening]:
    for kind, days in (
        ("registered", [child.registered for child in case.children]),
        ("fifteen-months", [child.fifteen_months_on for child in threshold(case, board).children]),
    ):
        for day in sorted(set(days)):
            names = [child.name for child, its_day in zip(case.children, days, strict=True) if its_day == day]
            yield Happening(kind, day, {"names": names, "all": len(names) == len(case.children)})


def _ticks(first: dt.date, last: dt.date) -> Iterator[Tick]:
    span = max((last - first).days, 1)
    day = first.replace(day=1)
    while (day := _next_month(day)) <= last:
        yield Tick((day - first).days / span, day.year if day.month == 1 else None)


def _next_month(day: dt.date) -> dt.date:
    if (day.year, day.month) == (dt.MAXYEAR, 12):
        return dt.date.max
    return dt.date(day.year + day.month // 12, day.month % 12 + 1, 1)
