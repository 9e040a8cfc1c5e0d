"""A case's papers, taken in for its packages: cleaned, held against all other cases, and made ready to be bound."""

from __future__ import annotations

from dataclasses import replace

from mas_docs.briefing.cache import CACHE, ConvertedPapers
from mas_docs.briefing.taking_in import CasePapers, make_ready, take_in
from mas_docs.case.loading import LoadedCase
from mas_docs.errors import ExitCode, FoundProblemsError
from mas_docs.findings import Finding, Findings
from mas_docs.guard.guard import OTHER_CASE
from mas_docs.guard.papers import examine_papers
from mas_docs.guidance.plain import counted
from mas_docs.papers.cleaning.cleaner import PaperCleaner
from mas_docs.papers.intake import Ours, Unlock, none_of_ours
from mas_docs.planning import Package
from mas_docs.production.office import Office, Room
from mas_docs.transfer.ledger.entries import Entry, Event

_CHECKLIST = "papers-checklist"


def papers_for(  # noqa: PLR0913 - the papers of one case, for these packages, in this room
    loaded: LoadedCase,
    packages: tuple[Package, ...],
    office: Office,
    room: Room,
    *,
    unlock: Unlock | None = None,
    ours: Ours = none_of_ours,
    cleaner: PaperCleaner | None = None,
) -> tuple[CasePapers, Findings]:
    """Take in a case's papers, as far as its packages need them (guidance 4.6).

    A paper that identifies another case is written into the ledger as a refusal.

    Args:
        loaded: the case with its folder.
        packages: what is to be made of it.
        office: what the run is made with.
        room: where clean papers lie.
        unlock: how a locked paper's own password is found; None where nobody can be asked.
        ours: passphrases that are tried on a locked paper before.
        cleaner: what cleans papers, kept from case to case; None for one of this case.

    Returns:
        The papers, with what of them could not be searched, and every problem; with an error among these, nothing may
        be made of the papers.
    """
    binds = any(package.has_pack for package in packages)
    carries = binds or any(package.kind.papers for package in packages)
    if not carries and not _lists_papers(packages):
        return CasePapers(), Findings()
    papers, findings = take_in(loaded, room.work, unlock, ours, cleaner)
    if carries:
        found, unsearched = _guarded(loaded, papers, office)
        papers, findings = replace(papers, unsearched=unsearched), findings + found
    if binds and findings.exit_code is not ExitCode.REFUSED:
        kept = ConvertedPapers(room.folder / CACHE, office.passphrase)
        ready, found = make_ready(loaded, papers.gathered, room.work, kept, cleaner)
        papers, findings = replace(papers, ready=ready), findings + found
    return papers, findings


def _lists_papers(packages: tuple[Package, ...]) -> bool:
    return any(planned.document.key == _CHECKLIST for package in packages for planned in package.documents)


def _guarded(loaded: LoadedCase, papers: CasePapers, office: Office) -> tuple[Findings, tuple[str, ...]]:
    """Hold the papers against all cases of the workspace; also what could not be searched, in sentences."""
    findings, examined, unsearched = examine_papers(loaded, papers.gathered, office.guard.of_case(loaded.case))
    if examined.foreign:
        found = examined.neutral_references
        entry = Entry(Event.REFUSED, case=loaded.case.reference, reason=OTHER_CASE, found=found)
        office.ledger.append(entry, day=office.today)
    return findings, unsearched


def unfit(errors: tuple[Finding, ...], shown_as: str) -> FoundProblemsError:
    """The failure of a case whose papers cannot be sent; the errors themselves are told before.

    Args:
        errors: what is wrong with them, at least one.
        shown_as: the case's file as the user knows it.
    """
    papers = len({error.line for error in errors})
    numbers = "it" if papers == 1 else "them"
    return FoundProblemsError(
        f"{counted(papers, 'paper')} cannot be sent",
        exit_code=Findings(errors).exit_code,
        where=shown_as,
        remedy=f"Correct what is said above, or leave {numbers} out: `brief` and `papers` take --without NUMBER.",
    )
