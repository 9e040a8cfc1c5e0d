"""PDF (ISO 32000-2): the text of its pages, and what stands in its other objects; two engines, which fail apart.

A change may be written after a PDF's end (7.5.6): what it was before lies in the file still, and is read too.
"""

from __future__ import annotations

import mmap
import re
from collections.abc import Iterator
from pathlib import Path

from mas_docs.documents.pdf_text import LockedPdfError, SeenPage, seen_pages
from mas_docs.files import open_ordinary
from mas_docs.guard.reading.inner import Inner
from mas_docs.guard.reading.pdf_objects import read_objects
from mas_docs.guard.reading.source import Source
from mas_docs.guard.reading.stretches import Found, Gap, Lacking, Part, Spot, within

_END = re.compile(rb"startxref\s+([1-9]\d*)\s+%%EOF")
_MOST_EARLIER = 5
_LARGEST_EARLIER = 32 * 2**20


def read_pdf(source: Source, inner: Inner) -> Iterator[Part]:
    """Read a PDF: pages, bookmarks, properties, comments, fields, links, attached files; and its earlier versions."""
    yield from _version(source, inner)
    ends = _earlier_ends(source)
    for number, end in enumerate(ends[:_MOST_EARLIER], start=1):
        if end <= _LARGEST_EARLIER:
            yield from within(Spot.EARLIER, number, _version(Source(source.read(end)), inner))
    if len(ends) > _MOST_EARLIER or any(end > _LARGEST_EARLIER for end in ends):
        yield Lacking(Gap.EARLIER)


def _version(source: Source, inner: Inner) -> Iterator[Part]:
    try:
        yield from _pages(source, inner)
    except LockedPdfError:
        yield Lacking(Gap.LOCKED)
        return
    except Exception:  # noqa: BLE001 - whatever an engine makes of untrusted content, the other may still read it
        yield Lacking(Gap.UNREADABLE)
    yield from read_objects(source, inner)


def _pages(source: Source, inner: Inner) -> Iterator[Part]:
    lacking: dict[Gap, list[int]] = {Gap.SCANS: [], Gap.GARBLED: [], Gap.PAGES_LOST: []}
    for number, page in enumerate(seen_pages(source.content, inner.passwords), start=1):
        gap = _gap(page)
        if gap is not None:
            lacking[gap].append(number)
        if page is not None:
            yield Found(page.text, ((Spot.PAGE, number),))
    yield from (Lacking(gap, tuple(pages)) for gap, pages in lacking.items() if pages)


def _gap(page: SeenPage | None) -> Gap | None:
    if page is None:
        return Gap.PAGES_LOST
    if page.is_picture:
        return Gap.SCANS
    return Gap.GARBLED if page.is_garbled else None


def _earlier_ends(source: Source) -> list[int]:
    if isinstance(source.content, Path):
        with open_ordinary(source.content) as file, mmap.mmap(file.fileno(), 0, access=mmap.ACCESS_READ) as content:
            return [found.end() for found in _END.finditer(content)][:-1]
    return [found.end() for found in _END.finditer(source.content)][:-1]
