"""What was read of a file, and what could not be; their places are made of our own words, never of the file's."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field, replace
from enum import Enum
from typing import TypeAlias


class Spot(Enum):
    """A kind of place; `{}` is its number."""

    NAME = "its name"
    TEXT = "the text"
    PAGE = "page {}"
    PARAGRAPH = "paragraph {}"
    LINE = "line {}"
    ROW = "row {}"
    SHEET = "sheet {}"
    SHEET_NAMES = "the names of the sheets"
    SLIDE = "slide {}"
    NOTES = "the notes of slide {}"
    HEADER = "header {}"
    FOOTER = "footer {}"
    FOOTNOTES = "the footnotes"
    ENDNOTES = "the endnotes"
    COMMENTS = "the comments"
    BEFORE_CHANGES = "the text before tracked changes"
    PROPERTIES = "the document's properties"
    EARLIER = "earlier version {} of it"
    BOOKMARKS = "the bookmarks"
    FIELDS = "a comment or field"
    LINKS = "the links"
    HEADINGS = "the headings"
    BEHIND = "data behind the text"
    PICTURE_DATA = "the picture's own data"
    PICTURE = "picture {} in it"
    ATTACHED = "attached file {}"
    ATTACHED_NAMES = "the names of attached files"
    FILE = "file {} in it"
    FILE_NAMES = "the names of the files in it"
    CHARACTERS = "its readable characters"


class Gap(Enum):
    """Why something could not be searched; `{}` is what: pages, a number of things, or the file it is about."""

    SCANS = "{} (scans without text)"
    GARBLED = "{} (letters that no program can read)"
    PAGES_LOST = "{} (unreadable)"
    PICTURES = "{} in it"
    PICTURE = "{} (a picture)"
    LOCKED = "{} (it is locked)"
    UNREADABLE = "{} (it cannot be read)"
    UNKNOWN = "{} (of a kind that cannot be read)"
    OLD = "{} (of an old kind, of which only a part can be searched)"
    DAMAGED = "{} (parts of it are damaged)"
    TOO_LARGE = "{} (it is too large)"
    TOO_MUCH = "{} (what comes after the part that was searched)"
    TOO_DEEP = "{} (it lies too deep)"
    PROGRAMS = "{} (its programs)"
    EARLIER = "{} (its earlier versions)"


_OF_PAGES = {Gap.SCANS, Gap.GARBLED, Gap.PAGES_LOST}
WHOLE_FILE = "the whole file"
"""What a gap is about where it has no place."""

_MOST_RUNS = 12
_MOST_GAPS = 20

APART = "\n\n"
"""What stands between texts that have nothing to do with each other: across a blank line, no name goes on."""

Place: TypeAlias = tuple[tuple[Spot, int], ...]
"""Where something stands, the outermost first, as an attached file's page."""


@dataclass(frozen=True, slots=True)
class Found:
    """Text that was read.

    Attributes:
        text: in reading order.
        place: where it stands.
        unit: what its parts are, as paragraphs; None where it has none.
        starts: where in the text each of these begins, in order.
        first: the number of the first.
    """

    text: str
    place: Place = ()
    unit: Spot | None = None
    starts: tuple[int, ...] = ()
    first: int = 1


@dataclass(frozen=True, slots=True)
class Lacking:
    """Something that could not be searched.

    Attributes:
        gap: why.
        numbers: the pages it is about, or how many things.
        place: where.
    """

    gap: Gap
    numbers: tuple[int, ...] = ()
    place: Place = ()


Part: TypeAlias = Found | Lacking


@dataclass(frozen=True, slots=True)
class Stretch:
    """A text that may be searched in one go.

    Attributes:
        place: where it stands, in words for a sentence, as `page 3`.
        text: in reading order; cells of a row stand a tab apart, rows, paragraphs and lines a line break.
    """

    place: str
    text: str = field(repr=False)
    _unit: str = ""
    _starts: tuple[int, ...] = field(default=(), repr=False)
    _first: int = 1

    def place_at(self, offset: int) -> str:
        """Where a character of it stands, as precisely as is known: `paragraph 12`, `header 1, paragraph 2`.

        Args:
            offset: the character's place in the text.
        """
        if not self._starts:
            return self.place
        unit = self._unit.format(max(bisect_right(self._starts, offset), 1) + self._first - 1)
        return unit if self.place == Spot.TEXT.value else f"{self.place}, {unit}"


@dataclass(frozen=True, slots=True)
class MemberText:
    """Everything that was read of a file.

    Attributes:
        stretches: its text, with places.
        unsearchable: what could not be read, in words that follow the file's name: `pages 2 to 4 (scans without text)`.
    """

    stretches: tuple[Stretch, ...] = ()
    unsearchable: tuple[str, ...] = ()


def member_text(parts: Iterable[Part]) -> MemberText:
    """What was read, in words."""
    stretches, unsearchable = [], []
    for part in parts:
        if isinstance(part, Lacking):
            unsearchable.append(_gap_words(part))
        elif part.text.strip():
            unit = part.unit.value if part.unit else ""
            stretches.append(Stretch(_place_words(part.place or _TEXT), part.text, unit, part.starts, part.first))
    told = tuple(dict.fromkeys(unsearchable))
    return MemberText(tuple(stretches), told if len(told) <= _MOST_GAPS else (*told[:_MOST_GAPS], "other parts of it"))


_TEXT: Place = ((Spot.TEXT, 0),)


def name_text(name: str) -> MemberText:
    """A file's name, which is text that its recipient reads, too."""
    return member_text((Found(name, ((Spot.NAME, 0),)),))


def printed_text(text: str) -> MemberText:
    """Words that were read back from a document of ours; each line is a paragraph."""
    return member_text((lines(text, unit=Spot.PARAGRAPH),))


def within(spot: Spot, number: int, parts: Iterable[Part]) -> Iterator[Part]:
    """The parts of what lies inside something else."""
    for part in parts:
        yield replace(part, place=((spot, number), *part.place))


def lines(text: str, place: Place = (), first: int = 1, unit: Spot = Spot.LINE) -> Found:
    """A text whose units are its lines."""
    starts, at = [0], text.find("\n")
    while at >= 0:
        starts.append(at + 1)
        at = text.find("\n", at + 1)
    return Found(text, place, unit, tuple(starts), first)


def _place_words(place: Place) -> str:
    return ", ".join(spot.value.format(number) for spot, number in place)


def _gap_words(part: Lacking) -> str:
    if part.gap in _OF_PAGES:
        of_pages = part.gap.value.format(_page_words(part.numbers))
        return f"{_place_words(part.place)}, {of_pages}" if part.place else of_pages
    if part.gap is Gap.PICTURES:
        count = sum(part.numbers)
        pictures = part.gap.value.format(f"{count} pictures" if count > 1 else "a picture")
        return f"{_place_words(part.place)}, {pictures}" if part.place else pictures
    return str(part.gap.value).format(_place_words(part.place) or WHOLE_FILE)


def _page_words(pages: tuple[int, ...]) -> str:
    runs: list[tuple[int, int]] = []
    for page in pages:
        follows = bool(runs) and page == runs[-1][1] + 1
        runs[-1 if follows else len(runs) :] = [(runs[-1][0] if follows else page, page)]
    words = [f"{first}" if first == last else f"{first} to {last}" for first, last in runs]
    if len(words) > _MOST_RUNS:
        words = [*words[:_MOST_RUNS], "others"]
    listed = " and ".join(filter(None, (", ".join(words[:-1]), words[-1])))
    return f"page {listed}" if len(pages) == 1 else f"pages {listed}"
