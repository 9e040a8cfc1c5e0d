"""Facilitators: independent of the case, at least two, out of the board's pool (guidance 4.5, 4.8)."""

from __future__ import annotations

from collections.abc import Callable, Iterator

from mas_docs.board import Board, PooledFacilitator
from mas_docs.case.model import Case, Facilitator
from mas_docs.findings import Severity
from mas_docs.guidance.people import Placed, people
from mas_docs.guidance.plain import ordinal
from mas_docs.guidance.problems import Problem, error, warning
from mas_docs.guidance.roles import Role
from mas_docs.guidance.timescales import standing_event
from mas_docs.names import folded, name_parts, perhaps_same_person, same_person
from mas_docs.yaml_files.places import ValuePath

FEWEST_FACILITATORS = 2
"""They meet before and after the event (4.8), so there are at least two."""


def facilitator_problems(case: Case, board: Board) -> Iterator[Problem]:
    """Facilitators who are not independent, are too few, or do not come from the pool."""
    for number, facilitator in enumerate(case.facilitators):
        yield from _independence_problems(case, board, number, facilitator)
        yield from _pool_problems(board, number, facilitator)
    yield from _too_few(case)


def is_independent(case: Case, board: Board, number: int) -> bool:
    """Whether the facilitator in this place of the list, from 0, neither is nor line-manages a practitioner (4.5)."""
    problems = _independence_problems(case, board, number, case.facilitators[number])
    return all(problem.severity is not Severity.ERROR for problem in problems)


def practitioners(case: Case) -> tuple[Placed, ...]:
    """Those whom no facilitator may line-manage or be.

    Guidance 4.5 says "the practitioners involved in these cases": the Social Worker and the Core Group. The Coordinator
    and the Conference Chair belong to them here, because whoever manages these has oversight of the plan too.
    """
    return tuple(placed for placed in people(case) if placed.role is not Role.FACILITATOR)


def _independence_problems(case: Case, board: Board, number: int, facilitator: Facilitator) -> Iterator[Problem]:
    for placed in practitioners(case):
        yield from _own_case_problems(board, number, facilitator, placed)
        yield from _managing_problems(board, number, facilitator, placed)


def _own_case_problems(board: Board, number: int, facilitator: Facilitator, placed: Placed) -> Iterator[Problem]:
    """At most one problem: the facilitator is a practitioner by name, or by e-mail address, or may be by name."""
    called = f"The {ordinal(number + 1)} facilitator"
    names = _names(board, facilitator)
    by_name = any(same_person(name, placed.person.name) for name in names)
    if by_name or folded(facilitator.email) == folded(placed.person.email):
        also, has = f"is also {placed.called} of this case", f"has the e-mail address of {placed.called} of this case"
        yield error(
            "facilitator-of-own-case",
            ("facilitators", number, "name" if by_name else "email"),
            f"{called} {also if by_name else has}, so is not independent",
            "Ask the Business Unit for an independent facilitator; a namesake needs a middle name here.",
            "4.5",
        )
    elif any(perhaps_same_person(name, placed.person.name) for name in names):
        yield warning(
            "perhaps-facilitator-of-own-case",
            ("facilitators", number, "name"),
            f"{called} may, by the name, also be {placed.called} of this case",
            "Make sure that they are two people, and give both names in full.",
            "4.5",
        )


def _managing_problems(board: Board, number: int, facilitator: Facilitator, placed: Placed) -> Iterator[Problem]:
    """At most one problem: the facilitator line-manages a practitioner, or may do so by a name like theirs."""
    called = f"The {ordinal(number + 1)} facilitator"
    path = _managing(board, number, facilitator, placed, same_person)
    if path is not None:
        yield error(
            "facilitator-line-manages",
            path,
            f"{called} line-manages {placed.called} of this case, so is not independent",
            "Ask the Business Unit for an independent facilitator.",
            "4.5",
        )
        return
    path = _managing(board, number, facilitator, placed, perhaps_same_person)
    if path is not None:
        yield warning(
            "perhaps-line-manages",
            path,
            f"{called} may, by a name like theirs, line-manage {placed.called} of this case",
            "Make sure that they are independent, and give the names in full.",
            "4.5",
        )


def _managing(
    board: Board, number: int, facilitator: Facilitator, placed: Placed, is_one: Callable[[str, str], bool]
) -> ValuePath | None:
    """Where it is said that the facilitator line-manages somebody: by either of them, or by the board's pool."""
    practitioner, manager = placed.person.name, placed.person.line_manager
    if any(is_one(name, practitioner) for name in facilitator.line_manages):
        return ("facilitators", number, "line_manages")
    if manager and any(is_one(manager, name) for name in _names(board, facilitator)):
        return (*placed.path, "line_manager")
    entries = _pooled(board, facilitator)
    if any(is_one(name, practitioner) for entry in entries for name in entry.line_manages):
        return ("facilitators", number, "name")
    return None


def _pooled(board: Board, facilitator: Facilitator) -> tuple[PooledFacilitator, ...]:
    """The facilitator's entries in the board's pool, by name or by e-mail address."""
    return tuple(
        entry
        for entry in board.facilitator_pool
        if same_person(entry.name, facilitator.name) or folded(entry.email) == folded(facilitator.email)
    )


def _names(board: Board, facilitator: Facilitator) -> tuple[str, ...]:
    """The facilitator's name, and as the board's pool spells it."""
    return (facilitator.name, *(entry.name for entry in _pooled(board, facilitator)))


def _pool_problems(board: Board, number: int, facilitator: Facilitator) -> Iterator[Problem]:
    if board.facilitator_pool and not _pooled(board, facilitator):
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
