"""Pictures: what they show cannot be searched; what is written beside it in the file can.

PNG (W3C, 11.3.4) keeps texts in chunks, packed or not; JPEG (ITU T.81) keeps EXIF, XMP, IPTC and comments in segments.
"""

from __future__ import annotations

import contextlib
import struct
import zlib
from collections.abc import Iterator

from mas_docs.guard.reading.plain import read_characters, readable
from mas_docs.guard.reading.source import Source
from mas_docs.guard.reading.stretches import APART, Found, Gap, Lacking, Part, Spot

MOST_PICTURE = 32 * 2**20
"""How much of a picture is looked through, in bytes."""

_DATA = ((Spot.PICTURE_DATA, 0),)
_MOST_UNPACKED = 2**20
_TEXT_CHUNKS = {b"tEXt", b"zTXt", b"iTXt", b"eXIf"}
_WITHOUT_LENGTH = {0x01, *range(0xD0, 0xDA)}
_START_OF_SCAN = 0xDA
_TEXT_SEGMENTS = {*range(0xE1, 0xF0), 0xFE}
_SIZES = {*range(0xC0, 0xD0)} - {0xC4, 0xC8, 0xCC}
_ICON_PIXELS = 128 * 128
_ICON_BYTES = 4096


def read_png(source: Source) -> Iterator[Part]:
    """Read the texts that a PNG carries, and what follows its end."""
    yield Lacking(Gap.PICTURE)
    yield _readable(_png_texts(source.read(MOST_PICTURE)))


def read_jpeg(source: Source) -> Iterator[Part]:
    """Read the texts that a JPEG carries, and what follows its end."""
    yield Lacking(Gap.PICTURE)
    yield _readable(_jpeg_texts(source.read(MOST_PICTURE)))


def read_picture(source: Source) -> Iterator[Part]:
    """Read the readable characters of any other picture."""
    yield Lacking(Gap.PICTURE)
    yield from read_characters(source)


def is_icon(content: bytes) -> bool:
    """Whether a picture is too small to show a text that one could read."""
    if content.startswith(b"\x89PNG"):
        width, height = struct.unpack(">II", content[16:24].ljust(8, b"\0"))
        return bool(width * height <= _ICON_PIXELS)
    if content.startswith(b"\xff\xd8"):
        return _jpeg_pixels(content) <= _ICON_PIXELS
    return len(content) <= _ICON_BYTES


def _readable(texts: Iterator[bytes]) -> Found:
    return Found(APART.join(run for text in texts for run in readable(text)), _DATA)


def _png_texts(content: bytes) -> Iterator[bytes]:
    at = 8
    while at + 8 <= len(content):
        length, kind = struct.unpack(">I4s", content[at : at + 8])
        data = content[at + 8 : at + 8 + length]
        if kind in _TEXT_CHUNKS:
            yield data
            yield _unpacked(data, kind)
        at += length + 12
        if kind == b"IEND":
            break
    yield content[at:]


def _unpacked(data: bytes, kind: bytes) -> bytes:
    """The packed text of a chunk: after a keyword and a method, or after a keyword, two flags and two more words."""
    _, _, rest = data.partition(b"\0")
    if kind == b"iTXt" and rest[:1] == b"\1":
        rest = rest[2:].partition(b"\0")[2].partition(b"\0")[2]
    elif kind == b"zTXt":
        rest = rest[1:]
    else:
        return b""
    with contextlib.suppress(zlib.error):
        return zlib.decompressobj().decompress(rest, _MOST_UNPACKED)
    return b""


def _jpeg_texts(content: bytes) -> Iterator[bytes]:
    for kind, data in _segments(content):
        if kind in _TEXT_SEGMENTS:
            yield data
    end = content.rfind(b"\xff\xd9")
    if end >= 0:
        yield content[end + 2 :]


def _jpeg_pixels(content: bytes) -> int:
    for kind, data in _segments(content):
        if kind in _SIZES and len(data) >= 5:  # noqa: PLR2004 - a byte of precision, then both sides
            height, width = struct.unpack(">HH", data[1:5])
            return int(height * width)
    return _ICON_PIXELS + 1


def _segments(content: bytes) -> Iterator[tuple[int, bytes]]:
    at = 2
    while at + 4 <= len(content) and content[at] == 0xFF and content[at + 1] != _START_OF_SCAN:  # noqa: PLR2004
        kind = content[at + 1]
        if kind in _WITHOUT_LENGTH or kind == 0xFF:  # noqa: PLR2004 - a filler
            at += 1 if kind == 0xFF else 2  # noqa: PLR2004
            continue
        (length,) = struct.unpack(">H", content[at + 2 : at + 4])
        yield kind, content[at + 4 : at + 2 + length]
        at += 2 + max(length, 2)
