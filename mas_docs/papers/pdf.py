"""PDF papers: whether one opens, is whole, and has pages. The file is read where it lies, part by part."""

from __future__ import annotations

import functools
import logging
import os
from pathlib import Path

from mas_docs.papers.faults import DAMAGED, LOCKED, NO_PAGES, REPAIRED, TOO_DEMANDING, Fault

LARGEST_STREAM = 32 * 2**20
"""What a PDF's index, or one of its lists of objects, may unpack to, in bytes; pictures are not unpacked here.

Without it, a paper of a few kilobytes could fill the machine's memory. An index of a million objects needs a third.
"""

MOST_ITEMS = 100_000
"""The most items in one list, as the list of all pages is."""

_DEEPEST_NESTING = 100
_MOST_FILTERS = 4
_END_WITHIN = 1024


def pdf_fault(path: Path) -> Fault | None:
    """Say what is wrong with a PDF, if anything; `PdfExaminer` asks this in a process of its own.

    A PDF whose index (cross-reference table) is wrong but whose end and pages are there is read all the same,
    with a warning. One that stops before its end is damaged, even where some pages could still be read:
    nobody would notice that the rest is gone.

    Args:
        path: a file that begins as a PDF does.

    Raises:
        OSError: it cannot be read.
    """
    prepare()
    fault = _fault(path, repair=False)
    if fault is not DAMAGED:
        return fault
    if not _has_end(path):
        return DAMAGED
    return _fault(path, repair=True) or REPAIRED


def _fault(path: Path, *, repair: bool) -> Fault | None:
    import pikepdf

    try:
        return _pages_fault(path, repair=repair)
    except pikepdf.PasswordError:
        return LOCKED
    except MemoryError:
        return TOO_DEMANDING
    except OSError:
        raise
    except Exception:  # noqa: BLE001 - whatever an engine makes of untrusted content, the content is at fault
        return DAMAGED


def _pages_fault(path: Path, *, repair: bool) -> Fault | None:
    import pikepdf

    # A file mapped into memory would count against the memory that the examination may take.
    access = pikepdf.AccessMode.stream
    with pikepdf.open(path, attempt_recovery=repair, suppress_warnings=True, access_mode=access) as pdf:
        found = len(pdf.pages)
        if pdf.Root.Pages.get("/Count", found) != found:
            return DAMAGED
    return None if found else NO_PAGES


def _has_end(path: Path) -> bool:
    with path.open("rb") as file:
        size = file.seek(0, os.SEEK_END)
        file.seek(max(0, size - _END_WITHIN))
        return b"%%EOF" in file.read()


@functools.cache
def prepare() -> None:
    """Once a process: bound what the engine takes, and keep its own log off the user's screen."""
    from pikepdf import settings

    settings.set_qpdf_limits(
        parser_max_nesting=_DEEPEST_NESTING,
        parser_max_container_size=MOST_ITEMS,
        max_stream_filters=_MOST_FILTERS,
        flate_max_memory=LARGEST_STREAM,
        run_length_max_memory=LARGEST_STREAM,
        png_max_memory=LARGEST_STREAM,
        tiff_max_memory=LARGEST_STREAM,
    )
    logging.getLogger("pikepdf").addHandler(logging.NullHandler())
    logging.getLogger("pikepdf").propagate = False
