"""How messages speak of a paper."""

from __future__ import annotations

from mas_docs.case.model import PaperKind
from mas_docs.case.paper_words import called


def test_a_paper_is_called_by_its_place_and_kind() -> None:
    """The office would look for the wrong paper, or read its number twice under two names."""
    assert called(3, PaperKind.CORE_GROUP_MINUTES) == "Paper 3 (Core Group minutes)"
    assert called(4, PaperKind.OTHER) == "Paper 4"
    assert called(5, None) == "Paper 5"
