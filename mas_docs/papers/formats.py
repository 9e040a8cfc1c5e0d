"""What a paper is, told by its content and never by its name. Only its beginning is held in memory."""

from __future__ import annotations

import codecs
import contextlib
import errno
import os
import re
from dataclasses import dataclass
from pathlib import Path

from mas_docs.files import open_ordinary

CHUNK = 1 << 20
"""How much of a file is held at a time, in bytes; a multiple of 128, the size of an OLE directory entry."""


@dataclass(frozen=True, slots=True)
class Format:
    """A kind of file that may travel as a paper.

    Attributes:
        media_type: as registered with IANA.
        extension: with which the recipient's computer opens it, without the dot.
    """

    media_type: str
    extension: str


PDF = Format("application/pdf", "pdf")
DOCX = Format("application/vnd.openxmlformats-officedocument.wordprocessingml.document", "docx")
ODT = Format("application/vnd.oasis.opendocument.text", "odt")
DOC = Format("application/msword", "doc")
RTF = Format("application/rtf", "rtf")
PNG = Format("image/png", "png")
JPEG = Format("image/jpeg", "jpg")
TIFF = Format("image/tiff", "tif")
TEXT = Format("text/plain", "txt")

ZIP_SIGNATURE = b"PK\x03\x04"
OLE_SIGNATURE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"

_SIGNATURES = (
    (b"%PDF-", PDF),
    (b"{\\rtf", RTF),
    (b"\x89PNG\r\n\x1a\n", PNG),
    (b"\xff\xd8\xff", JPEG),
    (b"II*\x00", TIFF),
    (b"MM\x00*", TIFF),
)
# Readers look for a PDF's header in the first kilobyte: a line that a mail gateway put before it is harmless.
_PDF_HEADER_WITHIN = 1024
# Case-management systems export web pages and call them .doc; as plain text nobody could read them.
_MARKUP = re.compile(rb"(?:\xef\xbb\xbf)?\s*(?:<(?:!doctype|html|head|body|\?xml|!--)|MIME-Version:)", re.IGNORECASE)
_NOT_IN_TEXT = re.compile("[\x00-\x08\x0b\x0e-\x1f\x7f]")


def plain_format(path: Path) -> Format | None:
    """Recognise a file that is no container: PDF, RTF, a picture, plain text; otherwise nothing.

    Args:
        path: a regular file.

    Raises:
        OSError: it cannot be read.
    """
    with path.open("rb") as file:
        start = file.read(_PDF_HEADER_WITHIN)
    for signature, found in _SIGNATURES:
        if start.startswith(signature):
            return found
    if b"%PDF-" in start:
        return PDF
    if _MARKUP.match(start):
        return None
    return TEXT if _is_text(path, start) else None


def read_text(path: Path) -> str:
    """The text of a paper that was recognised as plain text, in whichever encoding it was written.

    Args:
        path: the file.

    Raises:
        OSError: it cannot be read, or is no text any more.
    """
    with open_ordinary(path) as file:
        content = file.read()
    for encoding in _encodings(content):
        with contextlib.suppress(UnicodeDecodeError):
            return content.decode(encoding)
    raise OSError(errno.EILSEQ, os.strerror(errno.EILSEQ))


def _encodings(start: bytes) -> tuple[str, ...]:
    # Windows-1252 comes last: it is what Notepad wrote for decades, and nearly any bytes would pass for it.
    return ("utf-16",) if start.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)) else ("utf-8", "cp1252")


def _is_text(path: Path, start: bytes) -> bool:
    return any(_decodes(path, encoding) for encoding in _encodings(start))


def _decodes(path: Path, encoding: str) -> bool:
    decoder = codecs.getincrementaldecoder(encoding)()
    with path.open("rb") as file:
        while True:
            chunk = file.read(CHUNK)
            try:
                text = decoder.decode(chunk, final=not chunk)
            except UnicodeDecodeError:
                return False
            if _NOT_IN_TEXT.search(text):
                return False
            if not chunk:
                return True
