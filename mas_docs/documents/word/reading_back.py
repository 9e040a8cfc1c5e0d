"""Read-back of a Word document: the finished file is opened afresh, and all that was printed must stand in it.

First once for a shape (`shapes.py`), where every value is a stand-in of its own: its text, across runs, paragraphs and
tabs, and its attributes are compared character for character with what the template and its values say. Then for every
document of that shape: the bytes that leave are opened, decompressed and parsed strictly, their text and attributes are
compared character for character with the shape's, filled with this document's values, and no tag may be there more or
less. A value that was dropped, cut, changed, doubled, moved or taken for markup is found, and so is lost text of the
template itself.
"""

from __future__ import annotations

import html
import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from xml.parsers import expat

from lxml import etree

from mas_docs.documents.printed import Piece, PrintedValue, PrintedValues, text_of
from mas_docs.documents.readback import check_text, lost
from mas_docs.documents.word.marks import Blank
from mas_docs.documents.word.xml import Element, parse, text_in, words_in
from mas_docs.errors import TemplateError


@dataclass(frozen=True, slots=True)
class ExpectedAttribute:
    """An attribute that values were printed into.

    Attributes:
        element: the full name of its element.
        name: the full name of the attribute.
        pieces: its value.
    """

    element: str
    name: str
    pieces: tuple[Piece, ...]


@dataclass(frozen=True, slots=True)
class ExpectedPart:
    """What must be read in one part of a shape.

    Attributes:
        where: the template and the part, as errors name them.
        text: its text, in order.
        attributes: its attributes that hold values, in order.
        values: the values of this part's rendering.
    """

    where: str
    text: tuple[Piece, ...]
    attributes: tuple[ExpectedAttribute, ...]
    values: PrintedValues


def expected_part(where: str, root: Element, values: PrintedValues) -> ExpectedPart:
    """What a part must say, read from it while it still holds placeholders.

    Raises:
        TemplateError: a value was printed where a document shows nothing.
    """
    attributes = tuple(
        ExpectedAttribute(str(element.tag), str(attribute), values.pieces(value))
        for element in root.iter("*")
        for attribute, value in element.attrib.items()
        if values.stand_in(value)
    )
    text = values.pieces(text_in(root))
    found = (*text, *(piece for attribute in attributes for piece in attribute.pieces))
    if missing := values.missing_from(found):
        raise TemplateError(
            f"`{missing.field}` is printed at a place that Word does not show",
            where=where,
            remedy="Print it as {{ … }} in the text of a paragraph, not as {{p … }} or {{r … }}.",
        )
    return ExpectedPart(where, text, attributes, values)


def check_shape(xml: bytes, part: ExpectedPart) -> Element:
    """Parse a part of a shape afresh and find everything in it that was printed.

    Returns:
        Its root.

    Raises:
        TemplateError: something was lost or changed; names the part and the field.
    """
    if part.values.stand_in(xml.decode()):
        raise TemplateError("A placeholder was left in the document", where=part.where)
    root = parse(xml)
    check_text(text_in(root), part.text, part.where)
    _check_attributes(root, part)
    return root


def _check_attributes(root: Element, part: ExpectedPart) -> None:
    """Find each attribute's value in order; a paragraph that was split may hold it more than once."""
    written = ((element.tag, name, value) for element in root.iter("*") for name, value in element.attrib.items())
    for attribute in part.attributes:
        wanted = (attribute.element, attribute.name, text_of(attribute.pieces))
        # `in` reads on from where the attribute before was found.
        if wanted not in written:
            raise lost(next(piece for piece in attribute.pieces if isinstance(piece, PrintedValue)), "", part.where)


@dataclass(frozen=True, slots=True, eq=False)
class ShapedPart:
    """A part of a shape that holds values: what is written, and what must be read.

    Attributes:
        name: the part's name in the file (`word/document.xml`).
        where: the template and the part, as errors name them.
        xml: its bytes as text.
        tags: how many `<` it has; a value has none, for it is written as `&lt;`.
        characters: all characters between its tags.
        text: its words as a reader sees them, with their tabs, lines, cells and rows.
        finders: find the attributes that hold values, and others of their names.
        attributes: what they find.
    """

    name: str
    where: str
    xml: Blank
    tags: int
    characters: Blank
    text: Blank
    finders: tuple[re.Pattern[str], ...]
    attributes: tuple[Blank, ...]


def check_part(
    content: bytes, written: bytes, part: ShapedPart, stretches: Sequence[str], owners: Sequence[str]
) -> None:
    """Read a part of the finished file, and find in it everything that was printed.

    Args:
        content: the part, as decompressed from the file that leaves.
        written: the part as it was meant to be written.
        part: its shape.
        stretches: the stretches of text that its values are made of.
        owners: the field of each stretch.

    Raises:
        TemplateError: something was lost or changed; names the part and the field, never the value.
    """
    whole = content == written and content.count(b"<") == part.tags
    if not whole or not _says(content, part, stretches):
        raise _changed(content, part, stretches, owners)


def _says(content: bytes, part: ShapedPart, stretches: Sequence[str]) -> bool:
    """Whether a part, parsed strictly, has the text and the attributes that it should."""
    try:
        characters = characters_of(content)
    except expat.ExpatError:
        return False
    found = attribute_values(part.finders, content)
    return (
        part.characters.is_said_by(characters, stretches)
        and len(found) == len(part.attributes)
        and all(attribute.is_said_by(value, stretches) for attribute, value in zip(part.attributes, found, strict=True))
    )


def attribute_values(finders: Iterable[re.Pattern[str]], xml: bytes) -> list[str]:
    """The values of the attributes that patterns find in a well-formed part without comments or CDATA."""
    text = xml.decode() if finders else ""
    return [html.unescape(value) for finder in finders for value in finder.findall(text)]


def characters_of(xml: bytes) -> str:
    """All characters between the tags of a part, read without building its tree.

    Raises:
        xml.parsers.expat.ExpatError: it is not well-formed.
    """
    found: list[str] = []
    parser = expat.ParserCreate("UTF-8")
    parser.buffer_text = True
    parser.CharacterDataHandler = found.append
    parser.Parse(xml, True)
    return "".join(found)


def _changed(content: bytes, part: ShapedPart, stretches: Sequence[str], owners: Sequence[str]) -> TemplateError:
    """The error of a part that does not say what it should; it names the first field that is affected."""
    pieces: list[Piece] = [part.text.words[0]]
    for gap, words in zip(part.text.gaps, part.text.words[1:], strict=True):
        pieces += [PrintedValue(owners[gap], stretches[gap]), words]
    try:
        check_text(words_in(parse(content)), pieces, part.where)
    except (etree.XMLSyntaxError, ValueError):
        return lost("", "", part.where)
    except TemplateError as error:
        return error
    return lost(_first_attribute(part, owners), "", part.where)


def _first_attribute(part: ShapedPart, owners: Sequence[str]) -> Piece:
    gaps = [gap for attribute in part.attributes for gap in attribute.gaps]
    return PrintedValue(owners[gaps[0]], "") if gaps else ""
