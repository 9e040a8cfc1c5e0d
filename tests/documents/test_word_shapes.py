"""Shapes: a document filled from a known shape is the one that is built for it alone, and docxtpl's where tame."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Mapping
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

import jinja2
import pytest
from docx import Document
from docxtpl import DocxTemplate
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from lxml import etree
from word_templates import TODAY, W, found, made, part, template, with_body

from mas_docs.documents.template_files import read_template
from mas_docs.documents.word import DocumentProperties, preparing, render_word, rendering, shapes
from mas_docs.documents.word.archive import Member, member
from mas_docs.errors import TemplateError

LINES = st.text(st.sampled_from("ab \t\n\r<>&\"'{}%é\ue000\u2028"), max_size=8)
TAME = st.text(st.sampled_from("abé'\"“ .,-"), min_size=1, max_size=8)
ROWS = st.lists(st.fixed_dictionaries({"value": LINES}), max_size=3)
# What the product's own templates hold, in one: fields, choices, rows, columns, a merged cell, controls, a text box.
BODY = (
    "<w:p><w:pPr><w:pStyle w:val='Quote'/></w:pPr><w:r><w:t>Dear {{ first }}, {% if yes %}{{ second }}{% endif %}"
    "</w:t></w:r></w:p>"
    "<w:p><w:r><w:t>{%p for row in rows %}</w:t></w:r></w:p>"
    '<w:p w14:paraId="0A0B0C0D"><w:r><w:t>{{ loop.index }}. {{ row.value }}</w:t></w:r></w:p>'
    "<w:p><w:r><w:t>{%p endfor %}</w:t></w:r></w:p>"
    "<w:tbl><w:tblPr/><w:tblGrid><w:gridCol w:w='4000'/><w:gridCol w:w='4000'/></w:tblGrid>"
    "<w:tr><w:tc><w:p><w:r><w:t>{%tr for row in rows %}</w:t></w:r></w:p></w:tc></w:tr>"
    "<w:tr><w:tc><w:tcPr></w:tcPr><w:p><w:r><w:t>{{ row.value }}</w:t></w:r></w:p></w:tc>"
    "<w:tc><w:tcPr></w:tcPr><w:p><w:r><w:t>x</w:t></w:r></w:p></w:tc></w:tr>"
    "<w:tr><w:tc><w:p><w:r><w:t>{%tr endfor %}</w:t></w:r></w:p></w:tc></w:tr></w:tbl>"
    "<w:p><w:r><w:pict><w:txbxContent><w:p><w:r><w:t>{{ second }}</w:t></w:r></w:p></w:txbxContent></w:pict></w:r>"
    "</w:p>"
    "<w:sdt><w:sdtPr><w:tag w:val='{{ first }}/x'/><w:showingPlcHdr/><w:text/></w:sdtPr><w:sdtContent><w:p><w:r><w:rPr>"
    "<w:rStyle w:val='PlaceholderText'/></w:rPr><w:t>{{ second }}</w:t></w:r></w:p></w:sdtContent></w:sdt>"
)


def forget() -> None:
    """As if in another run."""
    shapes.shape_of.cache_clear()
    rendering._finished_before.cache_clear()  # noqa: SLF001 - the cache is what is under test here


@settings(deadline=None, max_examples=80, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(context=st.fixed_dictionaries({"first": LINES, "second": LINES, "yes": st.booleans(), "rows": ROWS}))
def test_a_known_shape_gives_the_same_document(tmp_path: Path, context: dict[str, object]) -> None:
    """Loses: a letter depends on which letters were made before it."""
    path = with_body(tmp_path, BODY)
    first = made(path, context)
    forget()
    assert made(path, context) == first
    text = "".join(found(first, "//w:t/text()"))
    printed = "".join(value for value in str(context["first"]) if value not in "\t\r\n")
    assert text.startswith(f"Dear {printed}, ")


def plain_text(content: bytes) -> list[str]:
    """The text of every paragraph of the body."""
    body = Document(io.BytesIO(content)).element.body
    return ["".join(text.text or "" for text in found.iter(f"{{{W}}}t")) for found in body.iter(f"{{{W}}}p")]


@settings(deadline=None, max_examples=40, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    context=st.fixed_dictionaries(
        {"first": TAME, "second": TAME, "yes": st.booleans(), "rows": st.lists(st.fixed_dictionaries({"value": TAME}))}
    )
)
def test_tame_values_stand_as_docxtpl_puts_them(tmp_path: Path, context: dict[str, Any]) -> None:
    """Loses: what a template means here and to docxtpl are two things."""
    context = context | {"rows": context["rows"] or [{"value": "one"}]}
    path = with_body(tmp_path, BODY)
    theirs = DocxTemplate(str(path))
    theirs.render(context, jinja2.Environment(autoescape=True))
    file = io.BytesIO()
    theirs.save(file)
    assert plain_text(made(path, context)) == plain_text(file.getvalue())


def test_many_threads_may_render_at_once(tmp_path: Path) -> None:
    """Loses: under load one recipient's letter bears another's name."""
    path = with_body(tmp_path, BODY)
    names = [f"Name {number}" for number in range(40)]

    def letter(name: str) -> list[str]:
        rows = [{"value": f"{name} {row}\nline"} for row in range(len(name) % 3)]
        context = {"first": name, "second": f"{name}\nagain", "yes": True, "rows": rows}
        return [text for text in found(made(path, context), "//w:t/text()") if "Name" in text]

    alone = [letter(name) for name in names]
    forget()
    with ThreadPoolExecutor(8) as threads:
        together = list(threads.map(letter, names))
    assert together == alone
    assert all(name in " ".join(texts) for name, texts in zip(names, together, strict=True))


def test_the_text_of_a_document_is_all_that_it_says(tmp_path: Path) -> None:
    """Loses: the guard does not see a name that a document prints in a tag, a header or its title."""

    def build(document: Any) -> None:
        document.sections[0].header.paragraphs[0].text = "Header {{ first }}"

    context: Mapping[str, object] = {"first": "Siân <A> & B", "second": "one\ntwo\tthree", "yes": True, "rows": []}
    path = template(tmp_path, build=build)
    properties = DocumentProperties("Title & more", identifier="MAS-2026-014")
    text = render_word(path, context, properties, today=TODAY).text
    assert "Header Siân <A> & B" in text
    assert text.endswith("\n\nTitle & more\n\nMAS-2026-014")
    text = render_word(with_body(tmp_path, BODY), context, properties, today=TODAY).text
    assert "Dear Siân <A> & B, one\ntwo\tthree\n" in text
    assert "\n\nSiân <A> & B/x\n\n" in text
    rows = [{"value": "Siân"}, {"value": "Cole\nagain"}]
    made_with_rows = render_word(with_body(tmp_path, BODY), {**context, "rows": rows}, properties, today=TODAY)
    assert "\nSiân\tx\t\nCole\nagain\tx\t\n" in made_with_rows.text
    assert made_with_rows.template == path.read_bytes()
    assert "Siân" not in repr(made_with_rows)


def test_a_number_of_columns_is_part_of_the_shape(tmp_path: Path) -> None:
    """Loses: a table is laid out for the number of columns of the letter before."""
    cells = "".join(
        f"<w:tc><w:tcPr><w:vAlign/></w:tcPr><w:p><w:r><w:t>{text}</w:t></w:r></w:p></w:tc>"
        for text in ("{% colspan columns %}{{ name }}", "b")
    )
    grid = '<w:gridCol w:w="3000"/>' * 3
    path = with_body(tmp_path, f"<w:tbl><w:tblPr/><w:tblGrid>{grid}</w:tblGrid><w:tr>{cells}</w:tr></w:tbl>")
    for columns in (2, 1, "2"):
        content = made(path, {"columns": columns, "name": "A"})
        assert found(content, "//w:gridSpan/@w:val") == [str(columns)]
        assert len(found(content, "//w:gridCol")) == int(columns) + 1
    for wrong in ("two", -1, True, '1"/><w:x', "²"):
        with pytest.raises(TemplateError, match="`columns` is no number of columns"):
            made(path, {"columns": wrong, "name": "A"})


def test_a_merged_cell_is_as_wide_as_its_columns_together(tmp_path: Path) -> None:
    """Loses: a heading over the columns of a loop stands over one of them, or the table is damaged."""

    def cell(text: str, properties: str) -> str:
        return f"<w:tc><w:tcPr>{properties}</w:tcPr><w:p><w:r><w:t>{text}</w:t></w:r></w:p></w:tc>"

    for own, width in (('<w:gridSpan w:val="2"/>', 6), ("<w:vAlign/>", 3)):
        cells = cell("{%tc for name in names %}", "") + cell("{% hm %}Heading", own) + cell("{%tc endfor %}", "")
        grid = '<w:gridCol w:w="3000"/>' * 6
        path = with_body(tmp_path, f"<w:tbl><w:tblPr/><w:tblGrid>{grid}</w:tblGrid><w:tr>{cells}</w:tr></w:tbl>")
        content = made(path, {"names": ["a", "b", "c"]})
        assert found(content, "//w:gridSpan/@w:val") == [str(width)]
        assert len(found(content, "//w:gridCol")) == width
        assert found(content, "//w:t/text()") == ["Heading"]


def test_a_value_is_no_id(tmp_path: Path) -> None:
    """Loses: two controls share an id, and Word calls the file damaged."""
    body = '<w:sdt><w:sdtPr><w:id w:val="{{ name }}"/></w:sdtPr><w:sdtContent><w:p/></w:sdtContent></w:sdt>'
    with pytest.raises(TemplateError, match="`name` does not stand in the finished document"):
        made(with_body(tmp_path, body), {"name": "7"})


def test_a_part_without_a_field_is_compressed_once(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Loses: the time to write the styles anew for each letter."""
    path = template(tmp_path, "{{ name }}")
    first = made(path, {"name": "A"})
    written: list[str] = []

    def noted(name: str, xml: bytes) -> Member:
        written.append(name)
        return member(name, xml)

    monkeypatch.setattr(rendering, "member", noted)
    made(path, {"name": "B"})
    assert written == ["word/document.xml"]
    assert "word/styles.xml" in zipfile.ZipFile(io.BytesIO(first)).namelist()


def test_a_template_that_was_just_touched_is_read_again(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Loses: the office mends a template twice within a second, and the second change is not seen."""
    path = template(tmp_path, "{{ name }} old")
    opened: list[Path] = []

    def noted(file: Path) -> bytes:
        opened.append(file)
        return read_template(file)

    monkeypatch.setattr(preparing, "read_template", noted)
    made(path, {"name": "A"})
    made(path, {"name": "A"})
    assert opened == [path, path]
    monkeypatch.setattr(preparing, "_SURELY_OVER_NS", 0)
    made(path, {"name": "A"})
    made(path, {"name": "A"})
    assert opened == [path, path, path]
    template(tmp_path, "{{ name }} new")
    assert ">A new<" in part(made(path, {"name": "A"}))
    path.unlink()
    with pytest.raises(TemplateError, match="missing"):
        made(path, {"name": "A"})


@pytest.mark.parametrize(
    ("text", "context"),
    [
        ("{{ missing }}", {}),
        ("{{ name }}", {"name": None}),
        ("{{ name }}", {"name": "\x07"}),
        ("{{ name|safe }}", {"name": "x"}),
        ("{{ name.upper() }}", {"name": "x"}),
        ("{%p if yes %}beside", {"yes": True}),
        ("{% raw %}{{ name }}{% endraw %}", {}),
        ("{{p name }}", {"name": "x"}),
    ],
)
def test_what_docxtpl_lets_pass_is_an_error_here(tmp_path: Path, text: str, context: dict[str, object]) -> None:
    """Loses: the strictness that the product promises, where it departs from docxtpl on purpose."""
    with pytest.raises(TemplateError):
        made(template(tmp_path, text), context)


def test_what_docxtpl_does_to_values_is_not_done_here(tmp_path: Path) -> None:
    """Loses: a value changes: its markup is read, its braces are taken for ours, its lines run together."""
    value = "<w:b/> & {_{ x }_} {{ y }}"
    content = made(template(tmp_path, "{{ name }}"), {"name": f"{value}\nsecond"})
    assert found(content, "//w:t/text()") == [value, "second"]
    assert not found(content, "//w:br")
    root = etree.fromstring(part(content).encode())
    assert len(list(root.iter(f"{{{W}}}p"))) == 2
