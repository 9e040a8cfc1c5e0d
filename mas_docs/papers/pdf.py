"""PDF papers: whether one opens, is whole, and has pages. The file is read where it lies, part by part."""

from __future__ import annotations

import functools
import logging
import os
from pathlib import Path

from mas_docs.papers.faults import DAMAGED, LOCKED, NO_PAGES, REPAIRED, Fault

LARGEST_STREAM = 128 * 2**20
"""What one compressed part of a PDF may unpack to in memory, in bytes: a scanned A4 page in colour fits.

Without it, a paper of a few kilobytes could fill the machine's memory.
"""

_END_WITHIN = 1024


def pdf_fault(path: Path) -> Fault | None:
    """Say what is wrong with a PDF, if anything.

    A PDF whose index (cross-reference table) is wrong but whose end and pages are there is read all the same,
    with a warning. One that stops before its end is damaged, even where some pages could still be read:
    nobody would notice that the rest is gone.

    Args:
        path: a file that begins as a PDF does.

    Raises:
        OSError: it cannot be read.
    """
    import pikepdf

    _prepare()
    try:
        return _pages_fault(path, repair=False)
    except pikepdf.PasswordError:
        return LOCKED
    except pikepdf.PikepdfError:
        return _fault_after_repair(path)


def _fault_after_repair(path: Path) -> Fault:
    import pikepdf

    if not _has_end(path):
        return DAMAGED
    try:
        return _pages_fault(path, repair=True) or REPAIRED
    except pikepdf.PasswordError:
        return LOCKED
    except pikepdf.PikepdfError:
        return DAMAGED


def _pages_fault(path: Path, *, repair: bool) -> Fault | None:
    import pikepdf

    with pikepdf.open(path, attempt_recovery=repair, suppress_warnings=True) as pdf:
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
def _prepare() -> None:
    """Once a run: bound what a part may unpack to, and keep the library's own log off the user's screen."""
    from pikepdf import settings

    settings.set_qpdf_limits(
        flate_max_memory=LARGEST_STREAM,
        run_length_max_memory=LARGEST_STREAM,
        png_max_memory=LARGEST_STREAM,
        tiff_max_memory=LARGEST_STREAM,
    )
    logging.getLogger("pikepdf").addHandler(logging.NullHandler())
    logging.getLogger("pikepdf").propagate = False
