"""A workspace and its cases are found from wherever somebody stands."""

from __future__ import annotations

from pathlib import Path

import pytest
from case_files import CASE, REFERENCE

from mas_docs.case.skeleton import MADE_UP_ADDRESS, new_board_text
from mas_docs.errors import ExitCode, UsageError
from mas_docs.workspace import Workspace, find_workspace, open_workspace

BOARD_TEXT = new_board_text().replace(MADE_UP_ADDRESS, "business.unit@office.example")


@pytest.fixture
def workspace(tmp_path: Path) -> Workspace:
    """A workspace of three cases, one of them unreadable."""
    (tmp_path / "board.yaml").write_text(BOARD_TEXT, encoding="utf-8")
    for reference in (REFERENCE, "MAS-2025-009", "MAS-2026-002"):
        folder = tmp_path / "cases" / reference
        folder.mkdir(parents=True)
        (folder / "case.yaml").write_text(CASE.replace(REFERENCE, reference), encoding="utf-8")
    (tmp_path / "cases" / "MAS-2026-002" / "case.yaml").write_bytes(b"\xff\xfe\x00")
    (tmp_path / "cases" / "empty").mkdir()
    (tmp_path / "cases" / ".mas-docs-work-1").mkdir()
    (tmp_path / "cases" / ".mas-docs-work-1" / "case.yaml").write_text("a: b\n")
    (tmp_path / "cases" / "notes.txt").write_text("a note\n")
    opened, findings = open_workspace(tmp_path)
    assert not findings
    assert opened is not None
    return opened


def test_it_is_found_upwards_from_any_folder_in_it(workspace: Workspace) -> None:
    """Commands would work in one folder only."""
    for start in (workspace.root, workspace.root / "cases" / REFERENCE, workspace.root / "cases" / REFERENCE / "x.pdf"):
        assert find_workspace(start) == workspace.root


def test_where_there_is_none_the_remedy_is_told(tmp_path: Path) -> None:
    """A newcomer would be left with `not found`."""
    with pytest.raises(UsageError, match="mas-docs init") as none:
        find_workspace(tmp_path)
    assert none.value.exit_code is ExitCode.USAGE
    with pytest.raises(UsageError, match="--workspace"):
        open_workspace(tmp_path)


def test_cases_come_in_order_and_nothing_else_does(workspace: Workspace) -> None:
    """A batch would take a left-over of a killed run for a case."""
    assert [file.parent.name for file in workspace.case_files()] == ["MAS-2025-009", "MAS-2026-002", REFERENCE]


def test_a_case_that_cannot_be_read_hides_no_other(workspace: Workspace) -> None:
    """One broken file would hide the problems of all others."""
    loaded = [workspace.load(file) for file in workspace.case_files()]
    assert [case is not None for case, _ in loaded] == [True, False, True]
    assert loaded[1][1].items[0].where == "cases/MAS-2026-002/case.yaml:1"
    assert not loaded[0][1]


def test_dangling_links_are_cases_that_cannot_be_read(workspace: Workspace) -> None:
    """A case on a drive that is not there would be left out without a word."""
    (workspace.root / "cases" / "empty" / "case.yaml").symlink_to(workspace.root / "nowhere.yaml")
    file = workspace.case_files()[-1]
    assert file.parent.name == "empty"
    assert [finding.id for finding in workspace.load(file)[1]] == ["not-a-file"]


@pytest.mark.parametrize(
    "argument",
    [
        REFERENCE,
        f"cases/{REFERENCE}",
        f"cases/{REFERENCE}/",
        f"cases/{REFERENCE}/case.yaml",
        f"cases/empty/../{REFERENCE}",
    ],
)
def test_a_case_is_found_by_reference_folder_or_file(
    workspace: Workspace, argument: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Somebody would have to know which of the three a command wants."""
    file = workspace.root / "cases" / REFERENCE / "case.yaml"
    for here in (workspace.root, workspace.root.parent, file.parent):
        monkeypatch.chdir(here)
        assert workspace.locate(argument) == file
        assert workspace.locate(str(file.parent)) == file
    for argument_here in (".", "case.yaml", f"../{REFERENCE}"):
        assert workspace.locate(argument_here) == file


@pytest.mark.parametrize("argument", ["MAS-2026-401", "mas-2026-041", "empty", "x" * 5000])
def test_unknown_cases_are_told_with_the_nearest(workspace: Workspace, argument: str) -> None:
    """A slip of the finger would cost a search through the folder."""
    with pytest.raises(UsageError) as unknown:
        workspace.locate(argument)
    assert ("`MAS-2026-041`" in unknown.value.remedy) == argument.lower().startswith("mas-2026")
    assert unknown.value.exit_code is ExitCode.USAGE


def test_paths_are_shown_from_the_workspace_on(workspace: Workspace, monkeypatch: pytest.MonkeyPatch) -> None:
    """Findings would show the names of somebody's own folders, or differ from place to place."""
    file = workspace.root / "cases" / REFERENCE / "case.yaml"
    monkeypatch.chdir(file.parent)
    assert workspace.shown(file) == workspace.shown(Path("case.yaml")) == f"cases/{REFERENCE}/case.yaml"
    elsewhere = workspace.root.parent / "elsewhere" / "case.yaml"
    assert workspace.shown(elsewhere) == elsewhere.as_posix()


def test_a_workspace_without_cases_is_empty(tmp_path: Path) -> None:
    """A new workspace would fail at its first command."""
    (tmp_path / "board.yaml").write_text(BOARD_TEXT, encoding="utf-8")
    opened, _ = open_workspace(tmp_path)
    assert opened is not None
    assert opened.case_files() == ()
    assert opened.own_templates is None


def test_cases_that_cannot_be_listed_are_told(tmp_path: Path) -> None:
    """A traceback would show where a sentence is due."""
    (tmp_path / "board.yaml").write_text(BOARD_TEXT, encoding="utf-8")
    (tmp_path / "cases").write_text("not a folder\n")
    opened, _ = open_workspace(tmp_path)
    assert opened is not None
    with pytest.raises(UsageError, match="cannot be listed"):
        opened.case_files()


@pytest.mark.parametrize(
    ("line", "kind"),
    [
        ("aeras: [Newport]", "unknown-key"),
        ("areas: []", "empty-list"),
        ("areas: [{en: Newport}]", "missing-key"),
        ("areas: [[Newport]]", "not-a-mapping"),
        ("languages: [fr]", "unknown-value"),
        ("timescales: {overall: soon}", "not-a-timescale"),
        ("smallest_group: few", "not-a-number"),
        ("templates: nowhere", "missing-file"),
        ("logo: nowhere.png", "missing-file"),
    ],
)
def test_wrong_settings_are_told_at_their_line(tmp_path: Path, line: str, kind: str) -> None:
    """All cases would be held against settings that nobody meant."""
    text = BOARD_TEXT + line + "\n"
    (tmp_path / "board.yaml").write_text(text, encoding="utf-8")
    _, findings = open_workspace(tmp_path)
    assert [(finding.id, finding.where) for finding in findings] == [(kind, f"board.yaml:{text.count(chr(10))}")]
    assert findings.items[0].remedy
    assert findings.items[0].exit_code is ExitCode.INVALID_CASE


def test_the_boards_own_templates_are_found(tmp_path: Path) -> None:
    """The office's letters would look like ours."""
    (tmp_path / "board.yaml").write_text(BOARD_TEXT + "templates: letters\n", encoding="utf-8")
    (tmp_path / "letters").mkdir()
    opened, findings = open_workspace(tmp_path)
    assert not findings
    assert opened is not None
    assert opened.own_templates == tmp_path / "letters"


@pytest.mark.parametrize(
    ("written", "line"),
    [("languages: [cy, en]", 6)],
)
def test_a_setting_without_effect_is_said_to_have_none(tmp_path: Path, written: str, line: int) -> None:
    """A board would believe that its packages are protected in a way that they are not."""
    text = "format: mas-board/1\nname: A Board\nbusiness_unit:\n  name: Unit\n  email: unit@board.example\n"
    (tmp_path / "board.yaml").write_text(f"{text}{written}\n", encoding="utf-8")
    workspace, findings = open_workspace(tmp_path)
    assert workspace is not None
    assert [(found.id, found.line, found.is_error) for found in findings] == [("setting-not-yet", line, False)]


def test_the_made_up_address_of_a_new_workspace_is_told(tmp_path: Path) -> None:
    """Every letter of the first weeks would bear an address that nobody reads."""
    (tmp_path / "board.yaml").write_text(new_board_text(), encoding="utf-8")
    _, findings = open_workspace(tmp_path)
    assert [(finding.id, finding.is_error) for finding in findings] == [("made-up-address", False)]
