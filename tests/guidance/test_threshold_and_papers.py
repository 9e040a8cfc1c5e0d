"""The two tests of the threshold, held apart, and the papers of guidance 4.6."""

from __future__ import annotations

import datetime as dt
from typing import Any

import pytest
from checked_cases import CLEAN, board_with, case_with, find

from mas_docs.case.model import Ground, PaperKind
from mas_docs.guidance.papers import PaperStatus, checklist, missing_kinds, required_kinds
from mas_docs.guidance.threshold import threshold

BOARD = board_with({})
SIBLINGS = [
    {**CLEAN["children"][0]},
    {"name": "Iolo Pritchard", "date_of_birth": "2024-11-02", "registered": "2025-11-30", "categories": ["neglect"]},
]


@pytest.mark.parametrize(
    ("number", "registered", "conference", "months"),
    [
        ("4", "2025-08-18", True, True),
        ("4", "2025-08-19", True, False),
        ("3", "2025-08-18", False, True),
        ("3", "2026-01-10", False, False),
        ("5", "2025-01-10", True, True),
    ],
)
def test_the_two_tests_are_held_apart(number: str, registered: str, conference: bool, months: bool) -> None:  # noqa: FBT001 - a table
    """An early fourth conference would be told as 15 months on the register."""
    reached = threshold(case_with({"conference.number": number, "children.0.registered": registered}), BOARD)
    assert (reached.conference_reached, reached.months_reached) == (conference, months)
    assert reached.automatic == conference


def test_fifteen_months_of_each_child() -> None:
    """One child's day would be told for all: 30 November 2025 and 15 months is 28 February 2027."""
    reached = threshold(case_with({"children": SIBLINGS}), BOARD)
    assert [(child.fifteen_months_on, child.reached) for child in reached.children] == [
        (dt.date(2026, 11, 18), True),
        (dt.date(2027, 2, 28), False),
    ]
    assert reached.months_reached
    assert not reached.months_reached_by_all


def test_alternative_grounds_are_named() -> None:
    """A referral of a stuck case would look like one by the threshold."""
    reached = threshold(case_with({"decision.grounds": ["fifteen-months", "stuck", "drift"]}), BOARD)
    assert reached.alternatives == (Ground.STUCK, Ground.DRIFT)


def test_the_clock_start_is_told() -> None:
    """The threshold statement would give the wrong first day."""
    assert threshold(case_with({}), BOARD).clock_start == dt.date(2026, 11, 18)


@pytest.mark.parametrize(
    ("changes", "words"),
    [
        ({"conference.number": "3", "conference.earlier": [], "children.0.registered": "2026-01-10"}, "neither"),
        ({"conference.number": "3", "conference.earlier": []}, "not yet the fourth conference"),
        ({"children.0.registered": "2025-08-30"}, "only on 30 November 2026"),
        ({"children": SIBLINGS}, "not every child"),
    ],
)
def test_a_threshold_ground_that_the_dates_do_not_bear_out(changes: dict[str, Any], words: str) -> None:
    """The minutes would claim a threshold that was not met."""
    finding = find(changes)["threshold-differs"]
    assert words in finding.message
    assert not finding.is_error


def test_every_paper_stands_on_the_checklist_in_a_readers_order() -> None:
    """A paper would be left out of the checklist, or the plan stand before the minutes."""
    papers = [
        {"kind": "other", "title": "Chart", "file": "chart.png"},
        {"kind": "review-conference-minutes", "date": "2026-05-14", "file": "review-2.pdf"},
        {"kind": "review-conference-minutes", "date": "2025-11-12", "file": "review-1.pdf"},
        {"kind": "core-group-minutes", "file": "undated.pdf"},
        {"kind": "core-group-minutes", "date": "2026-12-03", "outstanding": "true", "expected": "2026-12-08"},
        {"kind": "child-protection-plan"},
    ]
    lines = checklist(case_with({"papers": papers}))
    assert [(line.number, str(line.kind), str(line.status), line.place) for line in lines] == [
        (1, "initial-conference-minutes", "missing", None),
        (2, "review-conference-minutes", "enclosed", 2),
        (3, "review-conference-minutes", "enclosed", 1),
        (4, "core-group-minutes", "outstanding", 4),
        (5, "core-group-minutes", "enclosed", 3),
        (6, "child-protection-plan", "missing", 5),
        (7, "other", "enclosed", 0),
    ]
    assert (lines[3].expected, lines[3].date) == (dt.date(2026, 12, 8), dt.date(2026, 12, 3))
    assert (lines[0].expected, lines[0].date, lines[0].title) == (None, None, None)
    assert (lines[0].words, lines[6].title) == ("Initial Child Protection Conference minutes", "Chart")


def test_no_paper_at_all() -> None:
    """A case without papers would have an empty checklist instead of what is missing."""
    lines = checklist(case_with({"papers": []}))
    assert [line.status for line in lines] == [PaperStatus.MISSING] * 4


def test_a_first_conference_has_no_review_minutes() -> None:
    """An early referral would be asked for minutes that cannot exist."""
    early = case_with({"conference.number": "1", "papers": []})
    assert PaperKind.REVIEW_MINUTES not in required_kinds(early)
    assert PaperKind.REVIEW_MINUTES in missing_kinds(case_with({"papers": []}))


PLAN = {"kind": "child-protection-plan"}


@pytest.mark.parametrize(
    ("paper", "id_", "is_error"),
    [
        (
            {**PLAN, "file": "plan.pdf", "outstanding": "true", "expected": "2026-12-01"},
            "paper-outstanding-with-file",
            True,
        ),
        (PLAN, "paper-without-file", True),
        ({**PLAN, "outstanding": "true"}, "paper-without-expected-date", False),
        ({**PLAN, "outstanding": "true", "expected": "2026-12-18"}, "paper-expected-after-event", False),
        ({**PLAN, "outstanding": "true", "expected": "2026-11-19"}, "paper-overdue", False),
        ({"kind": "other", "file": "chart.pdf"}, "paper-not-listed", False),
    ],
)
def test_papers_that_are_not_in_order(paper: dict[str, Any], id_: str, is_error: bool) -> None:  # noqa: FBT001 - a table
    """The pack would go out with a paper lacking, and nobody told."""
    found = find({"papers.3": paper})
    assert found[id_].is_error == is_error
    assert found[id_].paragraph == "4.6"


def test_an_outstanding_paper_on_its_way_is_no_problem() -> None:
    """Minutes take 20 working days: the office would be warned of what is in order."""
    assert find({"papers.3": {**PLAN, "outstanding": "true", "expected": "2026-12-04"}}) == {}


@pytest.mark.parametrize(
    "changes", [{"event": None}, {"event.status": "cancelled"}, {"decision.proceed": "false", "event": None}]
)
def test_without_an_event_no_paper_is_missed(changes: dict[str, Any]) -> None:
    """A case at its beginning would be full of warnings."""
    assert "paper-not-listed" not in find({"papers": [], "decision.rationale": "It moves.", **changes})


def test_after_the_review_no_paper_is_missed() -> None:
    """The office would be told to bring back papers that it had to destroy (4.10)."""
    assert "paper-not-listed" not in find({"papers": [], "review_ended": "2027-06-01"}, today=dt.date(2027, 7, 1))
