"""Pictures as papers: upright on A4, whole, dot for dot, and without what the camera wrote beside them."""

from __future__ import annotations

import io
import struct
from pathlib import Path
from typing import Any

import pikepdf
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from pdf_making import everything
from PIL import Image, ImageOps, PngImagePlugin

from mas_docs.papers import faults
from mas_docs.papers.cleaning import pictures
from mas_docs.papers.cleaning.jpeg import without_metadata
from mas_docs.papers.cleaning.pictures import clean_picture
from mas_docs.papers.cleaning.placing import A4, LARGEST_SCALE, MARGIN, placed
from mas_docs.papers.cleaning.refusal import Outcome, Told

CANARY = b"51.6631N 3.2372W"
ORIENTATION = 0x0112
EXTRA_SAMPLES = 0x0152


def sample(mode: str = "RGB", size: tuple[int, int] = (60, 40)) -> Image.Image:
    """A picture with one red corner, top left, that looks alike in every mode."""
    picture = Image.new("RGB", size, "white")
    picture.paste((255, 0, 0), (0, 0, size[0] // 2, size[1] // 2))
    return picture.convert(mode)


def saved(path: Path, picture: Image.Image, form: str, **options: Any) -> Path:
    """The picture in a file."""
    picture.save(path, form, **options)
    return path


def cleaned(path: Path) -> tuple[Outcome, Path]:
    """What became of a picture, and its clean PDF."""
    into = path.with_suffix(".clean.pdf")
    into.unlink(missing_ok=True)
    return clean_picture(path, into), into


def drawn(path: Path, page: int = 0) -> Image.Image:
    """A page as an independent reader draws it, at 36 dots an inch."""
    import pypdfium2

    document = pypdfium2.PdfDocument(path)
    try:
        picture: Image.Image = document[page].render(scale=0.5).to_pil().convert("RGB")
        return picture
    finally:
        document.close()


def red_corner(page: Image.Image) -> tuple[str, str]:
    """In which corner of what is not white the red lies."""
    box = page.point(lambda value: 255 if value < 128 else 0).getbbox()
    assert box is not None
    across, down = (box[0] + box[2]) / 2 / page.width, (box[1] + box[3]) / 2 / page.height
    return ("left" if across < 0.5 else "right", "top" if down < 0.5 else "bottom")


@pytest.mark.parametrize(
    ("form", "mode"),
    [
        ("PNG", "RGB"),
        ("PNG", "RGBA"),
        ("PNG", "P"),
        ("PNG", "L"),
        ("PNG", "LA"),
        ("PNG", "1"),
        ("PNG", "I;16"),
        ("JPEG", "RGB"),
        ("JPEG", "L"),
        ("JPEG", "CMYK"),
        ("TIFF", "RGB"),
        ("TIFF", "CMYK"),
        ("TIFF", "1"),
    ],
)
def test_every_kind_of_picture_is_a_page(tmp_path: Path, form: str, mode: str) -> None:
    """Loses: a scan or a photograph of a chart comes out black, or in other colours."""
    picture = sample("L").point(lambda value: value * 256, "I").convert("I;16") if mode == "I;16" else sample(mode)
    outcome, clean = cleaned(saved(tmp_path / "a", picture, form))
    assert outcome == Outcome(pages=1)
    page = drawn(clean)
    assert red_corner(page) == ("left", "top")
    assert page.width > page.height
    middle = page.getpixel((page.width // 2 + 40, page.height // 2))
    assert middle == (255, 255, 255)
    assert isinstance(middle, tuple)


@pytest.mark.parametrize("orientation", range(1, 9))
@pytest.mark.parametrize("form", ["JPEG", "PNG", "TIFF"])
def test_pictures_are_upright(tmp_path: Path, orientation: int, form: str) -> None:
    """Loses: a photographed page of notes lies on its side, or mirrored."""
    exif = Image.Exif()
    exif[ORIENTATION] = orientation
    path = saved(tmp_path / "a", sample(), form, exif=exif)
    with Image.open(path) as picture:
        expected = ImageOps.exif_transpose(picture).convert("RGB")
    _, clean = cleaned(path)
    page = drawn(clean)
    assert red_corner(page) == red_corner(expected)
    assert (page.width > page.height) is (expected.width > expected.height)


def test_what_is_see_through_lies_on_white(tmp_path: Path) -> None:
    """Loses: a chart saved with a clear ground is black on black."""
    _, clean = cleaned(saved(tmp_path / "a", Image.new("RGBA", (50, 50), (0, 0, 0, 0)), "PNG"))
    assert drawn(clean).getextrema() == ((255, 255), (255, 255), (255, 255))


def test_where_and_by_whom_a_photograph_was_taken_does_not_travel(tmp_path: Path) -> None:
    """Loses: the place of a foster home, in a photograph of a child's drawing."""
    exif = Image.Exif()
    exif[0x010E] = CANARY.decode()
    info = PngImagePlugin.PngInfo()
    info.add_text("Comment", CANARY.decode())
    files = [
        saved(tmp_path / "a", sample(), "JPEG", exif=exif, comment=CANARY, xmp=CANARY),
        saved(tmp_path / "b", sample(), "PNG", exif=exif, pnginfo=info),
        saved(tmp_path / "c", sample(), "TIFF", exif=exif),
    ]
    for path in files:
        assert CANARY in path.read_bytes()
        _, clean = cleaned(path)
        assert CANARY not in everything(clean)


def test_a_jpeg_keeps_every_dot(tmp_path: Path) -> None:
    """Loses: small print of a photographed letter, blurred by packing it twice."""
    source = saved(tmp_path / "a", sample(size=(99, 101)), "JPEG", comment=CANARY, progressive=True)
    _, clean = cleaned(source)
    with pikepdf.open(clean) as pdf:
        raw = pdf.pages[0].obj.Resources.XObject.P.read_raw_bytes()
    with Image.open(source) as before, Image.open(io.BytesIO(raw)) as after:
        assert before.tobytes() == after.tobytes()
    assert len(raw) < source.stat().st_size


def test_every_page_of_a_scan_is_there(tmp_path: Path) -> None:
    """Loses: all pages of scanned minutes but the first."""
    first, *others = [sample("1", (20 + number, 30)) for number in range(5)]
    path = saved(tmp_path / "a", first, "TIFF", save_all=True, append_images=others, compression="group4")
    outcome, clean = cleaned(path)
    assert outcome == Outcome(pages=5)
    with pikepdf.open(clean) as pdf:
        assert [int(page.obj.Resources.XObject.P.Width) for page in pdf.pages] == [20, 21, 22, 23, 24]


@pytest.mark.parametrize("form", ["MPO", "PNG"])
def test_what_lies_behind_a_picture_is_no_page(tmp_path: Path, form: str) -> None:
    """Loses: a photograph from a newer telephone comes twice, or is said to be damaged."""
    path = saved(tmp_path / "a", sample(), form, save_all=True, append_images=[sample("RGB", (20, 20))])
    with Image.open(path) as picture:
        assert getattr(picture, "n_frames", 1) > 1
    outcome, clean = cleaned(path)
    assert outcome == Outcome(pages=1)
    assert red_corner(drawn(clean)) == ("left", "top")


@pytest.mark.parametrize("size", [(5, 90), (90, 5), (1, 1)])
def test_a_narrow_picture_is_taken_in(tmp_path: Path, size: tuple[int, int]) -> None:
    """Loses: a strip cut out of a photograph is said to be damaged."""
    outcome, _ = cleaned(saved(tmp_path / "a", sample(size=size), "JPEG"))
    assert outcome == Outcome(pages=1)


def test_greys_that_were_mixed_with_their_ground_are_a_picture(tmp_path: Path) -> None:
    """Loses: a scan of a kind that some programs write is said to be damaged."""
    path = saved(tmp_path / "a", Image.new("LA", (60, 40), (64, 128)), "TIFF")
    unmixed, mixed = (struct.pack("<HHIH", EXTRA_SAMPLES, 3, 1, kind) for kind in (2, 1))
    assert unmixed in path.read_bytes()
    path.write_bytes(path.read_bytes().replace(unmixed, mixed))
    outcome, clean = cleaned(path)
    assert outcome == Outcome(pages=1)
    darkest = min(drawn(clean).convert("L").tobytes())
    assert darkest in range(129, 255)


@pytest.mark.parametrize("form", ["PNG", "JPEG", "TIFF"])
@pytest.mark.parametrize("kept", [0.1, 0.5, 0.9])
def test_a_picture_cut_short_is_damaged(tmp_path: Path, form: str, kept: float) -> None:
    """Loses: the lower half of a photographed page is grey, and nobody notices."""
    path = saved(tmp_path / "a", Image.effect_noise((200, 200), 90), form)
    content = path.read_bytes()
    path.write_bytes(content[: int(len(content) * kept)])
    outcome, clean = cleaned(path)
    assert outcome.told == (Told(faults.DAMAGED),)
    assert not clean.exists()


@pytest.mark.parametrize("form", ["PNG", "JPEG", "TIFF"])
def test_a_picture_of_too_many_dots_is_refused(tmp_path: Path, form: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """Loses: one picture takes the memory of the computer."""
    monkeypatch.setattr(pictures, "MOST_DOTS", 100)
    outcome, _ = cleaned(saved(tmp_path / "a", sample(), form))
    assert outcome.told == (Told(faults.TOO_MANY_DOTS, (1,)),)


def test_a_resolution_gives_the_size() -> None:
    """Loses: a receipt scanned small fills the page, or a page scanned large is cut off."""
    page = placed((1240, 1754), (150, 150), 1)
    assert page.page == A4
    assert page.matrix[0] == pytest.approx(A4[0] - 2 * MARGIN, abs=5)
    small = placed((300, 150), (300, 300), 1)
    assert small.matrix[0] == pytest.approx(72 * LARGEST_SCALE)


@given(
    size=st.tuples(st.integers(1, 30000), st.integers(1, 30000)),
    resolution=st.tuples(st.floats(50, 1200), st.floats(50, 1200)),
    orientation=st.integers(0, 9),
)
def test_no_picture_leaves_the_margins(
    size: tuple[int, int], resolution: tuple[float, float], orientation: int
) -> None:
    """Loses: the edge of a picture, cut off or under the pack's marks."""
    where = placed(size, resolution, orientation)
    a, b, c, d, e, f = where.matrix
    corners = [(a * u + c * v + e, b * u + d * v + f) for u in (0, 1) for v in (0, 1)]
    assert all(MARGIN - 0.01 <= x <= where.page[0] - MARGIN + 0.01 for x, _ in corners)
    assert all(MARGIN - 0.01 <= y <= where.page[1] - MARGIN + 0.01 for _, y in corners)


def jpeg() -> bytes:
    """A small photograph."""
    buffer = io.BytesIO()
    sample().save(buffer, "JPEG", comment=CANARY, exif=Image.Exif())
    return buffer.getvalue()


SOUND = jpeg()


@settings(deadline=None, max_examples=200)
@given(at=st.integers(0, len(SOUND) - 1), noise=st.binary(max_size=6))
def test_no_jpeg_ends_in_a_traceback(tmp_path_factory: pytest.TempPathFactory, at: int, noise: bytes) -> None:
    """Loses: one broken photograph stops the run for every other paper."""
    path = tmp_path_factory.mktemp("j") / "a"
    path.write_bytes(SOUND[:at] + noise + SOUND[at + len(noise) :])
    outcome, clean = cleaned(path)
    assert clean.exists() is (outcome.told == ())
    if clean.exists():
        assert outcome.pages == 1


@given(content=st.binary(max_size=60))
def test_what_is_no_jpeg_is_said_to_be_none(content: bytes) -> None:
    """Loses: a run that never ends over bytes that look like a photograph."""
    with pytest.raises((ValueError, Exception)):
        without_metadata(content.replace(b"\xff\xd9", b""))
