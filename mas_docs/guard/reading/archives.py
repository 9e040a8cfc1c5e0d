"""ZIP archives: a document of an office program, or files in it, whose names anybody can read."""

from __future__ import annotations

from collections.abc import Iterator

from mas_docs.guard.reading.containers import Container, TooMuchError, is_locked, opened
from mas_docs.guard.reading.inner import Inner
from mas_docs.guard.reading.office import is_office_document, read_office
from mas_docs.guard.reading.source import Source
from mas_docs.guard.reading.stretches import APART, Found, Gap, Lacking, Part, Spot


def read_zip(source: Source, inner: Inner) -> Iterator[Part]:
    """Read a ZIP archive, whatever it is used for."""
    with source.open() as file:
        try:
            with opened(file) as container:
                yield Found(APART.join(container.spellings()), ((Spot.FILE_NAMES, 0),))
                office = is_office_document(container)
                yield from read_office(container, inner) if office else _files(container, inner)
        except TooMuchError:
            yield Lacking(Gap.TOO_LARGE)


def _files(container: Container, inner: Inner) -> Iterator[Part]:
    for number, part in enumerate(container.parts, start=1):
        place = ((Spot.FILE, number),)
        if is_locked(part):
            yield Lacking(Gap.LOCKED, place=place)
            continue
        try:
            content = container.read(part)
        except TooMuchError:
            yield Lacking(Gap.TOO_LARGE, place=place)
        except Exception:  # noqa: BLE001 - whatever an engine makes of untrusted content, the rest is still read
            yield Lacking(Gap.UNREADABLE, place=place)
        else:
            yield from inner.read(content, Spot.FILE, number)
