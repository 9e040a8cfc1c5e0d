"""Marked copies: a comment of Word at each fault, in a file that Word and LibreOffice open."""

from __future__ import annotations

import io
import subprocess
from pathlib import Path

import pytest
from broken_templates import BREAKS
from checking_templates import KEYS, broken_folder, checked
from docx import Document
from lxml import etree
from word_files import BODY, added, changed, ours, paragraph, parts_of, put

from mas_docs.template_check.marking import marked

W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
_MARKABLE = sorted({one.document for one in BREAKS} - {"summary-filing-note"})


def _marked(path: Path, key: str) -> tuple[bytes, int]:
    found = checked(path, key)
    assert found.file is not None
    return marked(found.file, found.faults), len(found.faults)


@pytest.mark.parametrize("key", _MARKABLE)
def test_each_fault_has_its_comment_and_each_comment_its_place(tmp_path: Path, key: str) -> None:
    """Loses: Word says that the copy is damaged, or a comment is nowhere to be seen."""
    folder = broken_folder(tmp_path, [one for one in BREAKS if one.document == key])
    content, faults = _marked(folder / "word" / "en" / f"{key}.docx", key)
    parts = parts_of(content)
    body, comments = (etree.fromstring(parts[name]) for name in (BODY, "word/comments.xml"))
    numbers = [found.get(f"{W}id") for found in comments.iter(f"{W}comment")]
    assert len(numbers) == faults > 0
    for name in ("commentRangeStart", "commentRangeEnd", "commentReference"):
        assert sorted(found.get(f"{W}id") for found in body.iter(f"{W}{name}")) == sorted(numbers)
    for found in (*body.iter(f"{W}commentRangeStart"), *body.iter(f"{W}commentRangeEnd")):
        assert found.getparent().tag in (f"{W}p", f"{W}hyperlink")
    assert {found.get(f"{W}author") for found in comments} == {"mas-docs check"}


@pytest.mark.parametrize("key", _MARKABLE)
def test_a_marked_copy_opens_in_another_library_with_its_comments(tmp_path: Path, key: str) -> None:
    """Loses: what we alone can open is no Word file."""
    folder = broken_folder(tmp_path, [one for one in BREAKS if one.document == key])
    content, faults = _marked(folder / "word" / "en" / f"{key}.docx", key)
    assert len(list(Document(io.BytesIO(content)).comments)) == faults


def test_the_comment_stands_at_the_very_words(tmp_path: Path) -> None:
    """Loses: somebody has to look for the tag in a long paragraph."""
    parts = ours("invitation")
    changed(">{{ event.start|time }}<", ">{{ event.start }}<")(parts)
    content, _ = _marked(put(tmp_path, "invitation", parts), "invitation")
    body = etree.fromstring(parts_of(content)[BODY])
    (start,) = body.iter(f"{W}commentRangeStart")
    run = start.getnext()
    assert "".join(run.itertext()) == "{{ event.start }}"
    assert run.getnext().tag == f"{W}commentRangeEnd"


def test_what_is_wrong_in_a_header_is_told_at_the_first_paragraph(tmp_path: Path) -> None:
    """Loses: Word takes no comments in headers, and the fault would not be marked at all."""
    parts = ours("invitation")
    changed("board.name", "bord.name", "word/header1.xml")(parts)
    content, _ = _marked(put(tmp_path, "invitation", parts), "invitation")
    said = etree.tostring(etree.fromstring(parts_of(content)["word/comments.xml"]), encoding="unicode")
    assert "In page header of the first page, line 2" in said


def test_the_template_is_as_it_was(tmp_path: Path) -> None:
    """Loses: the check changes the office's own file."""
    parts = ours("invitation")
    changed("board.name", "bord.name", "word/header1.xml")(parts)
    path = put(tmp_path, "invitation", parts)
    before = path.read_bytes()
    _marked(path, "invitation")
    assert path.read_bytes() == before


def test_a_marked_copy_that_comes_back_as_the_template_is_told_so(tmp_path: Path) -> None:
    """Loses: the comments go out with each letter, or the office does not understand which comments are meant."""
    parts = ours("invitation")
    added(paragraph("{{ event.venu }}"))(parts)
    content, _ = _marked(put(tmp_path, "invitation", parts), "invitation")
    path = tmp_path / "again.docx"
    path.write_bytes(content)
    faults = {fault.id: fault for fault in checked(path, "invitation").faults}
    assert set(faults) == {"template-changes", "unknown-field"}
    assert "--mark" in faults["template-changes"].message
    assert "Delete All Comments" in faults["template-changes"].remedy


def test_somebodys_own_comments_stay_in_the_marked_copy(tmp_path: Path) -> None:
    """Loses: what a colleague noted is gone from the copy, or its number is given twice."""
    parts = ours("invitation")
    added(paragraph("{{ event.venu }}"))(parts)
    first, _ = _marked(put(tmp_path, "invitation", parts), "invitation")
    (tmp_path / "again.docx").write_bytes(first)
    again, _ = _marked(tmp_path / "again.docx", "invitation")
    numbers = [found.get(f"{W}id") for found in etree.fromstring(parts_of(again)["word/comments.xml"])]
    assert numbers == ["0", "1", "2"]


@pytest.mark.needs("soffice")
def test_libreoffice_opens_every_marked_copy(tmp_path: Path) -> None:
    """Loses: an office with LibreOffice cannot see where the faults are."""
    folder = broken_folder(tmp_path / "own", BREAKS)
    files = []
    for key in (key for key in KEYS if key in _MARKABLE):
        path = tmp_path / f"{key}.docx"
        path.write_bytes(_marked(folder / "word" / "en" / f"{key}.docx", key)[0])
        files.append(path)
    profile = f"-env:UserInstallation={(tmp_path / 'profile').as_uri()}"
    way = ["--convert-to", "odt", "--outdir", str(tmp_path), *map(str, files)]
    subprocess.run(["soffice", profile, "--headless", *way], check=True, capture_output=True, timeout=110)
    for path in files:
        odt = parts_of(path.with_suffix(".odt").read_bytes())["content.xml"].decode()
        assert odt.count("mas-docs check") == len(checked(folder / "word" / "en" / path.name, path.stem).faults), (
            path.name
        )
