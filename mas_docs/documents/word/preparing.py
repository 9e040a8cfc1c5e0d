"""A Word template, read, checked and compiled once; what is made of it afterwards reads it no more."""

from __future__ import annotations

import html
import re
import time
from collections import Counter
from collections.abc import Collection
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

import jinja2
from lxml import etree

from mas_docs.documents.environment import compile_template, own_words
from mas_docs.documents.template_files import read_template, shown
from mas_docs.documents.word.archive import Member, member
from mas_docs.documents.word.docxtpl_way import patched
from mas_docs.documents.word.mending import FIELD, join_fields, unwrap
from mas_docs.documents.word.package import (
    CONTENT_TYPES,
    Parts,
    content_types,
    no_word_document,
    read_package,
    without_history,
)
from mas_docs.documents.word.properties import PROPERTIES_PART, with_properties_part
from mas_docs.documents.word.xml import WORD, Element, parse, word
from mas_docs.errors import TemplateError

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
_BEGINS_FIELD = re.compile(r"\{[{%#]")
_MARKUP = re.compile(r"<[^>]*>")
# How docxtpl marks a field that stands for its whole paragraph, row, cell or run; it reads {%p if … %} as {% if … %}.
_SCOPE = re.compile(r"^(\{[{%])(?:p|tr|tc|r)\s")
_REPLACED = re.compile(r"\{#|\{%-?\s*(?:vm|hm|colspan|cellbg)\b")
_STRAIGHT = str.maketrans("\u201c\u201d\u2018\u2019", "\"\"''")
# A file that was written again within the grain of its time stamps (two seconds at most, on FAT) looks untouched.
_SURELY_OVER_NS = 3_000_000_000
_REPEATS_COLUMNS = re.compile(r"\{%-?\s*(?:tc|colspan|hm)\s")


@dataclass(frozen=True, slots=True)
class TextPart:
    """One part of a template that has text, ready to be rendered again and again.

    Attributes:
        name: the part's name in the file (`word/document.xml`).
        where: the template and the part, as errors name them.
        source: its XML with each field in one piece.
        compiled: its template; None where it has no field.
        own_words: every stretch of text that its template has of itself.
        repeats_columns: whether the grid of its tables must be fitted to their columns.
    """

    name: str
    where: str
    source: str
    compiled: jinja2.Template | None
    own_words: frozenset[str]
    repeats_columns: bool


@dataclass(frozen=True, slots=True, eq=False)
class Prepared:
    """A template, ready to be rendered again and again.

    Attributes:
        content: the .docx file.
        where: the template, as errors name it.
        texts: its parts that have text, the body first.
        order: the names of all parts, as they follow one another in the file.
        constant: the parts that are the same in every document, compressed.
    """

    content: bytes
    where: str
    texts: tuple[TextPart, ...]
    order: tuple[str, ...]
    constant: dict[str, Member]


def prepared_template(template: Path, language: str) -> Prepared:
    """Prepare a template's file; one that was prepared before and has not been touched since is not read again.

    Args:
        template: the .docx file.
        language: the language of dates and lists, "en" or "cy".

    Raises:
        TemplateError: it is missing, is no Word document, or is at fault.
    """
    try:
        status = template.stat()
    except OSError:
        return _read(str(template), None, language)
    touched = max(status.st_mtime_ns, status.st_ctime_ns)
    if time.time_ns() - touched < _SURELY_OVER_NS:
        return _read(str(template), None, language)
    return _read_before(str(template), (touched, status.st_size, status.st_ino), language)


def _read(template: str, _state: tuple[int, int, int] | None, language: str) -> Prepared:
    path = Path(template)
    return prepare(read_template(path), shown(path), language)


_read_before = lru_cache(maxsize=64)(_read)


@lru_cache(maxsize=64)
def prepare(content: bytes, name: str, language: str) -> Prepared:
    """Prepare a template; one that was prepared before is given again.

    Args:
        content: the .docx file.
        name: the template, as errors name it.
        language: the language of dates and lists, "en" or "cy".

    Raises:
        TemplateError: it is no Word document, or is at fault.
    """
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
    texts = tuple(_text_part(part, parts[part], f"{name}, {_TEXT_PARTS[kind]}", language) for part, kind in text_parts)
    varying = {PROPERTIES_PART, *dict(text_parts)}
    constant = {part: member(part, xml, constant=True) for part, xml in parts.items() if part not in varying}
    # The list of types first, as readers expect.
    return Prepared(content, name, texts, tuple(sorted(parts, key=lambda part: part != CONTENT_TYPES)), constant)


def _check_elsewhere(parts: Parts, rendered: Collection[str], where: str) -> None:
    """Refuse a field where none is filled in, such as a chart: a recipient would read its braces."""
    for part, content in parts.items():
        if part.endswith(".xml") and part not in rendered and re.search(rb"\{\{|\{%", content):
            raise TemplateError(
                f"The template has a field in {part}, where none is filled in",
                where=where,
                remedy="Print it in the text of the document, a header, a footer or a text box.",
            )


def _text_part(name: str, xml: bytes, where: str, language: str) -> TextPart:
    try:
        root = parse(xml)
    except (etree.XMLSyntaxError, ValueError):
        raise no_word_document(where) from None
    if root.nsmap.get("w") != WORD:
        raise no_word_document(where)
    _check_reviewed(root, where)
    _unbind_controls(root)
    unwrap(root)
    join_fields(root)
    source = etree.tostring(root, encoding="unicode")
    written = _MARKUP.sub("", source)
    if not _BEGINS_FIELD.search(written) and not _BEGINS_FIELD.search(source):
        return TextPart(name, where, source, None, frozenset({source}), repeats_columns=False)
    return _part_with_fields(name, source, where, language)


def _part_with_fields(name: str, source: str, where: str, language: str) -> TextPart:
    # docxtpl restores < and > inside a field; quotes inside an attribute's field need the same.
    restored = FIELD.sub(lambda field: html.unescape(field[0]), patched(source))
    written = _MARKUP.sub("", source)
    _check_kept(written, restored, where)
    # A paragraph to a line, so that an error's line is the paragraph where it was made.
    lines = re.sub(r"(?=<w:p[ >])", "\n", restored)
    compiled = compile_template(lines, where, language)
    repeats = bool(_REPEATS_COLUMNS.search(written))
    return TextPart(name, where, lines, compiled, own_words(compiled), repeats_columns=repeats)


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


def _check_kept(written: str, patched_source: str, where: str) -> None:
    """See that nothing of the template was lost with a paragraph or row that holds {%p … %} or {%tr … %}."""
    lost = _fields(written) - _fields(patched_source)
    if lost or _words(FIELD.sub("", written)) != _words(_MARKUP.sub("", FIELD.sub("", patched_source))):
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
    fields = (_SCOPE.sub(r"\1", html.unescape(field)) for field in FIELD.findall(text))
    return Counter(_words(field).translate(_STRAIGHT) for field in fields if not _REPLACED.match(field))
