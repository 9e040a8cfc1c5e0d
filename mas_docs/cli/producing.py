"""The way that every producing command goes: choose cases, say what is wrong, then make what each one is ready for."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import closing
from dataclasses import dataclass, field

from mas_docs.case.loading import LoadedCase
from mas_docs.case.model import Case
from mas_docs.catalogue import Medium, Need, PackageKind, find_document
from mas_docs.cli.guarding import guard_of, ledger_of
from mas_docs.cli.options import Output, Run
from mas_docs.cli.paper_choices import PaperChoices, taken_in
from mas_docs.cli.passphrases import PassphrasesToSeal
from mas_docs.cli.selecting import ChosenCase, about_papers, choose, workspace_of
from mas_docs.cli.showing import show_package, show_remarks, tell_left_overs
from mas_docs.errors import FoundProblemsError, MasDocsError, NotReadyError, SomeFailedError
from mas_docs.findings import Findings
from mas_docs.guard.guard import Guard
from mas_docs.guidance.plain import counted
from mas_docs.planning import Package, plan, unmet_needs
from mas_docs.production.cases import invalid_case, left_over_packages
from mas_docs.production.office import MadePackage, Office, Produced, room_for
from mas_docs.production.sealing import produce
from mas_docs.transfer.ledger.adding import Ledger
from mas_docs.transfer.passphrases.passphrase import Passphrase
from mas_docs.workspace import Workspace
from mas_docs.yaml_files.values import Language

KindsFor = Callable[[Case], tuple[PackageKind, ...]]
"""Which packages a command makes of a case."""


@dataclass(frozen=True, slots=True)
class Request:
    """What a producing command was asked for.

    Attributes:
        cases: the cases named.
        every: whether all cases of the workspace are meant; those not ready are then skipped.
        kinds_for: which packages are made of a case.
        only: the one recipient, by name; None for all.
        papers: what was said about single papers.
        late_for: why a case's packages come too late to be of use, as the rest of a sentence that begins with "this
            case"; None where they do not. Such a case is skipped among all, and told where it was named.
    """

    cases: tuple[str, ...]
    every: bool
    kinds_for: KindsFor
    only: str | None = None
    papers: PaperChoices = field(default_factory=PaperChoices)
    late_for: Callable[[Case], str | None] = lambda _: None

    def carries_papers(self, case: Case) -> bool:
        """Whether the packages of a case carry or bind its papers."""
        kinds = self.kinds_for(case)
        packs = (find_document(key).medium is Medium.PACK for kind in kinds for key, _ in kind.documents)
        return any(kind.papers for kind in kinds) or any(packs)


def produce_packages(run: Run, output: Output, request: Request) -> tuple[Produced, ...]:
    """Choose the cases of a request, and make their packages; see `make_packages`."""
    workspace = workspace_of(run, request.cases)
    chosen = choose(run, workspace, request.cases, every=request.every)
    request.papers.check(cases=len(chosen))
    return make_packages(run, output, request, workspace, chosen)


def make_packages(
    run: Run, output: Output, request: Request, workspace: Workspace, chosen: tuple[ChosenCase, ...]
) -> tuple[Produced, ...]:
    """Make the packages of every chosen case that is ready, and leave with what the agreed exit codes say.

    Returns:
        The packages that are now in their places.

    Raises:
        MasDocsError: the only case failed, or all did; `SomeFailedError` when others are done.
    """
    if output.language in {"cy", "both"}:
        run.reporter.note("Documents are in English only in this version; Welsh ones are not here yet.")
    _show_findings(run, chosen, request.papers)
    failures = _Failures(run, of=len(chosen))
    ledger = ledger_of(workspace)
    ready = [loaded for case in chosen if (loaded := _ready(run, case, request, failures, ledger)) is not None]
    made: list[Produced] = []
    if ready:
        with guard_of(run, workspace, [case.shown_as for case in chosen if case.findings.errors]) as guard:
            passphrases = PassphrasesToSeal(run, workspace.board, output.passphrase_mode)
            for loaded in ready:
                try:
                    office = _office(run, output, workspace, guard, passphrases.for_case(loaded.case.reference))
                    _make(run, output, loaded, request, office, made)
                except MasDocsError as failure:
                    failures.add(failure)
    failures.leave()
    return tuple(made)


class _Failures:
    """What went wrong with single cases: told at once where there are several, and summed up at the end."""

    def __init__(self, run: Run, *, of: int) -> None:
        self._run = run
        self._of = of
        self._failures: list[MasDocsError] = []

    def add(self, failure: MasDocsError) -> None:
        """Keep a failure, so that the other cases go on."""
        self._failures.append(failure)
        if self._of > 1:
            self._run.reporter.failure(str(failure))

    def leave(self) -> None:
        """Leave with the failure of the only case, with the code that all share, or because some failed."""
        if not self._failures:
            return
        if self._of == 1:
            raise self._failures[0]
        codes = {failure.exit_code for failure in self._failures}
        if len(self._failures) == self._of and len(codes) == 1:
            raise FoundProblemsError(f"All {self._of} cases failed", exit_code=codes.pop())
        raise SomeFailedError(f"{len(self._failures)} of {self._of} cases failed; the others are done")


def _show_findings(run: Run, chosen: tuple[ChosenCase, ...], choices: PaperChoices) -> None:
    """The errors, and how many warnings `check` would show: a late case still needs its papers."""
    for case in chosen:
        if run.reporter.as_json:
            run.reporter.findings(case.findings)
            continue
        run.reporter.findings(Findings(choices.still_wrong(case)))
        if warnings := len(case.findings.warnings):
            shows = f"mas-docs check {case.name} shows {'it' if warnings == 1 else 'them'}"
            run.reporter.note(f"{case.name}: {counted(warnings, 'warning')}; {shows}.")


def _ready(run: Run, case: ChosenCase, request: Request, failures: _Failures, ledger: Ledger) -> LoadedCase | None:
    """The case if its packages can be made; otherwise the reason is told, and is a failure unless it is skipped."""
    errors = request.papers.still_wrong(case)
    if case.loaded is None or errors:
        if case.loaded is not None and request.carries_papers(case.loaded.case):
            # All problems show at once, those of the papers that could be examined too.
            run.reporter.findings(Findings(about_papers(case).errors))
        reference = case.loaded.case.reference if case.loaded else ""
        failures.add(invalid_case(case.shown_as, reference, errors, ledger, run.today))
        return None
    unmet = unmet_needs(case.loaded.case, request.kinds_for(case.loaded.case))
    late = None if unmet else request.late_for(case.loaded.case)
    if late and not request.every:
        run.reporter.note(f"{case.name}: this case {late}.")
    if not unmet and not (late and request.every):
        return case.loaded
    if request.every:
        reasons = [late] if late else [need.missing for need in unmet]
        run.reporter.aside(
            "skipped", f"{case.name}: skipped, because this case {'; '.join(reasons)}.", case=case.name, reasons=reasons
        )
    else:
        failures.add(_not_ready(run, case.loaded, unmet))
    return None


def _not_ready(run: Run, loaded: LoadedCase, unmet: tuple[Need, ...]) -> MasDocsError:
    """Tell of a case that was asked for by name but lacks something; each lack at its place in the file."""
    run.reporter.findings(
        Findings.of(loaded.finding("not-ready", need.path, f"This case {need.missing}", need.remedy) for need in unmet)
    )
    return NotReadyError("This case is not ready for what was asked", where=loaded.shown_as)


def _office(run: Run, output: Output, workspace: Workspace, guard: Guard, passphrase: Passphrase) -> Office:
    return Office(
        board=workspace.board,
        own_templates=workspace.own_templates,
        today=run.today,
        out=output.out or workspace.root / "out",
        passphrase=passphrase,
        guard=guard,
        ledger=ledger_of(workspace),
        drafts=output.drafts,
        mail=output.mail,
        language=Language(output.language) if output.language else None,
        progress=run.reporter.progress,
    )


def _make(  # noqa: PLR0917 - one case of a request, and where it goes
    run: Run, output: Output, loaded: LoadedCase, request: Request, office: Office, made: list[Produced]
) -> None:
    loaded = request.papers.applied_to(loaded)
    packages = plan(loaded.case, office.board, request.kinds_for(loaded.case), request.only, output.protection)
    with room_for(loaded.case.reference, office.out) as room:
        papers = taken_in(run, loaded, request.papers, packages, office, room)
        told: tuple[str, ...] = ()
        # Closed before its room is, whatever happens meanwhile: it writes down what has gone out.
        with closing(produce(loaded, packages, papers, office, room)) as sealing:
            for produced in run.reporter.progress(sealing, len(packages), f"Sealing {loaded.case.reference}"):
                show_package(run, MadePackage.of(produced, office.passphrase.label))
                if produced.remarks != told:
                    show_remarks(run, produced.package.reference, produced.remarks)
                told = produced.remarks
                made.append(produced)
    if request.only is None:
        _tell_left_overs(run, packages, office)


def _tell_left_overs(run: Run, packages: tuple[Package, ...], office: Office) -> None:
    """Name archives of an earlier run that this one did not make again: somebody may have left the list."""
    made = {package.archive_name for package in packages}
    for reference in dict.fromkeys(package.reference for package in packages):
        keys = [package.kind.key for package in packages if package.reference == reference]
        tell_left_overs(run, left_over_packages(reference, keys, made, office.out))
