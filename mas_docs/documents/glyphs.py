"""Which characters our fonts can show, and what stands in the place of one that they cannot.

A character without a shape would be an empty box, and one that only changes how others are read could pass a name off
as another: both are shown by their numbers, as `[U+202E]`, and told to whoever asked for the pages.
"""

from __future__ import annotations

import re
import unicodedata
from functools import lru_cache

from mas_docs.resources import templates_folder

_ORDINARY = re.compile(
    "[\n\u0020-\u007e\u00a0-\u00ac\u00ae-\u0233\u0386\u0388-\u038a\u0391-\u03a1\u03a3-\u0481"
    "\u2013\u2014\u2018-\u201e\u2022\u2026\u20ac]*"
)
"""Text that every installation shows; the fonts need not be asked."""

_UNSEEN = re.compile("[\u00ad\u200b\u2060\ufe00-\ufe0f\ufeff]")
"""Characters that only say where a line may break, or how a picture is coloured."""

_SPACES = re.compile("[\t\v\f\u2028\u2029\u0085]")

_ORDERING = frozenset("\u061c\u200c\u200d\u200e\u200f")
"""Joiners and marks that Arabic, Persian and Hebrew need, and that cannot turn other words round."""

_WITHOUT_SHAPE = frozenset({"Cc", "Cf", "Cn", "Co", "Cs"})


class Characters:
    """Makes text fit to be typeset, and remembers what could not be shown.

    Attributes:
        unshown: the characters that were shown by their numbers.
    """

    def __init__(self) -> None:
        self.unshown: set[str] = set()

    def shown(self, text: str) -> str:
        """The text as the fonts can show it: each character as it is, or by its number."""
        if _ORDINARY.fullmatch(text):
            return text
        plain = _SPACES.sub(" ", _UNSEEN.sub("", text))
        return "".join(self._one(character) for character in plain)

    def _one(self, character: str) -> str:
        if character in _ORDERING or character == "\n":
            return character
        if unicodedata.category(character) not in _WITHOUT_SHAPE and ord(character) in known_characters():
            return character
        self.unshown.add(character)
        return f"[U+{ord(character):04X}]"


@lru_cache(maxsize=1)
def known_characters() -> frozenset[int]:
    """The numbers of all characters for which one of our upright fonts has a shape."""
    from fontTools.ttLib import TTFont

    known: set[int] = set()
    for name in ("LiberationSans-Regular.ttf", "DejaVuSans.ttf"):
        with TTFont(templates_folder() / "typst" / "fonts" / name, lazy=True) as font:
            known.update(font.getBestCmap())
    return frozenset(known)
