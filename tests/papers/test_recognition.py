"""What a paper is, by its content; its name is never believed."""

from __future__ import annotations

import io
import struct
import subprocess
import tracemalloc
import zipfile
from pathlib import Path

import docx
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from mas_docs.papers import faults, formats, office
from mas_docs.papers.faults import Fault
from mas_docs.papers.formats import Format, plain_format
from mas_docs.papers.office import ole_format, zip_format

OFFICE_TYPES = b"<Types/>"


def container(**parts: bytes) -> bytes:
    """A ZIP container with these parts; two underscores stand for the slash, three for a full stop."""
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in parts.items():
            archive.writestr(name.replace("___", ".").replace("__", "/"), content)
    return buffer.getvalue()


def word(**parts: bytes) -> bytes:
    """A Word container with these further parts."""
    everything = {"[Content_Types]___xml": OFFICE_TYPES, "word__document___xml": b"<document/>" * 50, **parts}
    return container(**everything)


def open_document(manifest: bytes = b"<manifest/>", **parts: bytes) -> bytes:
    """An OpenDocument text with this manifest and these further parts."""
    everything = {
        "mimetype": b"application/vnd.oasis.opendocument.text",
        "META-INF__manifest___xml": manifest,
        "content___xml": b"<office/>",
        **parts,
    }
    return container(**everything)


def compound(*streams: str, word_flags: int = 0, identity: int = 0xA5EC, size: int = 4096) -> bytes:
    """An OLE container ([MS-CFB], version 3); its streams lie in sector 2, small ones in the second small sector."""
    header = bytearray(512)
    header[:8] = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
    struct.pack_into("<H", header, 30, 9)
    directory = bytearray(512)
    for at, name in enumerate(("Root Entry", *streams)):
        encoded = f"{name}\0".encode("utf-16-le")
        entry = encoded.ljust(64, b"\0") + struct.pack("<HB", len(encoded), 2 if at else 5)
        entry = entry.ljust(116, b"\0") + struct.pack("<IQ", 2 if at == 0 or size >= 4096 else 1, size)
        directory[128 * at : 128 * (at + 1)] = entry
    stream = struct.pack("<H8xH", identity, word_flags).ljust(4096, b"\0")
    small_sector_before = b"" if size >= 4096 else bytes(64)
    return bytes(header) + b"\xff" * 512 + bytes(directory) + small_sector_before + stream


def stored(folder: Path, content: bytes, name: str = "paper.pdf") -> Path:
    """The content in a file, under a name that says nothing about it."""
    path = folder / name
    path.write_bytes(content)
    return path


@pytest.mark.parametrize(
    ("content", "expected"),
    [
        (b"%PDF-1.7\n", formats.PDF),
        (b"a line of the mail gateway\n%PDF-1.4\n", formats.PDF),
        (b"{\\rtf1\\ansi Minutes}", formats.RTF),
        (b"\x89PNG\r\n\x1a\n\0\0", formats.PNG),
        (b"\xff\xd8\xff\xe0\0\x10JFIF", formats.JPEG),
        (b"II*\0\x08\0\0\0", formats.TIFF),
        (b"MM\0*\0\0\0\x08", formats.TIFF),
        ("Cofnodion y Grŵp Craidd\r\nTŷ Penallta".encode(), formats.TEXT),
        ("\ufeffwith a mark".encode(), formats.TEXT),
        ("Siân's £5".encode("cp1252"), formats.TEXT),
        ("Siân".encode("utf-16"), formats.TEXT),
        (b"MZ\x90\0\x03\0\0\0", None),
        (b"GIF89a\x01\0\x01\0", None),
        (b"<!DOCTYPE html><p>Minutes", None),
        (b"\xef\xbb\xbf\n<html>", None),
        (b"MIME-Version: 1.0\r\n", None),
        (b"\0" * 40, None),
    ],
)
def test_plain_files_are_known_by_their_content(tmp_path: Path, content: bytes, expected: Format | None) -> None:
    """Loses: a program called minutes.pdf is sealed and sent, or honest minutes are turned away."""
    assert plain_format(stored(tmp_path, content)) == expected


@pytest.mark.parametrize("size", [formats.CHUNK - 1, formats.CHUNK, formats.CHUNK + 1])
def test_text_is_text_across_the_blocks_it_is_read_in(tmp_path: Path, size: int) -> None:
    """Loses: a long text is refused because a letter lies on the edge of two blocks."""
    assert plain_format(stored(tmp_path, b"x" * (size - 1) + "ŷ".encode() * 3)) is formats.TEXT
    assert plain_format(stored(tmp_path, b"x" * size + b"\0")) is None


@pytest.mark.parametrize(
    ("content", "expected"),
    [
        (word(), formats.DOCX),
        (container(**{"[Content_Types]___xml": OFFICE_TYPES, "word__document2___xml": b"<d/>"}), formats.DOCX),
        (open_document(), formats.ODT),
        (open_document(Basic__Standard__Module1___xml=b"<m/>"), faults.MACROS),
        (open_document(**{"Basic__script-lc___xml": b"<l/>"}), formats.ODT),
        (open_document(manifest=b"<manifest:encryption-data/>"), faults.LOCKED),
        (word(word__vbaProject___bin=b"\xd0\xcf"), faults.MACROS),
        (container(**{"[Content_Types]___xml": OFFICE_TYPES, "xl__workbook___xml": b"<w/>"}), faults.UNKNOWN_TYPE),
        (container(minutes___txt=b"text"), faults.UNKNOWN_TYPE),
        (word()[:-30], faults.DAMAGED),
        (b"PK\x03\x04", faults.DAMAGED),
    ],
)
def test_zip_containers(tmp_path: Path, content: bytes, expected: Format | Fault) -> None:
    """Loses: a workbook, an archive or a document with macros travels as if it were minutes."""
    assert zip_format(stored(tmp_path, content)) == expected


@pytest.mark.parametrize(
    ("content", "expected"),
    [
        (compound("WordDocument"), formats.DOC),
        (compound("WordDocument", word_flags=0x0100), faults.LOCKED),
        (compound("WordDocument", "_VBA_PROJECT"), faults.MACROS),
        (compound("WordDocument", identity=0), formats.DOC),
        (compound("WordDocument", word_flags=0x0100, size=2000), faults.LOCKED),
        (compound("WordDocument", size=2000), formats.DOC),
        (compound("WordDocument")[:1540], formats.DOC),
        (compound("EncryptionInfo", "EncryptedPackage"), faults.LOCKED),
        (compound("Workbook"), faults.UNKNOWN_TYPE),
        (compound() + "EncryptedPackage".encode("utf-16-le"), faults.UNKNOWN_TYPE),
    ],
)
def test_ole_containers(tmp_path: Path, content: bytes, expected: Format | Fault) -> None:
    """Loses: a Word file that is locked with its own password reaches facilitators who cannot open it."""
    assert ole_format(stored(tmp_path, content)) == expected


def test_text_of_a_word_file_is_read_to_its_checksum(tmp_path: Path) -> None:
    """Loses: a Word file damaged in its middle is found out only on the facilitator's screen."""
    whole = word()
    at = whole.index(b"word/document.xml") + len(b"word/document.xml") + 4
    broken = whole[:at] + bytes([whole[at] ^ 0xFF]) + whole[at + 1 :]
    assert zip_format(stored(tmp_path, broken)) == faults.DAMAGED


def test_small_file_that_unpacks_to_a_gigabyte_is_unsafe(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Loses: opening one paper stops the recipient's computer."""
    monkeypatch.setattr(office, "LARGEST_PART", 500)
    assert zip_format(stored(tmp_path, word())) == faults.OVERSIZED_INSIDE


def test_forged_list_of_parts_takes_no_memory(tmp_path: Path) -> None:
    """Loses: a file that claims a huge list of parts takes the memory of the whole run."""
    size = 60 * 2**20
    end = struct.pack("<4s4H2LH", b"PK\x05\x06", 0, 0, 65535, 65535, size, 4, 0)
    path = stored(tmp_path, b"PK\x03\x04")
    with path.open("ab") as file:
        file.truncate(size + 4)
        file.seek(0, io.SEEK_END)
        file.write(end)
    tracemalloc.start()
    try:
        assert zip_format(path) == faults.DAMAGED
        assert tracemalloc.get_traced_memory()[1] < 4 * 2**20
    finally:
        tracemalloc.stop()


@settings(deadline=None, max_examples=120)
@given(
    start=st.sampled_from([word(), open_document(), compound("WordDocument"), b"", b"PK\x03\x04", b"%PDF-"]),
    at=st.integers(0, 3000),
    noise=st.binary(max_size=40),
)
def test_no_content_ends_in_a_traceback(
    tmp_path_factory: pytest.TempPathFactory, start: bytes, at: int, noise: bytes
) -> None:
    """Loses: one strange file stops the examination of all the others."""
    path = stored(tmp_path_factory.mktemp("p"), start[:at] + noise + start[at + len(noise) :])
    assert isinstance(zip_format(path), Format | Fault)
    assert isinstance(ole_format(path), Format | Fault)
    assert isinstance(plain_format(path), Format | None)


@pytest.mark.needs("soffice")
def test_files_of_real_programs_are_known(tmp_path: Path) -> None:
    """Loses: what Word and LibreOffice really write is turned away."""
    document = docx.Document()
    document.add_paragraph("Minutes of a fictional Core Group")
    document.save(str(tmp_path / "minutes.docx"))
    for extension in ("doc", "odt", "rtf"):
        subprocess.run(
            [
                "soffice",
                f"-env:UserInstallation=file://{tmp_path}/profile",
                "--headless",
                "--convert-to",
                extension,
                "--outdir",
                str(tmp_path),
                str(tmp_path / "minutes.docx"),
            ],
            check=True,
            capture_output=True,
            timeout=100,
        )
    assert zip_format(tmp_path / "minutes.docx") is formats.DOCX
    assert zip_format(tmp_path / "minutes.odt") is formats.ODT
    assert ole_format(tmp_path / "minutes.doc") is formats.DOC
    assert plain_format(tmp_path / "minutes.rtf") is formats.RTF
