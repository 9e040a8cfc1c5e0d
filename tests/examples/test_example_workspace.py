"""The example workspace: what a newcomer meets first must be sound, fictional, and show what it says it shows."""

from __future__ import annotations

import datetime as dt
import importlib.util
import re
import subprocess
import sys
import zipfile
from collections.abc import Callable, Iterator
from pathlib import Path
from types import ModuleType

import pytest

from mas_docs.case.loading import LoadedCase
from mas_docs.case.model import Case, EventStatus, Ground
from mas_docs.guidance.checks import check_case
from mas_docs.papers.intake import gather
from mas_docs.resources import examples_folder
from mas_docs.workspace import Workspace, open_workspace

EXAMPLES = examples_folder()
CASE_FILES = sorted(EXAMPLES.glob("cases/*/case.yaml"))
PAPERS = sorted(path for path in EXAMPLES.glob("cases/*/papers/*"))


def opened() -> Workspace:
    """The examples as a workspace, without any problem in its settings."""
    workspace, findings = open_workspace(EXAMPLES)
    assert workspace
    assert not findings
    return workspace


def load(path: Path) -> LoadedCase:
    """An example case; what is wrong with it, a test tells."""
    loaded, findings = WORKSPACE.load(path)
    assert loaded, list(findings)
    return loaded


WORKSPACE = opened()
BOARD = WORKSPACE.board
LOADED = {path.parent.name: load(path) for path in CASE_FILES}
CASES = {reference: loaded.case for reference, loaded in LOADED.items()}


@pytest.fixture(scope="module")
def script() -> Iterator[ModuleType]:
    """The script that makes the papers; no compiled copy is left in the folder that ships with mas-docs."""
    spec = importlib.util.spec_from_file_location("make_papers", EXAMPLES / "make_papers.py")
    assert spec
    assert spec.loader
    module = importlib.util.module_from_spec(spec)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(sys, "dont_write_bytecode", True)
        patch.setitem(sys.modules, spec.name, module)  # where its dataclass looks for its own annotations
        spec.loader.exec_module(module)
        yield module


SHOWN: dict[str, Callable[[Case], bool]] = {
    "siblings at an ordinary fourth conference": lambda case: (
        len(case.children) == 2
        and case.conference.number == 4
        and any(paper.outstanding for paper in case.papers)
        and {person.language.value for person in case.core_group} == {"en", "cy", "both"}
    ),
    "an early fourth conference": lambda case: (
        case.conference.number == 4
        and all((case.conference.date - child.registered).days < 400 for child in case.children)
    ),
    "an alternative referral with its own clock": lambda case: (
        case.decision.grounds == (Ground.STUCK,)
        and case.decision.clock_start is not None
        and case.conference.number < 4
    ),
    "a decision not to proceed": lambda case: (
        not case.decision.proceed and bool(case.decision.rationale) and case.event is None
    ),
    "two authorities": lambda case: case.event_area != case.area,
    "an event after a Core Group": lambda case: (
        case.event is not None and case.event.after_core_group and case.event.start is not None
    ),
    "a late event that breaks two timescales": lambda case: (
        case.event is not None and 42 < (case.event.date - case.clock_start).days <= 49
    ),
    "a finished case": lambda case: (
        len(case.feedback) >= 4
        and case.summary is not None
        and len(case.summary.discussion.splitlines()) > 3
        and len(case.summary.actions) > 2
        and all(person.attended is not None for person in case.core_group)
    ),
    "names that break careless programs": lambda case: all(
        mark in repr(case) for mark in ("<Jo>", "Tom & Jo's", "Siân", "Tŷ", "O'Brien", "{{ goal 3 }}", "Ł")
    ),
    "a moved event": lambda case: (
        case.event is not None and case.event.status is EventStatus.MOVED and bool(case.event.was)
    ),
    "a cancelled event": lambda case: case.event is not None and case.event.status is EventStatus.CANCELLED,
    "the very start": lambda case: case.decision.proceed and case.event is None and not case.facilitators,
}


@pytest.mark.parametrize("kind", SHOWN)
def test_every_kind_of_case_is_there(kind: str) -> None:
    """Loses: the demo skips a situation that offices meet, and a defect in it stays unseen."""
    assert any(SHOWN[kind](case) for case in CASES.values())


@pytest.mark.parametrize("reference", CASES)
def test_case_stands_in_its_own_folder_and_on_the_readmes_list(reference: str) -> None:
    """Loses: a newcomer looks for a case where it is not."""
    assert CASES[reference].reference == reference
    assert f"| {reference} | {CASES[reference].area} |" in (EXAMPLES / "README.md").read_text(encoding="utf-8")


@pytest.mark.parametrize("reference", CASES)
def test_case_obeys_its_board(reference: str) -> None:
    """Loses: the first command a newcomer runs reports errors in our own examples."""
    case = CASES[reference]
    _, findings = WORKSPACE.load(EXAMPLES / "cases" / reference / "case.yaml")
    assert not findings
    practitioners = {case.social_worker.name, *(person.name for person in case.core_group)}
    pool = {person.email: person for person in BOARD.facilitator_pool}
    for facilitator in case.facilitators:
        assert facilitator.email in pool
        assert facilitator.line_manages == pool[facilitator.email].line_manages
        assert not practitioners & set(facilitator.line_manages)
    assert case.event is None or len(case.facilitators) == 2


WARNINGS = {
    "MAS-2026-009": {"event-late", "overall-late"},
    "MAS-2026-014": {"welsh-not-yet"},
    "MAS-2026-015": {"threshold-differs"},
    "MAS-2026-020": {"threshold-differs"},
}


@pytest.mark.parametrize("reference", CASES)
def test_guidance_finds_what_the_story_says_and_no_more(reference: str) -> None:
    """Loses: real findings of an example drown among those that nobody meant."""
    findings = check_case(LOADED[reference], BOARD, dt.date(2026, 12, 7))
    assert not findings.errors
    assert {finding.id for finding in findings} == WARNINGS.get(reference, set())


def test_everything_is_fictional() -> None:
    """Loses: an example is sent to an address or a telephone that belongs to somebody."""
    written = [EXAMPLES / "board.yaml", EXAMPLES / "README.md", *CASE_FILES, *EXAMPLES.glob("texts/*.md")]
    for path in written:
        text = path.read_text(encoding="utf-8")
        for domain in re.findall(r"@([\w.-]+\.\w+)", text):
            assert domain.endswith(".example"), path
        for phone in re.findall(r'phone: "?([+0-9 ]+)', text):
            assert re.fullmatch(r"(?:0|44)1632960\d{3}", re.sub(r"[ +]", "", phone)), path


def test_no_paper_speaks_of_another_cases_children() -> None:
    """Loses: the guard against swapped papers stops the demo, or learns to look away."""
    for path in EXAMPLES.glob("texts/MAS-*.md"):
        words = path.read_text(encoding="utf-8").casefold()
        for reference, case in CASES.items():
            for child in case.children:
                first, *_, last = child.name.casefold().split()
                assert reference == path.stem or child.name.casefold() not in words
                assert reference == path.stem or f"{first} {last}" not in words


def test_names_of_papers_are_neutral() -> None:
    """Loses: the examples teach an office to put a child's name into a file name."""
    for path in PAPERS:
        names = [child.name.casefold() for child in CASES[path.parent.parent.name].children]
        assert not any(part in path.stem for name in names for part in name.split())


@pytest.mark.parametrize("reference", CASES)
def test_papers_are_there_and_are_what_they_claim(reference: str) -> None:
    """Loses: the demo ends with exit code 5 on its first case."""
    papers, findings = gather(LOADED[reference])
    assert not findings
    assert len(papers) == sum(paper.file is not None for paper in CASES[reference].papers)
    for paper in papers:
        assert paper.path.suffix == f".{paper.extension}"


def test_all_kinds_of_file_are_among_the_papers_and_none_is_large() -> None:
    """Loses: a way of taking papers in is never shown, or every installation carries megabytes of examples."""
    assert {path.suffix for path in PAPERS} == {".pdf", ".docx", ".png", ".txt"}
    assert max(path.stat().st_size for path in PAPERS) < 60_000
    assert sum(path.stat().st_size for path in EXAMPLES.rglob("*") if path.is_file()) < 2_000_000


def test_script_makes_exactly_the_papers_that_are_there(script: ModuleType) -> None:
    """Loses: a paper that nobody can make again, or a text that no case uses."""
    made = {EXAMPLES / "cases" / paper.reference / paper.file for paper in script.papers()}
    assert made == set(PAPERS)
    for path in EXAMPLES.glob("texts/MAS-*.md"):
        used = {paper.stem for paper in made if paper.parent.parent.name == path.stem}
        assert set(script.sections(path.read_text(encoding="utf-8"))) == used


def test_script_makes_the_same_bytes_twice(script: ModuleType) -> None:
    """Loses: every run of the script changes all papers, and a real change drowns among them."""
    one_of_each = {Path(paper.file).suffix: paper for paper in script.papers()}
    for paper in one_of_each.values():
        assert script.make(paper) == script.make(paper)


def test_word_and_text_papers_say_what_the_texts_say(script: ModuleType, tmp_path: Path) -> None:
    """Loses: a text was corrected, the paper was not made again, and the examples contradict themselves."""
    for paper in script.papers():
        committed = EXAMPLES / "cases" / paper.reference / paper.file
        if committed.suffix == ".txt":
            assert committed.read_bytes() == script.make(paper)
        if committed.suffix == ".docx":
            fresh = tmp_path / "fresh.docx"
            fresh.write_bytes(script.make(paper))
            assert word_text(committed) == word_text(fresh)


def word_text(path: Path) -> bytes:
    """The main part of a Word file."""
    with zipfile.ZipFile(path) as archive:
        return archive.read("word/document.xml")


@pytest.mark.needs("pdftotext")
def test_pdf_papers_say_what_the_texts_say(script: ModuleType) -> None:
    """Loses: as with the Word papers, and a letter that the font lacks would be an empty box."""
    for paper in script.papers():
        committed = EXAMPLES / "cases" / paper.reference / paper.file
        if committed.suffix != ".pdf":
            continue
        read = subprocess.run(["pdftotext", str(committed), "-"], check=True, capture_output=True, timeout=30)
        text = re.sub(r"[A-Z0-9-]+·Confidential·page\d+of\d+", "", "".join(read.stdout.decode("utf-8").split()))
        for kind, body in paper.blocks:
            if kind in {"heading", "text"} and len(body) < 200:
                assert "".join(body.split()) in text, committed
        for child in CASES[paper.reference].children:
            assert (
                child.registered > CASES[paper.reference].conference.earlier[0] or "".join(child.name.split()) in text
            )
