"""Making a clean PDF of one that came from outside: what its pages show, and nothing else, travels.

The file is pruned in place and written anew; the engine then leaves out what no page leads to, and copies pictures
from file to file, so that a large paper takes no more memory than a small one.
"""

from __future__ import annotations

import contextlib
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from mas_docs.files import cannot_write
from mas_docs.papers.cleaning.annotations import Annotations
from mas_docs.papers.cleaning.layers import Layers
from mas_docs.papers.cleaning.pages import flatten_tree, keep_attributes, lend_resources
from mas_docs.papers.cleaning.pdf import opened
from mas_docs.papers.cleaning.pruning import Pruner
from mas_docs.papers.cleaning.refusal import CannotTravelError, Outcome, Told
from mas_docs.papers.cleaning.streams import StreamReader
from mas_docs.papers.cleaning.unreferenced import remove_unreferenced
from mas_docs.papers.faults import (
    ADOBE_FORM,
    ATTACHMENTS,
    CONTENT_LOST,
    DAMAGED,
    PICTURE_LOST,
    PORTFOLIO,
    REBUILT,
    REBUILT_EMPTY,
)
from mas_docs.steady_writing import steady_file


def clean_pdf(path: Path, into: Path, passphrase: str | None = None) -> Outcome:
    """Make a clean PDF of a PDF.

    Args:
        path: a file that begins as a PDF does.
        into: the clean PDF, which may not be there yet; it is there afterwards only where nothing forbids.
        passphrase: the paper's own, where it is locked.

    Raises:
        OSError: the paper cannot be read.
        UsageError: the clean PDF cannot be written.
    """
    return opened(path, passphrase, _Cleaning(into))


@dataclass(frozen=True, slots=True)
class _Cleaning:
    into: Path

    def __call__(self, pdf: Any, rebuilt: bool) -> Outcome:  # noqa: FBT001 - `opened` tells it
        _refuse_what_no_page_shows(pdf)
        told = _attached(pdf)
        reader = StreamReader(pdf)
        layers = Layers(pdf, reader)
        pages = flatten_tree(pdf)
        _refuse_lost_content(pages)
        told += Annotations(pdf, pages, layers).settle()
        layers.take_out_hidden(pages)
        for page in pages:
            lend_resources(pdf, page)
        remove_unreferenced(pdf, pages, reader)
        pruner = Pruner(pdf, reader)
        empty = _prune(pruner, pages)
        if pruner.without_picture:
            told += (Told(PICTURE_LOST, tuple(sorted(set(pruner.without_picture)))),)
        if rebuilt:
            everything = tuple(range(1, len(pages) + 1))
            told = (Told(REBUILT, everything), *((Told(REBUILT_EMPTY, empty),) if empty else ()), *told)
        elif reader.complained():
            return Outcome((Told(DAMAGED),))  # opened anew with repairs, nothing of it is left out in silence
        save(pdf, self.into)
        _read_back(self.into, len(pages))
        return Outcome(told, len(pages))


def save(pdf: Any, into: Path) -> None:
    """Write a pruned PDF, under no name but its catalogue's pages; the same content gives the same bytes.

    Args:
        pdf: an open PDF, which is changed.
        into: a file that is not there yet; only its owner may read it.

    Raises:
        UsageError: it cannot be written.
    """
    import pikepdf

    for key in pdf.Root.keys():  # noqa: SIM118 - the engine's dictionary is not iterable
        if key not in ("/Type", "/Pages"):
            del pdf.Root[key]
    for key in pdf.trailer.keys():  # noqa: SIM118 - the engine's dictionary is not iterable
        if key not in ("/Root", "/Encrypt"):
            del pdf.trailer[key]
    pdf.trailer.Size = 0  # the engine sets it, but only where there is one
    with _new_file(into) as file:
        pdf.save(
            file,
            encryption=False,
            fix_metadata_version=False,
            deterministic_id=True,
            compress_streams=True,
            stream_decode_level=pikepdf.StreamDecodeLevel.none,
            object_stream_mode=pikepdf.ObjectStreamMode.generate,
        )


def _read_back(path: Path, pages: int) -> None:
    import pikepdf

    try:
        with pikepdf.open(path, attempt_recovery=False, access_mode=pikepdf.AccessMode.stream) as pdf:
            whole = len(pdf.pages) == pages
    except pikepdf.PdfError:
        whole = False
    if not whole:
        path.unlink()
        raise CannotTravelError(DAMAGED)


@contextlib.contextmanager
def _new_file(path: Path) -> Iterator[Any]:
    try:
        with steady_file(path, lasting=False) as file:
            yield file
    except FileExistsError as error:
        raise cannot_write(path, error) from error
    except OSError as error:
        path.unlink(missing_ok=True)
        raise cannot_write(path, error) from error
    except BaseException:
        path.unlink(missing_ok=True)
        raise


def _refuse_what_no_page_shows(pdf: Any) -> None:
    import pikepdf

    if "/Collection" in pdf.Root:
        raise CannotTravelError(PORTFOLIO)
    form = pdf.Root.get("/AcroForm")
    has_adobe_form = isinstance(form, pikepdf.Dictionary) and "/XFA" in form
    if has_adobe_form and (pdf.Root.get("/NeedsRendering") is True or not form.get("/Fields")):
        raise CannotTravelError(ADOBE_FORM)


def _attached(pdf: Any) -> tuple[Told, ...]:
    import pikepdf

    names = pdf.Root.get("/Names")
    attached = isinstance(names, pikepdf.Dictionary) and "/EmbeddedFiles" in names and len(pdf.attachments)
    return (Told(ATTACHMENTS),) if attached else ()


def _refuse_lost_content(pages: list[Any]) -> None:
    import pikepdf

    lost: list[int] = []
    for number, page in enumerate(pages, 1):
        content = page.get("/Contents")
        parts = list(content) if isinstance(content, pikepdf.Array) else [content]
        # A reference to nothing is no entry by ISO 32000, yet here it says that there was content.
        if any(not isinstance(part, pikepdf.Stream) for part in parts) and "/Contents" in dict(page.items()):
            lost.append(number)
    if lost:
        raise CannotTravelError(CONTENT_LOST, lost)


def _prune(pruner: Pruner, pages: list[Any]) -> tuple[int, ...]:
    """Prune every page; the numbers of those on which nothing stands."""
    empty: list[int] = []
    damaged: list[int] = []
    for number, page in enumerate(pages, 1):
        keep_attributes(page)
        try:
            if not pruner.prune_page(number, page):
                empty.append(number)
        except CannotTravelError as refused:
            if refused.told.fault is not DAMAGED:
                raise
            damaged.append(number)
    if damaged:
        raise CannotTravelError(DAMAGED, damaged)
    return tuple(empty)
