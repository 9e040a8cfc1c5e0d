"""How a page of a paper stands on its sheet of the pack: whole, upright, clear of the foot where the marks stand."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

A4 = (595.276, 841.89)
"""Width and height of a sheet, in points."""

A3 = (841.89, 1190.551)
"""Width and height of a sheet for what would be hard to read on A4, in points."""

FOOT = 34.0
"""The height of the foot of every sheet, in points: 12 mm, which only the pack's own marks may use."""

_SMALLEST_ON_A4 = 0.7
"""To which share of its size a page may be made smaller before it gets a sheet of A3."""

_PAPER = "/MasPaper"


@dataclass(frozen=True, slots=True)
class Sheet:
    """A paper's page on its sheet.

    Attributes:
        width, height: of the sheet, in points.
        drawing: the operators that draw the page.
        form: the page as a form object of the pack.
        matrix: how a point of the page's own space comes to stand on the sheet (a `pikepdf.Matrix`).
    """

    width: float
    height: float
    drawing: bytes
    form: Any
    matrix: Any


def sheet_of(page: Any) -> Sheet:
    """Make a paper's page ready for its sheet: turned as its reader sees it, made smaller only where it must be.

    The page becomes a form object, so that no name, number or state inside it can meet the pack's own.

    Args:
        page: the paper's page, in the pack's own PDF.
    """
    import pikepdf

    form = page.as_form_xobject()
    form.BBox = pikepdf.Array(page.cropbox)
    width, height = _upright_size(form)
    sheet_width, sheet_height = _sheet_size(width, height)
    frame = pikepdf.Rectangle(0, FOOT, sheet_width, sheet_height)
    placed = page.get_matrix_for_form_xobject_placement(form, frame, invert_transformations=False, allow_expand=False)
    drawing = b"q %s cm %s Do Q\n" % (placed.encode(), _PAPER.encode())
    return Sheet(sheet_width, sheet_height, drawing, form, _own_matrix(form) @ placed)


def _own_matrix(form: Any) -> Any:
    import pikepdf

    return pikepdf.Matrix(form.get("/Matrix", (1, 0, 0, 1, 0, 0)))


def _upright_size(form: Any) -> tuple[float, float]:
    """Width and height as a reader sees them, in points."""
    import pikepdf

    box = _own_matrix(form).transform(pikepdf.Rectangle(form.BBox))
    return float(box.width), float(box.height)


def _sheet_size(width: float, height: float) -> tuple[float, float]:
    for portrait in (A4, A3):
        sheet = portrait if width <= height else portrait[::-1]
        if min(sheet[0] / max(width, 1), (sheet[1] - FOOT) / max(height, 1)) >= _SMALLEST_ON_A4:
            return sheet
    return sheet


def new_page(pack: Any, sheet: Sheet) -> Any:
    """A page of the pack that shows a sheet: all of it is the marked content with the number 0."""
    import pikepdf

    content = b"/P <</MCID 0>> BDC\n" + sheet.drawing + b"EMC\n"
    page = pikepdf.Dictionary(
        Type=pikepdf.Name.Page,
        MediaBox=[0, 0, sheet.width, sheet.height],
        Resources=pikepdf.Dictionary(XObject=pikepdf.Dictionary({_PAPER: sheet.form})),
        Contents=pack.make_stream(content),
        Tabs=pikepdf.Name.S,
    )
    return pikepdf.Page(pack.make_indirect(page))


def uses_font(form: Any) -> bool:
    """Whether a page shows text: one that uses no font is a picture of a page."""
    waiting, seen = [form], set()
    while waiting:
        resources = waiting.pop().get("/Resources")
        if resources is None or (resources.is_indirect and resources.objgen in seen):
            continue
        seen.add(resources.objgen)
        if len(resources.get("/Font", ())):
            return True
        waiting += [inner for inner in _inner_forms(resources) if inner.objgen not in seen]
    return False


def _inner_forms(resources: Any) -> list[Any]:
    return [inner for inner in dict(resources.get("/XObject", {})).values() if inner.get("/Subtype") == "/Form"]
