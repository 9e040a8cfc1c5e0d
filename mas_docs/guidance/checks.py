"""Every rule of the guidance, applied to a case at once: what must not leave the office, and what stops nothing."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator

from mas_docs.board import Board
from mas_docs.case.loading import LoadedCase
from mas_docs.case.model import Case
from mas_docs.errors import InvalidCaseError
from mas_docs.findings import Finding, Findings, Severity
from mas_docs.guidance.after_event import record_problems
from mas_docs.guidance.child_names import child_name_problems
from mas_docs.guidance.dates_agree import date_problems
from mas_docs.guidance.decision import decision_problems
from mas_docs.guidance.independence import facilitator_problems
from mas_docs.guidance.lateness import event_problems, timescale_problems
from mas_docs.guidance.papers import paper_problems
from mas_docs.guidance.people import people_problems
from mas_docs.guidance.problems import Problem


def check_case(loaded: LoadedCase, board: Board, today: dt.date) -> Findings:
    """Apply every rule of the guidance to a case.

    Args:
        loaded: the case, as it was read from its file.
        board: the board's settings.
        today: the day on which lateness is judged.

    Returns:
        Everything found, errors and warnings, with its place in the case file.
    """
    problems = list(_problems_but_timescales(loaded.case, board, today))
    settings: list[Finding] = []
    try:
        problems += timescale_problems(loaded.case, board, today)
    except InvalidCaseError as unknown_holidays:
        settings.append(_in_settings(unknown_holidays))
    return Findings.of([*settings, *(_placed(loaded, problem) for problem in problems)])


def _problems_but_timescales(case: Case, board: Board, today: dt.date) -> Iterator[Problem]:
    yield from people_problems(case)
    yield from facilitator_problems(case, board)
    yield from child_name_problems(case)
    yield from date_problems(case)
    yield from decision_problems(case, board)
    yield from event_problems(case)
    yield from paper_problems(case, today)
    yield from record_problems(case, today)


def _placed(loaded: LoadedCase, problem: Problem) -> Finding:
    return loaded.finding(
        problem.id,
        problem.path,
        problem.message,
        problem.remedy,
        severity=problem.severity,
        paragraph=problem.paragraph,
    )


def _in_settings(problem: InvalidCaseError) -> Finding:
    """The one problem of the settings that shows only when dates are counted; the other rules still apply."""
    return Finding(problem.where, 0, 0, "unknown-holidays", Severity.ERROR, problem.message, problem.remedy)
