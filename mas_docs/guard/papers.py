"""A case's papers, held against all cases before they are bound or sent: every swapped paper is told at its line."""

from __future__ import annotations

from collections.abc import Iterable

from mas_docs.case.loading import LoadedCase
from mas_docs.case.paper_words import called
from mas_docs.errors import ExitCode
from mas_docs.findings import Finding, Findings
from mas_docs.guard.guard import OTHER_CASE, WITHOUT_REFERENCE, CaseGuard, Examined, Mention
from mas_docs.papers.intake import GatheredPaper

_MOST_TOLD = 3


def examine_papers(
    loaded: LoadedCase, papers: Iterable[GatheredPaper], guard: CaseGuard
) -> tuple[Findings, Examined, tuple[str, ...]]:
    """Search each paper of a case as it was taken in, before our own marks make a scan look like text.

    Args:
        loaded: the case.
        papers: its papers, taken in.
        guard: the case's guard.

    Returns:
        A finding for each paper that identifies another case; what was found in all of them; and in sentences, what
        could not be searched.
    """
    findings: list[Finding] = []
    everything = Examined()
    remarks: list[str] = []
    gathered = tuple(papers)
    files = [(called(paper.place + 1, paper.kind), paper.clean or paper.path, ()) for paper in gathered]
    for paper, examined in zip(gathered, guard.examine_all(files), strict=True):
        everything += examined
        findings += _findings(loaded, paper, examined.foreign)
        remarks += (f"{part} could not be searched for other cases; look at it." for part in examined.unsearchable)
    return Findings.of(findings), everything, tuple(remarks)


def _remedy(reference: str) -> str:
    if reference == WITHOUT_REFERENCE:
        return "Look whether it is that case's paper, and correct the reference in that case's file."
    return f"Look whether it is that case's paper; if it may be mentioned here, say mentions_allowed: [{reference}]."


def _findings(loaded: LoadedCase, paper: GatheredPaper, mentions: tuple[Mention, ...]) -> Iterable[Finding]:
    for reference in dict.fromkeys(mention.reference for mention in mentions):
        places = [mention.place for mention in mentions if mention.reference == reference and mention.place]
        more = " and more" if len(places) > _MOST_TOLD else ""
        where = f" ({', '.join(places[:_MOST_TOLD])}{more})" if places else ""
        yield loaded.finding(
            OTHER_CASE,
            ("papers", paper.place, "file"),
            f"{called(paper.place + 1, paper.kind)} holds what identifies {reference}{where}",
            _remedy(reference),
            paragraph="4.10",
            exit_code=ExitCode.REFUSED,
        )
