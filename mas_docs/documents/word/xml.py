"""The XML of a Word file: its names, and the strict way in which every part is read.

WordprocessingML is ECMA-376 part 1: a paragraph (`w:p`) holds runs, a run (`w:r`) holds text (`w:t`), tabs and breaks.
"""

from __future__ import annotations

from typing import Any, TypeAlias

from lxml import etree

Element: TypeAlias = Any
"""An element of a part; lxml ships no types."""

WORD = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
DRAWING = "http://schemas.openxmlformats.org/drawingml/2006/main"
MATHS = "http://schemas.openxmlformats.org/officeDocument/2006/math"
DRAWING_PLACE = "http://schemas.openxmlformats.org/drawingml/2006/wordprocessingDrawing"
XML_SPACE = "{http://www.w3.org/XML/1998/namespace}space"


def word(name: str) -> str:
    """The full name of one of WordprocessingML's elements or attributes."""
    return f"{{{WORD}}}{name}"


TEXT, RUN, PARAGRAPH, TAB, BREAK, RETURN = (word(name) for name in ("t", "r", "p", "tab", "br", "cr"))
TABLE, ROW, CELL = (word(name) for name in ("tbl", "tr", "tc"))
ONE_LINE_TEXT = frozenset({word("instrText"), f"{{{DRAWING}}}t", f"{{{MATHS}}}t"})
"""Elements beside `w:t` whose text a reader sees or Word evaluates; they hold no tab or line break of their own."""


def parse(xml: bytes | str) -> Element:
    """Parse XML without recovering from errors, without entities and without fetching anything.

    Raises:
        lxml.etree.XMLSyntaxError: it is not well-formed.
        ValueError: it declares a document type, which no part of a Word file has.
    """
    # Without entities a large text cannot grow further; `huge_tree` lifts a limit on the length of one answer.
    parser = etree.XMLParser(resolve_entities=False, no_network=True, load_dtd=False, recover=False, huge_tree=True)
    root = etree.fromstring(xml.encode() if isinstance(xml, str) else xml, parser)
    if root.getroottree().docinfo.doctype:
        raise ValueError("a document type is declared")
    return root


def serialised(root: Element) -> bytes:
    """The bytes of a part."""
    return bytes(etree.tostring(root, encoding="UTF-8", xml_declaration=True, standalone=True))


def text_in(root: Element) -> str:
    r"""All text of a part in its order, across runs: a tab as `\t`, a line break and a paragraph's end as `\n`."""
    events = etree.iterwalk(root, events=("start", "end"))
    return "".join(_text_of_event(event, element) for event, element in events)


def _text_of_event(event: str, element: Element) -> str:
    if event == "end":
        return "\n" if element.tag == PARAGRAPH else ""
    if element.tag == TEXT or element.tag in ONE_LINE_TEXT:
        return element.text or ""
    if element.tag == TAB and _in_run(element):
        return "\t"
    return "\n" if element.tag in (BREAK, RETURN) and _in_run(element) else ""


def words_in(root: Element) -> str:
    r"""The same, with a `\t` after each cell and a `\n` after each row, so that no words run over two cells."""
    words: list[str] = []
    for event, element in etree.iterwalk(root, events=("start", "end")):
        if event == "end" and element.tag == CELL:
            words.append("\t")
        elif event == "end" and element.tag == ROW:
            words.append("\n")
        else:
            words.append(_text_of_event(event, element))
    return "".join(words).replace("\n\t", "\t")


def _in_run(element: Element) -> bool:
    """Whether it is part of the text; `w:tab` also stands in the list of a paragraph's tab stops."""
    return element.getparent() is not None and element.getparent().tag == RUN
