"""The pages of a PDF, each with all its attributes its own, in a tree of one level."""

from __future__ import annotations

import math
from typing import Any

LETTER = (0.0, 0.0, 612.0, 792.0)
"""What readers take a page without a sound size to be, in points."""

_KEPT = frozenset({"/Type", "/MediaBox", "/CropBox", "/Rotate", "/UserUnit", "/Resources", "/Contents", "/Group"})
_DEEPEST_TREE = 64
_NUMBERS_IN_BOX = 4
_RIGHT_ANGLE = 90
_LARGEST_UNIT = 1000


def flatten_tree(pdf: Any) -> list[Any]:
    """Make every page stand on its own, directly below one root.

    Returns:
        The pages' dictionaries, in order; a page that is listed twice comes twice.
    """
    import pikepdf

    pages = [page.obj for page in pdf.pages]
    for page in pages:
        _own_attributes(page)
    root = pdf.make_indirect(pikepdf.Dictionary(Type=pikepdf.Name.Pages, Count=len(pages)))
    root.Kids = pikepdf.Array(pages)
    for page in pages:
        page.Parent = root
    pdf.Root.Pages = root
    return pages


def lend_resources(pdf: Any, page: Any) -> None:
    """Give drawn letters and patterns without resources of their own those of their page, as readers do.

    The engine, when it takes out what a page's content does not name, knows nothing of what they name.
    """
    import pikepdf

    for kind in ("/Font", "/Pattern"):
        named = page.Resources.get(kind)
        for name, item in list(named.items()) if isinstance(named, pikepdf.Dictionary) else ():
            draws = isinstance(item, pikepdf.Stream) or (
                isinstance(item, pikepdf.Dictionary) and item.get("/Subtype") == "/Type3"
            )
            if draws and "/Resources" not in item:
                own = named[name] = item if item.is_indirect else pdf.make_indirect(item)
                own.Resources = _copied(page.Resources)


def _copied(resources: Any) -> Any:
    import pikepdf

    copies = {
        key: pikepdf.Dictionary(dict(value.items())) if isinstance(value, pikepdf.Dictionary) else value
        for key, value in resources.items()
        if value is not None
    }
    return pikepdf.Dictionary(copies)


def keep_attributes(page: Any) -> None:
    """Take out of a page what no reader needs to show it; its links, put there by us, stay."""
    for key in page.keys():  # noqa: SIM118 - the engine's dictionary is not iterable
        if key not in _KEPT and key not in ("/Parent", "/Annots"):
            del page[key]


def _own_attributes(page: Any) -> None:
    import pikepdf

    media = _box(_inherited(page, "/MediaBox")) or LETTER
    crop = _within(_box(_inherited(page, "/CropBox")), media)
    rotation = _inherited(page, "/Rotate")
    resources = _inherited(page, "/Resources")
    unit = page.get("/UserUnit")
    page.Type = pikepdf.Name.Page
    page.MediaBox = pikepdf.Array(media)
    _put(page, "/CropBox", pikepdf.Array(crop) if crop and crop != media else None)
    turned = int(rotation) % 360 if _is_number(rotation) else 0
    _put(page, "/Rotate", turned if turned and turned % _RIGHT_ANGLE == 0 else None)
    _put(page, "/UserUnit", unit if _is_number(unit) and 0 < float(unit) <= _LARGEST_UNIT else None)
    page.Resources = resources if isinstance(resources, pikepdf.Dictionary) else pikepdf.Dictionary()


def _put(page: Any, key: str, value: Any) -> None:
    if value is not None:
        page[key] = value
    elif key in page:
        del page[key]


def _inherited(page: Any, key: str) -> Any:
    import pikepdf

    node = page
    for _ in range(_DEEPEST_TREE):
        if not isinstance(node, pikepdf.Dictionary):
            return None
        if key in node:
            return node[key]
        node = node.get("/Parent")
    return None


def _box(value: Any) -> tuple[float, ...] | None:
    """A rectangle with its corners in order; None where it is none, or has no area."""
    import pikepdf

    if not isinstance(value, pikepdf.Array) or len(value) < _NUMBERS_IN_BOX:
        return None
    corners = list(value)[:_NUMBERS_IN_BOX]
    if not all(_is_number(corner) for corner in corners):
        return None
    left, bottom, right, top = (round(float(corner), 4) for corner in corners)
    box = (min(left, right), min(bottom, top), max(left, right), max(bottom, top))
    return box if box[0] < box[2] and box[1] < box[3] else None


def _within(box: tuple[float, ...] | None, outer: tuple[float, ...]) -> tuple[float, ...] | None:
    if box is None:
        return None
    shared = (max(box[0], outer[0]), max(box[1], outer[1]), min(box[2], outer[2]), min(box[3], outer[3]))
    return shared if shared[0] < shared[2] and shared[1] < shared[3] else None


def _is_number(value: Any) -> bool:
    import decimal

    return isinstance(value, int | float | decimal.Decimal) and not isinstance(value, bool) and math.isfinite(value)
