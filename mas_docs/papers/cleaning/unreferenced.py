"""Fonts and pictures that a page's list of resources names and its content does not: they must not travel with it."""

from __future__ import annotations

import contextlib
import re
from collections.abc import Iterable
from typing import Any

from mas_docs.papers.cleaning.streams import StreamReader, unpacks_to_little

_DRAWN = re.compile(rb"(/[A-Za-z0-9_.+\-]+)[\0\t\n\f\r ]+Do(?![A-Za-z0-9])")
"""A picture that is drawn, by a name without escapes (ISO 32000-1, 7.3.5 and 8.8)."""

_SET = re.compile(rb"(/[A-Za-z0-9_.+\-]+)[\0\t\n\f\r ]+[0-9.+\-]+[\0\t\n\f\r ]+Tf(?![A-Za-z0-9])")
"""A font that text is set in (9.3.1), likewise."""

_STRING = re.compile(rb"\((?:[^()\\]|\\.)*\)", re.DOTALL)
"""A string without another pair of brackets in it (7.3.4.2)."""

_NO_OPERATORS = re.compile(rb"%|\bBI\b")
"""A comment (7.2.4) or a picture in the content itself (8.9.7): what looks like an operator there is none."""

_MOST_PARTS = 16
_DEEPEST_BRACKETS = 8


def remove_unreferenced(pdf: Any, pages: Iterable[Any], reader: StreamReader) -> None:
    """Take out of each page's resources the fonts and pictures that its content does not name.

    Pages that share a list of pictures would take along those of pages that were taken out before. The engine reads
    every operator of the paper for that, so it is asked only where a page may name less than is listed.

    Args:
        pdf: the open PDF, which is changed.
        pages: its pages' dictionaries.
        reader: reads its streams.

    Raises:
        CannotTravelError: a page's content unpacks to too much.
    """
    if all(_names_all(page, reader) for page in pages):
        return
    # Where the list is of no known form, it is pruned all the same.
    with contextlib.suppress(RuntimeError):
        pdf.remove_unreferenced_resources()


def _names_all(page: Any, reader: StreamReader) -> bool:
    """Whether a page surely names all that is listed; one with forms, which have lists of their own, may not."""
    fonts, pictures = _listed(page, "/Font"), _listed(page, "/XObject")
    if fonts is None or pictures is None or any(item.get("/Subtype") != "/Image" for item in pictures.values()):
        return False
    content = _content(page, reader)
    operators = None if content is None else _operators(content)
    if operators is None:
        return False
    return _names(fonts) <= set(_SET.findall(operators)) and _names(pictures) <= set(_DRAWN.findall(operators))


def _listed(page: Any, kind: str) -> dict[str, Any] | None:
    """What a page lists of a kind, by name; None where the list or an item is of no known form."""
    import pikepdf

    listed = page.Resources.get(kind, pikepdf.Dictionary())
    if not isinstance(listed, pikepdf.Dictionary):
        return None
    items = dict(listed.items())
    known = all(isinstance(item, pikepdf.Dictionary | pikepdf.Stream) for item in items.values())
    return items if known else None


def _names(listed: Iterable[str]) -> set[bytes]:
    return {name.encode() for name in listed}


def _content(page: Any, reader: StreamReader) -> bytes | None:
    """The content of a page that is short; None where it is not, or cannot be read to its end."""
    import pikepdf

    content = page.get("/Contents", pikepdf.Array())
    parts = list(content) if isinstance(content, pikepdf.Array) else [content]
    if len(parts) > _MOST_PARTS or not all(unpacks_to_little(part) for part in parts):
        return None
    read = [reader.whole(part) for part in parts]
    return None if None in read else b"\n".join(filter(None, read))


def _operators(content: bytes) -> bytes | None:
    """The content without its strings; None where what is left may still hold what is no operator."""
    for _ in range(_DEEPEST_BRACKETS):
        content, strings = _STRING.subn(b" ", content)
        if not strings:
            return None if _NO_OPERATORS.search(content) or b"(" in content else content
    return None
