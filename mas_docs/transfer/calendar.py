"""The calendar file beside an invitation: one event, no child's data (RFC 5545, sent as RFC 5546 describes).

The event of a case keeps one UID for life. A later file about it has a higher SEQUENCE, so that a calendar
replaces the entry it holds (moved) or takes it out (cancelled) instead of showing a second one.
"""

from __future__ import annotations

import datetime as dt
import functools
import re
from collections.abc import Iterator
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

from mas_docs.board import Board
from mas_docs.case.model import Case, Event, EventStatus
from mas_docs.errors import NotReadyError
from mas_docs.recipients import Recipient

if TYPE_CHECKING:
    import icalendar

FILE_NAME = "calendar.ics"
"""What the file is called in a package."""

ASSUMED_LENGTH = dt.timedelta(hours=2)
"""How long the entry lasts when the case gives no end; the description says so."""

_FOLD = re.compile(rb"\r?\n[ \t]")
_SHOWN = re.compile(r"^(?:SUMMARY|DESCRIPTION|LOCATION):(.*?)\r?$", re.MULTILINE)
_ESCAPED = re.compile(r"\\(.)")
_ZONE = "Europe/London"
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


def event_calendar(  # noqa: PLR0913 - an entry has these parts
    case: Case, board: Board, *, form: EventStatus, organizer: Recipient, recipient: Recipient, today: dt.date
) -> bytes:
    """Write the calendar file of a case's event (guidance 4.4: professionals only).

    Where the case gives no end, two hours are set aside, and the description says so.

    Args:
        case: a case whose event has a date and a start.
        board: its Business Unit's e-mail domain makes the UID the board's own.
        form: what the file tells its reader: come, come on another day, do not come.
        organizer: who sends it, and receives the replies.
        recipient: who is asked to reply.
        today: the day of writing; no clock is read, so that the same day gives the same bytes.

    Raises:
        NotReadyError: the case has no event yet, its event no start, or one of the two people no e-mail address.
    """
    import icalendar

    cancelled = form is EventStatus.CANCELLED
    event, start = _scheduled(case)
    revision = sequence(event, form)
    entry = icalendar.Event()
    entry.add("uid", _unique_id(case, board))
    entry.add("sequence", revision)
    entry.add("dtstamp", _stamp(today, revision))
    entry.add("status", "CANCELLED" if cancelled else "CONFIRMED")
    for name, value in _when_and_where(case, event, start):
        entry.add(name, value)
    asked = {"ROLE": "REQ-PARTICIPANT", "PARTSTAT": "NEEDS-ACTION", "RSVP": "TRUE"}
    entry.add("organizer", _address(organizer), parameters={"CN": organizer.name})
    entry.add("attendee", _address(recipient), parameters={"CN": recipient.name, **asked})

    calendar = icalendar.Calendar()
    calendar.add("prodid", _PRODUCT)
    calendar.add("version", "2.0")
    calendar.add("calscale", "GREGORIAN")
    calendar.add("method", "CANCEL" if cancelled else "REQUEST")
    calendar.add_component(_british_time())
    calendar.add_component(entry)
    return bytes(calendar.to_ical())


@functools.cache
def _british_time() -> icalendar.Component:
    """The zone of every entry; it is only ever read."""
    import icalendar

    return icalendar.Timezone.from_ical(_BRITISH_TIME)


def visible_texts(calendar: bytes) -> tuple[str, ...]:
    """What an entry of ours shows in anybody's calendar, but for the people: its title, its description, its place.

    Read by its lines (RFC 5545, 3.1 and 3.3.11), which is forty times as fast as building the calendar again.
    """
    shown = _SHOWN.findall(_FOLD.sub(b"", calendar).decode())
    return tuple(_ESCAPED.sub(lambda found: "\n" if found[1] in "nN" else found[1], text) for text in shown)


def _unique_id(case: Case, board: Board) -> str:
    """The name by which a later entry finds the earlier one; it must not change when an address is corrected."""
    letters = "".join(letter for letter in board.short_name.lower() if letter.isascii() and letter.isalnum())
    return f"{case.reference.lower()}.event.{letters}@mas-docs"


def sequence(event: Event, form: EventStatus) -> int:
    """Which revision of the entry a file is: it rises with each move, and once more with the cancellation."""
    if form is EventStatus.PLANNED:
        return len(event.was)
    moved = max(1, len(event.was))
    return moved if form is EventStatus.MOVED else moved + 1


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


def _when_and_where(case: Case, event: Event, start: dt.time) -> Iterator[tuple[str, dt.datetime | str]]:
    begins = dt.datetime.combine(event.date, start, ZoneInfo(_ZONE))
    yield "dtstart", begins
    yield "dtend", dt.datetime.combine(event.date, event.end, ZoneInfo(_ZONE)) if event.end else begins + ASSUMED_LENGTH
    yield "summary", f"Multi-Agency Supervision {case.reference}"
    yield "description", _description(event)
    if event.venue:
        yield "location", event.venue
    yield "class", "PRIVATE"
    yield "transp", "OPAQUE"


def _address(person: Recipient) -> str:
    """The address that a request must give of whom it asks, and of who asks (RFC 5546 3.2.2)."""
    if not person.email:
        raise NotReadyError(
            f"There is no e-mail address of {person.name}, which a calendar needs",
            remedy="Add it to the case file.",
        )
    return f"mailto:{person.email}"


def _stamp(today: dt.date, revision: int) -> dt.datetime:
    """Midnight and as many seconds as the revision, so that a later revision is never stamped earlier."""
    return dt.datetime.combine(today, dt.time(), dt.UTC) + dt.timedelta(seconds=revision)


def _description(event: Event) -> str:
    words = "Professionals only. See the invitation."
    return words if event.end else f"{words} The end is not fixed yet; two hours are set aside."
