"""Fields that a word processor scattered are read as they were typed."""

from __future__ import annotations

import subprocess
from itertools import pairwise
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from word_templates import found, made, opened, paragraphs, rows, template, with_body

CONTEXT: dict[str, object] = {"name": "Rhian <Cole>", "yes": True, "people": [{"name": "A & B"}, {"name": "C"}]}


def control(text: str, kind: str = "<w:date/>") -> str:
    """A control within a line."""
    return f"<w:sdt><w:sdtPr>{kind}</w:sdtPr><w:sdtContent><w:r><w:t>{text}</w:t></w:r></w:sdtContent></w:sdt>"


def run(text: str) -> str:
    """A run."""
    return f"<w:r><w:t>{text}</w:t></w:r>" if text else ""


@pytest.mark.parametrize(
    ("body", "text"),
    [
        (run("On {") + control("{ name }}"), "On Rhian <Cole>"),
        (control("{{ name }") + run("} follows"), "Rhian <Cole> follows"),
        (run("a {") + control("{ na") + run("me }} b {{ name }}"), "a Rhian <Cole> b Rhian <Cole>"),
        (run("{% if yes %}{") + control("{ name }") + run("}{% endif %}"), "Rhian <Cole>"),
        (run("{{ name }} {") + f"<w:hyperlink>{run('{ name }}')}</w:hyperlink>", "Rhian <Cole> Rhian <Cole>"),
    ],
)
def test_a_field_half_inside_a_control_is_put_into_it(tmp_path: Path, body: str, text: str) -> None:
    """Loses: a form that was saved by LibreOffice cannot be used at all."""
    content = made(with_body(tmp_path, f"<w:p>{body}</w:p>"), CONTEXT)
    assert "".join(found(content, "//w:t/text()")) == text
    inside = found(content, "//w:sdtContent//w:t/text() | //w:hyperlink//w:t/text()")
    assert inside == ["Rhian <Cole>"]


SPLIT = "Dear {{ name }}, {% if yes %}it is {{ people[0].name }}{% else %}no{% endif %} and {{ \u201cq\u201d }}."


@settings(deadline=None, max_examples=60, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(cuts=st.lists(st.integers(0, len(SPLIT)), max_size=8), styled=st.lists(st.booleans(), min_size=9, max_size=9))
def test_a_field_is_read_wherever_word_cuts_it(tmp_path: Path, cuts: list[int], styled: list[bool]) -> None:
    """Loses: Word cuts what is typed at every correction; the letter would show {{ name }}."""
    edges = [0, *sorted(cuts), len(SPLIT)]
    pieces = [SPLIT[start:end] for start, end in pairwise(edges)]
    runs = [
        f"<w:r>{'<w:rPr><w:b/></w:rPr>' if bold else ''}<w:t xml:space='preserve'>{piece}</w:t></w:r><w:proofErr/>"
        for piece, bold in zip(pieces, styled, strict=False)
    ]
    content = made(with_body(tmp_path, f"<w:p>{''.join(runs)}</w:p>"), CONTEXT)
    assert paragraphs(content) == ["Dear Rhian <Cole>, it is A & B and q."]


def test_curly_quotes_and_dashes_of_autocorrection_are_read(tmp_path: Path) -> None:
    """Loses: Word turns quotes as they are typed, and the office could not write a condition."""
    text = "{% if name == \u2018Rhian <Cole>\u2019 %}{{ \u201cyes\u201d }}{% endif %}"
    assert paragraphs(made(template(tmp_path, text), CONTEXT)) == ["yes"]


def _build(document: Any) -> None:
    document.sections[0].header.paragraphs[0].text = "Header {{ name }}"
    table = document.add_table(rows=3, cols=2)
    table.cell(0, 0).text = "{%tr for person in people %}"
    table.cell(1, 0).text = "{{ loop.index }}"
    table.cell(1, 1).text = "{{ person.name }}"
    table.cell(2, 0).text = "{%tr endfor %}"
    document.add_paragraph("{%p if yes %}")
    document.add_paragraph("Shown to {{ name }}")
    document.add_paragraph("{%p endif %}")


@pytest.mark.needs("soffice")
def test_a_template_saved_by_libreoffice_gives_the_same_letter(tmp_path: Path) -> None:
    """Loses: an office that has LibreOffice and not Word cannot edit its templates."""
    path = template(tmp_path, "Dear {{ name }}", build=_build)
    before = made(path, CONTEXT)
    saved = tmp_path / "saved"
    convert = ["soffice", f"-env:UserInstallation={(tmp_path / 'profile').as_uri()}", "--headless"]
    subprocess.run(
        [*convert, "--convert-to", "docx", "--outdir", str(saved), str(path)],
        check=True,
        capture_output=True,
        timeout=110,
    )
    after = made(saved / path.name, CONTEXT)
    assert [text for text in paragraphs(after) if text] == [text for text in paragraphs(before) if text]
    assert rows(after) == rows(before)
    assert opened(after).sections[0].header.paragraphs[0].text == "Header Rhian <Cole>"


def test_text_after_a_scattered_field_keeps_its_look(tmp_path: Path) -> None:
    """Loses: what follows a name stands in bold because the name was corrected."""
    bold = "<w:rPr><w:b/></w:rPr>"
    body = f"<w:p><w:r>{bold}<w:t>{{{{ na</w:t></w:r><w:r><w:t>me }}}} plain</w:t></w:r></w:p>"
    content = made(with_body(tmp_path, body), CONTEXT)
    assert found(content, "//w:r[w:rPr/w:b]/w:t/text()") == ["Rhian <Cole>"]
    assert found(content, "//w:r[not(w:rPr)]/w:t/text()") == [" plain"]


def test_a_smart_tag_may_stand_within_a_condition(tmp_path: Path) -> None:
    """Loses: a letter that an old version of Word marked cannot be used."""
    marked = f'<w:smartTag w:element="x"><w:smartTagPr/><w:smartTag>{run("{% if yes %}Mrs ")}</w:smartTag></w:smartTag>'
    around = f"<w:customXml><w:customXmlPr/><w:p>{marked}{run('{{ name }}{% endif %}')}</w:p></w:customXml>"
    content = made(with_body(tmp_path, around), CONTEXT)
    assert paragraphs(content) == ["Mrs Rhian <Cole>"]
    assert not found(content, "//w:smartTag | //w:smartTagPr | //w:customXml | //w:customXmlPr")
