"""What other programs write: what is whole is taken in, and what is lost of a broken paper is not hidden."""

from __future__ import annotations

import io
import re
import subprocess
import zlib
from pathlib import Path
from typing import Any

import pikepdf
import pytest
from pdf_making import cleaned, everything, page_of, words, written
from pikepdf import Dictionary, Name
from PIL import Image

from mas_docs.papers import faults
from mas_docs.papers.cleaning.pdf import examine_pdf
from mas_docs.papers.cleaning.refusal import Outcome, Told

PAGES = ("first", "second", "third")


def paper(path: Path) -> Path:
    """A paper of three pages, whose objects lie open in the file."""

    def draw(pdf: Any) -> None:
        for text in PAGES:
            page_of(pdf, words(text))

    return written(path, draw, object_stream_mode=pikepdf.ObjectStreamMode.disable)


def without_second_page(content: bytes) -> bytes:
    """The same file, and blanks where its second page was."""
    page = [found for found in re.finditer(rb"\d+ 0 obj\s*<<.*?endobj", content, re.DOTALL) if b"/Page " in found[0]][1]
    return content[: page.start()] + b" " * len(page[0]) + content[page.end() :]


@pytest.mark.parametrize("index_lost", [True, False])
def test_a_repair_that_leaves_a_page_out_is_no_repair(tmp_path: Path, *, index_lost: bool) -> None:
    """Loses: a page of minutes, while a warning names the other pages as those to compare."""
    source = paper(tmp_path / "a.pdf")
    content = without_second_page(source.read_bytes())
    source.write_bytes(content.replace(b"startxref\n", b"startxref\n9") if index_lost else content)
    outcome, clean = cleaned(source)
    assert outcome.told == examine_pdf(source).told == (Told(faults.DAMAGED),)
    assert not clean.exists()


def packed(content: bytes, ending: int) -> bytes:
    """Packed as programs do that flush what they write, and then end it or do not."""
    packer = zlib.compressobj()
    return packer.compress(content) + packer.flush(ending)


@pytest.mark.parametrize("cut", [0, 3])
def test_content_that_was_flushed_is_whole_and_cut_content_is_not(tmp_path: Path, cut: int) -> None:
    """Loses: a form that was filled in on a telephone, whose program never ends what it packs."""
    content = words("filled in on a telephone") * 50
    raw = packed(content, zlib.Z_SYNC_FLUSH)

    def draw(pdf: Any) -> None:
        page_of(pdf, b"").Contents = pikepdf.Stream(pdf, raw[: len(raw) - cut])
        pdf.pages[0].obj.Contents.Filter = Name.FlateDecode

    source = written(tmp_path / "a.pdf", draw, stream_decode_level=pikepdf.StreamDecodeLevel.none)
    outcome, clean = cleaned(source)
    if cut:
        assert outcome.told == (Told(faults.DAMAGED, (1,)),)
        return
    assert outcome == Outcome(pages=1)
    with pikepdf.open(clean) as pdf:
        assert pdf.pages[0].obj.Contents.read_bytes() == content
        assert not pdf.check_pdf_syntax()


def test_a_paper_locked_with_a_certificate_is_told_from_a_damaged_one(tmp_path: Path) -> None:
    """Loses: the office copies a sound paper again and again, and is never told why nobody can read it."""
    source = paper(tmp_path / "a.pdf")
    lock = b"trailer << /Encrypt << /Filter /Adobe.PubSec /V 4 /Length 128 >> /ID [(a) (a)] "
    source.write_bytes(source.read_bytes().replace(b"trailer <<", lock))
    assert cleaned(source)[0].told == examine_pdf(source).told == (Told(faults.LOCKED_TO_READERS),)


def test_words_in_place_of_a_colour_or_a_mark_stay_behind(tmp_path: Path) -> None:
    """Loses: a hidden note of a practitioner, in a place where no page looks."""
    hidden = "words in a place of their own"

    def draw(pdf: Any) -> None:
        page = page_of(pdf, words("shown"))
        page.Resources.ColorSpace = Dictionary(A=pikepdf.String(hidden), B=Name.DeviceRGB)
        page.Resources.Properties = Dictionary(
            A=pikepdf.String(hidden), B=Dictionary(ActualText=pikepdf.String("shown"))
        )

    _, clean = cleaned(written(tmp_path / "a.pdf", draw, compress_streams=False))
    assert hidden.encode() not in everything(clean)
    with pikepdf.open(clean) as pdf:
        resources = pdf.pages[0].obj.Resources
        assert resources.ColorSpace == Dictionary(B=Name.DeviceRGB)
        assert list(resources.Properties.keys()) == ["/B"]


@pytest.mark.needs("qpdf")
def test_a_picture_that_is_no_jpeg_is_left_out_and_told(tmp_path: Path) -> None:
    """Loses: the reader of the whole pack ends over one broken picture, or the picture is missed by nobody."""

    def draw(pdf: Any) -> None:
        page = page_of(pdf, words("shown") + b" /Bad Do /Good Do")
        whole = io.BytesIO()
        Image.new("RGB", (8, 8), "red").save(whole, "JPEG")
        entries = {"Type": Name.XObject, "Subtype": Name.Image, "Width": 8, "Height": 8, "BitsPerComponent": 8}
        named = {}
        for name, content in (("/Bad", b"wwww no picture"), ("/Good", whole.getvalue())):
            named[name] = pdf.make_stream(content, ColorSpace=Name.DeviceRGB, Filter=Name.DCTDecode, **entries)
        page.Resources.XObject = Dictionary(named)

    outcome, clean = cleaned(written(tmp_path / "a.pdf", draw))
    assert outcome == Outcome((Told(faults.PICTURE_LOST, (1,)),), pages=1)
    with pikepdf.open(clean) as pdf:
        kinds = {name: str(drawn.Subtype) for name, drawn in pdf.pages[0].obj.Resources.XObject.items()}
    assert kinds == {"/Bad": "/Form", "/Good": "/Image"}
    subprocess.run(["qpdf", "--check", str(clean)], check=True, capture_output=True)
