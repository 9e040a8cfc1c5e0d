"""Which cases a command is about: found, loaded and checked, every problem of every file kept."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from pathlib import Path

from mas_docs.case.loading import LoadedCase
from mas_docs.cli.options import Run
from mas_docs.errors import FoundProblemsError, UsageError
from mas_docs.findings import Findings
from mas_docs.guard.guard import Guard
from mas_docs.guard.papers import examine_papers
from mas_docs.papers.intake import Ours, gather, none_of_ours
from mas_docs.production.cases import load_and_check
from mas_docs.workspace import BOARD_FILE, Workspace, find_workspace, open_workspace


@dataclass(frozen=True, slots=True)
class ChosenCase:
    """One case of a run.

    Attributes:
        shown_as: its file as the user knows it.
        loaded: the case; None when its file is too broken to say anything.
        findings: everything found in its file and against the guidance.
    """

    shown_as: str
    loaded: LoadedCase | None
    findings: Findings

    @property
    def name(self) -> str:
        """What to call it in one word: its reference, or its file."""
        return self.loaded.case.reference if self.loaded else self.shown_as


def workspace_of(run: Run, cases: tuple[str, ...]) -> Workspace:
    """The workspace that the run is in, ready to make things with; its findings are shown.

    Raises:
        UsageError: there is none.
        FoundProblemsError: its settings are invalid.
    """
    workspace, findings = workspace_with_findings(run, cases)
    run.reporter.findings(findings)
    if findings.errors:
        raise invalid_board(findings)
    return workspace


def workspace_with_findings(run: Run, cases: tuple[str, ...] = ()) -> tuple[Workspace, Findings]:
    """The workspace that the run is in: named, around the first case named by a path, or around this folder.

    Returns:
        The workspace, and what is wrong with its settings, which serve to examine the cases all the same.

    Raises:
        UsageError: there is none.
        FoundProblemsError: its settings are too broken to say anything; what is wrong with them was shown.
    """
    root = run.workspace or _workspace_around(cases)
    workspace, findings = open_workspace(root)
    if workspace is None:
        run.reporter.findings(findings)
        raise invalid_board(findings)
    return workspace, findings


def invalid_board(findings: Findings) -> FoundProblemsError:
    """The failure that the board's settings are invalid."""
    return FoundProblemsError(
        "The board's settings are invalid, so nothing can be made",
        exit_code=findings.exit_code,
        where=BOARD_FILE,
        remedy="Correct what is said above.",
    )


def _workspace_around(cases: tuple[str, ...]) -> Path:
    """The workspace around this folder; from outside every workspace, the one around the first case named by a path."""
    try:
        return find_workspace(Path.cwd())
    except UsageError:
        named = next((Path(case) for case in cases if Path(case).exists()), None)
        if named is None:
            raise
    return find_workspace(named.absolute())


def choose(run: Run, workspace: Workspace, cases: tuple[str, ...], *, every: bool) -> tuple[ChosenCase, ...]:
    """Load and check the cases that were named, or every case; see `chosen_files`."""
    files = chosen_files(workspace, cases, every=every)
    return tuple(
        _load_and_check(run, workspace, file) for file in run.reporter.progress(files, len(files), "Checking cases")
    )


def chosen_files(workspace: Workspace, cases: tuple[str, ...], *, every: bool) -> tuple[Path, ...]:
    """The files of the cases that were named, or of every case.

    Raises:
        UsageError: none was named, or one does not exist.
    """
    if every:
        files = workspace.case_files()
    elif cases:
        files = tuple(dict.fromkeys(_located(workspace, case) for case in cases))
        _refuse_namesakes(files)
    else:
        raise UsageError("No case is named", remedy="Name one or more cases, or say --all.")
    if not files:
        raise UsageError("This workspace has no case yet", remedy="Start one: mas-docs new MAS-2026-001.")
    return files


def _refuse_namesakes(files: tuple[Path, ...]) -> None:
    """Two cases of one reference would write to the same place, one over the other."""
    references = Counter(file.parent.name for file in files)
    twice = next((reference for reference, count in references.items() if count > 1), None)
    if twice is not None:
        raise UsageError(f"Two of these cases are called {twice}", remedy="Give each a reference of its own.")


def _located(workspace: Workspace, case: str) -> Path:
    file = workspace.locate(case)
    if not file.is_relative_to(workspace.root):
        raise UsageError(
            "This case belongs to another workspace",
            where=case,
            remedy=f"Go there, or name that workspace with --workspace; this one is {workspace.root}.",
        )
    return file


def about_papers(case: ChosenCase, guard: Guard | None = None, ours: Ours = none_of_ours) -> Findings:
    """What would stop the papers from being sent, beyond what was found already; they are looked at, not taken in.

    Args:
        case: the case.
        guard: finds papers of other cases; None not to look for these.
        ours: passphrases that are tried on a locked paper.
    """
    if case.loaded is None or not case.loaded.complete:
        return Findings()
    told = {(finding.id, finding.line) for finding in case.findings}
    papers, findings = gather(case.loaded, ours=ours)
    if guard is not None:
        findings += examine_papers(case.loaded, papers, guard.of_case(case.loaded.case))[0]
    return Findings.of(finding for finding in findings if (finding.id, finding.line) not in told)


def _load_and_check(run: Run, workspace: Workspace, file: Path) -> ChosenCase:
    loaded, findings = load_and_check(workspace, file, run.today)
    return ChosenCase(workspace.shown(file), loaded, findings)
