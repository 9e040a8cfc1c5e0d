"""Mends what word processors do to the fields of a template, before docxtpl reads it.

Word scatters what is typed over runs at every correction. docxtpl joins such a field, but takes the look of its first
run for all text that follows, stops at an empty run, and cuts a content control in two where a field lies half in it.
LibreOffice makes such halves: of `{{ form.date }}` in a control for dates it leaves the first brace outside.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from mas_docs.documents.word.xml import PARAGRAPH, TEXT, XML_SPACE, Element, word

FIELD = re.compile(r"\{\{.*?\}\}|\{%.*?%\}|\{#.*?#\}", re.DOTALL)
"""A field, in text where it stands in one piece."""

_WRAPPERS = (word("smartTag"), word("customXml"))
_ABOUT_WRAPPERS = frozenset({word("smartTagPr"), word("customXmlPr")})
_HOLDERS = (word("sdt"), word("hyperlink"))

Place = tuple[Element, int, int]
"""A `w:t`, and where its text begins and ends in that of its paragraph."""


def unwrap(root: Element) -> None:
    """Take away smart tags and the like, which show nothing; a field may begin inside one and end behind it."""
    for wrapper in list(root.iter(*_WRAPPERS)):
        holder = wrapper.getparent()
        place = holder.index(wrapper)
        holder[place : place + 1] = [child for child in wrapper if child.tag not in _ABOUT_WRAPPERS]


def join_fields(root: Element) -> None:
    """Put each field wholly into one text: its first, or the first within the innermost control or link it touches."""
    for paragraph in root.iter(PARAGRAPH):
        places = list(_places(paragraph))
        text = "".join(element.text for element, _, _ in places)
        # From the last to the first, so that the places of those before stay as they are.
        for field in reversed(list(FIELD.finditer(text))):
            _join(field, [place for place in places if place[1] < field.end() and field.start() < place[2]])


def _places(paragraph: Element) -> Iterator[Place]:
    """The texts of a paragraph, without those of paragraphs within it."""
    position = 0
    for element in paragraph.iter(TEXT):
        if element.text and next(element.iterancestors(PARAGRAPH)) is paragraph:
            yield element, position, position + len(element.text)
            position += len(element.text)


def _join(field: re.Match[str], places: list[Place]) -> None:
    if len(places) == 1:
        return
    chosen, _, _ = max(places, key=lambda place: len(list(place[0].iterancestors(*_HOLDERS))))
    for element, start, end in places:
        before = element.text[: max(field.start() - start, 0)]
        after = element.text[max(field.end() - start, 0) :] if field.end() < end else ""
        element.text = before + (field[0] if element is chosen else "") + after
        element.set(XML_SPACE, "preserve")
