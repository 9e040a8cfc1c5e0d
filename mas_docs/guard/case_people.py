"""The names of everybody whom a case file and the board's settings give, but for the children."""

from __future__ import annotations

from collections.abc import Iterator

from mas_docs.board import Board
from mas_docs.case.model import Case
from mas_docs.guidance.people import people


def people_of(case: Case, board: Board) -> Iterator[str]:
    """Everybody whom a case names beside its children; a child elsewhere may be their namesake."""
    for placed in people(case):
        yield placed.person.name
        if placed.person.line_manager:
            yield placed.person.line_manager
    for facilitator in case.facilitators:
        yield from facilitator.line_manages
    yield from (form.name for form in case.feedback)
    if case.summary:
        yield from (action.owner for action in case.summary.actions if action.owner)
        if case.summary.signed_by:
            yield case.summary.signed_by
    yield from people_of_board(board)


def people_of_board(board: Board) -> Iterator[str]:
    """The office and its pool of facilitators, whom every case knows."""
    yield board.business_unit.name
    yield board.name
    for pooled in board.facilitator_pool:
        yield pooled.name
        yield from pooled.line_manages
