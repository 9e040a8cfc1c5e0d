"""The command `build`: all packages that are due of each case, for the whole workspace, in one batch."""

from __future__ import annotations

import os
import secrets
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import TypeVar

import click

from mas_docs.batch.bench import HandedPassphrase, Orders
from mas_docs.batch.building import CaseTask
from mas_docs.batch.engine import Crew, Ended, run_tasks
from mas_docs.batch.interrupting import Interruption
from mas_docs.batch.record import sealed_packages
from mas_docs.batch.results import CaseResult, Failure, Outlook, died, failure_of
from mas_docs.batch.templates import template_findings
from mas_docs.batch.workers import WorkerProcesses, build_here, look_here
from mas_docs.cli.build_display import Display
from mas_docs.cli.build_reporting import Sums, show_case, show_close, show_findings, show_outlook
from mas_docs.cli.guarding import ledger_of
from mas_docs.cli.options import Output, Run, case_arguments, output_options, passphrase_options, run_options
from mas_docs.cli.passphrases import PassphrasesToSeal
from mas_docs.cli.selecting import chosen_files, workspace_of
from mas_docs.errors import ExitCode, FoundProblemsError, MasDocsError, SomeFailedError
from mas_docs.findings import Findings
from mas_docs.guard.identities import workspace_identities
from mas_docs.guidance.plain import counted
from mas_docs.production.cases import invalid_case
from mas_docs.workspace import Workspace
from mas_docs.yaml_files.values import Language

Task = TypeVar("Task")
Result = TypeVar("Result")

_AHEAD = 2
"""How many cases are handed over for each worker: one that it makes, and one that waits."""

_MOST_WORKERS = 256


@click.command("build")
@case_arguments
@click.option(
    "--workers",
    type=click.IntRange(1, _MOST_WORKERS),
    help="How many cases are made at a time [one for each processor].",
)
@click.option("--force", is_flag=True, help="Make again, too, what lies there unchanged.")
@click.option("--dry-run", is_flag=True, help="Show what would be made of each case, and why the rest is not due.")
@output_options
@passphrase_options
@run_options
def build_command(
    run: Run,
    cases: tuple[str, ...],
    *,
    all_cases: bool,
    workers: int | None,
    force: bool,
    dry_run: bool,
    output: Output,
) -> None:
    """Make every package that is due of the CASEs, or of all cases: one batch, on all processors.

    Until the day of the event these are the invitations and the briefing packs; after it, the summary and the letters
    about its decisions; each as soon as the case file holds what it needs. What lies there unchanged is not made again,
    so that a batch that was stopped goes on where it was. One bad case does not stop the others.
    """
    workspace = workspace_of(run, cases)
    files = chosen_files(workspace, cases, every=all_cases or not cases)
    _check_templates(run, workspace)
    if output.language in {"cy", "both"}:
        run.reporter.note("Documents are in English only in this version; Welsh ones are not here yet.")
    identities, about_guard = workspace_identities(workspace.case_files(), workspace.shown)
    orders = Orders(
        root=workspace.root,
        board=workspace.board,
        identities=identities,
        today=run.today,
        out=(output.out or workspace.root / "out").absolute(),
        ledger=ledger_of(workspace).folder,
        run=secrets.token_hex(16),
        force=force,
        drafts=output.drafts,
        mail=output.mail,
        language=Language(output.language) if output.language else None,
        protection=output.protection,
    )
    batch = _Batch(run, workspace, files, orders, min(workers or _processors(), len(files)))
    with batch.crew:
        outlooks = batch.look_at_all()
        show_findings(run, outlooks, about_guard)
        if dry_run:
            for outlook in outlooks:
                show_outlook(run, outlook)
        batch.make(output, outlooks, only_look=dry_run)
    batch.close(is_dry=dry_run)


def _check_templates(run: Run, workspace: Workspace) -> None:
    """Show every fault of the templates; with an error among them, nothing is made.

    Raises:
        FoundProblemsError: a template is at fault.
    """
    findings = template_findings(workspace.own_templates)
    run.reporter.findings(findings if run.reporter.as_json else Findings(findings.errors))
    if findings.warnings and not run.reporter.as_json:
        run.reporter.note(f"{counted(len(findings.warnings), 'warning')} of templates; see mas-docs templates check.")
    if findings.errors:
        raise FoundProblemsError(
            "A template is at fault, so nothing was made of any case",
            exit_code=ExitCode.TEMPLATE,
            remedy="Correct what is said above.",
        )


def _processors() -> int:
    """How many processors this run may use."""
    if hasattr(os, "sched_getaffinity"):
        return len(os.sched_getaffinity(0))
    return os.cpu_count() or 1


@dataclass(frozen=True, slots=True)
class _Watched:
    """Says whether to stop; being looked at, it lets the display show how far the batch is."""

    interruption: Interruption
    display: Display

    def is_asked(self) -> bool:
        """Whether the run was interrupted."""
        self.display.look()
        return self.interruption.is_asked()


class _Batch:
    """One run over many cases.

    Args:
        run: how it was called.
        workspace: the workspace.
        files: the files of the cases.
        orders: what every case is made with.
        workers: how many processes.
    """

    def __init__(self, run: Run, workspace: Workspace, files: tuple[Path, ...], orders: Orders, workers: int) -> None:
        self._run = run
        self._workspace = workspace
        self._files = files
        self._orders = orders
        self._window = workers * _AHEAD
        self._ledger = ledger_of(workspace)
        self._processes = WorkerProcesses(orders, workers)
        self.crew = Crew(self._processes.start)
        self._interruption = Interruption(self._processes.stop, self._processes.end)
        self._began = time.monotonic()
        self._sums = Sums()

    def look_at_all(self) -> tuple[Outlook, ...]:
        """Check every case.

        Raises:
            KeyboardInterrupt: the run was interrupted.
        """
        found: dict[Path, Outlook] = {}
        with Display(self._run, "Checking cases", len(self._files), tuple) as display:
            for ended in self._over(self._files, look_here, display):
                found[ended.task] = ended.result or self._died(ended.task)
                display.advance(_show_nothing)
        if self._interruption.is_asked():
            raise KeyboardInterrupt
        return tuple(found[file] for file in self._files)

    def make(self, output: Output, outlooks: tuple[Outlook, ...], *, only_look: bool) -> None:
        """Make what is due of every case without errors.

        Args:
            output: where packages go, and how.
            outlooks: what was found of the cases.
            only_look: whether to make nothing, and tell what fails already.
        """
        ready: list[tuple[Path, Outlook]] = []
        for file, outlook in zip(self._files, outlooks, strict=True):
            failure = outlook.failure or self._invalid(outlook, is_told=not only_look)
            if failure is None:
                ready.append((file, outlook))
            else:
                self._sums.add(
                    CaseResult(outlook.shown_as, outlook.reference, findings=outlook.findings, failure=failure)
                )
        if only_look or not ready:
            return
        tasks = tuple(self._tasks(output, ready))
        with Display(self._run, "Making packages", len(tasks), self._processes.doing) as display:
            for ended in self._over(tasks, build_here, display):
                result = ended.result or self._not_made(ended)
                self._sums.add(result)
                failed = result.failure is not None and not result.stopped
                display.advance(partial(show_case, self._run, result), failed=failed)

    def close(self, *, is_dry: bool) -> None:
        """Show the sums and what failed, and leave with what the agreed exit codes say.

        Raises:
            KeyboardInterrupt: the run was interrupted; some cases may not have been begun.
            MasDocsError: the only case failed, or all did; `SomeFailedError` when others are done.
        """
        cases, sums = len(self._files), self._sums
        sums.failed.sort(key=lambda failed: failed.name)
        sums.stopped = cases - sums.done - len(sums.failed) if not is_dry else 0
        show_close(self._run, sums, cases=cases, seconds=time.monotonic() - self._began, is_dry=is_dry)
        if self._interruption.is_asked():
            raise KeyboardInterrupt
        if not sums.failed:
            return
        codes = {failed.failure.exit_code for failed in sums.failed}
        if cases == 1:
            failure = sums.failed[0].failure
            raise FoundProblemsError(
                failure.message, exit_code=failure.exit_code, where=failure.where, remedy=failure.remedy
            )
        if len(sums.failed) == cases and len(codes) == 1:
            raise FoundProblemsError(f"All {cases} cases failed", exit_code=codes.pop())
        raise SomeFailedError(f"{len(sums.failed)} of {cases} cases failed; the others are done")

    def _over(
        self, tasks: tuple[Task, ...], work: Callable[[Task], Result], display: Display
    ) -> Iterator[Ended[Task, Result]]:
        with self._interruption:
            halt = _Watched(self._interruption, display)
            yield from run_tasks(tasks, work, self.crew, self._window, halt)

    def _died(self, file: Path) -> Outlook:
        shown_as = self._workspace.shown(file)
        return Outlook(shown_as, "", Findings(), failure=died(shown_as))

    def _not_made(self, ended: Ended[CaseTask, CaseResult]) -> CaseResult:
        shown_as = self._workspace.shown(ended.task.file)
        failure = None if ended.stopped else died(shown_as)
        return CaseResult(shown_as, ended.task.file.parent.name, failure=failure, stopped=ended.stopped)

    def _invalid(self, outlook: Outlook, *, is_told: bool) -> Failure | None:
        """The failure of a case with errors; the ledger is told where somebody must not receive anything.

        A rehearsal leaves no line in books that are kept for good.
        """
        errors = outlook.findings.errors
        if not errors:
            return None
        failure = invalid_case(
            outlook.shown_as, outlook.reference if is_told else "", errors, self._ledger, self._run.today
        )
        return failure_of(failure, outlook.shown_as)

    def _tasks(self, output: Output, ready: list[tuple[Path, Outlook]]) -> Iterator[CaseTask]:
        """A task for each case, with its passphrase where something is due of it.

        Raises:
            PassphraseError: there is no standard passphrase.
        """
        passphrases: PassphrasesToSeal | None = None
        sealed = sealed_packages(self._ledger) if self._orders.out.is_dir() else {}
        for file, outlook in ready:
            handed = None
            if outlook.due:
                passphrases = passphrases or PassphrasesToSeal(self._run, self._workspace.board, output.passphrase_mode)
                try:
                    handed = HandedPassphrase.of(passphrases.for_case(outlook.reference))
                except MasDocsError as failure:
                    about = failure_of(failure, outlook.shown_as)
                    self._sums.add(CaseResult(outlook.shown_as, outlook.reference, failure=about))
                    continue
            yield CaseTask(file, handed, sealed.get(outlook.reference, frozenset()))


def _show_nothing() -> None:
    """Show nothing of a case that was looked at: all findings are shown together, in the cases' order."""
