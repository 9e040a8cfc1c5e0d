"""What a finished Word file says of itself, and what it must not: its author, its history, its machine."""

from __future__ import annotations

import datetime as dt
import io
import re
import zipfile
from pathlib import Path
from typing import Any

import pytest
from word_templates import TODAY, changed, found, made, opened, part, template

from mas_docs.documents.word import DocumentProperties, render_word
from mas_docs.documents.word.preparing import prepare
from mas_docs.documents.word.shapes import shape_of
from mas_docs.errors import TemplateError

CANARY = "Somebody Private"


def names(content: bytes) -> list[str]:
    """The names of a file's parts."""
    return zipfile.ZipFile(io.BytesIO(content)).namelist()


def test_the_title_is_plain_text(tmp_path: Path) -> None:
    """A screen reader would announce "A &amp; B"."""
    content = render_word(
        template(tmp_path),
        {},
        DocumentProperties("A & B <draft> {{ x }}", identifier="MAS-2026-014"),
        today=TODAY,
    ).content
    properties = opened(content).core_properties
    assert properties.title == "A & B <draft> {{ x }}"
    assert properties.identifier == "MAS-2026-014"
    assert properties.language == "en-GB"
    assert properties.created.date() == properties.modified.date() == TODAY


def test_nothing_of_the_templates_author_travels(tmp_path: Path) -> None:
    """A recipient would learn who wrote the template, when, and on which machine."""

    def build(document: Any) -> None:
        properties = document.core_properties
        properties.author = properties.last_modified_by = properties.comments = properties.keywords = CANARY
        properties.category = properties.content_status = properties.version = properties.subject = CANARY
        properties.revision = 77

    path = template(tmp_path, build=build)
    original = path.read_bytes()
    office = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
    settings = part(original, "word/settings.xml")
    attached = f'<w:attachedTemplate xmlns:r="{office}" r:id="rId1"/><w:rsids><w:rsidRoot w:val="00112233"/></w:rsids>'
    custom = "http://schemas.openxmlformats.org/officeDocument/2006/custom-properties"
    changed(
        path,
        {
            "docProps/app.xml": f"<Properties><Company>{CANARY}</Company><Manager>{CANARY}</Manager></Properties>",
            "docProps/custom.xml": f'<Properties xmlns="{custom}"><property name="{CANARY}"/></Properties>',
            "customXml/item1.xml": f"<x>{CANARY}</x>",
            "word/settings.xml": re.sub(r"(<w:settings[^>]*>)", rf"\1{attached}", settings),
            "word/_rels/settings.xml.rels": (
                '<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships">'
                f'<Relationship Id="rId1" Type="{office}/attachedTemplate" TargetMode="External" '
                f'Target="file:///C:/Users/{CANARY}/letter.dotx"/></Relationships>'
            ),
        },
    )
    content = made(path, {})
    assert [name for name in names(content) if name.startswith(("docProps/", "customXml/"))] == ["docProps/core.xml"]
    for name in names(content):
        assert CANARY.encode() not in zipfile.ZipFile(io.BytesIO(content)).read(name), name
    core = part(content, "docProps/core.xml")
    assert re.findall(r"<(\w+:\w+)[ >]", core) == [
        "cp:coreProperties",
        "dc:title",
        "dc:language",
        "dcterms:created",
        "dcterms:modified",
    ]
    assert "rsidRoot" not in part(content, "word/settings.xml")
    assert "attachedTemplate" not in part(content, "word/settings.xml")
    check_consistent(content)


def check_consistent(content: bytes) -> None:
    """Every part that is named is there, once, and every part that needs a type has one."""
    parts = names(content)
    assert len(parts) == len(set(parts))
    assert parts[0] == "[Content_Types].xml"
    typed = [str(name).lstrip("/") for name in found(content, "//@PartName", "[Content_Types].xml")]
    assert len(typed) == len(set(typed))
    assert set(typed) <= set(parts)
    targets = found(content, "//@Target", "_rels/.rels")
    assert {str(target).lstrip("/") for target in targets} <= set(parts)


def test_a_template_saved_by_libreoffice_has_one_set_of_properties(tmp_path: Path) -> None:
    """LibreOffice names the relation otherwise; two core.xml in one file, and neither Word nor LibreOffice opens it."""
    path = template(tmp_path, "{{ name }}")
    relations = part(path.read_bytes(), "_rels/.rels")
    package = "http://schemas.openxmlformats.org/package/2006/relationships/metadata/core-properties"
    other = "http://schemas.openxmlformats.org/officedocument/2006/relationships/metadata/core-properties"
    assert package in relations
    changed(path, {"_rels/.rels": relations.replace(package, other)})
    content = made(path, {"name": "x"}, title="The title")
    assert names(content).count("docProps/core.xml") == 1
    assert part(content, "_rels/.rels").count("core-properties") == 1
    assert opened(content).core_properties.title == "The title"
    check_consistent(content)


def test_a_template_that_already_has_two_sets_of_properties_is_mended(tmp_path: Path) -> None:
    """An office that had used docxtpl before could not use its own template."""
    path = template(tmp_path)
    with zipfile.ZipFile(path, "a") as archive, pytest.warns(UserWarning, match="Duplicate name"):
        archive.writestr("docProps/core.xml", "<broken")
    content = made(path, {}, title="The title")
    assert opened(content).core_properties.title == "The title"
    check_consistent(content)


def test_the_same_case_gives_the_same_bytes(tmp_path: Path) -> None:
    """'Unchanged' could not be seen, and every run would send everything again."""

    def build(document: Any) -> None:
        document.sections[0].header.paragraphs[0].text = "{{ name }}"

    path = template(tmp_path, "{{ name }}", build=build)
    first = made(path, {"name": "A\nB"})
    prepare.cache_clear()  # as if in another run
    shape_of.cache_clear()
    assert made(path, {"name": "A\nB"}) == first
    assert made(path, {"name": "A\nC"}) != first
    tomorrow = TODAY + dt.timedelta(days=1)
    assert render_word(path, {"name": "A\nB"}, DocumentProperties("A letter"), today=tomorrow).content != first


def test_a_template_is_not_changed_by_what_is_made_from_it(tmp_path: Path) -> None:
    """The second recipient would get the letter of the first."""
    path = template(tmp_path, "Dear {{ name }}")
    before = path.read_bytes()
    assert [opened(made(path, {"name": name})).paragraphs[0].text for name in ("A", "B", "A")] == [
        "Dear A",
        "Dear B",
        "Dear A",
    ]
    assert path.read_bytes() == before


def test_a_changed_template_is_read_anew(tmp_path: Path) -> None:
    """The office would mend its template, and the letter would stay as it was."""
    assert opened(made(template(tmp_path, "old {{ name }}"), {"name": "x"})).paragraphs[0].text == "old x"
    assert opened(made(template(tmp_path, "new {{ name }}"), {"name": "x"})).paragraphs[0].text == "new x"


def test_a_title_that_xml_cannot_carry_is_refused(tmp_path: Path) -> None:
    """The file would not open."""
    with pytest.raises(TemplateError, match="`title` holds the character"):
        made(template(tmp_path), {}, title="A\x00")
