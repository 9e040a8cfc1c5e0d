"""Read-back: the finished document is opened afresh, and everything that was printed must stand in it, in its place.

No silent loss. The text that must be there is known before any value is placed: the template's own text with each value
between. The finished part is compared with it character for character, so that a value that was dropped, cut, changed,
doubled or moved is found, and so is lost text of the template itself.
"""

from __future__ import annotations

import io
import zipfile
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from mas_docs.documents.printed import Piece, PrintedValue, PrintedValues, text_of
from mas_docs.documents.word_xml import Element, parse, text_in
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
    """What must be read in one part of the finished document.

    Attributes:
        name: the part's name in the file (`word/document.xml`).
        where: the template and the part, as errors name them.
        text: its text, in order.
        attributes: its attributes that hold values, in order.
        values: the values of this part's rendering.
    """

    name: str
    where: str
    text: tuple[Piece, ...]
    attributes: tuple[ExpectedAttribute, ...]
    values: PrintedValues


def expected_part(name: str, where: str, root: Element, values: PrintedValues) -> ExpectedPart:
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
    if lost := values.missing_from(found):
        raise TemplateError(
            f"`{lost.field}` is printed at a place that Word does not show",
            where=where,
            remedy="Print it as {{ … }} in the text of a paragraph, not as {{p … }} or {{r … }}.",
        )
    return ExpectedPart(name, where, text, attributes, values)


def check_document(content: bytes, parts: Iterable[ExpectedPart]) -> None:
    """Open a finished document afresh and find everything in it that was printed.

    Args:
        content: the finished file.
        parts: what its parts must say.

    Raises:
        TemplateError: something was lost or changed; names the part and the field, never the value.
    """
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        for part in parts:
            xml = archive.read(part.name)
            if part.values.stand_in(xml.decode()):
                raise TemplateError("A placeholder was left in the document", where=part.where)
            root = parse(xml)
            check_text(text_in(root), part.text, part.where)
            _check_attributes(root, part)


def check_text(actual: str, expected: Sequence[Piece], where: str) -> None:
    """Compare text with what must be there.

    Raises:
        TemplateError: it differs; names the first field that is affected.
    """
    position = 0
    last = ""
    for piece in expected:
        wanted = as_lines(text_of([piece]))
        if not actual.startswith(wanted, position):
            raise _lost(piece, last, where)
        position += len(wanted)
        last = piece.field if isinstance(piece, PrintedValue) else last
    if position != len(actual):
        raise _lost("", last, where)


def as_lines(text: str) -> str:
    r"""Text with each line break as `\n`: a document has paragraphs, not the line ends of one system or another."""
    return text.replace("\r\n", "\n").replace("\r", "\n")


def _check_attributes(root: Element, part: ExpectedPart) -> None:
    """Find each attribute's value in order; a paragraph that was split may hold it more than once."""
    written = ((element.tag, name, value) for element in root.iter("*") for name, value in element.attrib.items())
    for attribute in part.attributes:
        wanted = (attribute.element, attribute.name, text_of(attribute.pieces))
        # `in` reads on from where the attribute before was found.
        if wanted not in written:
            raise _lost(next(piece for piece in attribute.pieces if isinstance(piece, PrintedValue)), "", part.where)


def _lost(piece: Piece, after: str, where: str) -> TemplateError:
    if isinstance(piece, PrintedValue):
        lost = f"The value of `{piece.field}`"
    else:
        lost = f"The template's text after `{after}`" if after else "The template's text"
    return TemplateError(
        f"{lost} does not stand in the finished document as it should",
        where=where,
        remedy="Nothing was written; restore the template from the one that ships with mas-docs.",
    )
