r"""Text, calendars, and the readable characters of whatever else there is.

A calendar (RFC 5545, 3.1) folds its lines, also within a letter, and writes `\n`, `\,` and `\;` in its values.
"""

from __future__ import annotations

import codecs
import json
import re
from collections.abc import Iterator

from mas_docs.guard.reading.source import Source
from mas_docs.guard.reading.stretches import APART, Found, Gap, Lacking, Part, Spot, lines

MOST_TEXT = 32 * 2**20
"""How much of a text is read, in bytes; a register of a million lines is longer, and no paper."""

MOST_CHARACTERS = 32 * 2**20
"""How much of a file of an unknown kind is looked through, in bytes."""

_WINDOW = 200_000
_OVERLAP = 2
_MOST_OVERLAP = 2000
_MOST_FOUND = 2_000_000
_SHORTEST = 6
_FOLD = re.compile(rb"\r?\n[ \t]")
_ESCAPED = re.compile(r"\\([nN,;\\])")
# The letters of cp1252; and in UTF-16 those of Latin, Greek, Cyrillic and of Welsh, with what stands between words.
_NARROW = re.compile(rb"[\t\r\n\x20-\x7e\x80\x82-\x8c\x8e\x91-\x9c\x9e-\xff]{%d,}" % _SHORTEST)
_WIDE = re.compile(
    rb"(?:[\t\r\n\x07\x0b\x20-\x7e\xa0-\xff]\x00|[\x00-\xff][\x01-\x05\x1e]|[\x00-\x3f]\x20){%d,}" % _SHORTEST
)
_UNICODE_ESCAPE = re.compile(r"\\u([0-9a-fA-F]{4})|\\([\"\\/bfnrt])")
_HAS_LETTERS = re.compile(r"[^\W\d_]{2}")


def read_text(source: Source) -> Iterator[Part]:
    """Read plain text: lines with their numbers, in windows that overlap, so that no name is cut in two."""
    content = source.read(MOST_TEXT + 1)
    text = decoded(content[:MOST_TEXT])
    yield from windows(text)
    if text.lstrip()[:1] in ("{", "[") and "\\" in text:
        yield from _unescaped(text)
    if len(content) > MOST_TEXT:
        yield Lacking(Gap.TOO_MUCH)


def read_calendar(source: Source) -> Iterator[Part]:
    """Read a calendar's entries or cards, unfolded and unescaped, with their lines."""
    yield from windows(calendar_words(source.read(MOST_TEXT)))


def calendar_words(content: bytes) -> str:
    """What a calendar says, unfolded and unescaped."""
    text = decoded(_FOLD.sub(b"", content))
    return _ESCAPED.sub(lambda found: " " if found[1] in "nN" else found[1], text)


def read_characters(source: Source) -> Iterator[Part]:
    """Read the readable characters of a file whose kind nobody here knows."""
    content = source.read(MOST_CHARACTERS)
    found = APART.join(readable(content))
    if found:
        yield Found(found, ((Spot.CHARACTERS, 0),))


def readable(content: bytes) -> Iterator[str]:
    """The runs of six and more characters in Windows-1252, UTF-8 or UTF-16 that have letters in them."""
    found = 0
    for pattern, encoding in ((_WIDE, "utf-16-le"), (_NARROW, "")):
        for run in pattern.finditer(content):
            text = run.group().decode(encoding, "replace") if encoding else decoded(run.group())
            if _HAS_LETTERS.search(text):
                yield text
                found += len(text)
            if found > _MOST_FOUND:
                return


def decoded(content: bytes) -> str:
    r"""The text of bytes: UTF-16 where they begin so, else UTF-8, and Windows-1252 in each line that is neither."""
    if content.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        text = content.decode("utf-16", "replace")
    else:
        try:
            text = content.decode("utf-8-sig")
        except UnicodeDecodeError:
            text = "".join(_line(line) for line in content.splitlines(keepends=True))
    return text.replace("\r\n", "\n").replace("\r", "\n")


def _line(line: bytes) -> str:
    try:
        return line.decode("utf-8")
    except UnicodeDecodeError:
        return line.decode("cp1252", "replace")


def windows(text: str) -> Iterator[Found]:
    """A long text in stretches that begin with the last two lines of the one before."""
    start, number = 0, 1
    while start < len(text):
        end = text.find("\n", start + _WINDOW) + 1 if len(text) - start > _WINDOW else len(text)
        end = end if start < end <= start + 2 * _WINDOW else min(start + 2 * _WINDOW, len(text))
        yield lines(text[start:end], first=number)
        if end == len(text):
            return
        following = _back(text, start, end)
        number += text.count("\n", start, following)
        start = following


def _back(text: str, start: int, end: int) -> int:
    at = end
    for _ in range(_OVERLAP + 1):
        at = text.rfind("\n", start, at)
        if at < 0:
            break
    return max(at + 1, end - _MOST_OVERLAP, start + 1)


def _unescaped(text: str) -> Iterator[Part]:
    r"""JSON with its escapes undone: `é` may be written `\u00e9`."""
    try:
        value = json.loads(text)
    except (ValueError, RecursionError):
        yield from windows(_UNICODE_ESCAPE.sub(lambda found: chr(int(found[1], 16)) if found[1] else " ", text))
    else:
        yield Found(json.dumps(value, ensure_ascii=False, indent=0).replace("\\n", "\n").replace("\\t", "\t"))
