"""The paragraphs of a template, each with its place in words that somebody who edits it in Word understands."""

from __future__ import annotations

import posixpath
from collections.abc import Iterator
from dataclasses import dataclass, field, replace

from mas_docs.documents.word.package import Parts, content_types
from mas_docs.documents.word.xml import BREAK, ONE_LINE_TEXT, PARAGRAPH, RETURN, TAB, TEXT, Element, parse, word

_TABLE, _ROW, _CELL, _DELETED, _INSTRUCTION = (word(name) for name in ("tbl", "tr", "tc", "del", "instrText"))
_BOX, _CONTROL, _CONTROL_PROPERTIES = (word(name) for name in ("txbxContent", "sdt", "sdtPr"))
_NOTES = {word("footnote"): "footnote", word("endnote"): "endnote"}
_FALLBACK = "{http://schemas.openxmlformats.org/markup-compatibility/2006}Fallback"
_RELATED = "{http://schemas.openxmlformats.org/officeDocument/2006/relationships}id"
_RELATIONSHIPS = "word/_rels/document.xml.rels"
BODY = "document.main"
_PARTS = {BODY: "", "header": "page header", "footer": "page footer", "footnotes": "", "endnotes": ""}
_PAGES = {"default": "", "first": " of the first page", "even": " of even pages"}
_WORDS_OF_A_HEADING = 60


@dataclass(frozen=True, slots=True)
class Stretch:
    """A stretch of a paragraph's text and the run that it stands in; start and end count characters."""

    start: int
    end: int
    run: Element


@dataclass(frozen=True, slots=True, eq=False)
class Paragraph:
    """A paragraph, or an attribute that holds a tag.

    Attributes:
        element: the paragraph; for an attribute, the element that it belongs to.
        place: where it stands, as "table 2, row 3".
        text: its text in order, without that of text boxes in it.
        stretches: which run each stretch of the text stands in.
        holder: the element that it lies in: a cell, the body, a control, a text box.
        cell, row, table: those around it; None outside tables.
        part: the name of its part in the file.
        style: the identity of its style, or empty.
    """

    element: Element
    place: str
    text: str
    stretches: tuple[Stretch, ...]
    holder: Element
    cell: Element | None
    row: Element | None
    table: Element | None
    part: str
    style: str = ""


@dataclass(frozen=True, slots=True)
class TextPart:
    """A part of a template that holds text.

    Attributes:
        name: its name in the file.
        kind: the end of its content type, as `header`.
        root: its XML.
        paragraphs: its paragraphs in order.
    """

    name: str
    kind: str
    root: Element
    paragraphs: tuple[Paragraph, ...]


def text_parts(parts: Parts) -> tuple[TextPart, ...]:
    """The body first, then headers, footers and notes.

    Raises:
        KeyError, ValueError, lxml.etree.XMLSyntaxError: the file is damaged.
    """
    kinds = content_types(parts)
    named = [(name, kind) for kind in _PARTS for name in sorted(parts) if kinds.get(name) == kind]
    uses = _uses(parts, next((name for name, kind in named if kind == BODY), ""))
    return tuple(_text_part(name, kind, _PARTS[kind] + uses.get(name, ""), parts[name]) for name, kind in named)


def _text_part(name: str, kind: str, words: str, xml: bytes) -> TextPart:
    root = parse(xml)
    walk = _Walk(name, words)
    return TextPart(name, kind, root, tuple(walk.through(root, _Around(root))))


def _uses(parts: Parts, body: str) -> dict[str, str]:
    """On which pages each header and footer stands, in words that follow "page header"."""
    if _RELATIONSHIPS not in parts or not body:
        return {}
    targets = {
        found.get("Id"): posixpath.join("word", found.get("Target", "")) for found in parse(parts[_RELATIONSHIPS])
    }
    used: dict[str, str] = {}
    for found in parse(parts[body]).iter(word("headerReference"), word("footerReference")):
        used.setdefault(targets.get(found.get(_RELATED), ""), _PAGES.get(found.get(word("type"), ""), ""))
    return used


@dataclass(frozen=True, slots=True, eq=False)
class _Around:
    """What lies around a paragraph; `words` say where, and are empty in the text of the page itself."""

    holder: Element
    words: str = ""
    cell: Element | None = None
    row: Element | None = None
    table: Element | None = None


@dataclass(slots=True)
class _Walk:
    """One walk through a part, with what it has counted so far."""

    part: str
    words: str
    tables: int = 0
    boxes: int = 0
    lines: int = 0
    notes: int = 0
    heading: str = ""
    headings: dict[str, str] = field(default_factory=dict)

    def through(self, element: Element, around: _Around) -> Iterator[Paragraph]:
        for child in element.iterchildren("*"):
            yield from self._one(child, replace(around, holder=element))

    def _one(self, element: Element, around: _Around) -> Iterator[Paragraph]:
        match element.tag:
            case tag if tag == PARAGRAPH:
                yield from self._paragraph(element, around)
            case tag if tag == _TABLE:
                yield from self._table(element, around)
            case tag if tag in (_FALLBACK, _DELETED):
                return
            case tag if tag in _NOTES:
                yield from self._note(element, around, _NOTES[tag])
            case tag if tag == _CONTROL_PROPERTIES:
                for found in element.iter("*"):
                    yield from self._attributes(found, around)
            case _:
                yield from self.through(element, around)

    def _note(self, element: Element, around: _Around, kind: str) -> Iterator[Paragraph]:
        if element.get(word("type")) is None:
            self.notes += 1
            yield from self.through(element, replace(around, words=f"{kind} {self.notes}"))

    def _table(self, element: Element, around: _Around) -> Iterator[Paragraph]:
        self.tables += 1
        table = f"table {self.tables}"
        for properties in element.iterchildren(word("tblPr")):
            for found in properties.iter("*"):
                yield from self._attributes(found, replace(around, words=table, table=element))
        for number, row in enumerate(rows_of(element), start=1):
            cells = cells_of(row)
            for column, cell in enumerate(cells, start=1):
                words = f"{table}, row {number}" + (f", column {column}" if len(cells) > 1 else "")
                yield from self.through(cell, _Around(cell, words, cell, row, element))

    def _paragraph(self, element: Element, around: _Around) -> Iterator[Paragraph]:
        text, stretches = _text_of(element)
        style = element.find(f"{word('pPr')}/{word('pStyle')}")
        identity = "" if style is None else str(style.get(word("val")))
        place = self._place(around)
        yield Paragraph(
            element, place, text, stretches, around.holder, around.cell, around.row, around.table, self.part, identity
        )
        if not around.words and looks_like_a_heading(identity) and text.strip():
            self.heading = " ".join(text.split())[:_WORDS_OF_A_HEADING]
        yield from self._inside(element, replace(around, words=place))

    def _inside(self, paragraph: Element, around: _Around) -> Iterator[Paragraph]:
        """What a paragraph holds besides its words: controls, pictures, text boxes."""
        for child in _descend(paragraph):
            if child.tag == _BOX:
                self.boxes += 1
                yield from self.through(child, _Around(child, f"text box {self.boxes}"))
            else:
                yield from self._attributes(child, around)

    def _attributes(self, element: Element, around: _Around) -> Iterator[Paragraph]:
        """The attributes of an element that hold a tag."""
        for value in element.attrib.values():
            if "{{" in value or "{%" in value:
                words = f"{around.words or self._place(around)}, {_attribute_words(element)}"
                yield Paragraph(element, words, value, (), element, around.cell, around.row, around.table, self.part)

    def _place(self, around: _Around) -> str:
        if around.words:
            return self._in_part(around.words)
        self.lines += 1
        if self.words:
            return self._in_part(f"line {self.lines}")
        under = f" (under “{self.heading}”)" if self.heading else ""
        return f"paragraph {self.lines}{under}"

    def _in_part(self, words: str) -> str:
        return f"{self.words}, {words}" if self.words and not words.startswith(self.words) else words


def looks_like_a_heading(style: str) -> bool:
    """Whether a style's identity is that of a title or a heading, as Word and LibreOffice write it."""
    return style.lower().startswith(("title", "heading"))


def rows_of(table: Element) -> list[Element]:
    """A table's own rows, those inside a content control too."""
    return _near(table, _ROW)


def cells_of(row: Element) -> list[Element]:
    """A row's own cells, likewise."""
    return _near(row, _CELL)


def _near(element: Element, tag: str) -> list[Element]:
    found: list[Element] = []
    for child in element.iterchildren("*"):
        if child.tag == tag:
            found.append(child)
        elif child.tag in (_CONTROL, word("sdtContent"), word("customXml"), word("smartTag")):
            found.extend(_near(child, tag))
    return found


def _descend(element: Element) -> Iterator[Element]:
    """What lies below an element, in order, without entering text boxes and what only old programs read."""
    for child in element.iterchildren("*"):
        if child.tag in (_FALLBACK, _DELETED):
            continue
        yield child
        if child.tag not in {_BOX, PARAGRAPH}:
            yield from _descend(child)


def _text_of(paragraph: Element) -> tuple[str, tuple[Stretch, ...]]:
    text = ""
    stretches: list[Stretch] = []
    for element in _descend(paragraph):
        piece = _piece(element)
        if piece:
            stretches.append(Stretch(len(text), len(text) + len(piece), element.getparent()))
            text += piece
    return text, tuple(stretches)


def _piece(element: Element) -> str:
    match element.tag:
        case tag if tag == TEXT or (tag in ONE_LINE_TEXT and tag != _INSTRUCTION):
            return element.text or ""
        case tag if tag == _INSTRUCTION and "{" in (element.text or ""):
            # The instruction of a Word field is text only where a tag was put into it.
            return element.text or ""
        case tag if tag == TAB and element.getparent().tag == word("r"):
            return "\t"
        case tag if tag in (BREAK, RETURN):
            return "\n"
    return ""


def _attribute_words(element: Element) -> str:
    name = element.tag.rpartition("}")[2]
    match name:
        case "tag" | "alias":
            return "the tag of a content control" if name == "tag" else "the title of a content control"
        case "tblCaption" | "tblDescription" | "docPr":
            return "alternative text"
        case _:
            return "a hidden setting"
