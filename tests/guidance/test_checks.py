"""Every rule of `check`: what keeps a case in the office, what only warns, and what raises no alarm."""

from __future__ import annotations

import datetime as dt
from typing import Any

import pytest
from checked_cases import CLEAN, board_with, find, loaded_with
from hypothesis import given, settings
from hypothesis import strategies as st

from mas_docs.guidance.checks import check_case
from mas_docs.guidance.plain import long_date, ordinal

LATER = dt.date(2027, 3, 1)
FINISHED = {
    "done": {
        "booked": "2026-11-25",
        "invited": "2026-11-30",
        "papers_to_coordinator": "2026-12-04",
        "papers_to_business_unit": "2026-12-08",
        "forms_returned": "2026-12-18",
    },
    "summary": {
        "discussion": "Text.",
        "signed_by": "Rhian Cole",
        "signed_on": "2026-12-22",
        "returned_on": "2026-12-29",
    },
    "next_meeting": {"kind": "core-group", "date": "2027-01-14"},
}
CHILD = CLEAN["children"][0]
NAMESAKE = {"name": "Sian Pritchard", "agency": "Education", "email": "sian@schools.example"}
IOLO = {**CHILD, "name": "Iolo Pritchard"}


@pytest.mark.parametrize(
    ("changes", "today"),
    [
        ({}, dt.date(2026, 11, 20)),
        (FINISHED, LATER),
        ({**FINISHED, "review_ended": "2027-06-01", "papers": []}, dt.date(2027, 7, 1)),
        ({"event": None, "papers": [], "facilitators": []}, dt.date(2026, 11, 20)),
        ({"decision": {"proceed": "false", "rationale": "The plan works."}, "event": None, "core_group": []}, LATER),
        ({"event.status": "moved", "event.was": ["2026-12-15"]}, dt.date(2026, 11, 20)),
        ({"event.status": "moved", "event.was": ["2026-12-17", "2026-12-10"]}, dt.date(2026, 11, 20)),
        ({"event.facilitators_meet": "9:15", "event.facilitators_debrief": "13:00"}, dt.date(2026, 11, 20)),
        ({"conference.earlier": []}, dt.date(2026, 11, 20)),
    ],
)
def test_no_false_alarm(changes: dict[str, Any], today: dt.date) -> None:
    """An office that is warned of nothing soon reads no warning."""
    assert find(changes, today=today) == {}


ERRORS: list[tuple[str, str, dict[str, Any]]] = [
    ("born-after-registration", "children.0.date_of_birth", {"children.0.date_of_birth": "2025-09-01"}),
    ("born-after-conference", "children.0.date_of_birth", {"children.0.date_of_birth": "2027-01-01"}),
    ("registered-after-conference", "children.0.registered", {"children.0.registered": "2026-11-19"}),
    ("earlier-conference-not-earlier", "conference.earlier.0", {"conference.earlier": ["2026-11-18"]}),
    ("event-before-conference", "event.date", {"event.date": "2026-11-17"}),
    ("event-before-clock-start", "event.date", {"decision.clock_start": "2026-12-18"}),
    ("event-before-conference", "event.was.0", {"event.was": ["2026-11-01", "2026-12-10"]}),
    ("moved-to-same-date", "event.was.0", {"event.was": ["2026-12-17"]}),
    ("end-before-start", "event.end", {"event.end": "9:00"}),
    ("end-before-start", "event.end", {"event.end": "10:00"}),
    ("facilitators-meet-after-start", "event.facilitators_meet", {"event.facilitators_meet": "10:15"}),
    ("debrief-before-end", "event.facilitators_debrief", {"event.facilitators_debrief": "12:30"}),
    ("signed-before-event", "summary.signed_on", {"summary": {"signed_on": "2026-12-16"}}),
    ("summary-before-event", "summary.returned_on", {"summary": {"returned_on": "2026-12-16"}}),
    ("summary-before-event", "done.summary_returned", {"done.summary_returned": "2026-12-16"}),
    ("forms-before-event", "done.forms_returned", {"done.forms_returned": "2026-12-16"}),
    ("review-before-conference", "review_ended", {"review_ended": "2026-11-17"}),
    ("review-before-event", "review_ended", {"review_ended": "2026-12-16"}),
    ("no-rationale", "decision", {"decision": {"proceed": "false"}}),
    ("no-rationale", "decision", {"decision": {"proceed": "false", "rationale": " \n "}}),
    ("no-rationale", "decision", {"decision": {"proceed": "false", "rationale": "\u200b\u2060 \u2013 ..."}}),
]


@pytest.mark.parametrize(("id_", "place", "changes"), ERRORS)
def test_what_cannot_be_true_is_an_error(id_: str, place: str, changes: dict[str, Any]) -> None:
    """Documents would leave the office with a date that cannot be right, or without the rationale."""
    finding = find(changes)[id_]
    assert finding.is_error
    assert (finding.file, finding.exit_code) == (place, 3)
    assert finding.remedy


WARNINGS: list[tuple[str, str, dict[str, Any]]] = [
    ("conference-number", "conference.number", {"conference.number": "3", "decision.grounds": ["stuck"]}),
    ("not-a-child", "children.0.date_of_birth", {"children.0.date_of_birth": "1919-04-17"}),
    ("clock-before-conference", "decision.clock_start", {"decision.clock_start": "2026-11-10"}),
    ("next-meeting-before-event", "next_meeting.date", {"next_meeting": {"kind": "conference", "date": "2026-12-01"}}),
    ("moved-from-nowhere", "event.status", {"event.status": "moved"}),
    (
        "papers-out-of-order",
        "done.papers_to_business_unit",
        {"done": {"papers_to_coordinator": "2026-12-04", "papers_to_business_unit": "2026-12-03"}},
    ),
    (
        "returned-before-signed",
        "summary.signed_on",
        {"summary": {"signed_on": "2026-12-22", "returned_on": "2026-12-21"}},
    ),
    (
        "two-return-dates",
        "done.summary_returned",
        {"summary": {"returned_on": "2026-12-21"}, "done.summary_returned": "2026-12-22"},
    ),
    ("no-grounds", "decision", {"decision.grounds": []}),
    ("other-ground-unexplained", "decision.grounds", {"decision.grounds": ["other"]}),
    ("no-previous-registration", "decision.grounds", {"decision.grounds": ["repeat-registration"]}),
    (
        "not-yet-second-review",
        "decision.grounds",
        {"decision.grounds": ["second-review"], "conference.number": "2", "conference.earlier": []},
    ),
    ("event-without-decision", "event", {"decision": {"proceed": "false", "rationale": "It works."}}),
    ("nobody-to-invite", "decision.proceed", {"core_group": []}),
    ("too-few-facilitators", "facilitators", {"facilitators": CLEAN["facilitators"][:1]}),
    ("too-few-facilitators", "event", {"facilitators": []}),
    ("too-few-facilitators", "facilitators", {"facilitators": [CLEAN["facilitators"][0]] * 2}),
    ("listed-twice", "core_group.1.name", {"core_group.1.name": "ANGHARAD PRICE"}),
    ("same-email", "core_group.1.email", {"core_group.1.email": "PRICE@agency.example"}),
    ("welsh-not-yet", "core_group.0.language", {"core_group.0.language": "cy"}),
    ("welsh-not-yet", "facilitators.1.language", {"facilitators.1.language": "both"}),
    ("event-without-start", "event", {"event": {"date": "2026-12-17", "venue": "Hall"}}),
    ("event-without-venue", "event", {"event": {"date": "2026-12-17", "start": "10:00"}}),
    ("event-on-day-off", "event.date", {"event.date": "2026-12-26"}),
    ("papers-internal-day-off", "event.date", {"event.date": "2026-12-16"}),
    ("name-like-a-childs", "core_group.0.name", {"core_group": [NAMESAKE]}),
    ("name-like-a-childs", "core_group.0.name", {"core_group": [{**NAMESAKE, "name": "Mrs Pritchard"}]}),
    ("name-like-a-childs", "core_group.0.name", {"core_group": [{**NAMESAKE, "title": "Mrs"}]}),
    ("moved-forward", "event.was.0", {"event.was": ["2026-12-18", "2026-12-10"]}),
    (
        "attended-and-absent",
        "core_group.0.absence_reason",
        {"core_group.0.attended": "true", "core_group.0.absence_reason": "Sick leave"},
    ),
    ("attendance-before-event", "core_group.1.attended", {"core_group.1.attended": "false"}),
    ("feedback-before-event", "feedback.0", {"feedback": [{"name": "A B"}]}),
    ("signed-by-another", "summary.signed_by", {"summary": {"signed_by": "Lewis Hart"}}),
]


@pytest.mark.parametrize(("id_", "place", "changes"), WARNINGS)
def test_what_is_thin_or_doubtful_warns(id_: str, place: str, changes: dict[str, Any]) -> None:
    """The office would not be told, or be stopped where it may go on."""
    found = find(changes)
    assert not any(finding.is_error for finding in found.values())
    assert found[id_].file == place
    assert found[id_].remedy


def test_a_shared_surname_of_a_professional_is_no_alarm() -> None:
    """Half the office shares its surnames with the children of Wales."""
    assert find({"core_group.0.name": "Dr Angharad Pritchard", "facilitators.0.name": "Rhian Pritchard"}) == {}


@pytest.mark.parametrize(
    "name", ["Carys Anwen Pritchard", "carys  pritchard", "Miss Carys Pritchard", "Pritchard, Carys"]
)
@pytest.mark.parametrize("place", ["core_group.0.name", "facilitators.1.name", "core_group.1.line_manager"])
def test_nobody_bears_a_childs_name(name: str, place: str) -> None:
    """A letter would be addressed to the child, or show the name on a package's note."""
    finding = find({place: name})["child-as-recipient"]
    assert finding.is_error
    assert finding.file == place
    assert "Pritchard" not in finding.message + finding.remedy


def test_a_namesake_can_be_told_apart() -> None:
    """A professional with a child's name could never be invited."""
    children = [{**CHILD, "name": "David Jones"}]
    found = find({"children": children, "core_group.0.name": "David Rhys Jones"})
    assert set(found) == {"name-like-a-childs"}
    assert not found["name-like-a-childs"].is_error


MANAGED = [
    "Siân O'Brien",
    "Sian  O\u2019BRIEN",
    "Ms Sian OBrien",
    "Gareth Pugh",
    "Mair Havard",
    "Angharad Price",
    "Lewis Hart",
]


@pytest.mark.parametrize("name", MANAGED)
def test_a_facilitator_who_line_manages_somebody_of_the_case(name: str) -> None:
    """A practitioner would be supervised by their own manager (guidance 4.5), for a spelling's sake."""
    finding = find({"facilitators.1.line_manages": ["Nia Watts", name]})["facilitator-line-manages"]
    assert finding.is_error
    assert (finding.file, finding.paragraph) == ("facilitators.1.line_manages", "4.5")


def test_independence_is_read_from_every_side() -> None:
    """The practitioner's entry, or the board's pool, says so, and nobody would look there."""
    by_practitioner = find({"core_group.1.line_manager": "Prof. OWEN Beddoe"})
    assert by_practitioner["facilitator-line-manages"].file == "core_group.1.line_manager"
    pool = [
        {"name": "Owen Beddoe", "agency": "Torfaen", "email": "o@torfaen.example", "line_manages": ["Lewis Hart"]},
        {"name": "Rhian Cole", "agency": "Police", "email": "cole@agency.example"},
    ]
    by_pool = find({}, board_with({"facilitator_pool": pool}))
    assert by_pool["facilitator-line-manages"].file == "facilitators.1.name"
    assert set(by_pool) == {"facilitator-line-manages"}


@pytest.mark.parametrize("name", ["Lewis Hart", "Siân O'Brien", "Mair Havard", "Gareth Pugh"])
def test_a_facilitator_of_their_own_case(name: str) -> None:
    """Somebody would facilitate the supervision of their own work."""
    finding = find({"facilitators.0.name": name})["facilitator-of-own-case"]
    assert finding.is_error
    assert finding.file == "facilitators.0.name"


@pytest.mark.parametrize(
    ("key", "place"),
    [("social_worker", "facilitators.0"), ("core_group.1", "facilitators.1"), ("coordinator", "facilitators.1")],
)
def test_a_facilitator_with_a_practitioners_address(key: str, place: str) -> None:
    """Somebody would facilitate the supervision of their own work under another spelling of their name."""
    found = find({f"{key}.email": "Shared@agency.example", f"{place}.email": "shared@agency.example"})
    assert found["facilitator-of-own-case"].is_error
    assert found["facilitator-of-own-case"].file == f"{place}.email"


def test_names_like_a_practitioners_only_warn() -> None:
    """An initial would hide a manager, or stop the office where two people share it."""
    by_facilitator = find({"facilitators.0.line_manages": ["L. Hart"]})
    assert set(by_facilitator) == {"perhaps-line-manages"}
    assert not by_facilitator["perhaps-line-manages"].is_error
    assert by_facilitator["perhaps-line-manages"].file == "facilitators.0.line_manages"
    by_practitioner = find({"core_group.1.line_manager": "R. Cole"})
    assert by_practitioner["perhaps-line-manages"].file == "core_group.1.line_manager"
    themselves = find({"facilitators.0.name": "L. Hart"})
    assert set(themselves) == {"perhaps-facilitator-of-own-case"}
    assert not themselves["perhaps-facilitator-of-own-case"].is_error


@pytest.mark.parametrize("name", ["Lewis Hart (EWO)", "Lewis Hart, Education", "Hart Lewis", "Lewis Hart - EWO"])
def test_a_practitioner_is_recognised_in_any_entry(name: str) -> None:
    """A practitioner would be supervised by their own manager for what stands beside the name."""
    assert find({"facilitators.1.line_manages": [name]})["facilitator-line-manages"].is_error
    assert find({"facilitators.1.name": name})["facilitator-of-own-case"].is_error


def test_the_pool_is_asked_by_address_too() -> None:
    """What the board knows of a manager would be forgotten for a spelling of the name."""
    pool = [
        {"name": "O. J. Beddoe", "agency": "Torfaen", "email": "BEDDOE@agency.example", "line_manages": ["Lewis Hart"]},
        {"name": "Rhian Cole", "agency": "Police", "email": "cole@agency.example"},
    ]
    assert find({}, board_with({"facilitator_pool": pool}))["facilitator-line-manages"].file == "facilitators.1.name"
    pool[0] = {"name": "Oz Beddow", "agency": "Torfaen", "email": "beddoe@agency.example"}
    managed = find({"core_group.1.line_manager": "Oz Beddow"}, board_with({"facilitator_pool": pool}))
    assert managed["facilitator-line-manages"].file == "core_group.1.line_manager"


def test_managing_others_is_no_obstacle() -> None:
    """Every manager would be barred from facilitating."""
    assert find({"facilitators.0.line_manages": ["Nia Watts", "Lewis Harte", "Owen Beddoe"]}) == {}


def test_a_facilitator_outside_the_pool() -> None:
    """The Business Unit would not learn of a facilitator whom it did not source."""
    pool = [{"name": "Rhian Cole", "agency": "Police", "email": "cole@agency.example"}]
    found = find({}, board_with({"facilitator_pool": pool}))
    assert found["facilitator-outside-pool"].file == "facilitators.1.name"
    by_email = [*pool, {"name": "O. Beddoe", "agency": "Torfaen", "email": "BEDDOE@agency.example"}]
    assert find({}, board_with({"facilitator_pool": by_email})) == {}


@pytest.mark.parametrize(
    "venue",
    [
        "Home of Carys Pritchard",
        "Pritchard, Carys: family home",
        "CARYS PRITCHARD\u2019S school",
        "Carys Anwen Pritchard House",
        "Room for CAP",
        "Room for C.A.P.",
        "School of C. P.",
        "CP meeting room",
    ],
)
def test_no_child_in_the_venue(venue: str) -> None:
    """A calendar entry, read by anybody, would show the child."""
    finding = find({"event.venue": venue})["child-named"]
    assert finding.is_error
    assert finding.file == "event.venue"
    assert "Carys" not in finding.message


@pytest.mark.parametrize("venue", ["CF82 7PG", "CPD Centre", "Capel Hall, CP1 4AB", "Hall of the CAPS", "c.p. corner"])
def test_venues_that_name_nobody(venue: str) -> None:
    """A postcode would pass for a child's initials, and the event could not be booked."""
    assert find({"event.venue": venue}) == {}


def test_a_venue_with_a_word_of_the_name_warns() -> None:
    """St David's Hall would be refused for a child called David."""
    found = find({"event.venue": "Pritchard Hall"})
    assert set(found) == {"perhaps-child-named"}
    assert not found["perhaps-child-named"].is_error


@pytest.mark.parametrize(
    ("place", "changes"),
    [
        ("core_group.0.role", {"core_group.0.role": "Health Visitor for Carys Pritchard"}),
        ("papers.3.title", {"papers.3.title": "Plan for Carys Pritchard"}),
        ("summary.discussion", {"summary": {"discussion": "We spoke of Carys Pritchard."}}),
        ("summary.comments", {"summary": {"comments": "Carys Pritchard's plan."}}),
        ("summary.actions.0.action", {"summary": {"actions": [{"action": "See Carys Pritchard"}]}}),
        ("feedback.0.process", {"feedback": [{"name": "A B", "process": "On Carys Pritchard, well."}]}),
        ("feedback.0.barriers", {"feedback": [{"name": "A B", "barriers": {"comment": "Carys Pritchard"}}]}),
        ("feedback.0.improve", {"feedback": [{"name": "A B", "improve": "For Carys M. Pritchard"}]}),
        ("feedback.0.improve", {"feedback": [{"name": "A B", "improve": "For Carys and Iolo Pritchard"}]}),
        ("feedback.0.name", {"feedback": [{"name": "Carys Pritchard"}]}),
        ("feedback.0.agency", {"feedback": [{"name": "A B", "agency": "Home of Carys Pritchard"}]}),
        ("feedback.0.role", {"feedback": [{"name": "A B", "role": "Nurse of Carys Pritchard"}]}),
        ("core_group.0.absence_reason", {"core_group.0.absence_reason": "Was with Carys Pritchard"}),
        ("core_group.0.line_manager", {"core_group.0.line_manager": "Manager of Carys Pritchard's nurse"}),
        ("summary.signed_by", {"summary": {"signed_by": "Carys Pritchard"}}),
        ("summary.actions.0.owner", {"summary": {"actions": [{"action": "Visit", "owner": "Carys Pritchard"}]}}),
    ],
)
def test_forms_carry_no_childs_name(place: str, changes: dict[str, Any]) -> None:
    """Appendix 2 and 3 are read beyond the Core Group, and would name the child."""
    finding = find(changes)["child-named"]
    assert not finding.is_error
    assert finding.file == place


@pytest.mark.parametrize("place", ["social_worker", "core_group.0", "facilitators.1"])
@pytest.mark.parametrize("agency", ["Family of Carys Pritchard", "Carys and Iolo Pritchard's school"])
def test_no_agency_names_a_child(place: str, agency: str) -> None:
    """The note on how to open a package, which anybody can read, would show the child."""
    finding = find({f"{place}.agency": agency})["child-named"]
    assert finding.is_error
    assert (finding.file, finding.paragraph) == (f"{place}.agency", "4.10")


@pytest.mark.parametrize(
    ("place", "changes"),
    [
        ("summary.discussion", {"summary": {"discussion": "We spoke of Carys's school."}}),
        ("summary.comments", {"summary": {"comments": "CARYS does well."}}),
        ("feedback.0.improve", {"feedback": [{"name": "A B", "improve": "More on Carys."}]}),
        ("core_group.0.absence_reason", {"core_group.0.absence_reason": "With Carys at court"}),
    ],
)
def test_forms_that_hold_a_first_name_warn(place: str, changes: dict[str, Any]) -> None:
    """A child called by the first name would be known to every reader of the form."""
    finding = find(changes)["perhaps-child-named"]
    assert not finding.is_error
    assert finding.file == place


def test_first_names_that_mean_something_else_are_no_alarm() -> None:
    """Every `will` of a record would pass for a child called Will, and a professional for their namesake."""
    summary = {"summary": {"discussion": "We will ask Lewis to write."}}
    for name in ("Will Pritchard", "Lewis Pritchard"):
        assert find({**summary, "children": [{**CHILD, "name": name}]}) == {}


def test_the_record_of_an_event_that_was_held_is_no_alarm() -> None:
    """A finished case would be warned of for having been finished."""
    summary = {**FINISHED["summary"], "signed_by": "DS Rhian Cole"}
    held = {**FINISHED, "summary": summary, "core_group.0.attended": "true", "feedback": [{"name": "A B"}]}
    absent = {"core_group.1.attended": "false", "core_group.1.absence_reason": "Sick leave"}
    assert find({**held, **absent}, today=LATER) == {}
    assert (
        find({"core_group.0.attended": "true"}, today=dt.date(2026, 12, 17)).keys() & {"attendance-before-event"}
        == set()
    )


def test_the_second_child_counts_too() -> None:
    """Of brothers and sisters only the eldest would be protected."""
    found = find({"children": [CHILD, IOLO], "event.venue": "Iolo Pritchard's home"})
    assert "second child" in found["child-named"].message


LATE: list[tuple[str, dict[str, Any], str]] = [
    ("invite-late", {"done.invited": "2026-12-05"}, "5 December 2026, 3 days after 2 December 2026"),
    ("papers-internal-late", {"done.papers_to_coordinator": "2026-12-08"}, "1 day after 7 December 2026"),
    ("papers-late", {"done.papers_to_business_unit": "2026-12-14"}, "4 days after 10 December 2026"),
    ("event-late", {"event.date": "2027-01-05"}, "5 January 2027, 6 days after 30 December 2026"),
    ("summary-late", {"done.summary_returned": "2027-01-04"}, "4 days after 31 December 2026"),
    ("overall-late", {"done.summary_returned": "2027-01-14"}, "1 day after 13 January 2027 (8 weeks from 18 November"),
]


@pytest.mark.parametrize(("id_", "changes", "words"), LATE)
@pytest.mark.parametrize("today", [dt.date(2026, 11, 20), LATER])
def test_what_is_late_warns_with_its_days(id_: str, changes: dict[str, Any], words: str, today: dt.date) -> None:
    """The Business Unit could not say how late a step was, or would be; or a late event would be stopped."""
    found = find(changes, today=today)
    assert words in found[id_].message
    assert not any(finding.is_error for finding in found.values())


def test_what_is_not_done_in_time_is_overdue() -> None:
    """Nobody would be reminded of a step whose last day has passed."""
    found = find({}, today=LATER)
    assert set(found) == {f"{key}-overdue" for key in ("invite", "papers-internal", "papers", "summary", "overall")}
    assert "13 January 2027 (8 weeks from 18 November 2026), 47 days ago" in found["overall-overdue"].message
    assert found["summary-overdue"].paragraph == "4.9"
    assert find({"event": None}, today=LATER)["event-overdue"].file == "conference.date"


def test_the_internal_target_ends_when_the_papers_have_arrived() -> None:
    """The Social Worker would be reminded of papers that the Business Unit has."""
    found = find(
        {"done": {"invited": "2026-11-30", "papers_to_business_unit": "2026-12-08"}}, today=dt.date(2026, 12, 9)
    )
    assert found == {}


def test_an_event_in_week_seven_breaks_two_limits() -> None:
    """8 weeks are 6 and 2: only one of the two breaches would be seen."""
    found = find({"event.date": "2027-01-05"})
    assert (
        "on 19 January 2027, comes 6 days after the overall limit of 8 weeks, 13 January"
        in found["overall-late"].message
    )
    assert found["event-late"].paragraph == "4.7"
    assert found["overall-late"].paragraph == "4.11"


def test_a_late_event_with_an_early_summary_breaks_one() -> None:
    """A team that caught up would still be told that it was late overall."""
    found = find({"event.date": "2027-01-05", "summary": {"returned_on": "2027-01-13"}})
    assert "event-late" in found
    assert "overall-late" not in found


@settings(deadline=None, max_examples=60)
@given(days=st.integers(0, 90))
def test_both_breaches_come_together(days: int) -> None:
    """On some day the one would be reported without the other."""
    event = dt.date(2026, 11, 18) + dt.timedelta(days=days)
    found = find({"event.date": event})
    assert ("event-late" in found) == ("overall-late" in found) == (days > 42)


@pytest.mark.parametrize(
    ("id_", "conference", "changes", "day", "before"),
    [
        ("event-day-off", "2026-11-20", {"event": None}, "1 January 2027, is New Year's Day", "31 December 2026"),
        ("event-day-off", "2026-11-20", {"event.date": "2027-01-01"}, "is New Year's Day", "31 December 2026"),
        ("invite-day-off", "2026-12-11", {}, "25 December 2026, is Christmas Day", "24 December 2026"),
        (
            "invite-day-off",
            "2027-03-15",
            {"event.date": "2027-04-14"},
            "29 March 2027, is Easter Monday",
            "25 March 2027",
        ),
        ("overall-day-off", "2026-11-21", {}, "16 January 2027, is a Saturday", "15 January 2027"),
    ],
)
def test_last_days_that_fall_badly(id_: str, conference: str, changes: dict[str, Any], day: str, before: str) -> None:
    """The office would aim at a day on which it is closed."""
    finding = find({"conference.date": conference, "event.date": "2026-12-17", **changes})[id_]
    assert day in finding.message
    assert before in finding.remedy


def test_a_planned_event_before_a_holiday_is_no_alarm() -> None:
    """An event well before New Year's Day would be warned of New Year's Day."""
    assert "event-day-off" not in find({"conference.date": "2026-11-20"})


def test_after_the_review_nothing_is_awaited() -> None:
    """A closed case would be chased for ever; what was late remains told."""
    found = find({"review_ended": "2027-06-01", "done.invited": "2026-12-05"}, today=dt.date(2027, 7, 1))
    assert set(found) == {"invite-late"}


def test_a_case_that_does_not_proceed_is_never_late() -> None:
    """A decision not to hold supervision would be chased for its event."""
    assert find({"decision": {"proceed": "false", "rationale": "It works."}, "event": None}, today=LATER) == {}


def test_a_date_after_today_is_never_an_error() -> None:
    """Rehearsals with an earlier --today would be stopped."""
    found = find({**FINISHED, "review_ended": "2027-06-01"}, today=dt.date(2020, 1, 1))
    assert not any(finding.is_error for finding in found.values())


def test_unknown_holidays_do_not_hide_the_rest() -> None:
    """A slip in board.yaml would hide every problem of every case."""
    board = board_with({"holidays": {"country": "XX"}})
    found = find({"core_group.0.role": "Mother"}, board)
    assert set(found) == {"family-member", "unknown-holidays"}
    assert found["unknown-holidays"].file == "board.yaml"
    assert found["unknown-holidays"].is_error


def test_the_boards_own_figures_count() -> None:
    """A board with other timescales would be judged by the guidance's."""
    board = board_with({"timescales": {"event_within": "4 weeks", "summary_within": "5 weeks"}})
    found = find({}, board)
    assert "(4 weeks from 18 November 2026)" in found["event-late"].message
    assert "A summary 5 weeks after the event" in found["overall-late"].message


NAMES = ["Carys Anwen Pritchard", "Iolo Pritchard", "Ng"]


def test_no_message_holds_a_childs_name() -> None:
    """Findings are printed, logged and sent on: they would show the child to anybody."""
    changes = {
        "children": [{**CHILD, "name": name, "date_of_birth": "2030-01-01"} for name in NAMES],
        "core_group.0.name": "Carys Pritchard",
        "core_group.1": {**CLEAN["core_group"][1], "name": "Sian Pritchard", "role": "Mother of Iolo Pritchard"},
        "facilitators.0.name": "Iolo Pritchard",
        "event.venue": "Carys Pritchard's home",
        "papers.0.title": "Iolo Pritchard, minutes",
    }
    findings = check_case(loaded_with(changes), board_with({}), LATER)
    assert len(findings) > 10
    told = " ".join(f"{finding.message} {finding.remedy}" for finding in findings)
    assert not any(part in told for name in NAMES for part in name.split())


def test_messages_are_sentences() -> None:
    """A finding would be printed with two full stops, or without any."""
    for _, _, changes in (*ERRORS, *WARNINGS):
        for finding in find(changes).values():
            assert not finding.message.endswith(".")
            assert finding.remedy.endswith((".", ".yaml."))
            assert finding.message[0].isupper()


@pytest.mark.parametrize(("number", "word"), [(1, "first"), (10, "tenth"), (11, "11th"), (21, "21st"), (112, "112th")])
def test_places_in_words(number: int, word: str) -> None:
    """A finding would point at the wrong person of a list."""
    assert ordinal(number) == word


def test_dates_in_words() -> None:
    """Dates would be printed in the machine's language."""
    assert long_date(dt.date(2027, 3, 29)) == "29 March 2027"
