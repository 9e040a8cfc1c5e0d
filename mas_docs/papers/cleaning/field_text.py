"""Laying out the value of a form field in its rectangle: in lines, in cells, as large as fits."""

from __future__ import annotations

import itertools
import re
from collections.abc import Iterator
from dataclasses import dataclass

from mas_docs.papers.cleaning.field_font import FieldFont

LARGEST, SMALLEST = 12.0, 4.0
"""The sizes between which a value is fitted, in points; smaller, nobody reads it."""

_STEP = 0.5
_LEADING = 1.15
_MARGIN = 2.0
_MIDDLE = 0.36
_DIGITS = 3


@dataclass(frozen=True, slots=True)
class Slot:
    """The place of a value.

    Attributes:
        width, height: in points.
        size: the letters' size that the form asks for; 0 leaves it open.
        colour: the operators that set the letters' colour.
        quadding: 0 left, 1 centred, 2 right.
        lines: whether it takes several.
        cells: into how many cells a comb divides it; 0 where it is none.
    """

    width: float
    height: float
    size: float = 0.0
    colour: str = "0 g"
    quadding: int = 0
    lines: bool = False
    cells: int = 0


def laid_out(value: str, slot: Slot, font: FieldFont) -> str | None:
    """The drawing instructions that show a value; None where it cannot be shown as a whole.

    Args:
        value: what was filled in.
        slot: where it goes.
        font: in which it is written.
    """
    text = value.replace("\r\n", "\n").replace("\r", "\n").rstrip("\n")
    if any(font.encoded(line) is None for line in text.split("\n")):
        return None
    if slot.cells:
        return _in_cells(text, slot, font)
    for size in _sizes(slot):
        lines = _wrapped(text, slot.width - 2 * _MARGIN, size, font) if slot.lines else [" ".join(text.split("\n"))]
        if _fits(lines, slot, size, font):
            return _written(lines, slot, size, font)
    return None


def _sizes(slot: Slot) -> Iterator[float]:
    size = slot.size or min(LARGEST, max(SMALLEST, slot.height * 0.7))
    while size >= SMALLEST:
        yield size
        size -= _STEP


def _fits(lines: list[str], slot: Slot, size: float, font: FieldFont) -> bool:
    widest = max((font.width(line) for line in lines), default=0.0) * size
    tall = len(lines) * size * _LEADING <= slot.height or (len(lines) == 1 and not slot.lines)
    return tall and widest <= slot.width - _MARGIN


def _wrapped(text: str, width: float, size: float, font: FieldFont) -> list[str]:
    return list(itertools.chain.from_iterable(_broken(line, width / size, font) for line in text.split("\n")))


def _broken(line: str, width: float, font: FieldFont) -> Iterator[str]:
    """A line broken at its blanks; a word that is wider than the place is broken too."""
    current = ""
    for part in re.findall(r"\S+\s*|\s+", line):
        if current and font.width((current + part).rstrip()) > width:
            yield current.rstrip()
            current = ""
        current += part
        while font.width(current.rstrip()) > width and len(current) > 1:
            kept = max(1, _longest(current, width, font))
            yield current[:kept]
            current = current[kept:]
    yield current.rstrip()


def _longest(text: str, width: float, font: FieldFont) -> int:
    taken = 0.0
    for at, letter in enumerate(text):
        taken += font.width(letter)
        if taken > width:
            return at
    return len(text)


def _written(lines: list[str], slot: Slot, size: float, font: FieldFont) -> str:
    leading = size * _LEADING
    first = slot.height - _MARGIN - size * font.ascent / 1000 if slot.lines else slot.height / 2 - size * _MIDDLE
    parts = [_show(line, _left(line, slot, size, font), first - at * leading, font) for at, line in enumerate(lines)]
    return _text(slot, size, parts)


def _left(line: str, slot: Slot, size: float, font: FieldFont) -> float:
    spare = slot.width - font.width(line) * size
    return {1: spare / 2, 2: spare - _MARGIN}.get(slot.quadding, _MARGIN)


def _in_cells(text: str, slot: Slot, font: FieldFont) -> str | None:
    if len(text) > slot.cells or "\n" in text:
        return None
    cell = slot.width / slot.cells
    size = slot.size or min(LARGEST, slot.height * 0.7)
    base = slot.height / 2 - size * _MIDDLE
    skipped = {1: (slot.cells - len(text)) // 2, 2: slot.cells - len(text)}.get(slot.quadding, 0)
    parts = [
        _show(letter, (at + skipped + 0.5) * cell - font.width(letter) * size / 2, base, font)
        for at, letter in enumerate(text)
    ]
    return _text(slot, size, parts)


def _show(line: str, x: float, y: float, font: FieldFont) -> str:
    glyphs = "".join(f"{glyph:04x}" for glyph in font.encoded(line) or [])
    return f"1 0 0 1 {round(x, _DIGITS)} {round(y, _DIGITS)} Tm <{glyphs}> Tj"


def _text(slot: Slot, size: float, parts: list[str]) -> str:
    return "\n".join(["q BT", slot.colour, f"/F {round(size, _DIGITS)} Tf", *parts, "ET Q"])
