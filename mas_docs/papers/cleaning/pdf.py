"""PDF papers: whether one opens, is whole, and has pages. The file is read where it lies, part by part."""

from __future__ import annotations

import functools
import logging
import os
import re
from collections.abc import Callable
from pathlib import Path
from typing import Any

from mas_docs.errors import UsageError
from mas_docs.papers.cleaning.refusal import CannotTravelError, Outcome, Told
from mas_docs.papers.faults import (
    CONTENT_LOST,
    DAMAGED,
    LOCKED,
    LOCKED_TO_READERS,
    NO_PAGES,
    REPAIRED,
    STILL_LOCKED,
    TOO_DEMANDING,
)

LARGEST_STREAM = 32 * 2**20
"""What a PDF's index, or one of its lists of objects, may unpack to, in bytes; pictures are not unpacked here.

Without it, a paper of a few kilobytes could fill the machine's memory. An index of a million objects needs a third.
"""

MOST_ITEMS = 100_000
"""The most items in one list, as the list of all pages is."""

_DEEPEST_NESTING = 100
_MOST_FILTERS = 4
_END_WITHIN = 1024
_PAGE_LEFT_OUT = re.compile("Pages tree includes non-dictionary object|ignoring page")


def examine_pdf(path: Path, passphrase: str | None = None) -> Outcome:
    """Say what is wrong with a PDF, if anything, and how many pages it has.

    A PDF whose index (cross-reference table) is wrong but whose end and pages are there is read all the same,
    with a warning. One that stops before its end is damaged, even where some pages could still be read:
    nobody would notice that the rest is gone.

    Args:
        path: a file that begins as a PDF does.
        passphrase: its own, where it is locked.

    Raises:
        OSError: it cannot be read.
    """
    return opened(path, passphrase, _counted)


def _counted(pdf: Any, rebuilt: bool) -> Outcome:  # noqa: FBT001 - `opened` tells it
    if _left_pages_out(pdf):
        return Outcome((Told(DAMAGED),))
    return Outcome((Told(REPAIRED),) if rebuilt else (), len(pdf.pages))


def opened(path: Path, passphrase: str | None, use: Callable[[Any, bool], Outcome]) -> Outcome:
    """Open a PDF, if need be with its index rebuilt, and use it while it is open.

    Args:
        path: a file that begins as a PDF does.
        passphrase: the paper's own.
        use: what is done with the open PDF; it is told whether the index was rebuilt.

    Returns:
        What `use` returns, or why it was not called.

    Raises:
        OSError: it cannot be read.
    """
    prepare()
    outcome = _used(path, passphrase, use, rebuilt=False)
    if not any(told.fault in (DAMAGED, CONTENT_LOST) for told in outcome.told) or not _has_end(path):
        return outcome
    return _used(path, passphrase, use, rebuilt=True)


def _used(path: Path, passphrase: str | None, use: Callable[[Any, bool], Outcome], *, rebuilt: bool) -> Outcome:
    import pikepdf

    try:
        # A file mapped into memory would count against the memory that the examination may take.
        with pikepdf.open(
            path,
            password=passphrase or "",
            attempt_recovery=rebuilt,
            suppress_warnings=True,
            access_mode=pikepdf.AccessMode.stream,
        ) as pdf:
            return _shape(pdf, rebuilt=rebuilt) or use(pdf, rebuilt)
    except pikepdf.PasswordError:
        return Outcome((Told(LOCKED if passphrase is None else STILL_LOCKED),))
    except pikepdf.PdfError as error:
        return Outcome((Told(LOCKED_TO_READERS if "unsupported encryption" in str(error) else DAMAGED),))
    except CannotTravelError as refused:
        return Outcome((refused.told,))
    except MemoryError:
        return Outcome((Told(TOO_DEMANDING),))
    except (OSError, UsageError):
        raise
    except Exception:  # noqa: BLE001 - whatever an engine makes of untrusted content, the content is at fault
        return Outcome((Told(DAMAGED),))


def _shape(pdf: Any, *, rebuilt: bool) -> Outcome | None:
    promised = pdf.Root.Pages.get("/Count")  # before the engine counts, which corrects it
    found = len(pdf.pages)
    if promised not in (None, found) or (rebuilt and _left_pages_out(pdf)):
        return Outcome((Told(DAMAGED),))
    return None if found else Outcome((Told(NO_PAGES),))


def _left_pages_out(pdf: Any) -> bool:
    """Whether the engine left a page out: where it rebuilds the index, it corrects the count of the pages as well."""
    try:
        warnings = pdf.get_warnings()
    except UnicodeDecodeError:  # the engine quoted what is no text
        return False
    return any(_PAGE_LEFT_OUT.search(str(warning)) for warning in warnings)


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
