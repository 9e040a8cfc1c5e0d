"""A slip: a passphrase written so that it can be read out over the telephone, or printed and handed over.

Each word has its number and is spelled letter by letter, by the alphabet that radio and telephone use (ITU Radio
Regulations, appendix 14; `alpha` and `juliet` in their everyday spelling). The words stand on the slip alone: what is
made here shows none of them in its `repr`.
"""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass, field

from mas_docs.transfer.passphrases.passphrase import Passphrase

_ALPHABET = """
    alpha bravo charlie delta echo foxtrot golf hotel india juliet kilo lima mike
    november oscar papa quebec romeo sierra tango uniform victor whiskey x-ray yankee zulu
"""
_NUMBERS = """zero one two three four five six seven eight nine"""
_LETTERS = {word[0]: word for word in _ALPHABET.split()}
_FIGURES = {str(number): word for number, word in enumerate(_NUMBERS.split())}
_SIGNS = {
    "-": "hyphen",
    "!": "exclamation mark",
    '"': "quotation mark",
    "#": "hash",
    "%": "per cent",
    "&": "and sign",
    "'": "apostrophe",
    "(": "opening round bracket",
    ")": "closing round bracket",
    "*": "star",
    "+": "plus",
    ".": "full stop",
    "/": "slash",
    "<": "less than",
    "=": "equals",
    ">": "greater than",
    "@": "at sign",
    "[": "opening square bracket",
    "\\": "backslash",
    "]": "closing square bracket",
    "^": "caret",
    "_": "underscore",
    "`": "backtick",
    "{": "opening curly bracket",
    "|": "upright bar",
    "}": "closing curly bracket",
}
"""The signs whose everyday name is not Unicode's own."""


@dataclass(frozen=True, slots=True)
class SpelledWord:
    """One word of a passphrase.

    Attributes:
        number: its place, from 1.
        text: the word.
        spelled: letter by letter, as `s as in sierra, hyphen, t as in tango`.
        spaces: how many spaces follow it; none after the last.
    """

    number: int
    text: str = field(repr=False)
    spelled: str = field(repr=False)
    spaces: int


@dataclass(frozen=True, slots=True)
class Spelling:
    """A passphrase, word by word.

    Attributes:
        words: its words, in order.
        small: whether it is small letters and hyphens throughout, as drawn ones are.
        single: whether one space stands between each two of them.
    """

    words: tuple[SpelledWord, ...]
    small: bool
    single: bool


def spelling(passphrase: Passphrase) -> Spelling:
    """Spell a passphrase out.

    Args:
        passphrase: a kept one, so that it is text and neither begins nor ends with a space.
    """
    text = passphrase.reveal().decode()
    found = list(re.finditer(r"([^ ]+)( *)", text))
    words = tuple(
        SpelledWord(number, match[1], ", ".join(map(_spelled, match[1])), len(match[2]))
        for number, match in enumerate(found, start=1)
    )
    small = re.fullmatch(r"[a-z -]+", text) is not None
    return Spelling(words, small, single=all(word.spaces == 1 for word in words[:-1]))


def _spelled(character: str) -> str:
    if word := _LETTERS.get(character):
        return f"{character} as in {word}"
    if word := _LETTERS.get(character.lower()):
        return f"capital {character} as in {word}"
    if word := _FIGURES.get(character):
        return f"the figure {word}"
    return _SIGNS.get(character) or unicodedata.name(character, "a sign without a name").lower()
