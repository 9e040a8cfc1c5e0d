"""Keeps a rendered part a valid Word document where a template's ifs and loops emptied or repeated something."""

from __future__ import annotations

import re

from mas_docs.documents.word.xml import CELL, DRAWING_PLACE, PARAGRAPH, ROW, TABLE, Element, word

_PARAGRAPH_ID = "{http://schemas.microsoft.com/office/word/2010/wordml}paraId"
_ID = re.compile("-?[0-9A-Fa-f]+")
# Each of these must hold a paragraph; a cell must end with one (ECMA-376 part 1, 17.4.65).
_NEED_PARAGRAPH = tuple(word(name) for name in ("tc", "hdr", "ftr", "footnote", "endnote", "txbxContent"))


def complete_blocks(root: Element) -> None:
    """Remove rows and tables that a loop left empty, and give every cell the paragraph that Word requires."""
    for name, part in ((ROW, CELL), (TABLE, ROW)):
        for element in list(root.iter(name)):
            if next(element.iter(part), None) is None:
                element.getparent().remove(element)
    for element in root.iter(*_NEED_PARAGRAPH):
        children = element.findall("*")
        if not children or children[-1].tag in (TABLE, word("tcPr")):
            element.append(element.makeelement(PARAGRAPH))


def unique_ids(roots: list[Element]) -> None:
    """Number drawings anew, and leave out the ids that a loop repeated: Word gives new ones by itself."""
    for number, drawing in enumerate((found for root in roots for found in root.iter(f"{{{DRAWING_PLACE}}}docPr")), 1):
        drawing.set("id", str(number))
    paragraphs: set[str] = set()
    controls: set[str] = set()
    for root in roots:
        for paragraph in root.iter(PARAGRAPH):
            if _repeated(paragraph.get(_PARAGRAPH_ID), paragraphs):
                del paragraph.attrib[_PARAGRAPH_ID]
        for properties in list(root.iter(word("sdtPr"))):
            identity = properties.find(word("id"))
            if identity is not None and _repeated(identity.get(word("val")), controls):
                properties.remove(identity)


def _repeated(value: str | None, seen: set[str]) -> bool:
    """Whether an id was there before, or might be: what a value prints is no id."""
    if value is None:
        return False
    repeated = value in seen or not _ID.fullmatch(value)
    seen.add(value)
    return repeated
