"""Papers made to take the machine's memory or time, or to break the engines that read them: one clear line each."""

from __future__ import annotations

import io
import random
import subprocess
import sys
import tracemalloc
import zipfile
import zlib
from collections.abc import Callable, Iterator
from pathlib import Path

import docx
import pikepdf
import pytest

from mas_docs.confinement import confined_environment
from mas_docs.papers.cleaning.cleaner import Cleaned, PaperCleaner
from mas_docs.papers.cleaning.pdf import examine_pdf
from mas_docs.papers.cleaning.refusal import Told
from mas_docs.papers.faults import DAMAGED, TOO_DEMANDING, UNKNOWN_TYPE
from mas_docs.papers.office import zip_format

CATALOGUE = b"<< /Type /Catalog /Pages 2 0 R >>"
PAGE = b"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 9 9] >>"
PAGES = b"<< /Type /Pages /Kids [3 0 R] /Count 1 >>"
ENDING = b"/Root 1 0 R"
MOST_MEBIBYTES = 240
"""What the examining process may take of the promised 300; the run itself takes less than the rest."""


def pdf(*objects: bytes, compressed: bytes = b"") -> bytes:
    """A PDF of these objects, numbered from 1; the last one lies in an object stream where `compressed` is given."""
    out = bytearray(b"%PDF-1.7\n")
    places: list[int] = []
    for number, content in enumerate(objects, 1):
        places.append(len(out))
        out += b"%d 0 obj\n%s\nendobj\n" % (number, content)
    if not compressed:
        return bytes(out + _table(places, len(out)))
    stream, index = len(objects) + 1, len(objects) + 2
    places.append(len(out))
    header = b"%d 0 " % (index + 1)
    out += _stream(stream, b"/Type /ObjStm /N 1 /First %d" % len(header), header + compressed)
    rows = [(1, place, 0) for place in (*places, len(out))]
    table = b"".join(_row(*row) for row in [(0, 0, 255), *rows, (2, stream, 0)])
    start = len(out)
    out += _stream(index, b"/Type /XRef /Size %d /W [1 4 1] /Root 1 0 R" % (index + 2), table)
    return bytes(out + b"startxref\n%d\n%%%%EOF\n" % start)


def _table(places: list[int], start: int) -> bytes:
    rows = b"".join(b"%010d 00000 n \n" % place for place in places)
    size = len(places) + 1
    head = b"xref\n0 %d\n0000000000 65535 f \n" % size
    return head + rows + b"trailer\n<< /Size %d %s >>\nstartxref\n%d\n%%%%EOF\n" % (size, ENDING, start)


def _row(kind: int, place: int, generation: int) -> bytes:
    return bytes([kind]) + place.to_bytes(4, "big") + bytes([generation])


def _stream(number: int, entries: bytes, content: bytes) -> bytes:
    data = zlib.compress(content, 9)
    head = b"%d 0 obj\n<< %s /Filter /FlateDecode /Length %d >>\nstream\n" % (number, entries, len(data))
    return head + data + b"\nendstream\nendobj\n"


def bomb_in_an_object_stream(item: bytes, times: int) -> bytes:
    """A PDF whose page tree, a few kilobytes compressed, holds a huge list."""
    tree = b"<< /Type /Pages /Kids [3 0 R] /Count 1 /X [" + item * times + b"] >>"
    return pdf(b"<< /Type /Catalog /Pages 6 0 R >>", b"null", PAGE, compressed=tree)


BOMBS = {
    "numbers": lambda: bomb_in_an_object_stream(b"0 ", 5_000_000),
    "dictionaries": lambda: bomb_in_an_object_stream(b"<<>>", 4_000_000),
    "nested": lambda: bomb_in_an_object_stream(b"[" + b"0 " * 90_000 + b"]", 80),
    "blanks": lambda: bomb_in_an_object_stream(b" ", 60_000_000),
    "page repeated": lambda: pdf(
        CATALOGUE, b"<< /Type /Pages /Kids [" + b"3 0 R " * 300_000 + b"] /Count 300000 >>", PAGE
    ),
}


@pytest.fixture
def pdfs() -> Iterator[PaperCleaner]:
    """A cleaner, ended afterwards."""
    with PaperCleaner() as cleaner:
        yield cleaner


@pytest.mark.parametrize("bomb", BOMBS)
def test_a_pdf_bomb_is_refused_in_a_line(tmp_path: Path, pdfs: PaperCleaner, bomb: str) -> None:
    """Loses: a paper of a few kilobytes brings the office's computer to a standstill."""
    (tmp_path / "a.pdf").write_bytes(BOMBS[bomb]())
    (tmp_path / "sound.pdf").write_bytes(pdf(CATALOGUE, PAGES, PAGE))
    assert pdfs.examine(tmp_path / "a.pdf").faults in ((DAMAGED,), (TOO_DEMANDING,))
    assert pdfs.examine(tmp_path / "sound.pdf") == Cleaned(pages=1)


def test_a_bomb_stays_within_the_promised_memory(tmp_path: Path) -> None:
    """Loses: the promise that no paper takes more than 300 MiB, and with it a small office computer."""
    path = tmp_path / "a.pdf"
    path.write_bytes(BOMBS["nested"]())
    script = (
        "import resource, sys; from pathlib import Path; from mas_docs.papers.cleaning.cleaner import PaperCleaner\n"
        "with PaperCleaner() as pdfs: pdfs.examine(Path(sys.argv[1]))\n"
        "print(resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss // 1024)\n"
    )
    ran = subprocess.run([sys.executable, "-c", script, str(path)], capture_output=True, text=True, check=True)
    assert int(ran.stdout) <= MOST_MEBIBYTES


def test_a_pdf_that_kills_its_examiner_is_refused_and_the_next_is_examined(tmp_path: Path) -> None:
    """Loses: a PDF that breaks the engine ends the run, or has every later paper refused."""
    path = tmp_path / "a.pdf"
    path.write_bytes(pdf(CATALOGUE, PAGES, PAGE))
    with PaperCleaner() as pdfs:
        assert pdfs.examine(path) == Cleaned(pages=1)
        starter = pdfs._starter  # noqa: SLF001 - no PDF is known that kills the engine reliably
        assert starter is not None
        starter.end_child()
        assert pdfs.examine(path).faults == (TOO_DEMANDING,)
        assert pdfs.examine(path) == Cleaned(pages=1)


def test_the_examiner_knows_no_passphrase(monkeypatch: pytest.MonkeyPatch) -> None:
    """Loses: a PDF that takes over the engine reads what every package is sealed with."""
    monkeypatch.setenv("MAS_DOCS_PASSPHRASE", "fictional words only for these tests here")
    environment = confined_environment()
    assert not any(name.startswith("MAS_DOCS_") for name in environment)


def test_without_a_process_of_its_own_no_pdf_is_opened(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Loses: where no further process may be started, a stranger's PDF is read beside the passphrase."""
    path = tmp_path / "a.pdf"
    path.write_bytes(pdf(CATALOGUE, PAGES, PAGE))
    monkeypatch.setattr(sys, "executable", str(tmp_path / "missing"))
    with PaperCleaner() as pdfs:
        assert pdfs.examine(path) == Cleaned((TOO_DEMANDING,))


def test_a_pdf_that_may_not_be_read_is_told_from_a_damaged_one(tmp_path: Path, pdfs: PaperCleaner) -> None:
    """Loses: the office asks for another copy of a paper that only lacked a permission."""
    with pytest.raises(OSError, match=r"gone\.pdf"):
        pdfs.examine(tmp_path / "gone.pdf")


@pytest.mark.parametrize(
    "objects",
    [
        (b"<< /Type /Catalog >>", PAGES, PAGE),
        (b"<< /Type /Catalog /Pages 7 >>", PAGES, PAGE),
        (b"<< /Type /Catalog /Pages [3 0 R] >>", PAGES, PAGE),
        (b"[ 1 ]", PAGES, PAGE),
        (CATALOGUE, PAGES.replace(b"/Count 1", b"/Count (x)"), PAGE),
        (CATALOGUE, PAGES.replace(b"/Count 1", b"/Count " + b"9" * 30), PAGE),
    ],
)
def test_a_pdf_of_the_wrong_shape_is_damaged(tmp_path: Path, objects: tuple[bytes, ...]) -> None:
    """Loses: a traceback instead of a line that says which paper to look at."""
    (tmp_path / "a.pdf").write_bytes(pdf(*objects))
    assert examine_pdf(tmp_path / "a.pdf").told == (Told(DAMAGED),)


@pytest.mark.parametrize("method", [zipfile.ZIP_BZIP2, zipfile.ZIP_LZMA])
@pytest.mark.parametrize("first", ["mimetype", "[Content_Types].xml"])
def test_parts_packed_as_no_document_packs_them_are_refused_unread(tmp_path: Path, method: int, first: str) -> None:
    """Loses: a file of a kilobyte fills the memory, for those ways of packing cannot be undone step by step."""
    path = tmp_path / "a.docx"
    with zipfile.ZipFile(path, "w", method) as archive:
        archive.writestr(first, bytes(30_000_000))
        archive.writestr("word/document.xml", b"<document/>")
    tracemalloc.start()
    try:
        assert zip_format(path) is UNKNOWN_TYPE
        assert tracemalloc.get_traced_memory()[1] < 4_000_000
    finally:
        tracemalloc.stop()


def test_a_part_whose_name_is_no_text_is_damage(tmp_path: Path) -> None:
    """Loses: a traceback instead of a line that says which paper to look at."""
    path = tmp_path / "a.docx"
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr("word/documentŷ.xml", b"<document/>")
    path.write_bytes(path.read_bytes().replace("ŷ".encode(), b"\xff\xff"))
    assert zip_format(path) is DAMAGED


def mutated(content: bytes, dice: random.Random) -> bytes:
    """The content with a few bytes changed, or cut, or a stretch of it repeated."""
    changed = bytearray(content)
    for _ in range(dice.randint(1, 6)):
        changed[dice.randrange(len(changed))] = dice.randrange(256)
    at, length = dice.randrange(len(changed)), dice.randrange(40)
    match dice.randrange(4):
        case 0:
            del changed[at : at + length]
        case 1:
            changed[at:at] = changed[at : at + length]
        case _:
            pass
    return bytes(changed)


def small_pdf() -> bytes:
    """A small real PDF with an object stream."""
    buffer = io.BytesIO()
    with pikepdf.new() as document:
        document.add_blank_page()
        document.save(buffer, object_stream_mode=pikepdf.ObjectStreamMode.generate)
    return buffer.getvalue()


def small_word() -> bytes:
    """A small container with the parts that are looked at."""
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("[Content_Types].xml", b"<Types/>")
        archive.writestr("word/document.xml", b"<document/>" * 30)
    return buffer.getvalue()


def real_word() -> bytes:
    """A Word file as its library writes it."""
    buffer = io.BytesIO()
    docx.Document().save(buffer)
    return buffer.getvalue()


@pytest.mark.parametrize(
    ("make", "times"),
    [(small_pdf, 600), (lambda: pdf(CATALOGUE, PAGES, PAGE), 600), (small_word, 600), (real_word, 200)],
)
def test_two_thousand_mutations_end_in_a_line(tmp_path: Path, make: object, times: int) -> None:
    """Loses: one broken file ends the run in a traceback."""
    assert callable(make)
    dice = random.Random(2026)  # noqa: S311 - the same mutations every time, no secrets
    content = make()
    path = tmp_path / "a"
    examine: Callable[[Path], object] = examine_pdf if content.startswith(b"%PDF") else zip_format
    for _ in range(times):
        path.write_bytes(mutated(content, dice))
        examine(path)
