"""The first look at a case's papers, as the case's own folder meets it."""

from __future__ import annotations

import hashlib
import os
import stat
from pathlib import Path
from typing import Any

import pikepdf
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from PIL import Image

from mas_docs.case.loading import LoadedCase
from mas_docs.case.model import Case, PaperKind
from mas_docs.errors import ExitCode, InvalidCaseError
from mas_docs.files import contained
from mas_docs.findings import Finding, Findings, Severity
from mas_docs.papers.faults import Fault
from mas_docs.papers.intake import GatheredPaper, gather, unchanged
from mas_docs.yaml_files.places import Place, Places

PERSON = {"name": "Siân O'Brien", "agency": "Children's Services", "email": "sw@caerphilly.example"}


def loaded(folder: Path, *papers: dict[str, Any] | str) -> LoadedCase:
    """A case in this folder, the n-th paper at line n; a bare path stands for core group minutes."""
    (folder / "papers").mkdir(parents=True, exist_ok=True)
    case = Case.model_validate(
        {
            "format": "mas-case/1",
            "reference": "MAS-2026-014",
            "area": "Caerphilly",
            "children": [
                {
                    "name": "Carys Pritchard",
                    "date_of_birth": "2019-04-17",
                    "registered": "2025-08-20",
                    "categories": ["neglect"],
                }
            ],
            "conference": {"date": "2026-11-20", "number": "4"},
            "decision": {"proceed": "true"},
            "social_worker": PERSON,
            "coordinator": PERSON,
            "conference_chair": PERSON,
            "papers": [
                {"kind": "core-group-minutes", "file": paper} if isinstance(paper, str) else paper for paper in papers
            ],
        }
    )
    places = Places({("papers", number, "file"): Place(number + 1, 1) for number in range(len(papers))})
    return LoadedCase(case, folder, "case.yaml", places)


def write_pdf(path: Path, pages: int = 1, **options: Any) -> Path:
    """A small real PDF."""
    path.parent.mkdir(parents=True, exist_ok=True)
    with pikepdf.new() as pdf:
        for _ in range(pages):
            pdf.add_blank_page()
        pdf.save(path, **options)
    return path


def fault_of(case: LoadedCase) -> Finding:
    """The one finding about the case's one paper."""
    _, findings = gather(case)
    (finding,) = findings
    return finding


def test_sound_papers_are_gathered_under_neutral_names(tmp_path: Path) -> None:
    """Loses: a child's name travels in the listing of an archive, where no password protects it."""
    write_pdf(tmp_path / "papers" / "Carys Pritchard initial.pdf")
    (tmp_path / "papers" / "carys.chart").write_bytes(b"\x89PNG\r\n\x1a\n")
    papers, findings = gather(
        loaded(
            tmp_path,
            {
                "kind": "initial-conference-minutes",
                "date": "2025-08-20",
                "file": "papers/Carys Pritchard initial.pdf",
            },
            {"kind": "core-group-minutes", "outstanding": "true"},
            {"kind": "other", "title": "Attendance of Carys", "file": "papers/carys.chart"},
        )
    )
    assert not findings
    assert [paper.name for paper in papers] == ["01-initial-conference-minutes-2025-08-20.pdf", "05-other.png"]
    assert [paper.number for paper in papers] == [1, 5]
    assert papers[0].media_type == "application/pdf"
    assert papers[0].size == papers[0].path.stat().st_size
    assert papers[1].title == "Attendance of Carys"


def test_every_paper_is_examined_and_told_without_its_name(tmp_path: Path) -> None:
    """Loses: the office mends one paper a run, or a finding in a log gives a child away."""
    (tmp_path / "papers").mkdir()
    (tmp_path / "papers" / "carys-empty.pdf").write_bytes(b"")
    write_pdf(tmp_path / "papers" / "sound.pdf")
    papers, findings = gather(
        loaded(tmp_path, "papers/carys-gone.pdf", "papers/carys-empty.pdf", "papers/sound.pdf", "../x.pdf")
    )
    assert [paper.number for paper in papers] == [5]
    assert [(found.line, found.id) for found in findings] == [
        (1, "paper-missing"),
        (2, "paper-empty"),
        (4, "paper-outside-case"),
    ]
    for finding in findings:
        assert "carys" not in str(finding).casefold()
        assert finding.remedy
        assert finding.message.startswith(f"Paper {finding.line} (Core Group minutes) is ")


@pytest.mark.parametrize(
    "path",
    ["../secret.pdf", "papers/../../secret.pdf", "/etc/passwd", "..\\secret.pdf", "C:\\x.pdf", "C:x.pdf", "\\\\pc\\x"],
)
def test_path_that_leaves_the_case_is_refused(tmp_path: Path, path: str) -> None:
    """Loses: a mistyped path sends another family's minutes."""
    write_pdf(tmp_path / "secret.pdf")
    finding = fault_of(loaded(tmp_path / "case", path))
    assert finding.exit_code is ExitCode.INVALID_CASE
    assert "outside the case folder" in finding.message
    with pytest.raises(InvalidCaseError) as refused:
        contained(tmp_path / "case", path)
    assert finding.remedy == refused.value.remedy


def test_link_that_leaves_the_case_is_refused(tmp_path: Path) -> None:
    """Loses: a shortcut to another case's folder carries its minutes along."""
    case = loaded(tmp_path / "case", "papers/plan.pdf", "elsewhere/plan.pdf")
    target = write_pdf(tmp_path / "other" / "plan.pdf")
    (tmp_path / "case" / "papers" / "plan.pdf").symlink_to(target)
    (tmp_path / "case" / "elsewhere").symlink_to(target.parent, target_is_directory=True)
    papers, findings = gather(case)
    assert papers == ()
    assert {finding.id for finding in findings} == {"paper-outside-case"}


@pytest.mark.parametrize("link", ["again.pdf", "elsewhere"])
def test_a_link_inside_the_case_is_refused(tmp_path: Path, link: str) -> None:
    """Loses: what a link leads to is bound, and somebody may turn the link to another paper."""
    write_pdf(tmp_path / "papers" / "plan.pdf")
    (tmp_path / "papers" / "again.pdf").symlink_to("plan.pdf")
    (tmp_path / "elsewhere").symlink_to("papers", target_is_directory=True)
    path = f"papers/{link}" if link.endswith(".pdf") else f"{link}/plan.pdf"
    finding = fault_of(loaded(tmp_path, path))
    assert (finding.id, finding.exit_code) == ("paper-link", ExitCode.PAPER)


def test_a_linked_case_is_followed(tmp_path: Path) -> None:
    """Loses: an office whose shared drive is itself a link cannot send any paper."""
    write_pdf(tmp_path / "drive" / "papers" / "plan.pdf")
    (tmp_path / "case").symlink_to(tmp_path / "drive", target_is_directory=True)
    papers, findings = gather(loaded(tmp_path / "case", "papers\\plan.pdf"))
    assert len(papers) == 1
    assert not findings


def test_circle_of_links_is_a_finding(tmp_path: Path) -> None:
    """Loses: a traceback instead of a line that says which paper to look at."""
    case = loaded(tmp_path, "papers/a.pdf")
    (tmp_path / "papers" / "a.pdf").symlink_to("a.pdf")
    assert fault_of(case).id == "paper-outside-case"


@pytest.mark.needs("mkfifo")
def test_folder_and_pipe_are_no_papers(tmp_path: Path) -> None:
    """Loses: the run waits for ever on a pipe, or ends in a traceback on a folder."""
    case = loaded(tmp_path, "papers", "papers/pipe")
    os.mkfifo(tmp_path / "papers" / "pipe")
    _, findings = gather(case)
    assert [finding.id for finding in findings] == ["paper-not-a-file", "paper-not-a-file"]


def test_unreadable_paper_is_a_finding(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Loses: a traceback where a colleague's file is not shared with this user."""
    write_pdf(tmp_path / "papers" / "plan.pdf")

    def refuse(*_: Any, **__: Any) -> Any:
        raise PermissionError(13, "Permission denied")

    case = loaded(tmp_path, "papers/plan.pdf")
    monkeypatch.setattr(Path, "open", refuse)
    assert fault_of(case).id == "paper-unreadable"


def test_too_large_a_paper_is_refused_unread(tmp_path: Path) -> None:
    """Loses: a video by mistake among the papers fills the disk of everybody who gets the package."""
    case = loaded(tmp_path, "papers/huge.pdf")
    with (tmp_path / "papers" / "huge.pdf").open("wb") as file:
        file.truncate(500 * 10**6 + 1)
    assert fault_of(case).id == "paper-too-large"


def test_same_file_twice_is_told(tmp_path: Path) -> None:
    """Loses: a line copied and not changed sends one set of minutes twice, and another not at all."""
    write_pdf(tmp_path / "papers" / "a.pdf")
    papers, findings = gather(loaded(tmp_path, "papers/a.pdf", "papers/./a.pdf"))
    assert [(found.line, found.id, found.severity) for found in findings] == [(2, "paper-repeated", Severity.WARNING)]
    assert len({paper.name for paper in papers}) == 2


@pytest.mark.parametrize("link", ["none", "symbolic", "hard"])
def test_the_case_file_is_no_paper(tmp_path: Path, link: str) -> None:
    """Loses: everything the office keeps about a family, addresses included, goes to every recipient."""
    case = loaded(tmp_path, "case.yaml" if link == "none" else "papers/plan.txt")
    (tmp_path / "case.yaml").write_text("format: mas-case/1\n")
    if link == "symbolic":
        (tmp_path / "papers" / "plan.txt").symlink_to("../case.yaml")
    elif link == "hard":
        (tmp_path / "papers" / "plan.txt").hardlink_to(tmp_path / "case.yaml")
    finding = fault_of(case)
    expected = "paper-link" if link == "symbolic" else "paper-is-case-file"
    assert (finding.id, finding.exit_code) == (expected, ExitCode.PAPER)


@pytest.mark.parametrize("change", ["none", "written", "replaced", "linked", "gone"])
def test_a_paper_changed_since_its_examination_is_told(tmp_path: Path, change: str) -> None:
    """Loses: a paper swapped while packages are made travels without anybody having looked at it."""
    path = write_pdf(tmp_path / "papers" / "a.pdf")
    (paper,), _ = gather(loaded(tmp_path, "papers/a.pdf"))
    other = path.with_name("b.pdf")
    if change == "written":
        with path.open("ab") as file:
            file.write(b"\n")
    elif change == "replaced":
        other.write_bytes(path.read_bytes())
        os.utime(other, ns=(paper.identity.mtime_ns, paper.identity.mtime_ns))
        other.replace(path)
    elif change == "linked":
        path.rename(other)
        path.symlink_to(other)
    elif change == "gone":
        path.unlink()
    assert unchanged(paper) is (change == "none")


def test_locked_pdf_is_found(tmp_path: Path) -> None:
    """Loses: the facilitators receive minutes whose own password nobody told them."""
    write_pdf(tmp_path / "papers" / "a.pdf", encryption=pikepdf.Encryption(user="fictional words", owner="others"))
    finding = fault_of(loaded(tmp_path, "papers/a.pdf"))
    assert (finding.id, finding.exit_code) == ("paper-locked", ExitCode.PAPER)


def test_pdf_that_only_forbids_printing_is_taken(tmp_path: Path) -> None:
    """Loses: minutes that every reader opens without a password are turned away as locked."""
    write_pdf(tmp_path / "papers" / "a.pdf", encryption=pikepdf.Encryption(user="", owner="others"))
    papers, findings = gather(loaded(tmp_path, "papers/a.pdf"))
    assert len(papers) == 1
    assert not findings


def test_pdf_without_pages_is_found(tmp_path: Path) -> None:
    """Loses: an empty document counts as the Child Protection Plan."""
    write_pdf(tmp_path / "papers" / "a.pdf", pages=0)
    finding = fault_of(loaded(tmp_path, "papers/a.pdf"))
    assert (finding.id, finding.exit_code) == ("paper-without-pages", ExitCode.PAPER)


@pytest.mark.parametrize("kept", [0.2, 0.5, 0.8, 0.97])
def test_pdf_cut_short_is_damaged(tmp_path: Path, kept: float) -> None:
    """Loses: a download that broke off is sent with its last pages missing, and nobody notices."""
    path = write_pdf(tmp_path / "papers" / "a.pdf", pages=3)
    data = path.read_bytes()
    path.write_bytes(data[: int(len(data) * kept)])
    finding = fault_of(loaded(tmp_path, "papers/a.pdf"))
    assert (finding.id, finding.exit_code) == ("paper-damaged", ExitCode.PAPER)


def test_pdf_with_a_wrong_index_is_taken_with_a_warning(tmp_path: Path) -> None:
    """Loses: scanners whose PDFs every reader repairs would be of no use to the office."""
    path = write_pdf(tmp_path / "papers" / "a.pdf")
    path.write_bytes(path.read_bytes().replace(b"startxref\n", b"startxref\n9"))
    papers, findings = gather(loaded(tmp_path, "papers/a.pdf"))
    assert [(found.id, found.severity) for found in findings] == [("paper-repaired", Severity.WARNING)]
    assert len(papers) == 1


def test_pdf_that_promises_more_pages_than_it_has_is_damaged(tmp_path: Path) -> None:
    """Loses: pages that dropped out of the minutes are not missed."""
    path = write_pdf(tmp_path / "papers" / "a.pdf", pages=2)
    path.write_bytes(path.read_bytes().replace(b"/Count 2", b"/Count 3"))
    assert fault_of(loaded(tmp_path, "papers/a.pdf")).id == "paper-damaged"


@settings(deadline=None, max_examples=8)
@given(data=st.data())
def test_mutated_pdf_never_ends_in_a_traceback(tmp_path_factory: pytest.TempPathFactory, data: st.DataObject) -> None:
    """Loses: one broken file stops the run for every other case."""
    folder = tmp_path_factory.mktemp("case")
    path = write_pdf(folder / "papers" / "a.pdf", pages=2)
    content = bytearray(path.read_bytes())
    for at, byte in data.draw(
        st.lists(st.tuples(st.integers(0, len(content) - 1), st.integers(0, 255)), min_size=1, max_size=6)
    ):
        content[at] = byte
    path.write_bytes(content)
    papers, findings = gather(loaded(folder, "papers/a.pdf"))
    assert len(papers) == 1 - len(findings.errors)


VISIBLE = st.characters(exclude_categories=("Cc", "Cf", "Cs", "Zl", "Zp", "Zs"))
"""What a case file lets through as a path of its own."""


@settings(deadline=None, max_examples=50)
@given(untrusted=st.text(VISIBLE, min_size=1, max_size=60) | st.text("./\\~:C%$", min_size=1, max_size=20))
def test_no_path_reaches_outside(tmp_path_factory: pytest.TempPathFactory, untrusted: str) -> None:
    """Loses: a path written in some clever way reads a file beside the case."""
    folder = tmp_path_factory.mktemp("case")
    papers, findings = gather(loaded(folder, untrusted))
    assert papers == ()
    assert len(findings) == 1


def test_nothing_is_written_to_screen_or_log(
    tmp_path: Path, caplog: pytest.LogCaptureFixture, capfd: pytest.CaptureFixture[str]
) -> None:
    """Loses: the PDF library's own warnings, with paths of children's minutes, end up in a log."""
    path = write_pdf(tmp_path / "papers" / "carys.pdf")
    path.write_bytes(path.read_bytes().replace(b"startxref\n", b"startxref\n9"))
    gather(loaded(tmp_path, "papers/carys.pdf"))
    assert caplog.text == ""
    assert capfd.readouterr() == ("", "")


def taken_in(case: LoadedCase, into: Path, **options: Any) -> tuple[tuple[GatheredPaper, ...], Findings]:
    """The papers of a case, with clean PDFs in a private folder."""
    into.mkdir(mode=0o700)
    return gather(case, into=into, **options)


def test_papers_are_taken_in_as_clean_pdfs(tmp_path: Path) -> None:
    """Loses: scripts and hidden words of a paper travel, or a picture cannot be bound into the pack."""
    write_pdf(tmp_path / "papers" / "carys.pdf", pages=3)
    Image.new("RGB", (30, 20)).save(tmp_path / "papers" / "carys.png")
    (tmp_path / "papers" / "carys.txt").write_text("Notes")
    case = loaded(
        tmp_path,
        {"kind": "other", "title": "Chart", "file": "papers/carys.png"},
        "papers/carys.pdf",
        "papers/carys.txt",
    )
    papers, findings = taken_in(case, tmp_path / "work")
    assert not findings
    assert [(paper.name, paper.media_type, paper.pages) for paper in papers] == [
        ("03-core-group-minutes.pdf", "application/pdf", 3),
        ("04-core-group-minutes.txt", "text/plain", None),
        ("06-other.pdf", "application/pdf", 1),
    ]
    assert [paper.clean.name if paper.clean else None for paper in papers] == ["003.pdf", None, "006.pdf"]
    for paper in papers:
        assert paper.sha256 == hashlib.sha256(paper.path.read_bytes()).hexdigest()
        if paper.clean:
            assert stat.S_IMODE(paper.clean.stat().st_mode) == 0o600
            assert paper.clean.read_bytes().startswith(b"%PDF-")


def test_examined_papers_are_what_they_were(tmp_path: Path) -> None:
    """Loses: a check writes files, or a package holds other bytes than those in the case folder."""
    write_pdf(tmp_path / "papers" / "a.pdf", pages=2)
    (paper,), _ = gather(loaded(tmp_path, "papers/a.pdf"))
    assert (paper.clean, paper.pages, paper.sha256) == (None, 2, "")
    assert sorted(path.name for path in tmp_path.rglob("*")) == ["a.pdf", "papers"]


@pytest.mark.parametrize(
    ("given_word", "found"),
    [("fictional words", []), ("other words", ["paper-locked"]), (None, ["paper-locked"])],
)
def test_a_locked_paper_is_asked_for_its_own_password(tmp_path: Path, given_word: str | None, found: list[str]) -> None:
    """Loses: minutes whose password the office knows cannot be in the pack."""
    write_pdf(tmp_path / "papers" / "a.pdf")
    write_pdf(tmp_path / "papers" / "b.pdf", encryption=pikepdf.Encryption(user="fictional words", owner="others"))
    asked: list[tuple[int, PaperKind]] = []

    def unlock(number: int, kind: PaperKind) -> str | None:
        asked.append((number, kind))
        return given_word

    case = loaded(tmp_path, "papers/a.pdf", {"kind": "other", "title": "Chart", "file": "papers/b.pdf"})
    papers, findings = taken_in(case, tmp_path / "work", unlock=unlock)
    assert asked == [(2, PaperKind.OTHER)]
    assert [finding.id for finding in findings] == found
    assert len(papers) == 2 - len(found)
    assert "words" not in repr(papers) + repr(findings)


def test_one_bad_paper_leaves_the_others(tmp_path: Path) -> None:
    """Loses: the office mends one paper a run."""
    write_pdf(tmp_path / "papers" / "a.pdf")
    (tmp_path / "papers" / "b.pdf").write_bytes(b"%PDF-1.7\n")
    (tmp_path / "papers" / "c.jpg").write_bytes(b"\xff\xd8\xff\xe0 no picture")
    case = loaded(tmp_path, "papers/b.pdf", "papers/a.pdf", "papers/c.jpg")
    papers, findings = taken_in(case, tmp_path / "work")
    assert [(finding.line, finding.id) for finding in findings] == [(1, "paper-damaged"), (3, "paper-damaged")]
    assert [paper.place for paper in papers] == [1]
    assert [path.name for path in (tmp_path / "work").iterdir()] == ["004.pdf"]


@pytest.mark.parametrize(
    ("pages", "words"),
    [
        ((3,), "is broken (page 3)"),
        ((1, 2), "is broken (pages 1 to 2)"),
        ((1, 2, 3, 5, 8, 9), "is broken (pages 1 to 3, 5 and 8 to 9)"),
        ((), "is broken"),
        (tuple(range(1, 90, 2)), "is broken (pages 1, 3, 5, 7, 9, 11, 13, 15, 17, 19, 21, 23 and others)"),
    ],
)
def test_a_fault_names_its_pages(pages: tuple[int, ...], words: str) -> None:
    """Loses: the office does not know where in two hundred pages to look."""
    assert Fault("x", "is broken", "Mend it.").on_pages(pages).message == words
