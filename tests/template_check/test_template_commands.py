"""The command `templates`, as the office uses it."""

from __future__ import annotations

import json
import re
from pathlib import Path

from broken_templates import BREAKS
from calling import Call
from checking_templates import KEYS, broken_folder
from word_files import added, changed, ours, paragraph, parts_of, put

from mas_docs.template_check.faults import KINDS

DOCS = Path(__file__).parents[2] / "docs" / "templates.md"


def _with_own(workspace: Path) -> Path:
    board = workspace / "board.yaml"
    board.write_text(board.read_text(encoding="utf-8") + "\ntemplates: templates\n", encoding="utf-8")
    folder = workspace / "templates"
    folder.mkdir()
    return folder


def test_check_ends_with_4_and_names_file_place_and_remedy(workspace: Path, call: Call) -> None:
    """Loses: a script takes broken templates for good ones, or the office does not know where to look."""
    parts = ours("invitation")
    added(paragraph("{{ event.venu }}"))(parts)
    put(_with_own(workspace), "invitation", parts)
    called = call("templates", "check", cwd=workspace)
    assert called.code == 4
    (line,) = called.out.splitlines()
    assert re.search(r"invitation\.docx, paragraph \d+ \(under “Reply slip”\): error: ", line)
    assert "Did you mean `venue`?" in line


def test_check_of_ours_is_in_order_with_and_without_a_workspace(workspace: Path, tmp_path: Path, call: Call) -> None:
    """Loses: a newcomer is told that what they were given is wrong."""
    for folder in (workspace, tmp_path):
        called = call("templates", "check", "invitation", "appendix-2", cwd=folder)
        assert (called.code, called.out) == (0, ""), called.err
        assert "2 templates: 0 errors, 0 warnings." in called.err


def test_warnings_alone_stop_nothing(workspace: Path, call: Call) -> None:
    """Loses: small type in a footer keeps every letter in the office."""
    parts = ours("invitation")
    added(paragraph("Please note", run='<w:sz w:val="18"/>'))(parts)
    put(_with_own(workspace), "invitation", parts)
    called = call("templates", "check", "invitation", cwd=workspace)
    assert called.code == 0
    assert "warning: " in called.out


def test_json_has_every_finding_with_its_place(workspace: Path, call: Call) -> None:
    """Loses: a program that shows the faults does not know where they are."""
    broken_folder(_with_own(workspace), BREAKS)
    called = call("templates", "check", "--json", cwd=workspace)
    found = [json.loads(line) for line in called.out.splitlines()]
    assert called.code == 4
    assert len(found) == len(BREAKS)
    assert {one["id"] for one in found} == {one.id for one in BREAKS}
    assert all({"file", "place", "message", "remedy", "severity"} <= set(one) for one in found)


def test_mark_writes_copies_beside_and_leaves_the_templates(workspace: Path, call: Call) -> None:
    """Loses: the office's own file is written over, or the copy is taken for a template."""
    own = _with_own(workspace)
    parts = ours("invitation")
    changed("Dear {{ recipient.name", "Dear {{ recipient.nmae")(parts)
    path = put(own, "invitation", parts)
    before = path.read_bytes()
    called = call("templates", "check", "--mark", cwd=workspace)
    assert called.code == 4
    assert path.read_bytes() == before
    assert "templates/word/en/invitation-marked.docx" in called.err
    assert "word/comments.xml" in parts_of(path.with_name("invitation-marked.docx").read_bytes())
    assert call("templates", "check", cwd=workspace).out == called.out


def test_fields_shows_how_each_is_written_with_an_example(tmp_path: Path, call: Call) -> None:
    """Loses: the office guesses names, or reads a real child's in the example."""
    called = call("templates", "fields", "invitation", cwd=tmp_path)
    assert called.code == 0
    assert re.search(r"event\.date +date +\{\{ event\.date\|date \}\} +22 October 2026", called.out)
    assert re.search(r"\{%tr for member in core_group %\} … \{%tr endfor %\}", called.out)
    assert re.search(r"event\.end +time +may be empty +\{% if event\.end %\}", called.out)
    assert "child.name" not in called.out
    asked = [
        json.loads(line) for line in call("templates", "fields", "appendix-3", "--json", cwd=tmp_path).out.splitlines()
    ]
    assert {"form.discussion", "form.actions", "item.owner"} <= {one["name"] for one in asked}


def test_export_copies_into_the_boards_folder_and_never_over_its_own(workspace: Path, call: Call) -> None:
    """Loses: a template that the office has edited is gone."""
    own = _with_own(workspace)
    assert call("templates", "export", "invitation", cwd=workspace).code == 0
    path = own / "word" / "en" / "invitation.docx"
    path.write_bytes(b"edited")
    refused = call("templates", "export", cwd=workspace)
    assert refused.code == 2
    assert "--force" in refused.err
    assert path.read_bytes() == b"edited"
    assert [found.name for found in path.parent.iterdir()] == ["invitation.docx"]
    assert call("templates", "export", "--force", "--text", cwd=workspace).code == 0
    assert len(list(path.parent.iterdir())) == len(KEYS)
    assert (own / "text" / "en" / "pack" / "cover.txt").is_file()


def test_export_says_how_to_set_the_folder(workspace: Path, call: Call) -> None:
    """Loses: somebody exports into nowhere."""
    called = call("templates", "export", cwd=workspace)
    assert called.code == 2
    assert "board.yaml" in called.err


def test_list_shows_whose_each_template_is(workspace: Path, call: Call) -> None:
    """Loses: nobody knows which letters are the board's own."""
    parts = ours("invitation")
    added(paragraph("{{ event.venu }}"))(parts)
    put(_with_own(workspace), "invitation", parts)
    lines = call("templates", "list", cwd=workspace).out.splitlines()
    assert len(lines) == len(KEYS)
    (own,) = (line for line in lines if "the board's" in line)
    assert own.startswith("invitation ")
    assert own.endswith("1 error, 0 warnings")


def test_an_unknown_name_is_a_usage_error_with_the_nearest(workspace: Path, call: Call) -> None:
    """Loses: a slip of the finger checks nothing and says that all is well."""
    for words in (("check", "invitaton"), ("fields", "invitaton"), ("export", "invitaton", "--into", "x")):
        called = call("templates", *words, cwd=workspace)
        assert called.code == 2
        assert "`invitation`" in called.err


def test_a_template_from_the_boards_folder_makes_the_letter(workspace: Path, call: Call) -> None:
    """Loses: the office edits its template, and the letters are made from ours."""
    _with_own(workspace)
    assert call("templates", "export", "venue-request", cwd=workspace).code == 0
    path = workspace / "templates" / "word" / "en" / "venue-request.docx"
    parts = parts_of(path.read_bytes())
    added(paragraph("With thanks from the office"))(parts)
    put(workspace / "templates", "venue-request", parts)
    made = call("write", "venue-request", "MAS-2026-014", "--drafts", cwd=workspace)
    assert made.code == 0, made.err
    (draft,) = (workspace / "out").rglob("*venue-request*.docx")
    assert "With thanks from the office" in parts_of(draft.read_bytes())["word/document.xml"].decode()


def test_the_page_explains_every_kind_of_fault() -> None:
    """Loses: somebody looks up the name of a fault, and it is not there."""
    page = DOCS.read_text(encoding="utf-8")
    rows = re.findall(r"^\| `([a-z-]+)` \| (error|warning) \| (.*) \|$", page, re.MULTILINE)
    assert rows == [(id_, str(severity), words.replace("|", "\\|")) for id_, (severity, words) in KINDS.items()]


def test_every_kind_of_fault_is_tried() -> None:
    """Loses: a fault is explained that the check never finds."""
    elsewhere = {"template-missing", "template-unused", "template-not-word", "template-not-text"}
    elsewhere |= {"versions-differ", "does-not-render"}
    assert {one.id for one in BREAKS} == set(KINDS) - elsewhere
