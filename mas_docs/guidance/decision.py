"""The decision to hold Multi-Agency Supervision, or not to: its grounds and its rationale (guidance 1.3, 4.2, 4.3)."""

from __future__ import annotations

from collections.abc import Iterator

from mas_docs.board import Board
from mas_docs.case.model import Case, Ground
from mas_docs.guidance.plain import long_date
from mas_docs.guidance.problems import Problem, error, warning
from mas_docs.guidance.threshold import Threshold, threshold

_THIRD_CONFERENCE = 3
"""The third conference is the second review."""


def decision_problems(case: Case, board: Board) -> Iterator[Problem]:
    """A missing rationale, and grounds that are missing or that the case does not bear out."""
    if not case.decision.proceed:
        yield from _not_proceeding_problems(case)
        return
    reached = threshold(case, board)
    yield from _missing_grounds(case, reached)
    yield from _threshold_ground_problems(case, board, reached)
    yield from _other_ground_problems(case)


def has_rationale(case: Case) -> bool:
    """Whether the decision gives its reasons in words; a dash, or what nobody sees, gives none."""
    return any(character.isalnum() for character in case.decision.rationale or "")


def _not_proceeding_problems(case: Case) -> Iterator[Problem]:
    if not has_rationale(case):
        yield error(
            "no-rationale",
            ("decision",),
            "The decision is not to proceed, and it gives no rationale",
            "Write it under decision:, rationale:; it goes into the conference minutes.",
            "1.3, 4.2",
        )
    if case.event is not None:
        yield warning(
            "event-without-decision",
            ("event",),
            "There is an event, but the decision is not to proceed",
            "Remove the event, or set proceed: true under decision:.",
            "4.2",
        )


def _missing_grounds(case: Case, reached: Threshold) -> Iterator[Problem]:
    if not case.decision.grounds:
        met = reached.conference_reached or reached.months_reached
        hint = " The threshold is met, so grounds: [fifteen-months] may do." if met else ""
        yield warning(
            "no-grounds",
            ("decision",),
            "The case proceeds, and the decision names no grounds",
            f"Name them under decision:, grounds:.{hint}",
            "1.3",
        )


def _threshold_ground_problems(case: Case, board: Board, reached: Threshold) -> Iterator[Problem]:
    """The ground of fifteen months, where one of the two tests, or both, says otherwise."""
    if Ground.FIFTEEN_MONTHS not in case.decision.grounds:
        return
    span, date = board.timescales.registered, long_date(case.conference.date)
    if not reached.conference_reached and not reached.months_reached:
        message = f"it is neither the fourth conference nor had any child been registered for {span} by {date}"
    elif not reached.conference_reached:
        message = f"it is not yet the fourth conference, though {span} on the register had passed by {date}"
    elif not reached.months_reached:
        first = long_date(min(child.fifteen_months_on for child in reached.children))
        message = f"it is the fourth conference, but {span} on the register are reached only on {first}"
    elif not reached.months_reached_by_all:
        message = f"not every child of the case had been registered for {span} by {date}"
    else:
        return
    yield warning(
        "threshold-differs",
        ("decision", "grounds"),
        f"The grounds name the threshold of 15 months: {message}",
        "Check the dates, and name the alternative grounds as well if they apply.",
        "1.3, 4.2, 4.3",
    )


def _other_ground_problems(case: Case) -> Iterator[Problem]:
    grounds = case.decision.grounds
    if Ground.OTHER in grounds and not has_rationale(case):
        yield warning(
            "other-ground-unexplained",
            ("decision", "grounds"),
            "The grounds say 'other', and no rationale says what that is",
            "Write it under decision:, rationale:.",
            "1.3",
        )
    if Ground.REPEAT_REGISTRATION in grounds and not any(child.previous_registrations for child in case.children):
        yield warning(
            "no-previous-registration",
            ("decision", "grounds"),
            "The grounds name a second or multiple registration, and no child has a previous one",
            "Write previous_registrations: for the child it concerns.",
            "1.3",
        )
    if Ground.SECOND_REVIEW in grounds and case.conference.number < _THIRD_CONFERENCE:
        yield warning(
            "not-yet-second-review",
            ("decision", "grounds"),
            "The grounds name the second review, which is the third conference, and this is an earlier one",
            "Check the conference's number, or the grounds.",
            "1.3",
        )
