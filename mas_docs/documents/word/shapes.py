"""The shape of a document: everything of it but the stretches of text that its values are made of.

Which paragraphs, rows and columns a rendering has depends on what its template chose and repeated, and on how many
lines each value has; all else is text in places that are known. So the tree of a document is built once for each shape,
with a stand-in for every stretch, and proved to say what it should. A document of that shape is then its filled text.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import lru_cache
from itertools import count, product

from lxml import etree

from mas_docs.documents.printed import PrintedValue, PrintedValues
from mas_docs.documents.readback import lost
from mas_docs.documents.word.archive import Member, member
from mas_docs.documents.word.docxtpl_way import fitted_tables
from mas_docs.documents.word.marks import MARK, blank, stand_in
from mas_docs.documents.word.preparing import Prepared, TextPart
from mas_docs.documents.word.reading_back import (
    ExpectedAttribute,
    ExpectedPart,
    ShapedPart,
    attribute_values,
    characters_of,
    check_shape,
    expected_part,
)
from mas_docs.documents.word.structure import complete_blocks, unique_ids
from mas_docs.documents.word.values import place_values
from mas_docs.documents.word.xml import XML_SPACE, Element, parse, serialised, words_in
from mas_docs.errors import TemplateError

_LEFT_OVER = re.compile(r"\{\{|\{%|\{#|%\}|\}\}")
_NUMBER = re.compile("[0-9]+")
# A shape of a letter takes about 60 KB; what is made of a case has some twenty.
_MOST_SHAPES = 256

Stream = tuple[str, ...]
"""What a part's template gave, stretch by stretch, with a mark for each value."""


@dataclass(frozen=True, slots=True)
class SettledPart:
    """A part that is the same in every document of a shape."""

    member: Member
    text: str


Shape = tuple[ShapedPart | SettledPart, ...]
"""The parts of a document that have text, in the template's order; those with values, and those without."""


@lru_cache(maxsize=_MOST_SHAPES)
def shape_of(prepared: Prepared, streams: tuple[Stream, ...], fields: tuple[tuple[str, ...], ...]) -> Shape:
    """Work out the shape of a rendering, and prove that it says what it should.

    Args:
        prepared: the template.
        streams: what each of its text parts gave.
        fields: the fields that were printed in each, in order.

    Raises:
        TemplateError: the template is at fault, or something of it or of a value would be lost.
    """
    built = [_built(*part) for part in zip(prepared.texts, streams, fields, strict=True)]
    unique_ids([root for root, _ in built])
    return tuple(
        _proved(part, serialised(root), expected) for part, (root, expected) in zip(prepared.texts, built, strict=True)
    )


def _built(part: TextPart, stream: Stream, fields: tuple[str, ...]) -> tuple[Element, ExpectedPart]:
    """The tree of a part with its stand-ins in place, and what must be read in it."""
    values = PrintedValues()
    root = _parsed(_with_placeholders(part, stream, fields, values), part.where)
    complete_blocks(root)
    expected = expected_part(part.where, root, values)
    _check_left_over(root, expected)
    place_values(root, values, part.where)
    return (fitted_tables(root, part.where) if part.repeats_columns else root), expected


def _with_placeholders(part: TextPart, stream: Stream, fields: tuple[str, ...], values: PrintedValues) -> str:
    _check_words(part, stream)
    # The line breaks are those of `preparing.py`.
    rendered = "".join(stream).replace("\n<w:p", "<w:p")
    marks = MARK.findall(rendered)
    if len(marks) != len(fields):
        raise lost(PrintedValue(fields[min(len(marks), len(fields) - 1)], "") if fields else "", "", part.where)
    numbers, printed = count(), iter(fields)
    return MARK.sub(lambda mark: values.add(next(printed), stand_in(mark[1], numbers)), rendered)


def _check_words(part: TextPart, stream: Stream) -> None:
    """See that a template gave its own words, marks and numbers of columns, and nothing else: no value, no markup."""
    for piece in stream:
        if piece not in part.own_words and not MARK.fullmatch(piece) and not _NUMBER.fullmatch(piece):
            raise TemplateError(
                "The template gave something that is neither its own nor kept aside",
                where=part.where,
                remedy="Print values only as {{ … }}.",
            )


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


def _proved(part: TextPart, xml: bytes, expected: ExpectedPart) -> ShapedPart | SettledPart:
    root = check_shape(xml, expected)
    if not expected.values.values:
        return SettledPart(_settled(part.name, xml), words_in(root))
    finders = tuple(_finders(root, expected.attributes))
    return ShapedPart(
        name=part.name,
        where=part.where,
        xml=blank(xml.decode()),
        tags=xml.count(b"<"),
        characters=blank(characters_of(xml)),
        text=blank(words_in(root)),
        finders=finders,
        attributes=tuple(map(blank, attribute_values(finders, xml))),
    )


@lru_cache(maxsize=_MOST_SHAPES)
def _settled(name: str, xml: bytes) -> Member:
    """A part that many shapes share, compressed once."""
    return member(name, xml, constant=True)


def _finders(root: Element, attributes: Iterable[ExpectedAttribute]) -> Iterator[re.Pattern[str]]:
    """What finds the attributes of those names, in XML as `serialised` writes it."""
    prefixes = {(name, prefix) for element in root.iter("*") for prefix, name in element.nsmap.items()}
    prefixes.add((etree.QName(XML_SPACE).namespace, "xml"))
    for element, name in sorted({(found.element, found.name) for found in attributes}):
        for tag, attribute in product(_written(element, prefixes), _written(name, prefixes)):
            yield re.compile(f'<{tag}(?: [^>]*?)? {attribute}="([^"]*)"')


def _written(full_name: str, prefixes: Iterable[tuple[str, str | None]]) -> list[str]:
    """A name as it may stand in XML: with each prefix of its namespace."""
    name = etree.QName(full_name)
    bound = sorted(prefix or "" for namespace, prefix in prefixes if namespace == name.namespace)
    return [re.escape(f"{prefix}:{name.localname}" if prefix else name.localname) for prefix in bound or [""]]
