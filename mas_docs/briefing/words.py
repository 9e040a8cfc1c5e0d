"""What the templates of a pack's own pages may name."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from dataclasses import replace

from mas_docs.board import Board
from mas_docs.briefing.contents import Edition, PackPaper
from mas_docs.briefing.timeline import Timeline, conferences
from mas_docs.case.model import Case
from mas_docs.catalogue import ChildrenShown, find_document
from mas_docs.documents.context import Subject, Values, case_context
from mas_docs.guidance import wording
from mas_docs.guidance.plain import ordinal
from mas_docs.guidance.threshold import threshold

PACK = find_document("briefing-pack")
"""The pack's row in the catalogue: its inner pages name the children."""

_COVER = replace(PACK, children=ChildrenShown.NOT_AT_ALL)
"""Its cover, which lies on a desk: the children's names are not there to print."""


def inner_words(case: Case, board: Board, edition: Edition) -> Values:
    """What the pages inside the pack may name, but for their papers."""
    words = case_context(case, board, Subject(PACK, None, edition.made_on), {})
    reached = threshold(case, board)
    words["threshold"] = {
        "conference_reached": reached.conference_reached,
        "months_reached": reached.months_reached,
        "months_reached_by_all": reached.months_reached_by_all,
        "clock_start": reached.clock_start,
    }
    words["children"] = _with_ages(case, words["children"])
    return words | _common(edition) | {"guide": _guide(), "conferences": _conferences(case)}


def cover_words(case: Case, board: Board, edition: Edition, holder: str, pages: int) -> Values:
    """What the cover of one facilitator's copy and the mark in its foot may name."""
    subject = Subject(_COVER, None, edition.made_on)
    copy = {"holder": holder, "pages": pages}
    return case_context(case, board, subject, {}) | _common(edition) | {"copy": copy}


def timeline_words(line: Timeline) -> list[Values]:
    """The days of a line of time, each with what happens on it."""
    return [
        {
            "date": point.date,
            "happenings": [{"kind": happening.kind, **happening.details} for happening in point.happenings],
        }
        for point in line.points
    ]


def paper_words(paper: PackPaper) -> Values:
    """A paper: what the contents page and its divider say of it."""
    line, bound = paper.line, paper.bound
    return {
        "key": paper.key,
        "number": line.number,
        "kind": line.words,
        "title": line.title,
        "date": line.date,
        "expected": line.expected,
        "status": str(paper.status),
        "pages": bound.pages if bound else None,
        "source": bound.source if bound else None,
        "new": bool(bound and bound.new),
        "remarks": list(bound.remarks) if bound else [],
    }


def contents_words(parts: Iterable[tuple[str, str]], papers: Iterable[PackPaper]) -> Values:
    """The lines of the contents page.

    Args:
        parts: the key and the title of each part of our own.
        papers: the papers, the outstanding and the missing ones among them.
    """
    return {
        "parts": [{"key": key, "title": title} for key, title in parts],
        "papers": [paper_words(paper) for paper in papers],
    }


def _with_ages(case: Case, rows: object) -> list[Values]:
    """The children's rows, each with the age on the day of the event in whole years; None without an event."""
    if not isinstance(rows, list):
        raise TypeError
    return [
        {**row, "age": _age(child.date_of_birth, case.event.date) if case.event else None}
        for row, child in zip(rows, case.children, strict=True)
    ]


def _age(born: dt.date, day: dt.date) -> int:
    return day.year - born.year - ((day.month, day.day) < (born.month, born.day))


def _conferences(case: Case) -> list[Values]:
    """The conferences of a case, the one that considered Multi-Agency Supervision last."""
    return [
        {"date": held.date, "ordinal": held.ordinal, "considered": held.date == case.clock_start}
        for held in conferences(case)
    ]


def _common(edition: Edition) -> Values:
    return {
        "edition": {
            "number": edition.number,
            "ordinal": ordinal(edition.number),
            "made_on": edition.made_on,
            "before": edition.before,
            "before_ordinal": ordinal(edition.before_number) if edition.before_number else "",
            "details_changed": edition.details_changed,
        },
        "wording": {
            "focus": wording.FOCUS,
            "aim": wording.AIM,
            "facilitators_meet": wording.FACILITATORS_MEET,
            "independence": wording.INDEPENDENCE,
            "court": wording.COURT,
            "retention": wording.RETENTION,
        },
    }


def _guide() -> Values:
    """Appendix 4, letter for letter."""
    return {
        "title": wording.APPENDIX_4_TITLE,
        "sections": [
            {"heading": section.heading, "points": list(section.points), "boxes": list(section.boxes)}
            for section in wording.APPENDIX_4_SECTIONS
        ],
    }
