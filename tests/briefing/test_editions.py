"""Editions of a pack: what counts as new, and since when."""

from __future__ import annotations

import datetime as dt
from pathlib import Path

import pytest
from fictional import case
from hypothesis import given, settings
from hypothesis import strategies as st

from mas_docs.briefing.editions import RECORD, Editions, editions_with, record

FIRST, SECOND = dt.date(2026, 12, 7), dt.date(2026, 12, 9)
CASE = case()
BOTH = [facilitator.name for facilitator in CASE.facilitators]


def sent(folder: Path, papers: list[str], today: dt.date, to: list[str]) -> Editions:
    """Make an edition and send it to somebody."""
    editions = editions_with(folder, papers, CASE, today)
    record(folder, editions, to, folder)
    return editions


def test_nothing_is_new_in_a_first_pack(tmp_path: Path) -> None:
    """Loses: every paper is marked, so that the mark says nothing."""
    first = sent(tmp_path, ["a", "b"], FIRST, BOTH)
    assert (first.this.number, first.before) == (1, None)
    assert not first.is_new("a")


def test_a_late_paper_is_new_in_the_second_and_stays_so_when_it_is_made_again(tmp_path: Path) -> None:
    """Loses: a facilitator reads all of it again to find what came late."""
    sent(tmp_path, ["a", "b"], FIRST, BOTH)
    for _ in range(2):
        second = sent(tmp_path, ["a", "b", "late"], SECOND, BOTH)
        assert second.this.number == 2
        assert second.before is not None
        assert second.before.made_on == FIRST
        assert [paper for paper in ("a", "b", "late") if second.is_new(paper)] == ["late"]


def test_the_same_papers_are_the_same_edition_on_another_day(tmp_path: Path) -> None:
    """Loses: two facilitators with the same papers believe that theirs differ."""
    sent(tmp_path, ["a"], FIRST, BOTH)
    assert sent(tmp_path, ["a"], SECOND, BOTH).this.number == 1


def test_a_paper_that_changed_is_new(tmp_path: Path) -> None:
    """Loses: corrected minutes pass for those that were read before."""
    sent(tmp_path, ["a", "b"], FIRST, BOTH)
    assert sent(tmp_path, ["a", "corrected b"], SECOND, BOTH).is_new("corrected b")


def test_what_only_one_has_had_is_still_new_to_all(tmp_path: Path) -> None:
    """Loses: the facilitator who missed an edition takes its late paper for one that was read before."""
    sent(tmp_path, ["a"], FIRST, BOTH)
    sent(tmp_path, ["a", "b"], SECOND, BOTH[:1])
    third = sent(tmp_path, ["a", "b", "c"], SECOND, BOTH)
    assert (third.this.number, [paper for paper in "abc" if third.is_new(paper)]) == (3, ["b", "c"])


def test_an_edition_sent_to_one_after_the_other_is_complete(tmp_path: Path) -> None:
    """Loses: an office that makes one copy at a time never gets a mark of what is new."""
    for holder in BOTH:
        sent(tmp_path, ["a"], FIRST, [holder])
    assert sent(tmp_path, ["a", "b"], SECOND, BOTH).is_new("b")


@pytest.mark.parametrize(
    "content",
    [b"", b"[]", b"{}", b'{"format": 1}', b"\xff", b'{"format":"mas-briefing-editions/1"}', b"[" * 100_000],
)
def test_a_record_that_cannot_be_read_counts_as_none(tmp_path: Path, content: bytes) -> None:
    """Loses: a broken file beside the packages keeps the papers from the facilitators."""
    (tmp_path / RECORD).write_bytes(content)
    assert editions_with(tmp_path, ["a"], CASE, FIRST).this.number == 1


def test_a_changed_venue_makes_another_edition_and_a_step_done_does_not(tmp_path: Path) -> None:
    """Loses: two packs that differ are both called the first edition, and nobody looks at the new venue."""
    sent(tmp_path, ["a"], FIRST, BOTH)
    done = CASE.model_copy(update={"done": CASE.done.model_copy(update={"briefed": SECOND})})
    assert editions_with(tmp_path, ["a"], done, SECOND).this.number == 1
    assert CASE.event is not None
    moved = CASE.model_copy(update={"event": CASE.event.model_copy(update={"venue": "Another hall"})})
    editions = editions_with(tmp_path, ["a"], moved, SECOND)
    assert (editions.this.number, editions.details_changed, editions.is_new("a")) == (2, True, False)


def test_the_record_names_nobody(tmp_path: Path) -> None:
    """Loses: a plain file beside the packages says whose case it is."""
    sent(tmp_path, ["a"], FIRST, BOTH)
    text = (tmp_path / RECORD).read_text(encoding="utf-8")
    assert not any(name in text for holder in BOTH for name in holder.split())


@settings(max_examples=50, deadline=None)
@given(
    runs=st.lists(st.tuples(st.sets(st.sampled_from("abcd")), st.sets(st.sampled_from(BOTH), min_size=1)), max_size=6)
)
def test_a_paper_that_somebody_has_not_had_is_always_marked(
    tmp_path_factory: pytest.TempPathFactory, runs: list[tuple[set[str], set[str]]]
) -> None:
    """Loses: a facilitator overlooks a paper, because the pack says that it is known."""
    folder = tmp_path_factory.mktemp("out")
    had: dict[str, set[str]] = {holder: set() for holder in BOTH}
    for papers, holders in runs:
        editions = sent(folder, sorted(papers), FIRST, sorted(holders))
        if editions.before is not None:
            unseen = {paper for paper in papers if not all(paper in had[holder] for holder in BOTH)}
            assert all(editions.is_new(paper) for paper in unseen)
        for holder in holders:
            had[holder] |= papers
