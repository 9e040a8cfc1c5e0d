"""Pictures, old office files and files that nobody knows: what of them can be read, and what is told."""

from __future__ import annotations

import subprocess
from collections.abc import Iterator
from pathlib import Path

import pytest
from PIL import Image, PngImagePlugin
from reading_making import CANARY, paragraph, picture, places, word

from mas_docs.guard.reading import MemberReader

TOLD = ("the whole file (a picture)",)


@pytest.fixture(scope="module")
def reader() -> Iterator[MemberReader]:
    """One process for all tests here."""
    with MemberReader() as opened:
        yield opened


@pytest.mark.parametrize("form", ["PNG", "JPEG", "TIFF", "GIF", "BMP", "WEBP", "AVIF", "ICO"])
def test_a_picture_is_told_whatever_it_is_called(reader: MemberReader, form: str) -> None:
    """Loses: a photographed letter passes for a file that was searched."""
    assert reader.read("a.docx", picture((100, 100), form)).unsearchable == TOLD


@pytest.mark.parametrize("kind", ["text", "packed", "international", "packed international"])
def test_texts_of_a_png_are_read(reader: MemberReader, kind: str) -> None:
    """Loses: a name in the title of a screenshot."""
    texts = PngImagePlugin.PngInfo()
    if "international" in kind:
        texts.add_itxt("Title", CANARY, zip="packed" in kind)
    else:
        texts.add_text("Title", CANARY, zip=kind == "packed")
    read = reader.read("a.png", picture(pnginfo=texts))
    assert (places(read), read.unsearchable) == (["the picture's own data"], TOLD)


@pytest.mark.parametrize("form", ["JPEG", "PNG", "TIFF", "WEBP"])
def test_what_a_camera_writes_is_read(reader: MemberReader, form: str) -> None:
    """Loses: a name in the description of a photograph."""
    exif = Image.Exif()
    exif[0x010E] = CANARY
    exif[0x9C9C] = "Siân Parry".encode("utf-16-le")
    read = reader.read("a", picture(form=form, exif=exif.tobytes()))
    assert places(read)
    assert places(read, "Siân Parry")


def test_words_after_the_end_of_a_picture_are_read(reader: MemberReader) -> None:
    """Loses: what was appended to a picture, where only a text editor shows it."""
    for form in ("PNG", "JPEG"):
        assert places(reader.read("a", picture(form=form) + CANARY.encode())) == ["the picture's own data"]


def test_an_unknown_file_is_told_and_its_words_are_read(reader: MemberReader) -> None:
    """Loses: a database or a recording whose title names another child."""
    for encoding in ("utf-8", "utf-16-le", "utf-16-be", "cp1252"):
        content = bytes(range(256)) * 9 + f"\0\0{CANARY} Siân\0\0".encode(encoding) + bytes(99)
        read = reader.read("a.xyz", content)
        assert places(read) == ["its readable characters"], encoding
        assert read.unsearchable == ("the whole file (of a kind that cannot be read)",)


def test_an_empty_file_says_nothing(reader: MemberReader) -> None:
    """Loses: an alarm about a file in which nothing is."""
    read = reader.read("a.txt", b"")
    assert ([stretch.text for stretch in read.stretches], read.unsearchable) == (["a.txt"], ())


def made_by_office(folder: Path, form: str) -> bytes:
    """A document of an older office program, in which the canary is the second paragraph."""
    source = folder / "a.docx"
    types = (
        '<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types"><Default Extension="rels" '
        'ContentType="application/vnd.openxmlformats-package.relationships+xml"/>'
        '<Override PartName="/word/document.xml" ContentType="application/vnd.openxmlformats-officedocument.'
        'wordprocessingml.document.main+xml"/></Types>'
    )
    kind = "http://schemas.openxmlformats.org/officeDocument/2006/relationships/officeDocument"
    main = (
        '<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships"><Relationship Id="r" '
        f'Type="{kind}" Target="word/document.xml"/></Relationships>'
    )
    body = paragraph("first") + paragraph(CANARY) + paragraph("Łucja Siân Ŵyn")
    source.write_bytes(word(body, _rels___dot_rels=main, **{"[Content_Types]": types}))
    profile = f"-env:UserInstallation={(folder / 'profile').as_uri()}"
    command = ["soffice", profile, "--headless", "--convert-to", form, "--outdir", str(folder), str(source)]
    subprocess.run(command, check=True, capture_output=True, timeout=100)
    return next(folder.glob(f"*.{form.partition(':')[0]}")).read_bytes()


@pytest.mark.needs("soffice")
@pytest.mark.parametrize("form", ["doc", "rtf", "odt", "fodt", "html"])
def test_what_an_office_program_writes_is_read(reader: MemberReader, tmp_path: Path, form: str) -> None:
    """Loses: a name in a letter of a real program, not of our tests'."""
    read = reader.read("a", made_by_office(tmp_path, form))
    assert places(read)
    assert places(read, "Łucja Siân Ŵyn")
    old = ("the whole file (of an old kind, of which only a part can be searched)",)
    assert read.unsearchable == (old if form == "doc" else ())


def test_a_container_that_is_damaged_is_told(reader: MemberReader) -> None:
    """Loses: a damaged file passes for one that was searched."""
    ole = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(600) + CANARY.encode() + bytes(600)
    read = reader.read("a.doc", ole)
    assert places(read)
    assert read.unsearchable == ("the whole file (parts of it are damaged)",)
    zipped = word(paragraph(CANARY))
    assert reader.read("a.docx", zipped[:-30]).unsearchable == ("the whole file (it cannot be read)",)
