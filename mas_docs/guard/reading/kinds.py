"""What a file is, told by its content: every kind that a recipient's computer would show, not only papers."""

from __future__ import annotations

import codecs
import re
from enum import Enum, auto

from mas_docs.guard.reading.source import START, Source
from mas_docs.papers.formats import OLE_SIGNATURE, ZIP_SIGNATURE


class Kind(Enum):
    """A kind of file, by how its text is found."""

    EMPTY = auto()
    PDF = auto()
    ZIP = auto()
    OLE = auto()
    RTF = auto()
    PNG = auto()
    JPEG = auto()
    PICTURE = auto()
    MAIL = auto()
    CALENDAR = auto()
    XML = auto()
    HTML = auto()
    TEXT = auto()
    UNKNOWN = auto()


_SIGNATURES = (
    (ZIP_SIGNATURE, Kind.ZIP),
    (b"PK\x05\x06", Kind.ZIP),
    (OLE_SIGNATURE, Kind.OLE),
    (b"{\\rtf", Kind.RTF),
    (b"\x89PNG\r\n\x1a\n", Kind.PNG),
    (b"\xff\xd8\xff", Kind.JPEG),
    (b"GIF8", Kind.PICTURE),
    (b"II*\x00", Kind.PICTURE),
    (b"MM\x00*", Kind.PICTURE),
    (b"II+\x00", Kind.PICTURE),
    (b"MM\x00+", Kind.PICTURE),
    (b"\x00\x00\x01\x00", Kind.PICTURE),
    (b"\xd7\xcd\xc6\x9a", Kind.PICTURE),
)
_BITMAP = re.compile(rb"BM.{4}\0\0\0\0", re.DOTALL)
_WEBP = re.compile(rb"RIFF.{4}WEBP", re.DOTALL)
_HEIC = re.compile(rb".{4}ftyp(?:heic|heix|hevc|heim|heis|mif1|msf1|avif|avis)", re.DOTALL)
_METAFILE = re.compile(rb"\x01\0\0\0.{36} EMF", re.DOTALL)
_PICTURES = (_BITMAP, _WEBP, _HEIC, _METAFILE)
_PDF_HEADER_WITHIN = 1024
_NOT_IN_TEXT = re.compile(rb"[\x00-\x08\x0e-\x1a\x1c-\x1f\x7f]")
_CALENDAR = re.compile(r"\s*BEGIN:V(?:CALENDAR|CARD|EVENT|TODO|NOTE)\b", re.IGNORECASE)
_XML = re.compile(r"\s*<\?xml\b")
_HTML = re.compile(
    r"\s*(?:<!--.*?-->\s*)*<(?:!doctype|html|head|body|meta|title|div|table|p|svg)\b", re.IGNORECASE | re.DOTALL
)
_HEADER = re.compile(r"(?:From [^\n]*\n)?(?:[!-9;-~]+:[^\n]*\n(?:[ \t][^\n]*\n)*){2,}")
_OF_MAIL = re.compile(
    r"^(?:MIME-Version|Received|Message-ID|X-Unsent|Return-Path|Content-Type|Content-Transfer-Encoding):",
    re.IGNORECASE | re.MULTILINE,
)


def kind_of(source: Source) -> Kind:
    """Tell what a file is.

    Raises:
        OSError: it cannot be read.
    """
    start = source.read(START)
    if not start:
        return Kind.EMPTY
    for signature, kind in _SIGNATURES:
        if start.startswith(signature):
            return kind
    if b"%PDF-" in start[:_PDF_HEADER_WITHIN]:
        return Kind.PDF
    if any(pattern.match(start) for pattern in _PICTURES):
        return Kind.PICTURE
    return _kind_of_text(start)


def _kind_of_text(start: bytes) -> Kind:
    if start.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        text = start.decode("utf-16", "ignore")
    elif _NOT_IN_TEXT.search(start):
        return Kind.UNKNOWN
    else:
        text = start.decode("utf-8-sig", "replace")
    return _kind_of_words(text.replace("\r\n", "\n"))


def _kind_of_words(text: str) -> Kind:
    if _CALENDAR.match(text):
        return Kind.CALENDAR
    headers = _HEADER.match(text)
    if headers and _OF_MAIL.search(headers.group()):
        return Kind.MAIL
    if _HTML.match(text):
        return Kind.HTML
    if _XML.match(text):
        # A web page may begin as XML does; a reader of web pages shows it even where it is not well-formed.
        return Kind.HTML if "<html" in text[:2048].lower() else Kind.XML
    return Kind.TEXT
