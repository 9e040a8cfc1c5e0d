"""PDFs for the tests of cleaning: made in a few words, and read as a whole afterwards."""

from __future__ import annotations

import subprocess
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pikepdf
from pikepdf import Array, Dictionary, Name

from mas_docs.papers.cleaning.pdf_cleaning import clean_pdf
from mas_docs.papers.cleaning.refusal import Outcome

CANARY = "canary in the coal mine"
"""What may not travel."""


def helvetica() -> Any:
    """A font that every reader has."""
    return Dictionary(Type=Name.Font, Subtype=Name.Type1, BaseFont=Name.Helvetica, Encoding=Name.WinAnsiEncoding)


def words(text: str, x: int = 50, y: int = 700) -> bytes:
    """Drawing instructions that write a text."""
    return f"BT /F1 12 Tf {x} {y} Td ({text}) Tj ET\n".encode("cp1252")


def page_of(pdf: Any, content: bytes, **entries: Any) -> Any:
    """A new last page with this content."""
    pdf.add_blank_page(page_size=(595, 842))
    page = pdf.pages[-1].obj
    page.Resources = Dictionary(Font=Dictionary(F1=helvetica()))
    page.Contents = pdf.make_stream(content)
    for key, value in entries.items():
        page[f"/{key}"] = value
    return page


def written(path: Path, draw: Callable[[Any], None], **options: Any) -> Path:
    """A PDF file that this function has drawn."""
    with pikepdf.new() as pdf:
        draw(pdf)
        pdf.save(path, fix_metadata_version=False, **options)
    return path


def cleaned(path: Path, passphrase: str | None = None) -> tuple[Outcome, Path]:
    """What became of a PDF, and its clean one."""
    into = path.with_suffix(".clean.pdf")
    into.unlink(missing_ok=True)
    return clean_pdf(path, into, passphrase), into


def everything(path: Path) -> bytes:
    """All that a file holds, every object written out and every stream unpacked, and the file as it is."""
    parts = [path.read_bytes()]
    with pikepdf.open(path) as pdf:
        parts.append(pdf.trailer.unparse())
        for item in pdf.objects:
            parts.append(item.unparse(resolved=True) if not isinstance(item, pikepdf.Stream) else repr(item).encode())
            if isinstance(item, pikepdf.Stream):
                parts.append(item.stream_dict.unparse(resolved=True) if hasattr(item, "stream_dict") else b"")
                parts.append(_unpacked(item))
    return b"\n".join(parts)


def _unpacked(stream: Any) -> bytes:
    try:
        return bytes(stream.read_bytes())
    except pikepdf.PdfError:
        return bytes(stream.read_raw_bytes())


def keys(path: Path) -> set[str]:
    """Every entry's name in a file's objects, as it is written."""
    found: set[str] = set()
    with pikepdf.open(path) as pdf:
        for item in pdf.objects:
            _collect(item, found)
    return found


def _collect(item: Any, found: set[str]) -> None:
    if isinstance(item, Dictionary | pikepdf.Stream):
        for key in item.keys():  # noqa: SIM118 - the engine's dictionary is not iterable
            found.add(key)
            value = item[key]
            if isinstance(value, pikepdf.Object) and not value.is_indirect:
                _collect(value, found)
    elif isinstance(item, Array):
        for value in item:
            if isinstance(value, pikepdf.Object) and not value.is_indirect:
                _collect(value, found)


def texts(path: Path) -> list[str]:
    """Each page's text, as an independent reader has it."""
    run = subprocess.run(["pdftotext", "-q", str(path), "-"], capture_output=True, check=False, timeout=60)
    return run.stdout.decode("utf-8", "replace").split("\f")[:-1]
