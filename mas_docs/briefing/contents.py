"""What a pack contains: its edition, its papers in their order, and the parts of our own."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass

from mas_docs.case.model import Case
from mas_docs.guidance.papers import PaperLine, PaperStatus, checklist


@dataclass(frozen=True, slots=True)
class Edition:
    """Which making of a case's pack this is.

    Attributes:
        number: 1 for the first.
        made_on: the day on which it is made; on that day the deadlines' standing is told.
        before: the day on which the pack before was made; None for the first.
    """

    number: int
    made_on: dt.date
    before: dt.date | None = None


@dataclass(frozen=True, slots=True)
class BoundPaper:
    """A paper that is bound into the pack.

    Attributes:
        place: its place in the case file's list, from 0.
        pages: how many pages it has.
        source: what it arrived as, in words: `PDF`; `Word document, converted to PDF`; `picture`; `plain text`.
        new: whether it was not yet in the pack before.
    """

    place: int
    pages: int
    source: str
    new: bool = False


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
        return f"paper-{self.line.number}"


def pack_papers(case: Case, bound: Iterable[BoundPaper]) -> tuple[PackPaper, ...]:
    """Every paper of a case, in the checklist's order, with what is bound of it."""
    by_place = {paper.place: paper for paper in bound}
    return tuple(
        PackPaper(line, by_place.get(line.place) if line.place is not None else None) for line in checklist(case)
    )
