"""Facilitators: independent of the case, at least two, out of the board's pool (guidance 4.5, 4.8)."""

from __future__ import annotations

from collections.abc import Iterator

from mas_docs.board import Board
from mas_docs.case.model import Case, Facilitator
from mas_docs.guidance.people import Placed, people
from mas_docs.guidance.plain import ordinal
from mas_docs.guidance.problems import Problem, error, warning
from mas_docs.guidance.roles import Role
from mas_docs.guidance.timescales import standing_event
from mas_docs.names import folded, name_parts, same_name, same_person
from mas_docs.yaml_files.places import ValuePath

FEWEST_FACILITATORS = 2
"""They meet before and after the event (4.8), so there are at least two."""


def facilitator_problems(case: Case, board: Board) -> Iterator[Problem]:
    """Facilitators who are not independent, are too few, or do not come from the pool."""
    for number, facilitator in enumerate(case.facilitators):
        yield from _independence_problems(case, board, number, facilitator)
        yield from _pool_problems(board, number, facilitator)
    yield from _too_few(case)


def practitioners(case: Case) -> tuple[Placed, ...]:
    """Those whom no facilitator may line-manage or be.

    Guidance 4.5 says "the practitioners involved in these cases": the Social Worker and the Core Group. The Coordinator
    and the Conference Chair belong to them here, because whoever manages these has oversight of the plan too.
    """
    return tuple(placed for placed in people(case) if placed.role is not Role.FACILITATOR)


def _independence_problems(case: Case, board: Board, number: int, facilitator: Facilitator) -> Iterator[Problem]:
    called = f"The {ordinal(number + 1)} facilitator"
    for placed in practitioners(case):
        if same_person(facilitator.name, placed.person.name):
            yield error(
                "facilitator-of-own-case",
                ("facilitators", number, "name"),
                f"{called} is also {placed.called} of this case, so is not independent",
                "Ask the Business Unit for an independent facilitator.",
                "4.5",
            )
        path = _managing(board, number, facilitator, placed)
        if path is not None:
            yield error(
                "facilitator-line-manages",
                path,
                f"{called} line-manages {placed.called} of this case, so is not independent",
                "Ask the Business Unit for an independent facilitator.",
                "4.5",
            )


def _managing(board: Board, number: int, facilitator: Facilitator, placed: Placed) -> ValuePath | None:
    """Where it is said that the facilitator line-manages somebody: by either of them, or by the board's pool."""
    if any(same_person(name, placed.person.name) for name in facilitator.line_manages):
        return ("facilitators", number, "line_manages")
    if placed.person.line_manager and same_person(placed.person.line_manager, facilitator.name):
        return (*placed.path, "line_manager")
    pooled = (entry for entry in board.facilitator_pool if same_name(entry.name, facilitator.name))
    if any(same_person(name, placed.person.name) for entry in pooled for name in entry.line_manages):
        return ("facilitators", number, "name")
    return None


def _pool_problems(board: Board, number: int, facilitator: Facilitator) -> Iterator[Problem]:
    pool = board.facilitator_pool
    known = any(
        same_person(entry.name, facilitator.name) or folded(entry.email) == folded(facilitator.email) for entry in pool
    )
    if pool and not known:
        yield warning(
            "facilitator-outside-pool",
            ("facilitators", number, "name"),
            f"The {ordinal(number + 1)} facilitator is not in the board's pool",
            "Ask the Business Unit, which identifies the facilitators, or add them to facilitator_pool: in board.yaml.",
            "4.5",
        )


def _too_few(case: Case) -> Iterator[Problem]:
    different = {name_parts(facilitator.name) for facilitator in case.facilitators}
    if case.decision.proceed and standing_event(case) and len(different) < FEWEST_FACILITATORS:
        how_many = "no facilitator" if not different else "one facilitator"
        yield warning(
            "too-few-facilitators",
            ("facilitators",) if case.facilitators else ("event",),
            f"The event has {how_many}, and they are to meet before and after it",
            "Ask the Business Unit for at least two.",
            "4.5, 4.8",
        )
