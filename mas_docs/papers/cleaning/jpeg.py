"""A JPEG without what the camera wrote beside the picture: place, time, owner, previews (ITU-T T.81, annex B)."""

from __future__ import annotations

import re
import struct

_START, _END, _SCAN = 0xD8, 0xD9, 0xDA
_APPLICATION = range(0xE0, 0xF0)
_COMMENT = 0xFE
_FRAMES = frozenset(range(0xC0, 0xD0)) - {0xC4, 0xC8, 0xCC}
_ADOBE = 0xEE
"""Says how four colours are meant; without it, they come out wrong."""

# Within a scan, FF 00 stands for a byte FF, and FF D0 to FF D7 are restarts.
_NEXT_MARKER = re.compile(rb"\xff+[^\x00\xff\xd0-\xd7]")


def is_readable(content: bytes) -> bool:
    """Whether a reader could begin to show a picture: it is a JPEG, with a frame and a scan after it."""
    if content[:2] != bytes((0xFF, _START)):
        return False
    at, framed = 2, False
    while found := _NEXT_MARKER.search(content, at):
        at = found.end()
        marker = content[at - 1]
        if marker == _SCAN:
            return framed
        framed = framed or (marker in _FRAMES)
        at += int.from_bytes(content[at : at + 2], "big")
    return False


def without_metadata(content: bytes) -> bytes:
    """The same picture, to the last dot, with nothing else.

    Args:
        content: a JPEG file that a reader has read to its end.

    Raises:
        ValueError: it is none.
    """
    if content[:2] != bytes((0xFF, _START)):
        raise ValueError("no JPEG")
    kept = [content[:2]]
    at = 2
    while found := _NEXT_MARKER.search(content, at):
        at = found.end()
        marker = content[at - 1]
        if marker == _END:
            return b"".join([*kept, bytes((0xFF, _END))])
        (length,) = struct.unpack_from(">H", content, at)
        until = at + length
        if marker == _SCAN:
            following = _NEXT_MARKER.search(content, until)
            until = following.start() if following else len(content)
        if marker == _ADOBE or not (marker in _APPLICATION or marker == _COMMENT):
            kept += [bytes((0xFF, marker)), content[at:until]]
        at = until
    raise ValueError("no end")
