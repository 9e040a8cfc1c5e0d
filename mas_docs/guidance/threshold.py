"""The threshold for Multi-Agency Supervision: two tests, held apart since they can differ (1.1, 1.3, 4.2)."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

from mas_docs.board import Board
from mas_docs.case.model import Case, Ground
from mas_docs.guidance.timescales import add

THRESHOLD_CONFERENCE = 4
"""The fourth Child Protection Conference, which is the third review (guidance 1.1, 4.2)."""


@dataclass(frozen=True, slots=True)
class ChildThreshold:
    """The fifteen-month test for one child.

    Attributes:
        fifteen_months_on: the day on which the child has been registered for 15 months.
        reached: whether that day had come by the conference.
    """

    fifteen_months_on: dt.date
    reached: bool


@dataclass(frozen=True, slots=True)
class Threshold:
    """How a case stands against the threshold.

    Attributes:
        conference_reached: registration continues at the fourth conference or a later one (1.1, 4.2).
        children: the fifteen-month test of each child, in the order of the case file (1.3).
        alternatives: the other grounds that the decision names, in its order (1.3, 4.3).
        clock_start: the day from which the timescales count (4.3, 4.4).
    """

    conference_reached: bool
    children: tuple[ChildThreshold, ...]
    alternatives: tuple[Ground, ...]
    clock_start: dt.date

    @property
    def months_reached(self) -> bool:
        """Whether at least one child had been registered for 15 months by the conference (1.3)."""
        return any(child.reached for child in self.children)

    @property
    def months_reached_by_all(self) -> bool:
        """Whether every child had; brothers and sisters may have been registered on different days."""
        return all(child.reached for child in self.children)

    @property
    def automatic(self) -> bool:
        """Whether the case meets the threshold for consideration automatically.

        Appendix 1 ties that to the conference alone; it calls 15 months its equivalent and not a second way in.
        """
        return self.conference_reached


def threshold(case: Case, board: Board) -> Threshold:
    """How the case stood against the threshold on the day of its conference."""
    conference = case.conference
    days = (add(child.registered, board.timescales.registered) for child in case.children)
    return Threshold(
        conference_reached=conference.number >= THRESHOLD_CONFERENCE,
        children=tuple(ChildThreshold(day, reached=day <= conference.date) for day in days),
        alternatives=tuple(ground for ground in case.decision.grounds if ground is not Ground.FIFTEEN_MONTHS),
        clock_start=case.clock_start,
    )
