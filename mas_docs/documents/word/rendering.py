"""Word documents from Word templates, strictly: nothing is lost, and no value can become markup or code.

A value meets no engine. The template gives marks in its place (`marks.py`); the tree is built and proved with stand-ins
(`shapes.py`); the text is put into places that are known, escaped, and read back from the file that leaves.
"""

from __future__ import annotations

import datetime as dt
import html
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass, field
from functools import lru_cache
from pathlib import Path

from mas_docs.documents.environment import render_stream
from mas_docs.documents.printed import PrintedValue
from mas_docs.documents.readback import lost
from mas_docs.documents.word import archive
from mas_docs.documents.word.archive import Member, member
from mas_docs.documents.word.marks import MarkedValues
from mas_docs.documents.word.preparing import TextPart, prepared_template
from mas_docs.documents.word.properties import PROPERTIES_PART, DocumentProperties, core_properties
from mas_docs.documents.word.reading_back import ShapedPart, check_part
from mas_docs.documents.word.shapes import SettledPart, Stream, shape_of
from mas_docs.documents.word.values import check_characters
from mas_docs.yaml_files.source import forbidden_character


@dataclass(frozen=True, slots=True)
class WordDocument:
    """A finished Word document.

    Attributes:
        content: the file.
        text: everything that was printed and every word of its template, as read back from the finished file; parts
            and attributes stand apart by a blank line, rows by a line break, cells by a tab.
        template: the template that it was made from, as read.
    """

    content: bytes = field(repr=False)
    text: str = field(repr=False)
    template: bytes = field(default=b"", repr=False)


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
    prepared = prepared_template(template, language)
    about = _properties_member(properties, today, language, prepared.where)
    rendered = [_rendered(part, context) for part in prepared.texts]
    streams = tuple(stream for stream, _ in rendered)
    body, *others = shape_of(prepared, streams, tuple(tuple(values.fields) for _, values in rendered))
    (_, said), *elsewhere = rendered
    parts = [_finished(body, tuple(said.stretches), tuple(said.owners))]
    for part, (_, values) in zip(others, elsewhere, strict=True):
        parts.append(_finished_before(part, tuple(values.stretches), tuple(values.owners)))
    members = prepared.constant | {part.member.name: part.member for part in parts} | {about.name: about}
    content = _archive([members[name] for name in prepared.order], prepared.where)
    text = "\n\n".join((*(part.text for part in parts), properties.title, properties.identifier))
    return WordDocument(content, text, prepared.content)


def _rendered(part: TextPart, context: Mapping[str, object]) -> tuple[Stream, MarkedValues]:
    values = MarkedValues()
    if part.compiled is None:
        return (part.source,), values
    stream = render_stream(part.compiled, context, part.where, values)
    if forbidden_character("".join(values.stretches)):
        check_characters(map(PrintedValue, values.owners, values.stretches), part.where)
    return stream, values


def _archive(members: Sequence[Member], where: str) -> bytes:
    """The file, opened afresh: each part lies in it as it was made."""
    content = archive.archive_of(members)
    if not archive.holds(content, members):
        raise lost("", "", where)
    return content


def _finished(part: ShapedPart | SettledPart, stretches: tuple[str, ...], owners: tuple[str, ...]) -> SettledPart:
    """A part with its values in place, read back from what is going to stand in the file."""
    if isinstance(part, SettledPart):
        return part
    xml = part.xml.filled(_escaped(stretches)).encode()
    made = member(part.name, xml)
    check_part(archive.content_of(made), xml, part, stretches, owners)
    shown_attributes = (attribute.filled(stretches) for attribute in part.attributes)
    return SettledPart(made, "\n\n".join((part.text.filled(stretches), *shown_attributes)))


def _escaped(stretches: tuple[str, ...]) -> list[str]:
    """The stretches as XML has them, all in one go; with both kinds of quotes, for a gap may be in an attribute.

    None of them holds the character between, which no XML can carry.
    """
    return html.escape("\0".join(stretches)).split("\0")


# The headers and footers of a case's letters are the same for all who get one; their bodies are not.
_finished_before = lru_cache(maxsize=512)(_finished)


@lru_cache(maxsize=256)
def _properties_member(properties: DocumentProperties, today: dt.date, language: str, where: str) -> Member:
    """The part of the properties; the letters of one case share it."""
    check_characters((PrintedValue(name, text) for name, text in asdict(properties).items()), where)
    return member(PROPERTIES_PART, core_properties(properties, today, language))
