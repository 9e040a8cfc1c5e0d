"""The font in which the values of form fields are printed: embedded, so that every reader shows the same letters."""

from __future__ import annotations

import functools
import io
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from mas_docs.resources import templates_folder

_FILE = Path("typst", "fonts", "LiberationSans-Regular.ttf")
_THOUSAND = 1000
_SYMBOLIC = 4
_NAME = "/MASDOC+LiberationSans"
"""Six capitals and a plus say that only a part of the font is there (ISO 32000-2, 9.9.2)."""

_NOT_TO_DRAW = ("BASE", "DSIG", "FFTM", "GDEF", "GPOS", "GSUB", "JSTF", "OS/2", "cmap", "gasp", "kern", "name", "post")
_NO_BREAK = {"\u00a0": " ", "\u2011": "-", "\t": "    "}


@dataclass(frozen=True, slots=True)
class FieldFont:
    """A TrueType font and what is needed to write with it.

    Attributes:
        content: the font file.
        glyphs: each character's glyph.
        widths: each glyph's width, in thousandths of the size.
        ascent, descent: of the tallest letter, in thousandths; the descent is negative.
    """

    content: bytes
    glyphs: dict[str, int]
    widths: dict[int, int]
    ascent: int
    descent: int

    def encoded(self, text: str) -> list[int] | None:
        """The glyphs of a line; None where the font lacks a letter."""
        plain = "".join(_NO_BREAK.get(letter, letter) for letter in text)
        glyphs = [self.glyphs.get(letter, 0) for letter in plain]
        return glyphs if all(glyphs) else None

    def width(self, text: str) -> float:
        """How wide a line is, in parts of the size; a letter that the font lacks counts nothing."""
        return sum(self.widths[glyph] for glyph in self.encoded(text) or []) / _THOUSAND


@functools.cache
def field_font() -> FieldFont:
    """The font, read once a process.

    Raises:
        OSError: the installation lacks it.
    """
    from fontTools.ttLib import TTFont

    path = templates_folder() / _FILE
    with TTFont(path, lazy=True) as font:
        numbers = font.getReverseGlyphMap()
        advances = font["hmtx"].metrics
        scale = _THOUSAND / font["head"].unitsPerEm
        return FieldFont(
            content=path.read_bytes(),
            glyphs={chr(code): numbers[name] for code, name in font.getBestCmap().items()},
            widths={numbers[name]: round(advance * scale) for name, (advance, _) in advances.items()},
            ascent=round(font["hhea"].ascent * scale),
            descent=round(font["hhea"].descent * scale),
        )


def embed(pdf: Any, font: FieldFont, used: dict[int, str]) -> Any:
    """Put what is used of the font into a PDF (ISO 32000-2, 9.7), with what a reader copies for each glyph.

    Args:
        pdf: an open PDF.
        font: the font.
        used: the glyphs that are written, each with its character.

    Returns:
        The font's dictionary, for two-byte glyph numbers.
    """
    import pikepdf
    from pikepdf import Dictionary, Name

    descriptor = Dictionary(
        Type=Name.FontDescriptor,
        FontName=Name(_NAME),
        Flags=_SYMBOLIC,
        FontBBox=[-544, font.descent, 1302, font.ascent],
        ItalicAngle=0,
        Ascent=font.ascent,
        Descent=font.descent,
        CapHeight=729,
        StemV=80,
        FontFile2=pdf.make_indirect(pikepdf.Stream(pdf, _part_of(font, used))),
    )
    widths: list[Any] = []
    for glyph in sorted(used):
        widths += [glyph, pikepdf.Array([font.widths[glyph]])]
    descendant = Dictionary(
        Type=Name.Font,
        Subtype=Name.CIDFontType2,
        BaseFont=Name(_NAME),
        CIDSystemInfo=Dictionary(Registry=b"Adobe", Ordering=b"Identity", Supplement=0),
        FontDescriptor=pdf.make_indirect(descriptor),
        W=pikepdf.Array(widths),
        CIDToGIDMap=Name.Identity,
    )
    return pdf.make_indirect(
        Dictionary(
            Type=Name.Font,
            Subtype=Name.Type0,
            BaseFont=Name(_NAME),
            Encoding=Name("/Identity-H"),
            DescendantFonts=pikepdf.Array([pdf.make_indirect(descendant)]),
            ToUnicode=pdf.make_indirect(pikepdf.Stream(pdf, _characters(used))),
        )
    )


def _part_of(font: FieldFont, used: dict[int, str]) -> bytes:
    """The font file with no other glyphs than these, each under its own number."""
    from fontTools.subset import Options, Subsetter
    from fontTools.ttLib import TTFont

    options = Options(retain_gids=True, notdef_outline=True, layout_features=[], recalc_timestamp=False)
    part = io.BytesIO()
    with TTFont(io.BytesIO(font.content), lazy=True, recalcTimestamp=False) as whole:
        for table in set(_NOT_TO_DRAW) & set(whole.keys()):
            del whole[table]
        subsetter = Subsetter(options)
        subsetter.populate(gids=used)
        subsetter.subset(whole)
        whole.save(part)
    return part.getvalue()


def _characters(used: dict[int, str]) -> bytes:
    rows = [f"<{glyph:04x}> <{letter.encode('utf-16-be').hex()}>" for glyph, letter in sorted(used.items())]
    blocks = [rows[at : at + 100] for at in range(0, len(rows), 100)]
    listed = "".join(f"{len(block)} beginbfchar\n" + "\n".join(block) + "\nendbfchar\n" for block in blocks)
    return (
        "/CIDInit /ProcSet findresource begin 12 dict begin begincmap\n"
        "/CMapName /Adobe-Identity-UCS def /CMapType 2 def\n"
        "1 begincodespacerange <0000> <ffff> endcodespacerange\n"
        f"{listed}endcmap CMapName currentdict /CMap defineresource pop end end\n"
    ).encode("ascii")
