"""The papers that guidance 4.6 asks for: which are enclosed, which are outstanding, which are missing."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum

from mas_docs.case.model import Case, Paper, PaperKind
from mas_docs.case.paper_words import called, kind_words
from mas_docs.guidance.plain import long_date
from mas_docs.guidance.problems import Problem, error, warning
from mas_docs.guidance.timescales import standing_event
from mas_docs.yaml_files.places import ValuePath

_FIRST_REVIEW = 2
"""The second conference is the first review: until then there are no review minutes to ask for."""


class PaperStatus(StrEnum):
    """Whether a paper can travel with the others."""

    ENCLOSED = "enclosed"
    OUTSTANDING = "outstanding"
    MISSING = "missing"


@dataclass(frozen=True, slots=True)
class PaperLine:
    """A line of the checklist.

    Attributes:
        number: its place on the checklist, from 1.
        kind: which paper of 4.6 it is.
        status: enclosed; outstanding, which is to follow; or missing, which nobody has listed.
        place: its place in the case file's list, from 0; None for a required paper that the case does not list.
        paper: the case file's own entry; None as for `place`.
    """

    number: int
    kind: PaperKind
    status: PaperStatus
    place: int | None = None
    paper: Paper | None = None

    @property
    def words(self) -> str:
        """The kind in the guidance's words."""
        return kind_words(self.kind)

    @property
    def date(self) -> dt.date | None:
        """The paper's own date, where the case file gives it."""
        return self.paper.date if self.paper else None

    @property
    def title(self) -> str | None:
        """The title that the case file gives it, if any."""
        return self.paper.title if self.paper else None

    @property
    def expected(self) -> dt.date | None:
        """When an outstanding paper is expected, where the case file says so."""
        return self.paper.expected if self.paper else None


def required_kinds(case: Case) -> tuple[PaperKind, ...]:
    """The kinds of paper that the facilitators must have (4.6), in a reader's order."""
    review = (PaperKind.REVIEW_MINUTES,) if case.conference.number >= _FIRST_REVIEW else ()
    return (PaperKind.INITIAL_MINUTES, *review, PaperKind.CORE_GROUP_MINUTES, PaperKind.PLAN)


def missing_kinds(case: Case) -> tuple[PaperKind, ...]:
    """The required kinds of which the case lists no paper at all, neither enclosed nor outstanding."""
    listed = {paper.kind for paper in case.papers}
    return tuple(kind for kind in required_kinds(case) if kind not in listed)


def checklist(case: Case) -> tuple[PaperLine, ...]:
    """Every paper of the case and every required one that is missing, numbered in a reader's order.

    Initial minutes come first, then the reviews', the Core Group's, the plan and the rest; within a kind by date, and
    papers without a date last.
    """
    listed: list[tuple[PaperKind, int | None]] = [(paper.kind, place) for place, paper in enumerate(case.papers)]
    listed += [(kind, None) for kind in missing_kinds(case)]
    listed.sort(key=lambda entry: _readers_order(case, *entry))
    return tuple(_line(case, number, kind, place) for number, (kind, place) in enumerate(listed, start=1))


def _readers_order(case: Case, kind: PaperKind, place: int | None) -> tuple[int, dt.date]:
    date = case.papers[place].date if place is not None else None
    return list(PaperKind).index(kind), date or dt.date.max


def _line(case: Case, number: int, kind: PaperKind, place: int | None) -> PaperLine:
    paper = case.papers[place] if place is not None else None
    return PaperLine(number, kind, _status(paper), place, paper)


def _status(paper: Paper | None) -> PaperStatus:
    if paper is None:
        return PaperStatus.MISSING
    if paper.outstanding:
        return PaperStatus.OUTSTANDING
    return PaperStatus.ENCLOSED if paper.file else PaperStatus.MISSING


def paper_problems(case: Case, today: dt.date) -> Iterator[Problem]:
    """Papers that contradict themselves, are late or missing.

    What is missing counts only while an event stands that needs it, and no longer when the review has ended: by then
    the papers have to be gone (4.10).
    """
    for number, paper in enumerate(case.papers):
        which = called(number + 1, paper.kind)
        yield from _contradictions(("papers", number), which, paper)
        if paper.outstanding and case.review_ended is None:
            yield from _outstanding_problems(("papers", number), which, paper, case, today)
    if case.decision.proceed and standing_event(case) and case.review_ended is None:
        yield from _missing_problems(case)


def _contradictions(path: ValuePath, which: str, paper: Paper) -> Iterator[Problem]:
    if paper.outstanding and paper.file:
        yield error(
            "paper-outstanding-with-file",
            (*path, "outstanding"),
            f"{which} is said to be outstanding, and yet a file is given",
            "Remove outstanding: and expected: if the file is the paper; otherwise remove file:.",
            "4.6",
        )
    if not paper.outstanding and not paper.file:
        yield error(
            "paper-without-file",
            path,
            f"{which} has no file and is not said to be outstanding",
            "Give its file:, or write outstanding: true with the date it is expected:.",
            "4.6",
        )
    if paper.kind is PaperKind.OTHER and not paper.title:
        yield warning(
            "paper-without-title",
            (*path, "kind"),
            f"{which} is of the kind other and has no title, so nobody can tell what it is",
            "Write title: with what it is called, without a child's name.",
            "4.6",
        )


def _outstanding_problems(path: ValuePath, which: str, paper: Paper, case: Case, today: dt.date) -> Iterator[Problem]:
    event = standing_event(case)
    if paper.expected is None:
        yield warning(
            "paper-without-expected-date",
            (*path, "outstanding"),
            f"{which} is outstanding, and it is not said until when",
            "Write expected: with the date it is to arrive.",
            "4.6",
        )
    elif event and paper.expected > event.date:
        yield warning(
            "paper-expected-after-event",
            (*path, "expected"),
            f"{which} is expected on {long_date(paper.expected)}, after the event on {long_date(event.date)}",
            "Ask for it earlier; the facilitators have to be briefed before the event.",
            "4.6",
        )
    elif paper.expected < today:
        yield warning(
            "paper-overdue",
            (*path, "expected"),
            f"{which} was expected on {long_date(paper.expected)} and is still outstanding",
            "Add its file, or a new expected date.",
            "4.6",
        )


def _missing_problems(case: Case) -> Iterator[Problem]:
    for kind in missing_kinds(case):
        yield warning(
            "paper-not-listed",
            ("papers",) if case.papers else ("event",),
            f"The facilitators need the {kind_words(kind)}, and no such paper is listed",
            f"List it under papers: as {kind}, or as outstanding.",
            "4.6",
        )
