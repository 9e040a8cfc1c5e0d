"""Templates at fault: the error names the part, the field and the remedy, and no document is made."""

from __future__ import annotations

import datetime as dt
import zipfile
from pathlib import Path
from typing import Any

import pytest
from word_templates import changed, found, made, paragraphs, template, with_body

from mas_docs.documents import template_files
from mas_docs.errors import ExitCode, TemplateError

CONTEXT: dict[str, object] = {
    "event": {"venue": "Civic Centre", "date": dt.date(2026, 12, 17), "start": None, "moved": False, "items": "six"},
    "people": [{"name": "Rhian Cole", "role": None}],
    "words": ["a", "b"],
}


def fault(tmp_path: Path, *text: str) -> TemplateError:
    """The error of a template with these paragraphs."""
    with pytest.raises(TemplateError) as caught:
        made(template(tmp_path, *text), CONTEXT)
    assert caught.value.exit_code is ExitCode.TEMPLATE
    return caught.value


@pytest.mark.parametrize(
    ("text", "field", "remedy"),
    [
        ("{{ event.venu }}", "event.venu", "Did you mean `venue`?"),
        ("{{ evnt.venue }}", "evnt", "Did you mean `event`?"),
        ("{% if event.venu %}x{% endif %}", "event.venu", "Did you mean `venue`?"),
        ("{{ event.dat|date }}", "event.dat", "Did you mean `date`?"),
        ("{% for person in people %}{{ person.nam }}{% endfor %}", "person.nam", "Did you mean `name`?"),
        ("{{ people[3].name }}", "people[3]", ""),
        ("{{ event.venue.town }}", "event.venue.town", ""),
        ("{{ event['venu'] }}", "event['venu']", "Did you mean `venue`?"),
    ],
)
def test_a_name_that_is_not_there_is_an_error(tmp_path: Path, text: str, field: str, remedy: str) -> None:
    """A misspelt field would print as nothing, and an invitation would go out without its venue."""
    error = fault(tmp_path, text)
    assert error.message == f"The template names `{field}`, which a case does not have"
    assert error.remedy == remedy
    assert error.where.endswith("letter.docx, document body")


@pytest.mark.parametrize(
    ("text", "field", "reason"),
    [
        ("{{ event.start }}", "event.start", "empty"),
        ("{{ event.start|time }}", "event.start", "empty"),
        ("{{ event.venue if event.moved }}", "event.venue if …", "empty"),
        ("{% for person in people %}{{ person.role }}{% endfor %}", "person.role", "empty"),
        ("{{ event.date }}", "event.date", "|date"),
        ("{{ event.venue|date }}", "event.venue", "not a date"),
        ("{{ event.moved }}", "event.moved", "yes or no"),
        ("{{ words }}", "words", "|listed"),
        ("{{ people|map(attribute='role')|listed }}", "people", "not a list of words"),
        ("{{ event.venue|listed }}", "event.venue", "not a list of words"),
        ("{{ event.venue + event.venue }}", "event.venue", "only numbers"),
        ("{% for name in event.start %}x{% endfor %}", "event.start", "does not allow"),
    ],
)
def test_a_value_that_cannot_be_printed_is_an_error(tmp_path: Path, text: str, field: str, reason: str) -> None:
    """A letter would say None, True, 2026-12-17 or ['a', 'b']."""
    error = fault(tmp_path, text)
    assert f"`{field}`" in error.message
    assert reason in error.message
    assert "Civic Centre" not in str(error)


@pytest.mark.parametrize(
    "text",
    [
        "{{ ''.__class__.__mro__ }}",
        "{{ event.__class__ }}",
        "{{ event.items }}{{ event.keys }}",
        "{{ cycler.__init__ }}",
        "{{ range(10) }}",
        "{{ lipsum() }}",
        "{{ namespace(x=1) }}",
        "{{ event.venue.upper() }}",
        "{{ '%s'|format(event.venue) }}",
        "{{ event.venue|safe }}",
        "{{ event|attr('venue') }}",
        "{{ event.venu|default('none') }}",
        "{{ event.venu is defined }}",
        "{{ event.venue|truncate(3) }}",
        "{{ event.venue|_print('x') }}",
        "{{ _printed_values }}",
        "{{ self }}",
        "{{ words|map(attribute='__class__')|list }}",
        "{{ 'x' * 99999999999 }}",
        "{{ 9 ** 9 ** 9 }}",
        "{{ event.venue ~ event.start }}",
        "{% set x %}{{ event.venue }}{% endset %}",
        "{% macro x() %}y{% endmacro %}",
        "{% include 'x' %}",
        "{% import 'x' as y %}",
        "{% extends 'x' %}",
        "{% filter lower %}x{% endfilter %}",
        "{% block x %}{% endblock %}",
        "{% for word in words recursive %}{{ word }}{% endfor %}",
    ],
)
def test_a_template_cannot_reach_beyond_its_fields(tmp_path: Path, text: str) -> None:
    """Somebody's template could run code on the machine of the Business Unit, or hide a missing value."""
    fault(tmp_path, text)


def test_a_group_gives_its_fields_and_not_its_methods(tmp_path: Path) -> None:
    """A field named like one of Python's methods would print as gibberish."""
    assert paragraphs(made(template(tmp_path, "{{ event.items }}"), CONTEXT)) == ["six"]


@pytest.mark.parametrize(
    ("text", "near"),
    [
        ("Venue: {% if event.venue %}x", "unexpected end"),
        ("Venue: {{ event.venue", "Venue"),
        ("Venue: {{ event venue }}", "Venue: {{ event venue }}"),
        ("Venue: {% endif %}", "Venue: {% endif %}"),
        ("Venue: {% fro x in words %}", "Venue: {% fro x in words %}"),
    ],
)
def test_a_field_that_cannot_be_read_is_shown(tmp_path: Path, text: str, near: str) -> None:
    """The office would search a whole template for one brace."""
    error = fault(tmp_path, "First paragraph", text)
    assert near.lower() in error.message.lower()
    assert "First paragraph" not in error.message


def test_an_unknown_filter_is_told_with_those_that_exist(tmp_path: Path) -> None:
    """The office would not know how a date is written."""
    error = fault(tmp_path, "{{ event.date|dates }}")
    assert "`dates`" in error.message
    assert error.remedy.startswith("Did you mean `date`?")
    assert "weekday_date" in error.remedy
    assert "_print" not in error.remedy


@pytest.mark.parametrize("beside", ["Please reply", "{{ event.venue }}", "{% if event.moved %}"])
def test_what_stands_beside_a_paragraph_field_is_not_lost(tmp_path: Path, beside: str) -> None:
    """With docxtpl "Please reply" vanishes from a paragraph that also holds {%p if %}, without a word."""
    error = fault(tmp_path, "{%p if event.moved %}" + beside, "{%p endif %}")
    assert "something beside {%p … %}" in error.message


def test_a_value_outside_a_paragraph_is_not_lost(tmp_path: Path) -> None:
    """{{p …}} puts text where Word shows none."""
    error = fault(tmp_path, "{{p event.venue }}")
    assert error.message == "`event.venue` is printed at a place that Word does not show"


def test_a_value_of_several_lines_needs_a_place_for_them(tmp_path: Path) -> None:
    """The second line of an address would be swallowed by a field's instruction."""
    path = with_body(tmp_path, "<w:p><w:r><w:instrText>QUOTE {{ text }}</w:instrText></w:r></w:p>")
    assert found(made(path, {"text": "one & two"}), "//w:instrText/text()") == ["QUOTE one & two"]
    with pytest.raises(TemplateError, match="`text` has several lines"):
        made(path, {"text": "one\ntwo"})


def test_a_field_in_pieces_is_told(tmp_path: Path) -> None:
    """A recipient would read {{ name }} in the letter."""
    body = "<w:p><w:r><w:t>{% raw %}{{ name }}{% endraw %}</w:t></w:r></w:p>"
    with pytest.raises(TemplateError, match="holds a field that cannot be read"):
        made(with_body(tmp_path, body), {})


def test_a_field_where_none_is_filled_in_is_told(tmp_path: Path) -> None:
    """A chart's title would show its braces."""
    path = template(tmp_path)
    content = path.read_bytes()
    styles = zipfile.ZipFile(path).read("word/styles.xml").replace(b"</w:styles>", b"<!-- {{ name }} --></w:styles>")
    path.write_bytes(content)
    with pytest.raises(TemplateError, match=r"has a field in word/styles\.xml"):
        made(changed(path, {"word/styles.xml": styles}), {})


def test_conditions_that_cut_through_the_document_are_told(tmp_path: Path) -> None:
    """The file would be broken, or, with docxtpl, cut off at the break."""
    body = (
        "<w:p><w:r><w:t>{%p if show %}</w:t></w:r></w:p><w:tbl><w:tblGrid/><w:tr><w:tc>"
        "<w:p><w:r><w:t>{%p endif %}</w:t></w:r></w:p></w:tc></w:tr></w:tbl>"
    )
    with pytest.raises(TemplateError, match="cut through its paragraphs or tables"):
        made(with_body(tmp_path, body), {"show": False})


@pytest.mark.parametrize(
    "run",
    [
        '<w:ins w:id="1" w:author="Somebody"><w:r><w:t>{{ name }}</w:t></w:r></w:ins>',
        '<w:del w:id="1" w:author="Somebody"><w:r><w:delText>{{ name }}</w:delText></w:r></w:del>',
    ],
)
def test_tracked_changes_do_not_travel(tmp_path: Path, run: str) -> None:
    """A recipient would read what the office had struck out, and by whom."""
    with pytest.raises(TemplateError, match="tracked changes or comments"):
        made(with_body(tmp_path, f"<w:p>{run}</w:p>"), {"name": "x"})


def test_the_part_is_named(tmp_path: Path) -> None:
    """The office would search the page for a fault of its header."""

    def build(document: Any) -> None:
        document.sections[0].header.paragraphs[0].text = "{{ event.venu }}"

    with pytest.raises(TemplateError) as caught:
        made(template(tmp_path, build=build), CONTEXT)
    assert caught.value.where.endswith("letter.docx, page header")


def test_a_missing_template_is_told_with_its_neighbour(tmp_path: Path) -> None:
    """The office would not see that it saved the template under another name."""
    template(tmp_path)
    with pytest.raises(TemplateError, match="missing") as caught:
        made(tmp_path / "leter.docx", {})
    assert "Did you mean `letter.docx`?" in caught.value.remedy


def test_the_boards_own_template_is_taken_before_ours(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    """An office that mended a letter would go on sending ours, or one that has a single letter would lose the rest."""
    ours, own = tmp_path / "ours", tmp_path / "own"
    for template_file in (ours / "word/en/letter.docx", ours / "word/en/agenda.docx", own / "word/en/letter.docx"):
        template_file.parent.mkdir(parents=True, exist_ok=True)
        template_file.touch()
    monkeypatch.setattr(template_files, "templates_folder", lambda: ours)
    assert template_files.find_template("word/en/letter.docx", own) == own / "word/en/letter.docx"
    assert template_files.find_template("word/en/agenda.docx", own) == ours / "word/en/agenda.docx"
    assert template_files.find_template("word/en/letter.docx", None) == ours / "word/en/letter.docx"
    with pytest.raises(TemplateError, match="This template is missing") as caught:
        template_files.find_template("word/en/leter.docx", own)
    assert caught.value.where == "templates/word/en/leter.docx"
    assert caught.value.remedy == "Did you mean `letter.docx`? Put it back, or install mas-docs again."


def test_our_own_templates_are_named_without_the_machine(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    """An error would show where on somebody's disk mas-docs is installed."""
    monkeypatch.setattr(template_files, "templates_folder", lambda: tmp_path)
    assert template_files.shown(tmp_path / "word" / "en" / "letter.docx") == "templates/word/en/letter.docx"


@pytest.mark.parametrize(
    "content", [b"", b"not a zip", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" * 64, b"PK\x05\x06" + b"\0" * 18]
)
def test_what_is_no_word_document_is_told(tmp_path: Path, content: bytes) -> None:
    """A password-protected or older Word file would end in a traceback."""
    path = tmp_path / "letter.docx"
    path.write_bytes(content)
    with pytest.raises(TemplateError, match="not a Word document") as caught:
        made(path, {})
    assert ".docx" in caught.value.remedy


@pytest.mark.parametrize(
    ("name", "content"),
    [
        ("word/document.xml", "<w:document"),
        ("word/document.xml", '<!DOCTYPE x [<!ENTITY a "b">]><x>&a;</x>'),
        ("word/document.xml", "<x/>"),
        ("[Content_Types].xml", "<Types xmlns='http://schemas.openxmlformats.org/package/2006/content-types'/>"),
        ("[Content_Types].xml", "broken"),
        ("_rels/.rels", "broken"),
    ],
)
def test_a_damaged_template_is_told(tmp_path: Path, name: str, content: str) -> None:
    """A damaged template would end in a traceback, or an entity in it would read a file of the machine."""
    with pytest.raises(TemplateError, match="not a Word document"):
        made(changed(template(tmp_path), {name: content}), {})


def test_a_template_that_unpacks_without_end_is_refused(tmp_path: Path) -> None:
    """A small file could fill the memory of the Business Unit's machine."""
    path = tmp_path / "letter.docx"
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive, archive.open("word/document.xml", "w") as member:
        for _ in range(101):
            member.write(bytes(1024 * 1024))
    with pytest.raises(TemplateError, match="more than 100 MB"):
        made(path, {})


def test_a_template_that_is_too_large_is_refused(tmp_path: Path) -> None:
    """The same, by its own size."""
    path = tmp_path / "letter.docx"
    path.write_bytes(bytes(template_files.MAX_BYTES + 1))
    with pytest.raises(TemplateError, match="larger than 20 MB"):
        made(path, {})


def test_a_template_that_holds_a_part_twice_is_refused(tmp_path: Path) -> None:
    """One reader would show the first, another the second."""
    path = template(tmp_path)
    with zipfile.ZipFile(path, "a") as archive, pytest.warns(UserWarning, match="Duplicate name"):
        archive.writestr("word/document.xml", "<x/>")
    with pytest.raises(TemplateError, match=r"holds word/document\.xml twice"):
        made(path, {})
