"""The calendar file of an invitation, read back by the library and by a parser of our own from RFC 5545."""

from __future__ import annotations

import datetime as dt
import re
import unicodedata
from dataclasses import replace
from pathlib import Path
from typing import Any

import fictional
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from icalendar import Calendar, Timezone

from mas_docs.board import Board
from mas_docs.briefing.taking_in import CasePapers
from mas_docs.case.model import Case, EventStatus
from mas_docs.catalogue import FACILITATOR_INVITATIONS, INVITATIONS, PackageKind
from mas_docs.errors import NotReadyError
from mas_docs.guard.guard import Guard
from mas_docs.guidance.roles import Role
from mas_docs.planning import plan
from mas_docs.production.desk import Desk
from mas_docs.production.office import Office, Room
from mas_docs.recipients import Recipient, recipients
from mas_docs.transfer.calendar import event_calendar, visible_texts
from mas_docs.transfer.ledger.adding import Ledger
from mas_docs.transfer.passphrases.passphrase import Passphrase

TODAY = dt.date(2026, 12, 7)
BOARD = Board.model_validate(
    {
        "format": "mas-board/1",
        "name": "A Board",
        "business_unit": {"name": "Business Unit", "email": "unit@board.example"},
    }
)


HEALTH_VISITOR = Recipient(Role.CORE_GROUP_MEMBER, 1, "Dr Angharad Price", email="angharad.price@health.example")


def case_with(event: dict[str, Any] | None, social_worker: str = "Siân O'Brien") -> Case:
    """A case with this event and nothing that a calendar does not need."""
    person = {"name": social_worker, "agency": "Children's Services", "email": "sw@caerphilly.example"}
    return Case.model_validate(
        {
            "format": "mas-case/1",
            "reference": "MAS-2026-014",
            "area": "Caerphilly",
            "children": [
                {
                    "name": "Carys Anwen Pritchard",
                    "date_of_birth": "2019-04-17",
                    "registered": "2025-08-20",
                    "categories": ["neglect"],
                }
            ],
            "conference": {"date": "2026-11-20", "number": "4"},
            "decision": {"proceed": "true", "grounds": ["fifteen-months"]},
            "social_worker": person,
            "coordinator": person,
            "conference_chair": person,
            "event": event,
        }
    )


def planned(**changes: Any) -> dict[str, Any]:
    """An ordinary event, changed as asked."""
    return {
        "date": "2026-12-17",
        "start": "10:00",
        "end": "13:00",
        "venue": "Tŷ Penallta, CF82 7PG",
        **changes,
    }


def write(
    case: Case,
    form: EventStatus = EventStatus.PLANNED,
    recipient: Recipient = HEALTH_VISITOR,
    organizer: Recipient | None = None,
) -> bytes:
    """The calendar file on the tests' day, sent by the Social Worker unless somebody else is named."""
    sender = organizer or recipients(case, BOARD, Role.SOCIAL_WORKER)[0]
    return event_calendar(case, BOARD, form=form, organizer=sender, recipient=recipient, today=TODAY)


def properties(data: bytes) -> dict[str, str]:
    """The entry's properties by a parser of our own: unfold (RFC 5545 3.1), then name, parameters, value."""
    lines = data.decode("utf-8").replace("\r\n ", "").split("\r\n")
    entry = lines[lines.index("BEGIN:VEVENT") + 1 : lines.index("END:VEVENT")]
    # The value starts at the first colon outside double quotes.
    pairs = [re.fullmatch(r'([A-Z-]+)((?:[^":]|"[^"]*")*):(.*)', line) for line in entry]
    return {match[1]: match[3] for match in pairs if match} | {
        f"{match[1]};": match[2] for match in pairs if match and match[2]
    }


def common_name(parameters: str) -> str:
    """The CN of a property's parameters, unquoted and decoded as RFC 6868 says."""
    match = re.search(r';CN=("([^"]*)"|[^;:,"]*)', parameters)
    assert match
    encoded = match[1] if match[2] is None else match[2]
    return re.sub(r"\^(['n^])", lambda found: {"'": '"', "n": "\n", "^": "^"}[found[1]], encoded)


def unescaped(text: str) -> str:
    """A TEXT value as it was before RFC 5545 3.3.11 escaped it."""
    return re.sub(r"\\(.)", lambda found: "\n" if found[1] in "nN" else found[1], text)


def test_entry_says_when_and_where_in_british_time() -> None:
    """Loses: a professional's calendar shows the wrong hour, and they arrive when the event is over."""
    found = properties(write(case_with(planned())))
    assert found["DTSTART;"] == ";TZID=Europe/London"
    assert found["DTSTART"] == "20261217T100000"
    assert found["DTEND"] == "20261217T130000"
    assert unescaped(found["LOCATION"]) == "Tŷ Penallta, CF82 7PG"
    assert found["SUMMARY"] == "Multi-Agency Supervision MAS-2026-014"
    assert found["STATUS"] == "CONFIRMED"
    assert found["CLASS"] == "PRIVATE"
    assert found["TRANSP"] == "OPAQUE"


@pytest.mark.parametrize(("day", "hours"), [("2026-12-17", 0), ("2027-06-17", 1), ("2027-03-28", 1), ("2026-10-25", 0)])
def test_zone_in_the_file_agrees_with_the_worlds(day: str, hours: int) -> None:
    """Loses: in summer, or when the clocks change, the entry is an hour off where our zone is unknown."""
    data = write(case_with(planned(date=day)))
    zone = Timezone.from_ical(data[data.index(b"BEGIN:VTIMEZONE") : data.index(b"BEGIN:VEVENT")])
    assert isinstance(zone, Timezone)
    own = zone.to_tz(lookup_tzid=False)
    moment = dt.datetime.combine(dt.date.fromisoformat(day), dt.time(10), own)
    assert moment.utcoffset() == dt.timedelta(hours=hours)


def test_without_an_end_two_hours_are_set_aside_and_it_is_said() -> None:
    """Loses: somebody plans their day by an end that nobody decided."""
    found = properties(write(case_with(planned(end=None))))
    assert found["DTEND"] == "20261217T120000"
    assert "two hours are set aside" in unescaped(found["DESCRIPTION"])
    assert "two hours" not in properties(write(case_with(planned())))["DESCRIPTION"]


def test_moved_and_cancelled_supersede_the_entry() -> None:
    """Loses: the calendar keeps the old day beside the new one, or an event that will not take place."""
    first = properties(write(case_with(planned())))
    moved_case = case_with(planned(date="2027-01-07", status="moved", was=["2026-12-17"]))
    moved = properties(write(moved_case, EventStatus.MOVED))
    cancelled = properties(write(moved_case, EventStatus.CANCELLED))
    assert first["UID"] == moved["UID"] == cancelled["UID"] == "mas-2026-014.event.sewscb@mas-docs"
    assert [entry["SEQUENCE"] for entry in (first, moved, cancelled)] == ["0", "1", "2"]
    assert first["DTSTAMP"] < moved["DTSTAMP"] < cancelled["DTSTAMP"]
    assert cancelled["STATUS"] == "CANCELLED"


def test_second_move_and_forgotten_former_dates_still_supersede() -> None:
    """Loses: a second move, or a move whose former date was not written down, is ignored by the calendar."""
    twice = case_with(planned(was=["2026-12-17", "2027-01-07"]))
    assert properties(write(twice, EventStatus.MOVED))["SEQUENCE"] == "2"
    assert properties(write(twice, EventStatus.PLANNED))["SEQUENCE"] == "2"
    unrecorded = case_with(planned())
    assert properties(write(unrecorded, EventStatus.MOVED))["SEQUENCE"] == "1"
    assert properties(write(unrecorded, EventStatus.CANCELLED))["SEQUENCE"] == "2"


@pytest.mark.parametrize(
    ("form", "method"),
    [(EventStatus.PLANNED, "REQUEST"), (EventStatus.MOVED, "REQUEST"), (EventStatus.CANCELLED, "CANCEL")],
)
def test_method_fits_what_the_file_asks(form: EventStatus, method: str) -> None:
    """Loses: Outlook shows no reply buttons, or does not take the cancelled entry out."""
    assert f"METHOD:{method}\r\n".encode() in write(case_with(planned()), form)


def test_people_are_the_sender_and_the_one_recipient() -> None:
    """Loses: replies go to the wrong person, or one professional learns who else was invited."""
    entry = Calendar.from_ical(write(case_with(planned()))).walk("VEVENT")[0]
    assert str(entry["organizer"]) == "mailto:sw@caerphilly.example"
    assert entry["organizer"].params["CN"] == "Siân O'Brien"
    assert str(entry["attendee"]) == "mailto:angharad.price@health.example"
    assert entry["attendee"].params["RSVP"] == "TRUE"
    assert entry["attendee"].params["CN"] == "Dr Angharad Price"


def test_a_facilitators_entry_comes_from_the_business_unit() -> None:
    """Loses: facilitators answer the Social Worker, and the Business Unit, which found them, waits for a reply."""
    (unit,) = recipients(case_with(planned()), BOARD, Role.BUSINESS_UNIT)
    found = properties(write(case_with(planned()), organizer=unit))
    assert found["ORGANIZER"] == "mailto:unit@board.example"
    assert common_name(found["ORGANIZER;"]) == "Business Unit"


def test_nobody_without_an_address_is_asked() -> None:
    """Loses: a request that names nobody, which no calendar can answer."""
    manager = Recipient(Role.LINE_MANAGER, 1, "Delyth Rowe")
    with pytest.raises(NotReadyError, match="Delyth Rowe"):
        write(case_with(planned()), recipient=manager)
    with pytest.raises(NotReadyError, match="Delyth Rowe"):
        write(case_with(planned()), organizer=manager)


@pytest.mark.parametrize("form", EventStatus)
def test_no_childs_data(form: EventStatus) -> None:
    """Loses: a colleague glancing at a shared calendar reads a child's name."""
    text = write(case_with(planned()), form).decode("utf-8").replace("\r\n ", "").casefold()
    for identity in ("Carys", "Anwen", "Pritchard", "CAP", "2019-04-17", "20190417", "17 April 2019"):
        assert not re.search(rf"\b{re.escape(identity.casefold())}\b", text), identity


@pytest.mark.parametrize("event", [None, planned(start=None)])
def test_unready_case_is_refused_with_a_remedy(event: dict[str, Any] | None) -> None:
    """Loses: a calendar file for midnight, or a traceback, where the office only has to add the start."""
    with pytest.raises(NotReadyError) as refused:
        write(case_with(event))
    assert refused.value.remedy


def test_same_day_same_bytes() -> None:
    """Loses: an unchanged invitation looks changed, and is sealed and sent again."""
    assert write(case_with(planned())) == write(case_with(planned()))


# What the case loader lets through in a value of one line: no line break, nothing that XML 1.0 cannot carry.
one_line = st.text(
    st.characters(exclude_categories=("Cs", "Cc"), exclude_characters="\u2028\u2029\ufffe\uffff"),
    min_size=1,
    max_size=200,
).filter(lambda text: any(unicodedata.category(letter) not in ("Cf", "Zs") for letter in text))
tricky = one_line | st.text(st.sampled_from(",;:\\n^'\"<>&=ŷ€😀 "), min_size=1, max_size=90).filter(
    lambda text: text.strip() != ""
)


@settings(deadline=None, max_examples=150)
@given(venue=tricky, invited=tricky, social_worker=tricky)
def test_values_come_back_exactly(venue: str, invited: str, social_worker: str) -> None:
    """Loses: a venue cut at its first comma, or a name that another program reads as a second recipient."""
    data = write(case_with(planned(venue=venue), social_worker), recipient=replace(HEALTH_VISITOR, name=invited))
    entry = Calendar.from_ical(data).walk("VEVENT")[0]
    found = properties(data)
    assert str(entry["location"]) == venue
    assert visible_texts(data) == (str(entry["summary"]), str(entry["description"]), venue)
    assert unescaped(found["LOCATION"]) == venue
    assert common_name(found["ATTENDEE;"]) == invited
    assert common_name(found["ORGANIZER;"]) == social_worker
    if "\\" not in invited:  # the library takes a backslash before a quote for an escape, which RFC 5545 does not know
        assert entry["attendee"].params["CN"] == invited


@settings(deadline=None, max_examples=80)
@given(venue=tricky)
def test_lines_are_as_the_format_asks(venue: str) -> None:
    """Loses: a strict calendar refuses the file: lines end in CR LF, hold at most 75 bytes, and are UTF-8."""
    data = write(case_with(planned(venue=venue)))
    assert data.endswith(b"END:VCALENDAR\r\n")
    assert data.count(b"\n") == data.count(b"\r\n") == data.count(b"\r")
    for line in data.split(b"\r\n"):
        assert len(line) <= 75
        line.decode("utf-8")


@pytest.mark.parametrize(
    ("kind", "organizer"),
    [
        (INVITATIONS[EventStatus.PLANNED], fictional.case().social_worker.email),
        (FACILITATOR_INVITATIONS[EventStatus.PLANNED], fictional.BOARD.business_unit.email),
    ],
)
def test_the_entry_in_a_package_comes_from_who_sends_the_package(
    tmp_path: Path, kind: PackageKind, organizer: str
) -> None:
    """Loses: letter and calendar entry of one invitation name two different people to answer."""
    case, board = fictional.case(), fictional.BOARD
    package = plan(case, board, (kind,))[0]
    with Guard((), board) as guard:
        words = Passphrase("fictional words only for these tests here")
        office = Office(board, None, TODAY, tmp_path, words, guard, Ledger(tmp_path / "ledger"))
        desk = Desk(case, CasePapers(), office, Room(tmp_path, tmp_path))
        (entry,) = (member for member in desk.members(package) if member.name == "calendar.ics")
    assert isinstance(entry.content, bytes)
    assert properties(entry.content)["ORGANIZER"] == f"mailto:{organizer}"
