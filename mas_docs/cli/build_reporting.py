"""What the user sees of a batch: a bar, a line for each package, and at the end what failed, and the sums."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field

import click

from mas_docs.batch.results import CaseResult, Failure, Outlook
from mas_docs.cli.build_display import duration
from mas_docs.cli.options import Run
from mas_docs.cli.reporting import one_line, printable, shown_from_here
from mas_docs.cli.showing import show_package, show_remarks, tell_left_overs
from mas_docs.findings import Findings
from mas_docs.guidance.plain import counted

_MINUTE = 60


@dataclass(frozen=True, slots=True)
class FailedCase:
    """A case that failed.

    Attributes:
        name: its reference, or its file.
        failure: why.
        findings: what was found, where that is more than the failure says.
    """

    name: str
    failure: Failure
    findings: Findings = field(default_factory=Findings)


@dataclass(slots=True)
class Sums:
    """What a batch has come to so far.

    Attributes:
        made, unchanged: packages that were made, and that lay there already.
        done: cases that neither failed nor were stopped.
        idle: those of them with nothing due.
        stopped: cases that were not finished.
        failed: cases that failed.
    """

    made: int = 0
    unchanged: int = 0
    done: int = 0
    idle: int = 0
    stopped: int = 0
    failed: list[FailedCase] = field(default_factory=list)

    def add(self, result: CaseResult) -> None:
        """Count one case."""
        self.made += len(result.made)
        self.unchanged += len(result.unchanged)
        if result.stopped:
            return
        if result.failure is not None:
            self.failed.append(FailedCase(result.name, result.failure, result.findings))
            return
        self.done += 1
        self.idle += not result.made and not result.unchanged


def show_case(run: Run, result: CaseResult) -> None:
    """Show what became of one case: its packages, and what whoever sends them has to know."""
    for made in result.made:
        show_package(run, made, status="made")
    for there in result.unchanged:
        if run.reporter.as_json:
            run.reporter.result(
                "unchanged",
                "",
                case=result.reference,
                key=there.key,
                package_id=there.package_id,
                archive=str(there.archive),
                made_on=there.made_on,
            )
        run.reporter.detail(f"{shown_from_here(there.archive)}  unchanged since {there.made_on}")
    run.reporter.findings(result.findings)
    show_remarks(run, result.name, result.remarks)
    tell_left_overs(run, result.left_over)
    if result.failure is not None and not result.stopped:
        run.reporter.failure(str(result.failure))
    if run.reporter.as_json:
        _case_object(run, result)


def _case_object(run: Run, result: CaseResult) -> None:
    failure = result.failure if not result.stopped else None
    run.reporter.result(
        "case",
        "",
        case=result.name,
        file=result.shown_as,
        made=len(result.made),
        unchanged=len(result.unchanged),
        left_over=[str(path) for path in result.left_over],
        remarks=list(result.remarks),
        failed=_failure_object(failure) if failure else None,
        stopped=result.stopped,
        seconds=round(result.seconds, 3),
    )


def _failure_object(failure: Failure) -> dict[str, object]:
    return {
        "id": failure.id,
        "exit_code": int(failure.exit_code),
        "where": failure.where,
        "message": failure.message,
        "remedy": failure.remedy,
    }


def show_findings(run: Run, outlooks: tuple[Outlook, ...], about_guard: Findings) -> None:
    """Show every error of all cases, and how many warnings `check` would show.

    Args:
        run: how the run was called.
        outlooks: what was found of the cases.
        about_guard: what of the workspace's case files the guard could not read.
    """
    broken = {outlook.shown_as for outlook in outlooks if outlook.findings.errors}
    run.reporter.findings(Findings.of(one for one in about_guard if one.file not in broken))
    for outlook in outlooks:
        run.reporter.findings(outlook.findings if run.reporter.as_json else Findings(outlook.findings.errors))
    warned = [len(outlook.findings.warnings) for outlook in outlooks if outlook.findings.warnings]
    if warned and not run.reporter.as_json:
        shows = f"mas-docs check shows {'it' if warned == [1] else 'them'}"
        run.reporter.note(f"{counted(len(warned), 'case')}: {counted(sum(warned), 'warning')}; {shows}.")


def show_outlook(run: Run, outlook: Outlook) -> None:
    """Show what would be made of one case, and why the rest is not due."""
    if outlook.findings.errors or outlook.failure:
        run.reporter.result("nothing-due", f"{outlook.name}  nothing: see its errors", case=outlook.name)
        return
    lines = [f"{outlook.name}"]
    lines += [f"  due      {key:32} {purpose}" for key, purpose in outlook.due]
    lines += [f"  not due  {one.key:32} this case {'; '.join(one.reasons)}" for one in outlook.not_due]
    run.reporter.result(
        "outlook",
        "\n".join(lines),
        case=outlook.name,
        due=[{"key": key, "purpose": purpose} for key, purpose in outlook.due],
        not_due=[{"key": one.key, "purpose": one.purpose, "reasons": list(one.reasons)} for one in outlook.not_due],
    )


def show_close(run: Run, sums: Sums, *, cases: int, seconds: float, is_dry: bool) -> None:
    """Show a table of what failed: the case, where, what, and what to do; then the sums.

    Args:
        run: how the run was called.
        sums: what the batch came to.
        cases: how many there were.
        seconds: how long it took.
        is_dry: whether nothing was to be made.
    """
    if sums.failed and cases > 1:
        run.reporter.failure(f"{len(sums.failed)} of {counted(cases, 'case')} failed:")
        for failed in sums.failed:
            click.echo("\n".join(map(printable, _rows(failed))), err=True)
    if not is_dry:
        _show_sums(run, sums, cases, seconds)


def _show_sums(run: Run, sums: Sums, cases: int, seconds: float) -> None:
    pace = f" ({sums.done / seconds * _MINUTE:,.0f} cases a minute)" if seconds else ""
    parts = [f"{counted(sums.made, 'package')} made", f"{sums.unchanged} unchanged"]
    parts += [f"{counted(sums.idle, 'case')} with nothing due"] if sums.idle else []
    parts += [f"{counted(len(sums.failed), 'case')} failed"] if sums.failed else []
    parts += [f"{counted(sums.stopped, 'case')} not finished"] if sums.stopped else []
    run.reporter.aside(
        "build",
        f"{counted(cases, 'case')} in {duration(seconds)}{pace}: {', '.join(parts)}.",
        cases=cases,
        made=sums.made,
        unchanged=sums.unchanged,
        nothing_due=sums.idle,
        failed=[failed.name for failed in sums.failed],
        not_finished=sums.stopped,
        seconds=round(seconds, 3),
    )


def _rows(failed: FailedCase) -> Iterable[str]:
    """What to say of a failed case: each error at its place, or the failure itself."""
    errors = failed.findings.errors
    told = [(error.where, error.message, error.remedy) for error in errors]
    told = told or [(failed.failure.where, failed.failure.message, failed.failure.remedy)]
    for where, message, remedy in told:
        yield f"  {failed.name}  {one_line(where)}"
        yield f"      {one_line(message).rstrip('.')}."
        if remedy:
            yield f"      {one_line(remedy)}"
