"""How a paper is spoken of: its kind in the guidance's words (4.6), and one name for it in every message."""

from __future__ import annotations

from mas_docs.case.model import PaperKind

_WORDS = {
    PaperKind.INITIAL_MINUTES: "Initial Child Protection Conference minutes",
    PaperKind.REVIEW_MINUTES: "Review Child Protection Conference minutes",
    PaperKind.CORE_GROUP_MINUTES: "Core Group minutes",
    PaperKind.PLAN: "Child Protection Plan",
    PaperKind.OTHER: "Other paper",
}


def kind_words(kind: PaperKind) -> str:
    """A kind of paper in the guidance's words (4.6)."""
    return _WORDS[kind]


def called(number: int, kind: PaperKind | None) -> str:
    """How a message speaks of a paper: `Paper 3 (Core Group minutes)`.

    Its title and the name of its file are left out: they may hold a child's name, and a message may end in a log.

    Args:
        number: its place in the case file's list, from 1.
        kind: which paper it is; None where the case file does not say so in a word that is known.
    """
    return f"Paper {number}" if kind in (None, PaperKind.OTHER) else f"Paper {number} ({kind_words(kind)})"
