"""What each document's template is given, for fictional cases from the fullest to the emptiest, in every state."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from dataclasses import dataclass

from mas_docs.board import Board
from mas_docs.case.model import Case, EventStatus
from mas_docs.catalogue import FACILITATOR_INVITATIONS, INVITATIONS, Document, OnePer, State
from mas_docs.documents.context import Subject, Values, blank_context, case_context
from mas_docs.recipients import Recipient, recipients
from mas_docs.template_check.sample_cases import Samples, cases_for

_TODAY = dt.date(2026, 12, 1)
"""The day that the examples are told from; any other would do."""


@dataclass(frozen=True, slots=True)
class SampleContext:
    """What a template is given once.

    Attributes:
        state: a form's state; None for a letter.
        values: the values, by the names that a template writes.
    """

    state: State | None
    values: Values


def sample_contexts(document: Document, samples: Samples) -> tuple[SampleContext, ...]:
    """Every context of a document that the samples can give, the fullest of each state first."""
    states: tuple[State | None, ...] = document.states or (None,)
    return tuple(context for state in states for context in _in_state(document, state, samples))


def _in_state(document: Document, state: State | None, samples: Samples) -> Iterator[SampleContext]:
    if state is State.BLANK:
        for board in samples.boards:
            yield SampleContext(state, blank_context(board, document, _TODAY))
        return
    full, *lacking = samples.boards
    cases = cases_for(document.needs_in(state), samples.cases)
    for case in cases:
        for subject in _subjects(document, state, case, full):
            yield SampleContext(state, case_context(case, full, subject, _paper_names(case)))
    for board in lacking:
        for subject in _subjects(document, state, cases[0], board):
            yield SampleContext(state, case_context(cases[0], board, subject, {}))


def _subjects(document: Document, state: State | None, case: Case, board: Board) -> Iterator[Subject]:
    for status in _statuses(document):
        for recipient in _recipients(document, state, case, board):
            for number in _numbers(document, state, case):
                yield Subject(document, state, _TODAY, recipient, number, status)


def _statuses(document: Document) -> tuple[EventStatus | None, ...]:
    """The forms of invitation that a document serves; None where the event's own status is told."""
    invitations = (*INVITATIONS.values(), *FACILITATOR_INVITATIONS.values())
    return tuple(kind.calendar for kind in invitations if (document.key, None) in kind.documents) or (None,)


def _recipients(document: Document, state: State | None, case: Case, board: Board) -> tuple[Recipient | None, ...]:
    if document.one_per is not OnePer.RECIPIENT:
        return (None,)
    return tuple(person for role in document.meant_for_in(state) for person in recipients(case, board, role))


def _numbers(document: Document, state: State | None, case: Case) -> range | tuple[None]:
    if document.one_per is not OnePer.PARTICIPANT:
        return (None,)
    return range(len(case.feedback if state is State.COMPLETED else case.core_group))


def _paper_names(case: Case) -> dict[int, str]:
    return {place: f"{place + 1:02d}-{paper.kind}.pdf" for place, paper in enumerate(case.papers)}
