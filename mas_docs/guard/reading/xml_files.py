"""XML files that are no part of a container: flat OpenDocument, Word 2003, drawings, data."""

from __future__ import annotations

from collections.abc import Iterator

from mas_docs.guard.reading.markup import words_of
from mas_docs.guard.reading.plain import MOST_TEXT, decoded, windows
from mas_docs.guard.reading.source import Source
from mas_docs.guard.reading.stretches import Found, Gap, Lacking, Part, Spot


def read_xml(source: Source) -> Iterator[Part]:
    """Read an XML file; one that is damaged or declares entities is read as it is written, too."""
    content = source.read(MOST_TEXT + 1)
    words = words_of(content)
    yield Found(words.shown.text, (), Spot.PARAGRAPH, words.shown.starts)
    yield Found(words.earlier, ((Spot.BEFORE_CHANGES, 0),))
    yield Found(words.values, ((Spot.BEHIND, 0),))
    if words.damaged:
        yield Lacking(Gap.DAMAGED)
        yield from windows(decoded(content))
    if len(content) > MOST_TEXT:
        yield Lacking(Gap.TOO_MUCH)
