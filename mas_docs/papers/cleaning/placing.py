"""Where on a page a picture goes: upright, on A4, as large as it was meant, within the margins."""

from __future__ import annotations

from dataclasses import dataclass

A4 = (595.276, 841.89)
"""Width and height in points."""

MARGIN = 28.346
"""10 mm in points."""

LARGEST_SCALE = 1.5
"""How much a picture is enlarged at most, of the size that its dots an inch give it."""

_POINTS_PER_INCH = 72.0
_LAYING_ON_THEIR_SIDE = range(5, 9)
_DIGITS = 3


@dataclass(frozen=True, slots=True)
class Placed:
    """A page and the picture's place on it.

    Attributes:
        page: its width and height in points.
        matrix: brings the picture's unit square to its place, turned and mirrored as it must be.
    """

    page: tuple[float, float]
    matrix: tuple[float, ...]

    def content(self, name: str) -> str:
        """The page's drawing instructions, for a picture of this name."""
        numbers = " ".join(str(round(number, _DIGITS)) for number in self.matrix)
        return f"q {numbers} cm {name} Do Q"


def placed(size: tuple[int, int], resolution: tuple[float, float], orientation: int) -> Placed:
    """Place a picture.

    Args:
        size: width and height in dots, as stored.
        resolution: dots an inch across and down.
        orientation: how it is stored (EXIF 2.3, 4.6.4 A): 1 upright, 2 to 8 turned or mirrored.
    """
    width, height = (
        dots / dots_per_inch * _POINTS_PER_INCH for dots, dots_per_inch in zip(size, resolution, strict=True)
    )
    if orientation in _LAYING_ON_THEIR_SIDE:
        width, height = height, width
    page = A4 if height >= width else (A4[1], A4[0])
    scale = min(LARGEST_SCALE, (page[0] - 2 * MARGIN) / width, (page[1] - 2 * MARGIN) / height)
    width, height = width * scale, height * scale
    left, bottom = (page[0] - width) / 2, (page[1] - height) / 2
    return Placed(page, _matrix(orientation, left, bottom, width, height))


def _matrix(orientation: int, left: float, bottom: float, width: float, height: float) -> tuple[float, ...]:
    right, top = left + width, bottom + height
    matrices = {
        2: (-width, 0, 0, height, right, bottom),
        3: (-width, 0, 0, -height, right, top),
        4: (width, 0, 0, -height, left, top),
        5: (0, -height, -width, 0, right, top),
        6: (0, -height, width, 0, left, top),
        7: (0, height, width, 0, left, bottom),
        8: (0, height, -width, 0, right, bottom),
    }
    return matrices.get(orientation, (width, 0, 0, height, left, bottom))
