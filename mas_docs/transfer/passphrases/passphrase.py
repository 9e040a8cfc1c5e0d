"""A passphrase: the type that never shows itself, what makes one strong enough, and how one is drawn.

An AES archive costs whoever guesses only a thousand rounds of hashing a guess, so that the words alone carry the
strength: six words drawn from 7,776 make 77 bits, which hold for ten years against one card, seven for thirty.
"""

from __future__ import annotations

import hmac
import math
import re
import secrets
import unicodedata
from functools import lru_cache
from importlib import resources
from typing import Never, SupportsIndex

from mas_docs.errors import PassphraseError

GIVEN = "given"
"""The label of a passphrase that came from outside and is not among the kept ones."""

FEWEST_WORDS = 6
"""How many words pass without an estimate, and how many are drawn unless the board asks for more."""

MOST_WORDS = 10
"""How many words are drawn at most: eleven long ones would not fit into what 7-Zip takes."""

LONGEST = 99
"""Characters: 7-Zip takes no longer password for an AES archive."""

ENOUGH_BITS = 75
"""The estimate, in bits, with which a passphrase of fewer words passes."""

_SHORTEST_WORD = 3
_LONGEST_LABEL = 60
_LABEL = re.compile(r"[A-Za-z0-9](?:[A-Za-z0-9 ._-]*[A-Za-z0-9])?", re.ASCII)
_ESTIMATED_PART = 72
_READ_IN_EVERY_WAY = 24
_LETTERS_OF_SIGNS = str.maketrans("@({[<!|$+%", "accccilstx")
_LIST_SIZE = 7776


class Passphrase:
    """The words that open a package, with the label by which people speak of them.

    No text, log or traceback shows the words; `reveal` is the one way out. It cannot be changed or pickled, and has no
    hash, which would say something about the words. Python cannot wipe memory, so nothing here promises that.

    Args:
        words: the passphrase itself.
        label: what manifests, notes and the ledger call it.
    """

    __slots__ = ("__words", "label")

    label: str
    __words: bytes

    def __init__(self, words: str, label: str = GIVEN) -> None:
        object.__setattr__(self, "_Passphrase__words", words.encode("utf-8", errors="surrogateescape"))
        object.__setattr__(self, "label", label)

    def reveal(self) -> bytes:
        """The words, in UTF-8, for the archive and for showing them where somebody asked."""
        return self.__words

    def labelled(self, label: str) -> Passphrase:
        """The same words under another label."""
        return Passphrase(self.__words.decode("utf-8", errors="surrogateescape"), label)

    def __repr__(self) -> str:
        return f"<Passphrase {self.label!r}>"

    def __str__(self) -> str:
        return f"passphrase {self.label}"

    def __format__(self, specification: str) -> str:
        return format(str(self), specification)

    def __eq__(self, other: object) -> bool:
        """Whether the words are the same, found out in constant time."""
        if not isinstance(other, Passphrase):
            return NotImplemented
        return hmac.compare_digest(self.__words, other.reveal())

    __hash__ = None  # type: ignore[assignment]  # a hash would say something about the words

    def __setattr__(self, name: str, value: object) -> Never:
        raise AttributeError("A passphrase cannot be changed")

    def __delattr__(self, name: str) -> Never:
        raise AttributeError("A passphrase cannot be changed")

    def __reduce_ex__(self, protocol: SupportsIndex) -> Never:
        raise TypeError("A passphrase is never pickled or copied")


def is_label(text: str) -> bool:
    """Whether a kept passphrase can be called this: a short plain name, other than that of a given one.

    A label stands in notes and in the ledger, which anybody may read: letters, digits, blanks, hyphens and full stops.
    """
    return _LABEL.fullmatch(text) is not None and len(text) <= _LONGEST_LABEL and text.casefold() != GIVEN


def is_line(text: str) -> bool:
    """Whether this is one line of characters that can be printed, not all of them blanks."""
    printable = all(unicodedata.category(character)[0] not in "CZ" or character == " " for character in text)
    return printable and bool(text.strip())


def check_strength(text: str) -> None:
    """Refuse a passphrase that would not protect, or that would not open everywhere.

    Args:
        text: the words as somebody typed them.

    Raises:
        PassphraseError: with the reason, which never quotes the words.
    """
    _check_typeable(text)
    if _distinct_words(text) >= FEWEST_WORDS or _estimated_bits(text) >= ENOUGH_BITS:
        return
    raise _weak(_why_weak(text))


def _check_typeable(text: str) -> None:
    if not text.strip():
        raise _weak("The passphrase is empty")
    if re.search(r"[\n\r\v\f\x1c-\x1e\x85\u2028\u2029]", text):
        raise _weak("The passphrase runs over several lines")
    if text != text.strip():
        raise _weak("The passphrase begins or ends with a blank, which nobody sees and everybody forgets")
    if not all(" " <= character <= "~" for character in text):
        raise _weak(
            "The passphrase has a character that programs encode in different ways (£, é, ŵ and the like), so that "
            "it would open in one and fail in another; only plain letters, digits and signs are safe"
        )
    if len(text) > LONGEST:
        raise _weak(f"The passphrase is longer than the {LONGEST} characters that 7-Zip takes")


def _weak(reason: str) -> PassphraseError:
    return PassphraseError(
        reason,
        remedy="Take six different words with blanks between them, or let `mas-docs passphrase new` draw them.",
    )


def _words(text: str) -> list[str]:
    """The words by blanks alone where that makes six (`yo-yo` is one word of the list), else by hyphens too."""
    by_blanks = _long_enough(text.split(" "))
    return by_blanks if len(by_blanks) >= FEWEST_WORDS else _long_enough(re.split(r"[ -]+", text))


def _long_enough(words: list[str]) -> list[str]:
    return [word.casefold() for word in words if sum(map(str.isalpha, word)) >= _SHORTEST_WORD]


def _distinct_words(text: str) -> int:
    return len(set(_words(text)))


def _why_weak(text: str) -> str:
    words = _words(text)
    if len(words) >= FEWEST_WORDS:
        return f"The passphrase repeats words, and a repeated word counts once: {len(set(words))} of six are left"
    if len(re.split(r"[ -]+", text)) >= FEWEST_WORDS:
        return f"The passphrase has words of fewer than three letters: without them, {len(set(words))} of six are left"
    return (
        "The passphrase is too easy to guess: it has neither six words, separated by blanks or hyphens, "
        f"nor an estimated {ENOUGH_BITS} bits"
    )


def _estimated_bits(text: str) -> float:
    """How many bits it is worth against a guesser who knows words, names and dates; only the beginning is looked at.

    Reading each sign as itself and as the letter it may stand for (`p@$$word`) takes seconds for a long text of many,
    so that only a short beginning is read in every way; in a longer one, such a sign counts as its letter.
    """
    return max(
        _bits(text[:_READ_IN_EVERY_WAY]),
        _bits(text[:_ESTIMATED_PART].translate(_LETTERS_OF_SIGNS)),
    )


def _bits(text: str) -> float:
    from zxcvbn import zxcvbn

    return float(zxcvbn(text)["guesses_log10"]) * math.log2(10)


def draw(words: int = FEWEST_WORDS, label: str = GIVEN) -> Passphrase:
    """Draw a passphrase of different words from the list of the Electronic Frontier Foundation.

    Blanks separate the words: they are the same key on every keyboard, any password dialog takes them, and the
    list's four hyphenated words (`yo-yo`, `t-shirt`) stay recognisable as one word each.

    Args:
        words: how many, six to ten; six make 77.5 bits.
        label: what it will be called.

    Raises:
        PassphraseError: too few or too many words were asked for, or the list is damaged.
    """
    if not FEWEST_WORDS <= words <= MOST_WORDS:
        raise PassphraseError(
            f"A passphrase of {words} words cannot be drawn",
            remedy=f"Ask for {FEWEST_WORDS} to {MOST_WORDS} words (`passphrase: {{words: …}}` in board.yaml).",
        )
    return Passphrase(" ".join(secrets.SystemRandom().sample(word_list(), words)), label)


@lru_cache(maxsize=1)
def word_list() -> tuple[str, ...]:
    """The list's 7,776 words, as the `xkcdpass` package ships them.

    Raises:
        PassphraseError: the list is not there, or not whole.
    """
    try:
        text = resources.files("xkcdpass").joinpath("static/eff-long").read_text(encoding="ascii")
    except (OSError, ModuleNotFoundError, UnicodeDecodeError):
        text = ""
    words = tuple(text.split())
    if len(words) != _LIST_SIZE or len(set(words)) != _LIST_SIZE:
        raise PassphraseError(
            f"The list of words is damaged: it should have {_LIST_SIZE} different ones",
            remedy="Install mas-docs again.",
        )
    return words
