"""Pictures as papers: each becomes an upright A4 page that shows it, and nothing the camera wrote beside it."""

from __future__ import annotations

import warnings
import zlib
from collections.abc import Iterator
from pathlib import Path
from typing import Any, BinaryIO

from mas_docs.papers.cleaning.jpeg import without_metadata
from mas_docs.papers.cleaning.pdf import prepare
from mas_docs.papers.cleaning.pdf_cleaning import save
from mas_docs.papers.cleaning.placing import Placed, placed
from mas_docs.papers.cleaning.refusal import CannotTravelError, Outcome, Told
from mas_docs.papers.faults import DAMAGED, TOO_DEMANDING, TOO_MANY_DOTS

MOST_DOTS = 40_000_000
"""The dots of the largest picture taken in; a page of A4 at 600 dots an inch has 35 million."""

MOST_FRAMES = 500
"""The most pages of one picture file."""

_ORIENTATION = 0x0112
_USUAL_DOTS_PER_INCH = 96.0
_SENSIBLE_DOTS_PER_INCH = range(50, 1201)
_DRAFT = 8
_ADOBE = "adobe"
# Telephones put a preview or a map of brightness behind the picture; the library then calls it by another name.
_JPEGS = ("JPEG", "MPO")
# A scan in colour packs eight times as fast as with zlib's usual care, and comes out a thirtieth larger.
_FAST, _THOROUGH = 2, 6
_LARGEST_JPEG = 40 * 2**20
_COMPONENTS = {"1": "/DeviceGray", "L": "/DeviceGray", "RGB": "/DeviceRGB", "CMYK": "/DeviceCMYK"}


def clean_picture(path: Path, into: Path) -> Outcome:
    """Make a clean PDF of a picture: a page for each frame.

    Args:
        path: a PNG, JPEG or TIFF file.
        into: the clean PDF, which may not be there yet; it is there afterwards only where nothing forbids.

    Raises:
        OSError: the picture cannot be read.
        UsageError: the clean PDF cannot be written.
    """
    prepare()
    with path.open("rb") as file:
        document = _document(file)
    if isinstance(document, Told):
        return Outcome((document,))
    with document as pdf:
        pages = len(pdf.pages)
        save(pdf, into)
    return Outcome(pages=pages)


def _document(file: BinaryIO) -> Any:
    """The PDF of a picture file, or what is wrong with it."""
    from PIL import Image

    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # of size, which is looked at here, and of metadata, which does not travel
            return _drawn(file)
    except CannotTravelError as refused:
        return refused.told
    except (MemoryError, Image.DecompressionBombError):
        return Told(TOO_MANY_DOTS)
    except Exception:  # noqa: BLE001 - whatever an engine makes of untrusted content, the content is at fault
        return Told(DAMAGED)


def _drawn(file: BinaryIO) -> Any:
    import pikepdf
    from PIL import Image

    pdf = pikepdf.new()
    with Image.open(file, formats=("PNG", "JPEG", "TIFF")) as picture:
        frames = getattr(picture, "n_frames", 1) if picture.format == "TIFF" else 1
        if frames > MOST_FRAMES:
            raise CannotTravelError(TOO_DEMANDING)
        for number in range(frames):
            if number:
                picture.seek(number)
            if picture.width * picture.height > MOST_DOTS:
                raise CannotTravelError(TOO_MANY_DOTS, [number + 1])
            _add_page(pdf, picture, file)
    return pdf


def _add_page(pdf: Any, picture: Any, file: BinaryIO) -> None:
    import pikepdf

    if picture.format in _JPEGS:
        where = _where(picture, picture.size)
        drawing = _jpeg(pdf, picture, file)
    else:
        picture.load()
        where = _where(picture, picture.size)
        drawing = _dots(pdf, picture)
    page = pdf.add_blank_page(page_size=where.page)
    page.Resources = pikepdf.Dictionary(XObject=pikepdf.Dictionary(P=drawing))
    page.Contents = pdf.make_stream(where.content("/P").encode("ascii"))


def _where(picture: Any, size: tuple[int, int]) -> Placed:
    across, down = picture.info.get("dpi", (0, 0))
    known = all(round(float(value)) in _SENSIBLE_DOTS_PER_INCH for value in (across, down))
    resolution = (float(across), float(down)) if known else (_USUAL_DOTS_PER_INCH, _USUAL_DOTS_PER_INCH)
    orientation = picture.getexif().get(_ORIENTATION, 1)
    return placed(size, resolution, orientation if isinstance(orientation, int) else 1)


def _jpeg(pdf: Any, picture: Any, file: BinaryIO) -> Any:
    """A JPEG as it is, to the last dot, once it has been seen to be whole."""
    import pikepdf

    width, height = picture.size
    components = len(picture.getbands())
    inverted = components == len("CMYK") and _ADOBE in picture.info
    picture.draft("L" if components == 1 else picture.mode, (max(1, width // _DRAFT), max(1, height // _DRAFT)))
    picture.load()
    file.seek(0)
    content = file.read(_LARGEST_JPEG + 1)
    if len(content) > _LARGEST_JPEG:
        raise CannotTravelError(TOO_MANY_DOTS)
    drawing = pikepdf.Stream(pdf, without_metadata(content))
    drawing.Filter = pikepdf.Name.DCTDecode
    if inverted:
        drawing.Decode = pikepdf.Array([1, 0] * components)
    return _described(drawing, (width, height), {1: "L", 3: "RGB"}.get(components, "CMYK"), 8)


def _dots(pdf: Any, picture: Any) -> Any:
    """A picture's dots, packed without loss."""
    import pikepdf

    mode = _plain(picture.crop((0, 0, 1, 1))).mode
    packed = zlib.compressobj(_THOROUGH if mode == "1" else _FAST)
    pieces = b"".join([*(packed.compress(rows) for rows in _rows(picture)), packed.flush()])
    drawing = pikepdf.Stream(pdf, pieces)
    drawing.Filter = pikepdf.Name.FlateDecode
    return _described(drawing, picture.size, mode, 1 if mode == "1" else 8)


def _rows(picture: Any) -> Iterator[bytes]:
    """The dots in plain colours, a strip of rows at a time: the whole picture twice would fill the memory."""
    height = 256
    for top in range(0, picture.height, height):
        yield _plain(picture.crop((0, top, picture.width, min(picture.height, top + height)))).tobytes()


def _plain(picture: Any) -> Any:
    """The picture in colours that a PDF has: what is see-through lies on white, deep greys become eight bits deep."""
    from PIL import Image

    if picture.mode == "La":  # its colours have been multiplied already
        picture = picture.convert("LA")
    if picture.has_transparency_data:
        clear = picture.convert("RGBA")
        ground = Image.new("RGB", picture.size, "white")
        ground.paste(clear, mask=clear.getchannel("A"))
        return ground
    if picture.mode in _COMPONENTS:
        return picture
    if picture.mode.startswith("I;16"):
        return picture.convert("I").point(lambda value: value / 256).convert("L")
    return picture.convert("L" if picture.mode in ("I", "F") else "RGB")


def _described(drawing: Any, size: tuple[int, int], mode: str, depth: int) -> Any:
    import pikepdf

    drawing.Type, drawing.Subtype = pikepdf.Name.XObject, pikepdf.Name.Image
    drawing.Width, drawing.Height = size
    drawing.BitsPerComponent = depth
    drawing.ColorSpace = pikepdf.Name(_COMPONENTS[mode])
    return drawing
