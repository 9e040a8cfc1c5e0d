"""What is recorded of an event: who came, who answered, who signed (guidance 4.7, 4.9, Appendix 3)."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator

from mas_docs.case.model import Case, Event
from mas_docs.guidance.plain import long_date, ordinal
from mas_docs.guidance.problems import Problem, warning
from mas_docs.guidance.timescales import standing_event
from mas_docs.names import perhaps_same_person


def record_problems(case: Case, today: dt.date) -> Iterator[Problem]:
    """Records that contradict themselves, that come before their event, or that a stranger signed."""
    yield from _attendance_problems(case)
    event = standing_event(case)
    if event and event.date > today:
        yield from _early_problems(case, event)
    yield from _signature_problems(case)


def _attendance_problems(case: Case) -> Iterator[Problem]:
    for number, member in enumerate(case.core_group):
        if member.attended and member.absence_reason:
            yield warning(
                "attended-and-absent",
                ("core_group", number, "absence_reason"),
                f"The {ordinal(number + 1)} Core Group member attended, and yet a reason for absence is given",
                "Remove absence_reason:, or write attended: false.",
                "Appendix 3",
            )


def _early_problems(case: Case, event: Event) -> Iterator[Problem]:
    """What can be known only after an event that is still to come."""
    still_to_come = f"although the event is still to come, on {long_date(event.date)}"
    for number, member in enumerate(case.core_group):
        if member.attended is not None:
            yield warning(
                "attendance-before-event",
                ("core_group", number, "attended"),
                f"The attendance of the {ordinal(number + 1)} Core Group member is recorded, {still_to_come}",
                "Use coming: for the reply to the invitation, or correct the date of the event.",
                "Appendix 3",
            )
    for number, _ in enumerate(case.feedback):
        yield warning(
            "feedback-before-event",
            ("feedback", number),
            f"The {ordinal(number + 1)} feedback form is recorded, {still_to_come}",
            "Correct the date of the event, or remove the form if it belongs to another case.",
            "4.7",
        )


def _signature_problems(case: Case) -> Iterator[Problem]:
    signed_by = case.summary.signed_by if case.summary else None
    if signed_by and case.facilitators:
        facilitators = [facilitator.name for facilitator in case.facilitators]
        if not any(perhaps_same_person(signed_by, name) for name in facilitators):
            yield warning(
                "signed-by-another",
                ("summary", "signed_by"),
                "The summary is signed by somebody who is not among the facilitators of this case",
                "Give the facilitator who signed, or add them to facilitators:.",
                "4.9",
            )
