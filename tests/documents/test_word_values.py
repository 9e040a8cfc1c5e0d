"""Values in Word documents: each stands in the finished file as it was written, wherever the template prints it."""

from __future__ import annotations

import json
import re
from pathlib import Path
from typing import Any

import pytest
from docx.oxml import parse_xml
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from word_templates import W, changed, count, found, made, opened, paragraphs, part, rows, template, with_body

from mas_docs.errors import TemplateError

NO_XML = re.compile("[^\t\n\r\u0020-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
NAUGHTY = [
    "",
    " ",
    "  two  spaces  ",
    "\ttab first, tab last\t",
    "one\ttwo\t\tthree",
    "non\u00a0breaking\u202fspaces\u2003wide",
    "Jones & Sons",
    "<not known>",
    "a < b > c",
    "</w:t></w:r></w:p>",
    "&amp; &lt; &#65; &nbsp;",
    "]]>",
    "<![CDATA[x]]>",
    "<!-- x -->",
    "<?xml version='1.0'?>",
    "{{ 7 * 7 }}",
    "{{ name }}",
    "{_{ name }_}",
    "{_% if x %_}",
    "{% if true %}x{% endif %}",
    "{%p if true %}",
    "{# comment #}",
    "{%",
    "}}",
    "{",
    "${x} #{x} %(x)s %s {0}",
    "=HYPERLINK(1)",
    "#eval(1)",
    "O'Brien \"the 'elder'\" “smart” \u2018quotes\u2019",
    "Siân Tŷ Gwyn · Zoë · Łukasz",
    "שלום עליכם",
    "مرحبا \u202e reversed \u202c",
    "zero\u200bwidth\u200djoin\ufeffer",
    "e\u0301 o\u0302 Z\u0351\u036b\u0343",
    "👩‍👩‍👧 🏴󠁧󠁢󠁷󠁬󠁳󠁿 \U0001d518\U0001d52b",
    "line\u2028separator\u2029paragraph\u0085next",
    "\ue000private\ue001\uf8ff",
    "control \u0080\u009f",
    "C:\\x\\a\\f\\n",
    "first\nsecond",
    "first\n\n\nfourth",
    "\nafter a blank line",
    "before a blank line\n",
    "windows\r\nline\rends",
    "long " * 20_000,
]


def as_lines(text: str) -> str:
    """Text with line ends of one kind."""
    return text.replace("\r\n", "\n").replace("\r", "\n")


def check_everywhere(path: Path, value: str) -> None:
    """The value stands in the paragraph, the cell, the rows after it and the attribute."""
    content = made(path, {"value": value, "rows": [{"value": value}, {"value": "next"}]})
    lines = as_lines(value).split("\n")
    body = paragraphs(content)
    assert body[: len(lines)] == [f"[{lines[0]}", *lines[1:-1], f"{lines[-1]}]"] if len(lines) > 1 else [f"[{value}]"]
    assert body[len(lines) :] == ["after"]
    assert rows(content) == [[as_lines(value), "1"], ["next", "2"]]
    assert found(content, "//w:tag/@w:val") == [value]


def everywhere(document: Any) -> None:
    """Rows of a table and a content control that print the value too."""
    table = document.add_table(rows=3, cols=2)
    table.cell(0, 0).text = "{%tr for row in rows %}"
    table.cell(1, 0).text = "{{ row.value }}"
    table.cell(1, 1).text = "{{ loop.index }}"
    table.cell(2, 0).text = "{%tr endfor %}"
    tag = f'<w:sdt xmlns:w="{W}"><w:sdtPr><w:tag w:val="{{{{ value }}}}"/></w:sdtPr><w:sdtContent/></w:sdt>'
    document.add_paragraph("after")._p.append(parse_xml(tag))  # noqa: SLF001 - python-docx has no content controls


@pytest.fixture
def letter(tmp_path: Path) -> Path:
    """A template that prints one value in a paragraph, a row and an attribute."""
    return template(tmp_path, "[{{ value }}]", build=everywhere)


@pytest.mark.parametrize("value", NAUGHTY, ids=lambda value: repr(value[:20]))
def test_a_value_stands_exactly_as_written(letter: Path, value: str) -> None:
    """An answer would be cut, changed or run as code, and nobody would see it."""
    check_everywhere(letter, value)


def test_the_strings_of_the_corpus_stand_exactly(letter: Path, corpus: Path | None) -> None:
    """A string that nobody here thought of would be lost."""
    strings = json.loads((corpus / "naughty-strings.json").read_text("utf-8")) if corpus else NAUGHTY
    for value in strings:
        if NO_XML.search(value):
            with pytest.raises(TemplateError, match=r"holds the character U\+"):
                made(letter, {"value": value, "rows": []})
        else:
            check_everywhere(letter, value)


@settings(deadline=None, max_examples=60, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.text(st.characters(exclude_categories=["Cs"]).filter(lambda character: not NO_XML.match(character))))
def test_any_text_that_xml_can_carry_stands_exactly(letter: Path, value: str) -> None:
    """Some character or combination would be lost that no list of examples holds."""
    check_everywhere(letter, value)


@pytest.mark.parametrize("value", ["nul \x00", "bell \a", "feed \f", "\ufffe", "\udc80"])
def test_a_character_that_xml_cannot_carry_is_refused(letter: Path, value: str) -> None:
    """The character would be dropped without a word, or the file would not open."""
    with pytest.raises(TemplateError, match=r"`value` holds the character U\+") as caught:
        made(letter, {"value": value, "rows": []})
    assert value not in str(caught.value)


def test_what_follows_a_name_in_angle_brackets_is_kept(tmp_path: Path) -> None:
    """The defect of docxtpl: `<not known>` in one row, and later rows and the signature vanish without an error."""

    def build(document: Any) -> None:
        table = document.add_table(rows=3, cols=1)
        table.cell(0, 0).text = "{%tr for name in names %}"
        table.cell(1, 0).text = "{{ name }}"
        table.cell(2, 0).text = "{%tr endfor %}"
        document.add_paragraph("Yours sincerely, {{ signed }}")

    names = ["Rhian Cole", "<not known>", "Dr A & B", "Owen Beddoe"]
    content = made(template(tmp_path, build=build), {"names": names, "signed": "Carys Pugh"})
    assert rows(content) == [[name] for name in names]
    assert paragraphs(content)[-1] == "Yours sincerely, Carys Pugh"


def test_lines_of_a_long_answer_become_paragraphs_like_their_own(tmp_path: Path) -> None:
    """A page of an answer would run together, or lose its indent, its font and its blank lines."""
    body = (
        '<w:p><w:pPr><w:pStyle w:val="Quote"/><w:pageBreakBefore/><w:sectPr/></w:pPr><w:r><w:t>Answer: </w:t></w:r>'
        "<w:r><w:rPr><w:b/></w:rPr><w:t>{{ answer }}</w:t><w:tab/></w:r><w:r><w:t>end</w:t></w:r></w:p>"
    )
    content = made(with_body(tmp_path, body), {"answer": "one\n\nthree"})
    assert [paragraph.text for paragraph in opened(content).paragraphs] == ["Answer: one", "", "three\tend"]
    assert count(content, "//w:p/w:pPr/w:pStyle[@w:val='Quote']") == 3
    assert count(content, "//w:p[3]/w:r/w:rPr/w:b") == 1
    assert count(content, "//w:p[1]//w:pageBreakBefore") == count(content, "//w:pageBreakBefore") == 1
    assert count(content, "//w:p[3]//w:sectPr") == count(content, "//w:sectPr") == 1


@pytest.mark.parametrize(
    ("kind", "expected_paragraphs", "expected_breaks"), [("", 3, 0), ("<w:text/>", 1, 2), ("<w:date/>", 1, 2)]
)
def test_a_control_holds_the_lines_that_its_kind_can(
    tmp_path: Path, kind: str, expected_paragraphs: int, expected_breaks: int
) -> None:
    """Word would call the file damaged: a plain-text control holds one paragraph only."""
    body = (
        f"<w:sdt><w:sdtPr><w:showingPlcHdr/>{kind}</w:sdtPr><w:sdtContent>"
        "<w:p><w:r><w:t>{{ answer }}</w:t></w:r></w:p></w:sdtContent></w:sdt>"
    )
    content = made(with_body(tmp_path, body), {"answer": "one\n\nthree"})
    assert count(content, "//w:sdtContent/w:p") == expected_paragraphs
    assert count(content, "//w:br") == expected_breaks
    assert found(content, "//w:sdtPr/w:text/@w:multiLine") == (["1"] if kind == "<w:text/>" else [])
    assert not found(content, "//w:showingPlcHdr")


def test_a_control_within_a_line_keeps_its_lines_by_breaks(tmp_path: Path) -> None:
    """A paragraph inside a paragraph: Word would call the file damaged."""
    body = (
        "<w:p><w:sdt><w:sdtPr/><w:sdtContent><w:r><w:t>{{ answer }}</w:t></w:r></w:sdtContent></w:sdt></w:p>"
        "<w:p><w:hyperlink><w:r><w:t>{{ answer }}</w:t></w:r></w:hyperlink></w:p>"
    )
    content = made(with_body(tmp_path, body), {"answer": "one\ntwo"})
    assert count(content, "//w:p") == 2
    assert count(content, "//w:sdtContent/w:r/w:br") == count(content, "//w:hyperlink/w:r/w:br") == 1


def test_an_answer_does_not_look_like_a_prompt(tmp_path: Path) -> None:
    """Completed answers would stand in pale grey, and many could not read them."""
    grey = '<w:rPr><w:rStyle w:val="PlaceholderText"/><w:b/></w:rPr>'
    body = (
        "<w:sdt><w:sdtPr><w:showingPlcHdr/></w:sdtPr><w:sdtContent><w:p>"
        f"<w:r>{grey}<w:t>{{{{ answer }}}}</w:t></w:r></w:p></w:sdtContent></w:sdt>"
        f"<w:p><w:r>{grey}<w:t>x</w:t></w:r></w:p>"
    )
    content = made(with_body(tmp_path, body), {"answer": "one\ntwo"})
    assert count(content, "//w:sdt//w:rStyle") == 0
    assert count(content, "//w:sdt//w:b") == 2
    assert count(content, "//w:rStyle") == 1


def test_an_empty_answer_leaves_the_prompt_of_its_control(tmp_path: Path) -> None:
    """A blank form would lose its grey prompts."""
    body = (
        "<w:sdt><w:sdtPr><w:showingPlcHdr/></w:sdtPr><w:sdtContent><w:p><w:r>"
        "<w:t>{{ answer }}Click to write</w:t></w:r></w:p></w:sdtContent></w:sdt>"
    )
    assert found(made(with_body(tmp_path, body), {"answer": ""}), "//w:showingPlcHdr")


def test_a_control_shows_what_was_printed_not_what_was_stored(tmp_path: Path) -> None:
    """Word would put the value of a bound property in the place of the printed one when the file is opened."""
    body = (
        '<w:sdt><w:sdtPr><w:dataBinding w:xpath="/x" w:storeItemID="{1}"/></w:sdtPr><w:sdtContent>'
        "<w:p><w:r><w:t>{{ answer }}</w:t></w:r></w:p></w:sdtContent></w:sdt>"
    )
    content = made(with_body(tmp_path, body), {"answer": "as printed"})
    assert not found(content, "//w:dataBinding")
    assert found(content, "//w:t/text()") == ["as printed"]


def test_attributes_carry_values(tmp_path: Path) -> None:
    """A ticked box would be shown open, or a returned form could not be told."""
    body = (
        '<w:sdt><w:sdtPr><w:alias w:val="{{ name }}: answer"/><w14:checkbox><w14:checked '
        'w14:val="{{ 1 if ticked else 0 }}"/></w14:checkbox></w:sdtPr><w:sdtContent>'
        "<w:p><w:r><w:t>{{ '☒' if ticked else \"☐\" }}</w:t></w:r></w:p></w:sdtContent></w:sdt>"
    )
    path = with_body(tmp_path, body)
    for ticked, value, sign in ((True, "1", "☒"), (False, "0", "☐")):
        content = made(path, {"name": 'A "&" <B>\n', "ticked": ticked})
        assert found(content, "//w14:checked/@w14:val") == [value]
        assert found(content, "//w:t/text()") == [sign]
        assert found(content, "//w:alias/@w:val") == ['A "&" <B>\n: answer']


def test_headers_footers_and_notes_carry_values(tmp_path: Path) -> None:
    """The reference at the top of every page would be missing, or printed as {{ reference }}."""

    def build(document: Any) -> None:
        document.add_paragraph("Body {{ reference }}")
        document.sections[0].header.paragraphs[0].text = "Header {{ reference }}"
        document.sections[0].footer.paragraphs[0].text = "Footer {{ reference }}"
        second = document.add_section()
        second.footer.is_linked_to_previous = False
        second.footer.paragraphs[0].text = "Second footer {{ reference }}"

    content = made(with_footnote(template(tmp_path, build=build)), {"reference": "{{ reference }} & <b>"})
    document = opened(content)
    assert document.sections[0].header.paragraphs[0].text == "Header {{ reference }} & <b>"
    assert document.sections[0].footer.paragraphs[0].text == "Footer {{ reference }} & <b>"
    assert document.sections[1].footer.paragraphs[0].text == "Second footer {{ reference }} & <b>"
    assert found(content, "//w:t/text()", "word/footnotes.xml") == ["Note {{ reference }} & <b>"]


def with_footnote(path: Path) -> Path:
    """The template with a footnote, which python-docx cannot build."""
    kind = "application/vnd.openxmlformats-officedocument.wordprocessingml.footnotes+xml"
    relation = "http://schemas.openxmlformats.org/officeDocument/2006/relationships/footnotes"
    content = path.read_bytes()
    types = part(content, "[Content_Types].xml")
    relations = part(content, "word/_rels/document.xml.rels")
    note = "<w:p><w:r><w:t>Note {{ reference }}</w:t></w:r></w:p>"
    return changed(
        path,
        {
            "[Content_Types].xml": types.replace(
                "</Types>", f'<Override PartName="/word/footnotes.xml" ContentType="{kind}"/></Types>'
            ),
            "word/_rels/document.xml.rels": relations.replace(
                "</Relationships>",
                f'<Relationship Id="rId99" Type="{relation}" Target="footnotes.xml"/></Relationships>',
            ),
            "word/footnotes.xml": f'<w:footnotes xmlns:w="{W}"><w:footnote w:id="1">{note}</w:footnote></w:footnotes>',
        },
    )


def test_text_boxes_carry_values(tmp_path: Path) -> None:
    """The address window of a letter would be empty, or lose all but its first line."""
    body = (
        "<w:p><w:r><w:t>before {{ name }}</w:t></w:r><w:r><w:pict><w:txbxContent>"
        "<w:p><w:r><w:t>{{ address }}</w:t></w:r></w:p></w:txbxContent></w:pict></w:r><w:r><w:t>after</w:t></w:r></w:p>"
    )
    content = made(with_body(tmp_path, body), {"name": "A\nB", "address": "1 High Street\nNewport"})
    assert found(content, "//w:txbxContent/w:p/w:r/w:t/text()") == ["1 High Street", "Newport"]
    assert found(content, "//w:body/w:p/w:r/w:t/text()") == ["before A", "B", "after"]


def test_loops_and_conditions_leave_a_valid_document(tmp_path: Path) -> None:
    """Word refuses a cell without a paragraph and a table without rows."""

    def build(document: Any) -> None:
        table = document.add_table(rows=3, cols=1)
        table.cell(0, 0).text = "{%tr for name in names %}"
        table.cell(1, 0).text = "{{ name }}"
        table.cell(2, 0).text = "{%tr endfor %}"
        cell = document.add_table(rows=1, cols=2).cell(0, 0)
        cell.text = "{%p if names %}"
        cell.add_paragraph("{{ names|listed }}")
        cell.add_paragraph("{%p endif %}")

    content = made(template(tmp_path, build=build), {"names": []})
    assert count(content, "//w:tbl") == 1
    assert count(content, "//w:tc[not(w:p)]") == 0


def test_columns_that_repeat_widen_the_grid(tmp_path: Path) -> None:
    """A column for each facilitator would run out of the page, or Word would call the table damaged."""

    def build(document: Any) -> None:
        table = document.add_table(rows=1, cols=3)
        for cell, text in zip(
            table.rows[0].cells, ("{%tc for name in names %}", "{{ name }}", "{%tc endfor %}"), strict=True
        ):
            cell.text = text

    names = ["Rhian Cole", "<Owen>", "Siân", "Bethan"]
    content = made(template(tmp_path, build=build), {"names": names})
    assert found(content, "//w:tc//w:t/text()") == names
    assert count(content, "//w:gridCol") == 4


def test_cells_that_span_columns_carry_values(tmp_path: Path) -> None:
    """A heading over several columns would be lost, or the table would be damaged."""

    def build(document: Any) -> None:
        table = document.add_table(rows=2, cols=3)
        table.rows[0]._tr.remove(table.cell(0, 2)._tc)  # noqa: SLF001 - python-docx only merges cells
        table.rows[0]._tr.remove(table.cell(0, 1)._tc)  # noqa: SLF001 - likewise
        table.cell(0, 0).text = "{% colspan 3 %}{{ heading }}"

    content = made(template(tmp_path, build=build), {"heading": "<All>"})
    assert found(content, "//w:tr[1]//w:gridSpan/@w:val") == ["3"]
    assert found(content, "//w:tr[1]//w:t/text()") == ["<All>"]


def test_a_field_that_word_has_scattered_is_read(tmp_path: Path) -> None:
    """Word splits what is typed at every correction; the field would be printed as {{ name }}."""
    body = (
        "<w:p><w:r><w:t>Dear {</w:t></w:r><w:proofErr/><w:r><w:rPr><w:b/></w:rPr><w:t>{ peo</w:t></w:r><w:r>"
        "<w:t>ple[0]</w:t></w:r><w:r><w:t xml:space='preserve'>|lower }</w:t></w:r><w:r><w:t>},</w:t></w:r></w:p>"
    )
    assert paragraphs(made(with_body(tmp_path, body), {"people": ["RHIAN & Co"]})) == ["Dear rhian & co,"]


def test_ids_that_a_loop_repeats_are_unique_again(tmp_path: Path) -> None:
    """Word would repair the file, or lose one of two controls."""
    body = (
        "<w:p><w:r><w:t>{%p for name in names %}</w:t></w:r></w:p>"
        '<w:p w14:paraId="0A0B0C0D"><w:sdt><w:sdtPr><w:id w:val="7"/></w:sdtPr><w:sdtContent><w:r><w:t>{{ name }}</w:t>'
        "</w:r></w:sdtContent></w:sdt></w:p><w:p><w:r><w:t>{%p endfor %}</w:t></w:r></w:p>"
    )
    content = made(with_body(tmp_path, body), {"names": ["a", "b"]})
    assert found(content, "//w:t/text()") == ["a", "b"]
    assert count(content, "//w:sdtPr/w:id") == count(content, "//w:p[@w14:paraId]") == 1
