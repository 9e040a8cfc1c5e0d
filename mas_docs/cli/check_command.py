"""The command `check`: every problem at once, and a case's dates."""

from __future__ import annotations

import contextlib
import datetime as dt
from collections.abc import Iterator
from functools import partial
from itertools import chain

import click

from mas_docs.board import Board
from mas_docs.case.model import Case
from mas_docs.cli.guarding import guard_of, ledger_of
from mas_docs.cli.options import Run, run_options
from mas_docs.cli.passphrases import kept_words
from mas_docs.cli.reporting import Reporter, printable
from mas_docs.cli.selecting import ChosenCase, about_papers, choose, workspace_with_findings
from mas_docs.errors import FoundProblemsError, InvalidCaseError
from mas_docs.findings import Findings
from mas_docs.guard.guard import Guard
from mas_docs.guidance.plain import counted, long_date, ordinal
from mas_docs.guidance.threshold import threshold
from mas_docs.guidance.timescales import Deadline, Standing, timetable
from mas_docs.workspace import Workspace


@click.command("check")
@click.argument("cases", nargs=-1, metavar="[CASE...]")
@click.option("--all", "all_cases", is_flag=True, help="Every case of the workspace; the default when none is named.")
@run_options
def check_command(run: Run, cases: tuple[str, ...], *, all_cases: bool) -> None:
    """Show every problem of the CASEs at once, with file, line and remedy, and the dates of the guidance.

    Errors must be corrected before what they concern leaves the office; warnings stop nothing.
    """
    workspace, about_board = workspace_with_findings(run, cases)
    run.reporter.findings(about_board, as_result=True)
    chosen = choose(run, workspace, cases, every=all_cases or not cases)
    everything = [about_board]
    with guard_of(run, workspace, [case.shown_as for case in chosen if case.findings.errors]) as guard:
        everything += _shown(run, workspace, chosen, guard)
    everything.append(_about_ledger(run, workspace))
    _close(run, len(chosen), Findings.of(chain.from_iterable(everything)))


def _about_ledger(run: Run, workspace: Workspace) -> Findings:
    """Whether the books are whole; who seals on does not see it."""
    findings = ledger_of(workspace).reader.verify().findings
    run.reporter.findings(findings, as_result=True)
    return findings


def _shown(run: Run, workspace: Workspace, chosen: tuple[ChosenCase, ...], guard: Guard) -> Iterator[Findings]:
    """Show the dates and the findings of each case."""
    for case in chosen:
        if case.loaded is not None and case.loaded.complete:
            # Holidays that are not known are among the findings; they must not hide the others.
            with contextlib.suppress(InvalidCaseError):
                show_dates(run.reporter, case.loaded.case, workspace.board, run.today)
        findings = case.findings + about_papers(case, guard, partial(kept_words, workspace.board.short_name))
        run.reporter.findings(findings, as_result=True)
        yield findings


def _close(run: Run, cases: int, findings: Findings) -> None:
    run.reporter.note(
        f"{counted(cases, 'case')}: {counted(len(findings.errors), 'error')}, "
        f"{counted(len(findings.warnings), 'warning')}."
    )
    if findings.errors:
        raise FoundProblemsError(
            "There are errors; nothing can be made of what they concern",
            exit_code=findings.exit_code,
            remedy="Correct what is said above.",
        )


def show_dates(reporter: Reporter, case: Case, board: Board, today: dt.date) -> None:
    """Print a case's table of dates: what is due when, by which paragraph, and how it stands."""
    deadlines = timetable(case, board, today) if case.decision.proceed else ()
    if reporter.as_json:
        for deadline in deadlines:
            _show_json(reporter, case, deadline, today)
        return
    rows = [*_threshold_rows(case, board), *(_row(deadline, today) for deadline in deadlines)]
    widths = [max(len(row[column]) for row in rows) for column in range(3)]
    about = "" if case.decision.proceed else "  does not proceed to Multi-Agency Supervision"
    click.echo(f"\n{case.reference}  {printable(case.area)}{about}")
    for paragraph, title, due, standing in rows:
        line = f"  {paragraph:{widths[0]}}  {title:{widths[1]}}  {due:>{widths[2]}}  {standing}"
        click.echo(printable(line.rstrip()))


def _threshold_rows(case: Case, board: Board) -> list[tuple[str, str, str, str]]:
    """When each child has been registered for 15 months (1.3), also where the case does not proceed."""
    tests = threshold(case, board).children
    span = board.timescales.registered
    rows = []
    for number, test in enumerate(tests, start=1):
        child = "Child" if len(tests) == 1 else f"{ordinal(number).capitalize()} child"
        standing = "reached by the conference" if test.reached else "after the conference"
        rows.append(("1.3", f"{child}: {span} registered", long_date(test.fifteen_months_on), standing))
    return rows


def _row(deadline: Deadline, today: dt.date) -> tuple[str, str, str, str]:
    return deadline.paragraph, deadline.title, long_date(deadline.due), _standing(deadline, today)


def _show_json(reporter: Reporter, case: Case, deadline: Deadline, today: dt.date) -> None:
    reporter.result(
        "deadline",
        "",
        case=case.reference,
        key=str(deadline.key),
        title=deadline.title,
        due=deadline.due,
        done=deadline.done,
        standing=str(deadline.standing),
        days_late=deadline.days_late(today),
        not_working=deadline.not_working,
        working_day_before=deadline.working_day_before,
        paragraph=deadline.paragraph,
    )


def _standing(deadline: Deadline, today: dt.date) -> str:
    """How a step stands, in words."""
    late = counted(deadline.days_late(today), "day")
    done = long_date(deadline.done) if deadline.done else ""
    words = {
        Standing.DONE: f"done {done}",
        Standing.DONE_LATE: f"done {done}, {late} late",
        Standing.PLANNED: f"planned {done}",
        Standing.PLANNED_LATE: f"planned {done}, {late} late",
        Standing.OPEN: f"in {counted(deadline.days_left(today), 'day')}" if deadline.days_left(today) else "today",
        Standing.OVERDUE: f"overdue by {late}",
    }[deadline.standing]
    if deadline.not_working and deadline.working_day_before and deadline.done is None:
        return f"{words}; {deadline.not_working}, so aim at {long_date(deadline.working_day_before)}"
    return words
