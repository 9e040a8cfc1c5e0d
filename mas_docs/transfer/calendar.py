"""The calendar file beside an invitation: one event, no child's data (RFC 5545, sent as RFC 5546 describes).

The event of a case keeps one UID for life. A later file about it has a higher SEQUENCE, so that a calendar
replaces the entry it holds (moved) or takes it out (cancelled) instead of showing a second one.
"""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING, Literal, Protocol
from zoneinfo import ZoneInfo

from mas_docs.errors import NotReadyError

if TYPE_CHECKING:
    import icalendar

    from mas_docs.board import Board
    from mas_docs.case.model import Case, Event

Form = Literal["planned", "moved", "cancelled"]
"""What the file tells its reader: come, come on another day, do not come."""

ASSUMED_LENGTH = dt.timedelta(hours=2)
"""How long the entry lasts when the case gives no end; the description says so."""

_ZONE = "Europe/London"
_METHODS: dict[Form, str] = {"planned": "REQUEST", "moved": "REQUEST", "cancelled": "CANCEL"}
_PRODUCT = "-//mas-docs//Multi-Agency Supervision//EN"

# British time since 1996, written out so that the bytes do not depend on the machine's own zone data.
_BRITISH_TIME = b"""\
BEGIN:VTIMEZONE\r
TZID:Europe/London\r
BEGIN:DAYLIGHT\r
DTSTART:19960331T010000\r
RRULE:FREQ=YEARLY;BYMONTH=3;BYDAY=-1SU\r
TZNAME:BST\r
TZOFFSETFROM:+0000\r
TZOFFSETTO:+0100\r
END:DAYLIGHT\r
BEGIN:STANDARD\r
DTSTART:19961027T020000\r
RRULE:FREQ=YEARLY;BYMONTH=10;BYDAY=-1SU\r
TZNAME:GMT\r
TZOFFSETFROM:+0100\r
TZOFFSETTO:+0000\r
END:STANDARD\r
END:VTIMEZONE\r
"""


class Addressee(Protocol):
    """Whoever the file is for: a recipient, or anybody else with a name and perhaps an e-mail address."""

    @property
    def name(self) -> str:
        """The name as it is written."""

    @property
    def email(self) -> str | None:
        """One e-mail address, where it is known."""


def event_calendar(case: Case, board: Board, *, form: Form, recipient: Addressee | None, today: dt.date) -> bytes:
    """Write the calendar file of a case's event (guidance 4.4: professionals only).

    Without somebody's address the file is published rather than sent as a request, since a request must name
    whom it asks (RFC 5546 3.2.1 and 3.2.2). Where the case gives no end, two hours are set aside, and the
    description says so.

    Args:
        case: a case whose event has a date and a start.
        board: its Business Unit's e-mail domain makes the UID the board's own.
        form: planned, moved or cancelled.
        recipient: who is asked to reply, or nobody in particular.
        today: the day of writing; no clock is read, so that the same day gives the same bytes.

    Raises:
        NotReadyError: the case has no event yet, or its event no start.
    """
    import icalendar

    event, start = _scheduled(case)
    revision = sequence(event, form)
    entry = icalendar.Event()
    entry.add("uid", f"{case.reference.lower()}.event@{board.business_unit.email.rpartition('@')[2]}")
    entry.add("sequence", revision)
    entry.add("dtstamp", _stamp(today, revision))
    entry.add("status", "CANCELLED" if form == "cancelled" else "CONFIRMED")
    _add_event(entry, case, event, start)
    _add_people(entry, case, recipient)

    calendar = icalendar.Calendar()
    calendar.add("prodid", _PRODUCT)
    calendar.add("version", "2.0")
    calendar.add("calscale", "GREGORIAN")
    calendar.add("method", _METHODS[form] if "attendee" in entry or form == "cancelled" else "PUBLISH")
    calendar.add_component(icalendar.Timezone.from_ical(_BRITISH_TIME))
    calendar.add_component(entry)
    return bytes(calendar.to_ical())


def sequence(event: Event, form: Form) -> int:
    """Which revision of the entry a file is: it rises with each move, and once more with the cancellation."""
    if form == "planned":
        return len(event.was)
    moved = max(1, len(event.was))
    return moved if form == "moved" else moved + 1


def _scheduled(case: Case) -> tuple[Event, dt.time]:
    if case.event is None:
        raise NotReadyError(
            f"{case.reference} has no event yet, so there is nothing to put in a calendar",
            remedy="Add the event with its date and start.",
        )
    if case.event.start is None:
        raise NotReadyError(
            f"The event of {case.reference} has no start, which a calendar needs",
            remedy="Add the start to the event, as in start: 10:00.",
        )
    return case.event, case.event.start


def _add_event(entry: icalendar.Event, case: Case, event: Event, start: dt.time) -> None:
    begins = dt.datetime.combine(event.date, start, ZoneInfo(_ZONE))
    ends = dt.datetime.combine(event.date, event.end, ZoneInfo(_ZONE)) if event.end else begins + ASSUMED_LENGTH
    entry.add("dtstart", begins)
    entry.add("dtend", ends)
    entry.add("summary", f"Multi-Agency Supervision {case.reference}")
    entry.add("description", _description(event))
    if event.venue:
        entry.add("location", event.venue)
    entry.add("class", "PRIVATE")
    entry.add("transp", "OPAQUE")


def _add_people(entry: icalendar.Event, case: Case, recipient: Addressee | None) -> None:
    organizer = case.social_worker
    entry.add("organizer", f"mailto:{organizer.email}", parameters={"CN": organizer.name})
    if recipient and recipient.email:
        asked = {"ROLE": "REQ-PARTICIPANT", "PARTSTAT": "NEEDS-ACTION", "RSVP": "TRUE"}
        entry.add("attendee", f"mailto:{recipient.email}", parameters={"CN": recipient.name, **asked})


def _stamp(today: dt.date, revision: int) -> dt.datetime:
    """Midnight and as many seconds as the revision, so that a later revision is never stamped earlier."""
    return dt.datetime.combine(today, dt.time(), dt.UTC) + dt.timedelta(seconds=revision)


def _description(event: Event) -> str:
    words = "Professionals only. See the invitation."
    return words if event.end else f"{words} The end is not fixed yet; two hours are set aside."
