"""The way that every producing command goes: choose cases, say what is wrong, then make what each one is ready for."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from mas_docs.case.loading import LoadedCase
from mas_docs.case.model import Case
from mas_docs.catalogue import PackageKind
from mas_docs.cli.options import Output, Run
from mas_docs.cli.passphrases import passphrase_to_seal
from mas_docs.cli.selecting import ChosenCase, choose, workspace_of
from mas_docs.errors import FoundProblemsError, MasDocsError, NotReadyError, SomeFailedError
from mas_docs.findings import Finding, Findings
from mas_docs.papers.intake import GatheredPaper, gather
from mas_docs.planning import plan, unmet_needs
from mas_docs.production import Office, Produced, produce
from mas_docs.workspace import Workspace

KindsFor = Callable[[Case], tuple[PackageKind, ...]]
"""Which packages a command makes of a case."""


@dataclass(frozen=True, slots=True)
class Request:
    """What a producing command was asked for.

    Attributes:
        cases: the cases named.
        every: whether all cases of the workspace are meant; those not ready are then skipped.
        only: the one recipient, by name; None for all.
        kinds_for: which packages are made of a case.
    """

    cases: tuple[str, ...]
    every: bool
    kinds_for: KindsFor
    only: str | None = None


def produce_packages(run: Run, output: Output, request: Request) -> tuple[Produced, ...]:
    """Make the packages of every chosen case that is ready, and leave with what the agreed exit codes say.

    Returns:
        The packages that are now in their places.

    Raises:
        MasDocsError: the only case failed, or all did; `SomeFailedError` when others are done.
    """
    workspace = workspace_of(run, request.cases)
    chosen = choose(run, workspace, request.cases, every=request.every)
    _say_language(run, output)
    ready = [case.loaded for case in chosen if case.loaded is not None and _is_ready(run, case, request)]
    _show_findings(run, chosen)
    failures: list[MasDocsError] = [_invalid(case) for case in chosen if case.findings.errors]
    if not request.every:
        failures += [failure for case in chosen if (failure := _not_ready(run, case, request))]
    made: list[Produced] = []
    if ready:
        office = _office(run, output, workspace)
        failures += [failure for case in ready if (failure := _make(run, case, request, office, made))]
    _leave(chosen, failures)
    return tuple(made)


def _is_ready(run: Run, case: ChosenCase, request: Request) -> bool:
    if case.loaded is None or case.findings.errors:
        return False
    unmet = unmet_needs(case.loaded.case, request.kinds_for(case.loaded.case))
    if unmet and request.every:
        reasons = "; ".join(need.missing for need in unmet)
        run.reporter.note(f"{case.name}: skipped, because this case {reasons}.")
    return not unmet


def _show_findings(run: Run, chosen: tuple[ChosenCase, ...]) -> None:
    """All findings of one case; of many, the errors, and how many warnings `check` would show."""
    for case in chosen:
        if len(chosen) == 1 or run.reporter.as_json:
            run.reporter.findings(case.findings)
            continue
        run.reporter.findings(Findings(case.findings.errors))
        if warnings := len(case.findings.warnings):
            plural = "warning" if warnings == 1 else "warnings"
            run.reporter.note(f"{case.name}: {warnings} {plural}; mas-docs check {case.name} shows them.")


def _say_language(run: Run, output: Output) -> None:
    if output.language in {"cy", "both"}:
        run.reporter.note("Documents are in English only in this version; Welsh ones are not here yet.")


def _invalid(case: ChosenCase) -> MasDocsError:
    count = len(case.findings.errors)
    return FoundProblemsError(
        f"{count} error{'s' if count > 1 else ''} above; nothing was made of this case",
        exit_code=case.findings.errors[0].exit_code,
        where=case.shown_as,
        remedy="Correct what is said above and run the command again.",
    )


def _not_ready(run: Run, case: ChosenCase, request: Request) -> MasDocsError | None:
    """Tell of a case that was asked for by name but lacks something; each lack at its place in the file."""
    if case.loaded is None or case.findings.errors:
        return None
    unmet = unmet_needs(case.loaded.case, request.kinds_for(case.loaded.case))
    if not unmet:
        return None
    loaded = case.loaded
    run.reporter.findings(
        Findings.of(loaded.finding("not-ready", need.path, f"This case {need.missing}", need.remedy) for need in unmet)
    )
    return NotReadyError("This case is not ready for what was asked", where=case.shown_as)


def _office(run: Run, output: Output, workspace: Workspace) -> Office:
    return Office(
        board=workspace.board,
        own_templates=workspace.own_templates,
        today=run.today,
        out=output.out or workspace.root / "out",
        passphrase=passphrase_to_seal(run, workspace.board.short_name),
        drafts=output.drafts,
    )


def _make(run: Run, loaded: LoadedCase, request: Request, office: Office, made: list[Produced]) -> MasDocsError | None:
    """Make one case's packages; a failure is kept, so that the other cases go on."""
    try:
        kinds = request.kinds_for(loaded.case)
        packages = plan(loaded.case, office.board, kinds, request.only)
        papers = _papers(run, loaded, kinds)
        sealing = produce(loaded, packages, papers, office)
        for produced in run.reporter.progress(sealing, len(packages), f"Sealing {loaded.case.reference}"):
            made.append(produced)
            _show(run, produced, office)
    except MasDocsError as failure:
        return failure
    return None


def _papers(run: Run, loaded: LoadedCase, kinds: tuple[PackageKind, ...]) -> tuple[GatheredPaper, ...]:
    if not any(kind.papers for kind in kinds):
        return ()
    papers, findings = gather(loaded)
    run.reporter.findings(findings)
    if findings.errors:
        raise _worst(findings.errors, loaded.shown_as)
    return papers


def _worst(errors: tuple[Finding, ...], shown_as: str) -> MasDocsError:
    return FoundProblemsError(
        f"{len(errors)} of the papers cannot be sent",
        exit_code=errors[0].exit_code,
        where=shown_as,
        remedy="Correct what is said above.",
    )


def _show(run: Run, produced: Produced, office: Office) -> None:
    recipient = produced.package.recipient
    place = shown_from_here(produced.archive)
    run.reporter.result(
        "package",
        f"{place}  for {recipient.name} ({recipient.agency or recipient.role.title})",
        case=produced.package.reference,
        package_id=produced.package_id,
        purpose=produced.package.kind.purpose,
        recipient=recipient.name,
        role=str(recipient.role),
        email=recipient.email,
        archive=str(produced.archive),
        note=str(produced.note),
        label=office.passphrase.label,
        members=list(produced.members),
    )


def shown_from_here(path: Path) -> str:
    """A path as somebody standing in this folder would write it."""
    here = Path.cwd()
    resolved = path.resolve()
    return str(resolved.relative_to(here)) if resolved.is_relative_to(here) else str(resolved)


def _leave(chosen: tuple[ChosenCase, ...], failures: list[MasDocsError]) -> None:
    if not failures:
        return
    if len(chosen) == 1:
        raise failures[0]
    lines = "; ".join(str(failure) for failure in failures)
    if len(failures) < len(chosen) or len({failure.exit_code for failure in failures}) > 1:
        raise SomeFailedError(f"{len(failures)} of {len(chosen)} cases failed: {lines}")
    raise FoundProblemsError(f"All {len(chosen)} cases failed: {lines}", exit_code=failures[0].exit_code)
