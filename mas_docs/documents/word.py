"""Word documents from Word templates; the one module that knows docxtpl.

Of docxtpl we use the template language: how `{{ … }}`, `{%p … %}` and `{%tr … %}`, which Word scatters, become one
Jinja template, and how a table's grid follows its columns. What comes after is ours, because docxtpl drops text
there: its parser recovers from a stray `<` by leaving out the rest, and its replacements read markup into values.
It is imported when a template is first used: it would make `mas-docs --help` wait.
"""

from __future__ import annotations

import datetime as dt
import html
import io
import re
from collections import Counter
from collections.abc import Collection, Iterable, Mapping
from dataclasses import asdict, dataclass
from functools import lru_cache
from pathlib import Path

import jinja2
from lxml import etree

from mas_docs.documents.environment import compile_template, render
from mas_docs.documents.printed import PrintedValue, text_of
from mas_docs.documents.readback import ExpectedPart, check_document, expected_part
from mas_docs.documents.template_files import read_template, shown
from mas_docs.documents.word_package import (
    Parts,
    content_types,
    no_word_document,
    read_package,
    without_history,
    write_package,
)
from mas_docs.documents.word_properties import (
    PROPERTIES_PART,
    DocumentProperties,
    core_properties,
    with_properties_part,
)
from mas_docs.documents.word_structure import complete_blocks, unique_ids
from mas_docs.documents.word_values import check_characters, place_values
from mas_docs.documents.word_xml import WORD, Element, parse, serialised, word
from mas_docs.errors import TemplateError

__all__ = ["DocumentProperties", "WordDocument", "render_word"]

_BODY = "document.main"
# The parts that hold text of the document, by their content type, in the words of somebody who edits it in Word.
_TEXT_PARTS = {
    _BODY: "document body",
    "header": "page header",
    "footer": "page footer",
    "footnotes": "footnotes",
    "endnotes": "endnotes",
    "comments": "comments",
}
_FIELD = re.compile(r"\{\{.*?\}\}|\{%.*?%\}|\{#.*?#\}", re.DOTALL)
_MARKUP = re.compile(r"<[^>]*>")
# How docxtpl marks a field that stands for its whole paragraph, row, cell or run; it reads {%p if … %} as {% if … %}.
_SCOPE = re.compile(r"^(\{[{%])(?:p|tr|tc|r)\s")
_REPLACED = re.compile(r"\{#|\{%-?\s*(?:vm|hm|colspan|cellbg)\b")
_STRAIGHT = str.maketrans("\u201c\u201d\u2018\u2019", "\"\"''")
_REPEATS_COLUMNS = re.compile(r"\{%-?\s*(?:tc|colspan|hm)\s")
_LEFT_OVER = re.compile(r"\{\{|\{%|\{#|%\}|\}\}")


@dataclass(frozen=True, slots=True)
class WordDocument:
    """A finished Word document.

    Attributes:
        content: the file.
        text: everything that was printed and every word of its template, as read back from the finished file.
    """

    content: bytes
    text: str


@dataclass(frozen=True, slots=True)
class _Part:
    """One part of a template, ready to be rendered again and again."""

    name: str
    where: str
    compiled: jinja2.Template
    repeats_columns: bool


@dataclass(frozen=True, slots=True)
class _Prepared:
    """A template, read and compiled once: the parts that are rendered, and all parts as the template has them."""

    rendered: tuple[_Part, ...]
    parts: Parts


def render_word(
    template: Path,
    context: Mapping[str, object],
    properties: DocumentProperties,
    *,
    today: dt.date,
    language: str = "en",
) -> WordDocument:
    """Make a Word document, and read back that everything printed stands in it.

    Args:
        template: a .docx file.
        context: the names that the template may use; absent optional values are None.
        properties: the document's own title and identifier.
        today: the day that its properties bear.
        language: the language of dates and lists, "en" or "cy".

    Returns:
        The document. The same template, context, properties and day give the same bytes.

    Raises:
        TemplateError: the template is missing or at fault, a value holds a character that XML cannot carry, or
            anything that was printed does not stand in the document.
    """
    where = shown(template)
    check_characters((PrintedValue(name, text) for name, text in asdict(properties).items()), where)
    prepared = _prepare(read_template(template), where, language)
    finished = [(part.name, *_render_part(part, context)) for part in prepared.rendered]
    unique_ids([root for _, root, _ in finished])
    parts = prepared.parts | {name: serialised(root) for name, root, _ in finished}
    parts[PROPERTIES_PART] = core_properties(properties, today, language)
    content = write_package(parts)
    expected = [expected for _, _, expected in finished]
    check_document(content, expected)
    return WordDocument(content, _words_of(expected, properties))


def _words_of(parts: Iterable[ExpectedPart], properties: DocumentProperties) -> str:
    """Everything that a document says; its parts were found to stand in the finished file."""
    printed = (text_of(pieces) for part in parts for pieces in (part.text, *(a.pieces for a in part.attributes)))
    return "\n".join((*printed, properties.title, properties.identifier))


def _render_part(part: _Part, context: Mapping[str, object]) -> tuple[Element, ExpectedPart]:
    rendered, values = render(part.compiled, context, part.where)
    check_characters(values.values, part.where)
    root = _parsed(rendered.replace("\n<w:p", "<w:p"), part.where)
    complete_blocks(root)
    expected = expected_part(part.name, part.where, root, values)
    _check_left_over(root, expected)
    place_values(root, values, part.where)
    return (_fit_tables(root, part.where) if part.repeats_columns else root), expected


def _parsed(rendered: str, where: str) -> Element:
    try:
        return parse(rendered)
    except (etree.XMLSyntaxError, ValueError):
        raise TemplateError(
            "The template's {% … %} cut through its paragraphs or tables",
            where=where,
            remedy="Put each {%p … %} in a paragraph of its own and each {%tr … %} in a row of its own.",
        ) from None


def _check_left_over(root: Element, expected: ExpectedPart) -> None:
    """Refuse what looks like a field but was not read as one; values are not in the text yet, and may hold anything."""
    text = "".join(piece if isinstance(piece, str) else f"[{piece.field}]" for piece in expected.text)
    attributes = (value for element in root.iter("*") for value in element.attrib.values())
    for line in (*text.split("\n"), *attributes):
        if _LEFT_OVER.search(line):
            raise TemplateError(
                f"The template holds a field that cannot be read: “{line.strip()[:80]}”",
                where=expected.where,
                remedy="Type it anew in Word, in one go: {{ … }} or {% … %}.",
            )


@lru_cache(maxsize=64)
def _prepare(content: bytes, name: str, language: str) -> _Prepared:
    parts = read_package(content, name)
    try:
        kinds = content_types(parts)
        parts = with_properties_part(without_history(parts))
    except (etree.XMLSyntaxError, KeyError, ValueError):
        raise no_word_document(name) from None
    text_parts = [(part, kind) for kind in _TEXT_PARTS for part in sorted(parts) if kinds.get(part) == kind]
    if not text_parts or text_parts[0][1] != _BODY:
        raise no_word_document(name)
    _check_elsewhere(parts, dict(text_parts), name)
    rendered = tuple(
        _prepare_part(part, parts[part], f"{name}, {_TEXT_PARTS[kind]}", language) for part, kind in text_parts
    )
    return _Prepared(rendered, parts)


def _check_elsewhere(parts: Parts, rendered: Collection[str], where: str) -> None:
    """Refuse a field where none is filled in, such as a chart: a recipient would read its braces."""
    for part, content in parts.items():
        if part.endswith(".xml") and part not in rendered and re.search(rb"\{\{|\{%", content):
            raise TemplateError(
                f"The template has a field in {part}, where none is filled in",
                where=where,
                remedy="Print it in the text of the document, a header, a footer or a text box.",
            )


def _prepare_part(name: str, xml: bytes, where: str, language: str) -> _Part:
    try:
        root = parse(xml)
    except (etree.XMLSyntaxError, ValueError):
        raise no_word_document(where) from None
    if root.nsmap.get("w") != WORD:
        raise no_word_document(where)
    _check_reviewed(root, where)
    _unbind_controls(root)
    source = etree.tostring(root, encoding="unicode")
    patched = _patched(source)
    _check_kept(source, patched, where)
    # A paragraph to a line, so that an error's line is the paragraph where it was made.
    lines = re.sub(r"(?=<w:p[ >])", "\n", patched)
    return _Part(
        name, where, compile_template(lines, where, language), bool(_REPEATS_COLUMNS.search(_MARKUP.sub("", source)))
    )


def _patched(source: str) -> str:
    """The part as one Jinja template, by docxtpl."""
    from docxtpl import DocxTemplate

    patched: str = DocxTemplate(io.BytesIO()).patch_xml(source)
    # docxtpl restores < and > inside a field; quotes inside an attribute's field need the same.
    return _FIELD.sub(lambda field: html.unescape(field[0]), patched)


def _check_reviewed(root: Element, where: str) -> None:
    """Refuse tracked changes and comments: they carry names, and text that is not meant for a recipient."""
    if any(element.get(word("author")) is not None for element in root.iter("*")):
        raise TemplateError(
            "The template holds tracked changes or comments",
            where=where,
            remedy="Accept or reject the changes and delete the comments in Word (Review).",
        )


def _unbind_controls(root: Element) -> None:
    """Free content controls from stored data, which Word would show in the place of what is printed in them."""
    for properties in root.iter(word("sdtPr")):
        for binding in [found for found in properties if etree.QName(found).localname == "dataBinding"]:
            properties.remove(binding)


def _check_kept(source: str, patched: str, where: str) -> None:
    """See that nothing of the template was lost with a paragraph or row that holds {%p … %} or {%tr … %}."""
    written = _MARKUP.sub("", source)
    lost = _fields(written) - _fields(patched)
    if lost or _words(_FIELD.sub("", written)) != _words(_MARKUP.sub("", _FIELD.sub("", patched))):
        beside = f": {next(iter(lost))}" if lost else ""
        raise TemplateError(
            f"The template has something beside {{%p … %}}, {{%tr … %}} or {{%tc … %}}, which would be lost{beside}",
            where=where,
            remedy="Give each of them a paragraph, a row or a cell to itself.",
        )


def _words(text: str) -> str:
    return "".join(text.split())


def _fields(text: str) -> Counter[str]:
    """The fields in a text, in the one form that docxtpl gives them; without those that it replaces by others."""
    fields = (_SCOPE.sub(r"\1", html.unescape(field)) for field in _FIELD.findall(text))
    return Counter(_words(field).translate(_STRAIGHT) for field in fields if not _REPLACED.match(field))


def _fit_tables(root: Element, where: str) -> Element:
    """Fit each table's grid to the columns that a loop gave it, by docxtpl; the text is read back afterwards."""
    from docxtpl import DocxTemplate

    try:
        return DocxTemplate(io.BytesIO()).fix_tables(etree.tostring(root))
    except (AttributeError, TypeError, ValueError, ZeroDivisionError):
        raise TemplateError(
            "A table whose columns repeat has no grid of columns",
            where=where,
            remedy="Draw the table anew in Word.",
        ) from None
