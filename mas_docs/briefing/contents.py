"""What a pack contains: its edition, its papers in their order, and the parts of our own."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass

from mas_docs.case.model import Case
from mas_docs.guidance.papers import PaperLine, PaperStatus, checklist

COVER_PAGES = 1
"""How many pages the cover has; it stands before everything that the copies of a pack have in common."""

PAPER_KEY = "paper-"
"""How the key of a paper's divider, or of its page, begins."""


@dataclass(frozen=True, slots=True)
class Edition:
    """Which making of a case's pack this is.

    Attributes:
        number: 1 for the first.
        made_on: the day on which it is made; on that day the deadlines' standing is told.
        before: the day on which the pack before was made; None for the first.
        before_number: the number of the pack before; 0 for the first.
        details_changed: whether what the case file says otherwise has changed since the pack before.
    """

    number: int
    made_on: dt.date
    before: dt.date | None = None
    before_number: int = 0
    details_changed: bool = False


@dataclass(frozen=True, slots=True)
class BoundPaper:
    """A paper that is bound into the pack.

    Attributes:
        place: its place in the case file's list, from 0.
        pages: how many pages it has.
        source: what it arrived as, in words: `PDF`; `Word document, converted to PDF`; `picture`; `plain text`.
        new: whether it was not yet in the pack before.
        remarks: what became of it on the way, each the end of a sentence that begins with the paper.
    """

    place: int
    pages: int
    source: str
    new: bool = False
    remarks: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class PackPaper:
    """A line of the checklist, with the paper that is bound for it.

    Attributes:
        line: the line (guidance 4.6).
        bound: the paper; None where it is outstanding or missing.
    """

    line: PaperLine
    bound: BoundPaper | None

    @property
    def status(self) -> PaperStatus:
        """Enclosed, outstanding or missing; a paper that was left out on request counts as missing."""
        if self.bound:
            return PaperStatus.ENCLOSED
        outstanding = self.line.status is PaperStatus.OUTSTANDING
        return PaperStatus.OUTSTANDING if outstanding else PaperStatus.MISSING

    @property
    def key(self) -> str:
        """The key of its divider or of its page."""
        return f"{PAPER_KEY}{self.line.number}"


def pack_papers(case: Case, bound: Iterable[BoundPaper]) -> tuple[PackPaper, ...]:
    """Every paper of a case, in the checklist's order, with what is bound of it."""
    by_place = {paper.place: paper for paper in bound}
    return tuple(
        PackPaper(line, by_place.get(line.place) if line.place is not None else None) for line in checklist(case)
    )
