"""The command `demo`: the whole pipeline on the fictional examples, in a folder of one's choice."""

from __future__ import annotations

import datetime as dt
import shutil
import sys
from collections.abc import Mapping
from dataclasses import replace
from itertools import chain
from pathlib import Path

import click

from mas_docs.case.model import Case, EventStatus
from mas_docs.catalogue import (
    BRIEFING,
    FACILITATOR_INVITATIONS,
    INVITATIONS,
    PAPERS_TO,
    SUMMARY_PACKAGES,
    PackageKind,
    State,
    find_document,
    forms_package,
    written_packages,
)
from mas_docs.cli.options import Output, Run, run_options
from mas_docs.cli.producing import KindsFor, Request, make_packages
from mas_docs.cli.reporting import shown_from_here
from mas_docs.cli.selecting import ChosenCase, choose, workspace_of
from mas_docs.errors import MissingProgramError, UsageError
from mas_docs.files import cannot_write, private_folder, write_atomically
from mas_docs.findings import Findings
from mas_docs.guidance.plain import counted, long_date
from mas_docs.guidance.roles import Role
from mas_docs.papers.converting.soffice import find_office
from mas_docs.planning import invitation_form, unmet_needs
from mas_docs.production.office import Produced
from mas_docs.resources import examples_folder
from mas_docs.transfer.passphrases.passphrase import draw
from mas_docs.workspace import CASES

DEMO_DAY = dt.date(2026, 12, 7)
"""The examples are written for this day, so that the demo shows the same whenever it runs."""

_MARK = ".mas-docs-demo"


def _always(*kinds: PackageKind) -> KindsFor:
    return lambda _: kinds


def _written(document: str) -> KindsFor:
    return lambda case: written_packages(case, find_document(document), None)


def _briefings(case: Case) -> tuple[PackageKind, ...]:
    """The packs of events to come; those with Word papers only where LibreOffice is here to convert them."""
    is_over = case.event is not None and case.event.date < DEMO_DAY
    return () if is_over or (_has_word_papers(case) and _missing_office()) else (BRIEFING,)


def _has_word_papers(case: Case) -> bool:
    return any(paper.file is not None and paper.file.endswith(".docx") for paper in case.papers)


def _missing_office() -> MissingProgramError | None:
    try:
        find_office()
    except MissingProgramError as missing:
        return missing
    return None


def _before_the_event(rows: Mapping[EventStatus, PackageKind]) -> KindsFor:
    """Invitations, in the form that the event's status calls for, as long as there is somebody to invite to it."""

    def kinds_for(case: Case) -> tuple[PackageKind, ...]:
        if case.event is not None and case.event.date < DEMO_DAY:
            return ()
        return (rows[invitation_form(case, moved=False, cancel=False)],)

    return kinds_for


_STEPS: tuple[tuple[str, KindsFor], ...] = (
    ("referral notices for the Coordinator", _written("referral-notice")),
    ("rationales for the minutes, where a case does not proceed", _written("not-proceeding-rationale")),
    ("invitations and calendar files for the Core Groups", _before_the_event(INVITATIONS)),
    ("invitations for the facilitators", _before_the_event(FACILITATOR_INVITATIONS)),
    ("papers for the Coordinator", _always(PAPERS_TO[Role.COORDINATOR])),
    ("papers for the Business Unit", _always(PAPERS_TO[Role.BUSINESS_UNIT])),
    ("briefing packs and forms for the facilitators", _briefings),
    ("prefilled forms", _always(forms_package((2, 3), State.PREFILLED))),
    ("completed feedback forms", _always(forms_package((2,), State.COMPLETED))),
    ("summaries for their three recipients", _always(*SUMMARY_PACKAGES)),
)


@click.command("demo")
@click.option(
    "--into",
    type=click.Path(file_okay=False, path_type=Path),
    default=Path("mas-docs-demo"),
    show_default=True,
    help="The folder to make; a demo that is there already is made afresh.",
)
@run_options
def demo_command(run: Run, *, into: Path) -> None:
    """Run the whole pipeline on fictional cases, and show where the sealed packages are and how to open one.

    Nothing leaves the folder: the demo draws a passphrase of its own and does not touch the one you keep.
    """
    workspace = _fresh_workspace(into)
    passphrase_file = into / "passphrase.txt"
    write_atomically(passphrase_file, draw().reveal() + b"\n")
    quiet = replace(run.reporter, quiet=True, results=False)
    inner = replace(run, workspace=workspace, today=DEMO_DAY, passphrase_file=passphrase_file, reporter=quiet)
    run.reporter.note(f"The demo rehearses {long_date(DEMO_DAY)} on the cases in {into / CASES}.\n")
    opened = workspace_of(inner, ())
    chosen = choose(inner, opened, (), every=True)
    _tell_findings(run, chosen)
    produced: list[Produced] = []
    for what, kinds in _STEPS:
        request = Request((), every=True, kinds_for=kinds)
        made = make_packages(inner, Output(None, drafts=False, language=None), request, opened, chosen)
        run.reporter.note(f"  sealed and verified {counted(len(made), 'package'):>12}: {what}")
        produced += made
    _tell_left_out(run, chosen)
    _tell(run, into, produced, passphrase_file)


def _tell_left_out(run: Run, chosen: tuple[ChosenCase, ...]) -> None:
    """Say which packs LibreOffice would add, where it is not installed."""
    cases = [chosen_case.loaded.case for chosen_case in chosen if chosen_case.loaded is not None]
    waiting = [case.reference for case in cases if _has_word_papers(case) and not unmet_needs(case, (BRIEFING,))]
    missing = _missing_office()
    if waiting and missing is not None:
        run.reporter.note(f"  left out the packs of {' and '.join(waiting)}, which have Word papers. {missing}")


def _fresh_workspace(into: Path) -> Path:
    if into.exists() and any(into.iterdir()) and not (into / _MARK).is_file():
        raise UsageError(
            "This folder holds something else", where=str(into), remedy="Name another one: mas-docs demo --into DIR."
        )
    try:
        if into.exists():
            shutil.rmtree(into)
        shutil.copytree(examples_folder(), into, ignore=shutil.ignore_patterns("*.py", "texts", "__pycache__", "out"))
    except OSError as error:
        raise cannot_write(into, error) from error
    private_folder(into)
    (into / _MARK).touch()
    return into.resolve()


def _tell_findings(run: Run, chosen: tuple[ChosenCase, ...]) -> None:
    findings = Findings.of(chain.from_iterable(case.findings for case in chosen))
    run.reporter.note(
        f"  checked {counted(len(chosen), 'case')}: {counted(len(findings.errors), 'error')}, "
        f"{counted(len(findings.warnings), 'warning')} (a late case still needs its papers)"
    )


def _tell(run: Run, into: Path, produced: list[Produced], passphrase_file: Path) -> None:
    example = next(package for package in produced if package.package.kind.calendar is not None)
    pack = next(package for package in produced if package.package.kind is BRIEFING)
    archive, program = shown_from_here(example.archive), _program()
    run.reporter.result(
        "demo",
        f"""
{len(produced)} packages are in {into / "out"}, one folder for each case.
The passphrase is in {passphrase_file}. Open a package with it, as its recipient would:

  7z x -otaken-out {archive}
      (on some systems 7-Zip is called 7zz; bsdtar -x -f does it too)

or as mas-docs does, which verifies every byte first:

  {program} open {archive} \\
      --passphrase-file {passphrase_file} --into opened

The facilitators' packs are PDFs that ask for the passphrase once more. One is briefing-pack.pdf in

  {shown_from_here(pack.archive)}

Beside each archive lies a note for its recipient:

  {shown_from_here(example.note)}

See what a check says:

  {program} check --workspace {into} --today {DEMO_DAY}""",
        packages=len(produced),
        out=str(into / "out"),
        example=str(example.archive),
        passphrase_file=str(passphrase_file),
    )


def _program() -> str:
    """How somebody standing here calls mas-docs: by its name where that is found, else by its path."""
    started = Path(sys.argv[0])
    if shutil.which("mas-docs") or not started.is_file() or started.suffix == ".py":
        return "mas-docs"
    return shown_from_here(started)
