"""Documents of office programs: Office Open XML (ECMA-376) and OpenDocument (ISO/IEC 26300), with macros too."""

from __future__ import annotations

import re
import zipfile
from collections.abc import Iterator

from mas_docs.guard.reading.containers import Container, TooMuchError, is_locked
from mas_docs.guard.reading.inner import Inner
from mas_docs.guard.reading.kinds import Kind, kind_of
from mas_docs.guard.reading.markup import words_of
from mas_docs.guard.reading.pictures import is_icon
from mas_docs.guard.reading.plain import decoded
from mas_docs.guard.reading.sheets import read_sheet, shared_strings
from mas_docs.guard.reading.source import Source
from mas_docs.guard.reading.stretches import Found, Gap, Lacking, Part, Place, Spot, within

_MARKERS = {"[Content_Types].xml", "content.xml", "META-INF/manifest.xml"}
_SHARED_STRINGS = "xl/sharedstrings.xml"
_XML = (".xml", ".rels", ".vml", ".rdf", ".xhtml", ".svg")
_FONTS = (".odttf", ".fntdata", ".ttf", ".otf")
_MACROS = ("vbaproject.bin", "vbadata.xml")
_SEEN_ELSEWHERE = re.compile(r"(?:^thumbnails/|^docprops/thumbnail|printersettings\d*\.bin$)")
_ODF_ENCRYPTED = b"encryption-data"
_PICTURES = {Kind.PNG, Kind.JPEG, Kind.PICTURE}
_SHEET = re.compile(r"xl/worksheets/[^/]*?(\d*)\.xml$")
_PLACES = (
    (re.compile(r"(?:word/document\d*|content)\.xml$"), None),
    (re.compile(r"word/header(\d*)\.xml$"), Spot.HEADER),
    (re.compile(r"word/footer(\d*)\.xml$"), Spot.FOOTER),
    (re.compile(r"word/footnotes\.xml$"), Spot.FOOTNOTES),
    (re.compile(r"word/endnotes\.xml$"), Spot.ENDNOTES),
    (re.compile(r"(?:word|xl|ppt)/(?:.*/)?(?:comments|threadedcomment|people|persons)[^/]*\.xml$"), Spot.COMMENTS),
    (re.compile(r"(?:docprops/.*|meta)\.xml$"), Spot.PROPERTIES),
    (re.compile(r"ppt/slides/slide(\d*)\.xml$"), Spot.SLIDE),
    (re.compile(r"ppt/notesslides/notesslide(\d*)\.xml$"), Spot.NOTES),
    (re.compile(r"xl/workbook\.xml$"), Spot.SHEET_NAMES),
    (re.compile(r".*\.rels$"), Spot.LINKS),
)


def is_office_document(container: Container) -> bool:
    """Whether an archive is a document."""
    return any(part.filename in _MARKERS for part in container.parts)


def read_office(container: Container, inner: Inner) -> Iterator[Part]:
    """Read every part of a document."""
    if any(is_locked(part) for part in container.parts) or _is_encrypted(container):
        yield Lacking(Gap.LOCKED)
        return
    reader = _Document(container, inner)
    for part in container.parts:
        try:
            yield from reader.part(part)
        except TooMuchError:
            yield Lacking(Gap.TOO_MUCH)
        except Exception:  # noqa: BLE001 - whatever an engine makes of untrusted content, the rest is still read
            yield Lacking(Gap.DAMAGED)
    if reader.pictures:
        yield Lacking(Gap.PICTURES, (reader.pictures,))


def _is_encrypted(container: Container) -> bool:
    manifests = [part for part in container.parts if part.filename == "META-INF/manifest.xml"]
    return any(_ODF_ENCRYPTED in container.read(part) for part in manifests)


class _Document:
    """A document that is being read.

    Attributes:
        pictures: how many pictures it has, without icons.
    """

    def __init__(self, container: Container, inner: Inner) -> None:
        self.pictures = 0
        self._container = container
        self._inner = inner
        self._attached = self._pictures_read = 0
        self._shared: tuple[str, ...] | None = None

    def part(self, part: zipfile.ZipInfo) -> Iterator[Part]:
        name = part.filename.lower()
        if name.endswith(_FONTS) or _SEEN_ELSEWHERE.search(name) or not part.file_size:
            return
        content = self._container.read(part)
        if name.endswith(_MACROS):
            yield Lacking(Gap.PROGRAMS)
        if sheet := _SHEET.match(name):
            yield from self._sheet(content, int(sheet[1] or 1))
        elif name.endswith(_XML):
            yield from _xml(content, name)
        else:
            yield from self._other(content)

    def _sheet(self, content: bytes, number: int) -> Iterator[Part]:
        if self._shared is None:
            listed = [part for part in self._container.parts if part.filename.lower() == _SHARED_STRINGS]
            self._shared = shared_strings(self._container.read(listed[0])) if listed else ()
        yield from within(Spot.SHEET, number, read_sheet(content, self._shared))

    def _other(self, content: bytes) -> Iterator[Part]:
        kind = kind_of(Source(content))
        if kind in _PICTURES:
            self._pictures_read += 1
            self.pictures += not is_icon(content)
            read = self._inner.read(content, Spot.PICTURE, self._pictures_read)
            yield from (part for part in read if isinstance(part, Found))  # that they are pictures is told once
        elif kind is not Kind.EMPTY:
            self._attached += 1
            yield from self._inner.read(content, Spot.ATTACHED, self._attached)


def _xml(content: bytes, name: str) -> Iterator[Part]:
    words = words_of(content)
    place = _place(name)
    yield Found(words.shown.text, place, Spot.PARAGRAPH, words.shown.starts)
    yield Found(words.earlier, (*place, (Spot.BEFORE_CHANGES, 0)))
    yield Found(words.values, place or ((Spot.BEHIND, 0),))
    if words.damaged:
        yield Lacking(Gap.DAMAGED)
        yield Found(decoded(content), ((Spot.BEHIND, 0),))


def _place(name: str) -> Place:
    for pattern, spot in _PLACES:
        if found := pattern.match(name):
            number = found[1] if pattern.groups else ""
            return () if spot is None else ((spot, int(number or 1)),)
    return ((Spot.BEHIND, 0),)
