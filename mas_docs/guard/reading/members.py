"""Any file that is about to be sealed: told by its content, and read by the reader of its kind."""

from __future__ import annotations

from collections.abc import Callable, Iterator

from mas_docs.guard.reading import archives, mail, ole, pdf, pictures, plain, rich, web, xml_files
from mas_docs.guard.reading.inner import Inner
from mas_docs.guard.reading.kinds import Kind, kind_of
from mas_docs.guard.reading.source import Source
from mas_docs.guard.reading.stretches import Gap, Lacking, Part

LARGEST = 500 * 10**6
"""The largest file that is looked at, in bytes: no paper may be larger."""

_ALONE: dict[Kind, Callable[[Source], Iterator[Part]]] = {
    Kind.RTF: rich.read_rtf,
    Kind.PNG: pictures.read_png,
    Kind.JPEG: pictures.read_jpeg,
    Kind.PICTURE: pictures.read_picture,
    Kind.CALENDAR: plain.read_calendar,
    Kind.XML: xml_files.read_xml,
    Kind.HTML: web.read_web_page,
    Kind.TEXT: plain.read_text,
}
_WITH_INNER: dict[Kind, Callable[[Source, Inner], Iterator[Part]]] = {
    Kind.PDF: pdf.read_pdf,
    Kind.ZIP: archives.read_zip,
    Kind.OLE: ole.read_ole,
    Kind.MAIL: mail.read_mail,
}


def read_parts(source: Source, inner: Inner) -> Iterator[Part]:
    """Read a file, in this process; whatever is wrong with it becomes a part that cannot be searched."""
    try:
        if source.size() > LARGEST:
            yield Lacking(Gap.TOO_LARGE)
            return
        yield from _parts(source, inner)
    except Exception:  # noqa: BLE001 - whatever an engine makes of untrusted content, the content is at fault
        yield Lacking(Gap.UNREADABLE)


def _parts(source: Source, inner: Inner) -> Iterator[Part]:
    kind = kind_of(source)
    if kind in _ALONE:
        yield from _ALONE[kind](source)
    elif kind in _WITH_INNER:
        yield from _WITH_INNER[kind](source, inner)
    elif kind is Kind.UNKNOWN:
        yield Lacking(Gap.UNKNOWN)
        yield from plain.read_characters(source)
