"""What stands between two words of a text, and whether one name can go on across it."""

from __future__ import annotations

import re
from enum import IntEnum
from functools import lru_cache

from mas_docs.guard.folding import FIELD_LABELS

_WORDS = re.compile(r"[^\W\d_]+")
_LABEL = re.compile(r"[^\W\d_]{2,}(?:\s?\([sS]\))?\s?[:.]?")
_INITIAL = re.compile(r"(?<![^\W\d_])[^\W\d_](?![^\W\d_])\.?")
_SMALL_WORDS = frozenset("aioy")
_BLANK_LINE = re.compile(r"(?:\r\n|\r(?!\n)|\n)[^\S\r\n]*[\r\n]|[\f\v]")
_END = re.compile(r"[.!?;:\u2026]+(?:\s|[)\"\u201d\]]\s)|[!?;&+\u2022\u25cf\u25aa\u00b7*=]")
_DIVIDED = re.compile(r"[-\u2010-\u2015\u2212][ \t]*(?:\r\n?|\n)[ \t]*")
_COLUMN = re.compile(r"\s[-\u2010-\u2015\u2212]+\s|[\r\n\t,:|/\\()\[\]{}<>\"\u201c\u201d@]|\s{3}")


class Gap(IntEnum):
    """How much two neighbouring words belong together."""

    PLAIN = 0
    """A space, a hyphen, an underscore, nothing: as within one name."""
    LOOSE = 1
    """A comma, the end of a line, the edge of a table's cell: two parts of one name, or two people."""
    APART = 2
    """A blank line or the end of a page."""
    BLOCKED = 3
    """The end of a sentence, or a sign that no name goes across."""


@lru_cache(maxsize=8192)
def gap_kind(gap: str) -> Gap:
    """What a gap says; initials and what forms print between the parts of a name may stand in it."""
    if _WORDS.search(gap):
        return _with_words(gap)
    return _kind(gap)


def _with_words(gap: str) -> Gap:
    letters = _WORDS.findall(gap)
    labels = [word for word in letters if len(word) > 1]
    if any(word.lower() not in FIELD_LABELS for word in labels):
        return Gap.BLOCKED
    if any(word in _SMALL_WORDS for word in letters) or any(map(str.isdigit, gap)):
        return Gap.BLOCKED
    rest = _INITIAL.sub("", _LABEL.sub("\t", gap) if labels else gap)
    if not labels:
        return _kind(rest)
    # A form prints its labels under one another; what is left then is the space around them.
    return max(_kind(re.sub(r"\s+", " ", rest.replace(":", " "))), Gap.LOOSE)


def _kind(gap: str) -> Gap:
    if gap in {"", " ", "-"} or _DIVIDED.fullmatch(gap):
        return Gap.PLAIN
    if _END.search(gap) or any(map(str.isdigit, gap)):
        return Gap.BLOCKED
    if _BLANK_LINE.search(gap):
        return Gap.APART
    return Gap.LOOSE if _COLUMN.search(gap) else Gap.PLAIN
