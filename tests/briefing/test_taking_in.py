"""Making a case's papers ready: what changes meanwhile, and what cannot be done, is told and never bound."""

from __future__ import annotations

from pathlib import Path

import pytest
from bound_packs import PASSPHRASE, paper
from fictional import case

from mas_docs.briefing import taking_in
from mas_docs.briefing.cache import ConvertedPapers
from mas_docs.briefing.plain_text import TOO_LONG
from mas_docs.briefing.taking_in import ReadyPaper, make_ready, take_in
from mas_docs.case.loading import LoadedCase
from mas_docs.errors import ExitCode, UsageError
from mas_docs.files import work_folder
from mas_docs.findings import Findings
from mas_docs.papers.cleaning.cleaner import PaperCleaner
from mas_docs.yaml_files.places import Places

PDF, TEXT = "papers/Carys plan.pdf", "papers/Carys letter.txt"


@pytest.fixture
def loaded(tmp_path: Path) -> LoadedCase:
    """A case with a PDF and a letter, in files that have a child's name."""
    (tmp_path / "papers").mkdir()
    paper(tmp_path / PDF, [{"words": "a plan"}])
    (tmp_path / TEXT).write_text("Dear all,\nit goes well.\n", encoding="utf-8")
    papers = [{"kind": "child-protection-plan", "file": PDF}, {"kind": "other", "title": "Letter", "file": TEXT}]
    return LoadedCase(case(papers=papers), tmp_path, "case.yaml", Places({}))


def made_ready(loaded: LoadedCase, *, change: str = "", content: str = "") -> tuple[tuple[ReadyPaper, ...], Findings]:
    """The papers as they would be bound, where one of them changes after it was taken in, or goes."""
    with work_folder(loaded.folder) as work:
        papers, findings = take_in(loaded, work)
        assert not findings.errors
        if content:
            (loaded.folder / change).write_text(content, encoding="utf-8")
        elif change:
            (loaded.folder / change).unlink()
        return make_ready(loaded, papers.gathered, work, ConvertedPapers(loaded.folder / "kept", PASSPHRASE))


def test_papers_that_stay_as_they_are_can_be_bound(loaded: LoadedCase) -> None:
    """Loses: the papers, or what a divider says of how they arrived."""
    ready, findings = made_ready(loaded)
    assert {(each.source, each.pages) for each in ready} == {("PDF", 1), ("plain text", 1)}
    assert not findings.errors


@pytest.mark.parametrize("change", [PDF, TEXT])
@pytest.mark.parametrize("content", ["half of it", ""])
def test_a_paper_that_changes_meanwhile_is_told_and_the_other_made_ready(
    loaded: LoadedCase, change: str, content: str
) -> None:
    """Loses: half-saved minutes are bound, the next edition calls them old, or an error gives a child away."""
    ready, findings = made_ready(loaded, change=change, content=content)
    assert [(finding.id, finding.exit_code) for finding in findings.errors] == [("paper-changed", ExitCode.PAPER)]
    assert "Carys" not in str(findings.errors)
    assert len(ready) == 1


def test_a_text_that_goes_while_it_is_read_is_told_without_its_name(
    loaded: LoadedCase, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Loses: a child's name, in what the system says of a file that is gone."""
    monkeypatch.setattr(taking_in, "read_text", lambda path: path.with_suffix(".gone").read_text())
    _, findings = made_ready(loaded)
    assert [finding.id for finding in findings.errors] == ["paper-changed"]
    assert "Carys" not in str(findings.errors)


def test_a_text_that_cannot_be_set_is_a_sentence_about_that_paper(
    loaded: LoadedCase, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Loses: which paper it is, or what to do about it."""
    monkeypatch.setattr(taking_in, "text_pages", lambda _: TOO_LONG)
    _, findings = made_ready(loaded)
    (finding,) = findings.errors
    assert "is longer than 400,000 characters" in finding.message
    assert finding.message.startswith("Paper 2")


def test_a_full_disk_is_told_in_a_sentence(loaded: LoadedCase, monkeypatch: pytest.MonkeyPatch) -> None:
    """Loses: the other cases of a run, to the first that finds no room."""

    def full(*_: object) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(taking_in, "write_new", full)
    with pytest.raises(UsageError, match="No space left"):
        made_ready(loaded)


def test_one_cleaner_serves_case_after_case(loaded: LoadedCase) -> None:
    """Loses: a batch starts a process for each case, which takes longer than the case."""
    kept = ConvertedPapers(loaded.folder / "kept", PASSPHRASE)
    with PaperCleaner() as cleaner:
        for _ in range(3):
            with work_folder(loaded.folder) as work:
                papers, findings = take_in(loaded, work, cleaner=cleaner)
                ready, told = make_ready(loaded, papers.gathered, work, kept, cleaner)
                assert not (findings + told).errors
                assert {(each.source, each.pages) for each in ready} == {("PDF", 1), ("plain text", 1)}
