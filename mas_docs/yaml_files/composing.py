"""What a YAML reader comes across, one thing after another, becomes plain data with the place of every value.

What a case file has no use for (anchors, aliases, tags, a key written twice) is refused at its line, and the rest is
read on, so that one run tells of everything.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass, field
from enum import Enum, auto

from mas_docs.findings import Finding, Severity
from mas_docs.yaml_files.places import LocatedDocument, Place, Places, Value, ValuePath
from mas_docs.yaml_files.source import error_at, forbidden_character, without_forbidden


class Kind(Enum):
    """What a reader of YAML can come across."""

    DOCUMENT = auto()
    VALUE = auto()
    ALIAS = auto()
    LIST = auto()
    MAPPING = auto()
    END = auto()


@dataclass(frozen=True, slots=True)
class Event:
    """One thing that the reader came across.

    Attributes:
        kind: what it is; `END` ends the innermost list or mapping.
        place: where it begins.
        start: likewise, as a position in the text.
        end: where it ends, as a position in the text.
        text: the text of a value or key.
        plain: whether that text is written without quotes and not as a block.
        in_brackets: whether a list or mapping is written with brackets.
        anchor: the anchor it has or, for an alias, names.
        tagged: whether it has a tag.
    """

    kind: Kind
    place: Place
    start: int
    end: int
    text: str = ""
    plain: bool = True
    in_brackets: bool = False
    anchor: str | None = None
    tagged: bool = False


@dataclass(slots=True)
class _Level:
    """A list or mapping that is being read.

    Attributes:
        content: what it holds so far.
        path: where it lies; None for what was refused as a whole and is read only to find its end.
        in_brackets: whether it is written with brackets.
        key: in a mapping, the key whose value comes next; None when a key comes next.
        key_end: the position in the text after that key.
        kept: whether the next value has a place to go; not after a key that was refused.
    """

    content: list[Value] | dict[str, Value]
    path: ValuePath | None
    in_brackets: bool = False
    key: str | None = None
    key_end: int = 0
    kept: bool = True

    def next_path(self) -> ValuePath | None:
        """Where the next value will lie."""
        if self.path is None or not self.kept:
            return None
        return (*self.path, self.key if self.key is not None else len(self.content))

    def add(self, value: Value) -> None:
        """Take the next value in."""
        if isinstance(self.content, list):
            self.content.append(value)
            return
        if self.key is not None and self.kept:
            self.content[self.key] = value
        self.key, self.kept = None, True


_HASH = re.compile(r"[ \t]+#[^\s#]")
"""A remark that may have been meant as text, as in `Room #3`."""


@dataclass(slots=True)
class Composer:
    """Builds plain data from events, and keeps what it refuses."""

    text: str
    shown_as: str
    findings: list[Finding] = field(default_factory=list)
    values: dict[ValuePath, Place] = field(default_factory=dict)
    keys: dict[ValuePath, Place] = field(default_factory=dict)
    levels: list[_Level] = field(default_factory=list)
    anchored: dict[str, str] = field(default_factory=dict)
    root: Value = None

    def document(self, events: Iterable[Event], *, complete: bool) -> LocatedDocument | None:
        """The first document of a file; None when it is not all there, or holds no keys."""
        begun = False
        for event in events:
            if event.kind is Kind.DOCUMENT and begun:
                remedy = "Remove the line --- and what follows, or put it into a file of its own."
                self._refuse(event.place, "several-documents", "A second document begins here", remedy)
                break
            begun = begun or event.kind is Kind.DOCUMENT
            self._take(event)
        if not complete:
            return None
        if isinstance(self.root, dict):
            return LocatedDocument(self.root, Places(self.values, self.keys), self.shown_as)
        self._refuse_root()
        return None

    def _refuse_root(self) -> None:
        if self.root is None:
            self._refuse(Place(1, 1), "empty-file", "The file is empty", "Fill it in, or fetch it from a backup.")
            return
        what = "a list" if isinstance(self.root, list) else "text"
        remedy = "Begin each line with a key and a colon, as in `reference: MAS-2026-014`."
        self._refuse(self.values[()], "not-a-mapping", f"The file holds {what} where keys with values are due", remedy)

    def _refuse(self, place: Place, kind: str, message: str, remedy: str) -> None:
        self.findings.append(error_at(self.shown_as, place.line, place.column, kind, message, remedy))

    def _take(self, event: Event) -> None:
        self._refuse_yaml_features(event)
        if event.kind is Kind.END:
            self.levels.pop()
        elif event.kind is not Kind.DOCUMENT and self._key_is_due():
            self._take_key(event)
        elif event.kind in {Kind.LIST, Kind.MAPPING}:
            content = _empty(event)
            path = self._add(content, event.place)
            self.levels.append(_Level(content, path, in_brackets=event.in_brackets))
        elif event.kind is Kind.ALIAS:
            self._add(self.anchored.get(event.anchor or ""), event.place)
        elif event.kind is Kind.VALUE:
            self._take_value(event)

    def _refuse_yaml_features(self, event: Event) -> None:
        quotes = "Write the value itself here; if it begins with this sign, put it in quotes."
        if event.kind is Kind.ALIAS:
            self._refuse(event.place, "alias", "An alias (*) is not allowed", quotes)
        elif event.anchor is not None:
            self._refuse(event.place, "anchor", "An anchor (&) is not allowed", quotes)
            if event.kind is Kind.VALUE:
                self.anchored[event.anchor] = event.text
        if event.tagged:
            self._refuse(event.place, "tag", "A tag (!) is not allowed", quotes)

    def _key_is_due(self) -> bool:
        return bool(self.levels) and isinstance(self.levels[-1].content, dict) and self.levels[-1].key is None

    def _take_key(self, event: Event) -> None:
        level = self.levels[-1]
        level.key, level.key_end, level.kept = "", event.end, False
        if event.kind is not Kind.VALUE or (event.plain and not event.text):
            self._refuse_key(event)
            return
        level.key = self._clean(event.text, event.place)
        if level.path is None:
            return
        path = (*level.path, level.key)
        if level.key in level.content:
            first = self.keys[path].line
            named = f"`{level.key}`" if re.fullmatch("[a-z_]{1,40}", level.key) else "This key"
            message = f"{named} stands here a second time"
            self._refuse(event.place, "duplicate-key", message, f"Keep one; the first is in line {first}.")
            return
        level.kept = True
        self.keys[path] = event.place

    def _refuse_key(self, event: Event) -> None:
        if event.kind is not Kind.ALIAS:
            remedy = "Write a word before the colon; text with brackets goes in quotes."
            self._refuse(event.place, "not-a-key", "A key is due here", remedy)
        if event.kind in {Kind.LIST, Kind.MAPPING}:
            self.levels.append(_Level(_empty(event), None))

    def _take_value(self, event: Event) -> None:
        if event.plain and _HASH.match(self.text, event.end):
            self._warn_of_remark(event.place)
        if not event.plain or event.text not in {"", "null", "~"}:
            self._add(self._clean(event.text, event.place), event.place)
            return
        if self._is_split_by_comma(event):
            message = "A comma splits the value here, so that what follows it counts as a key"
            self._refuse(event.place, "comma-splits", message, "Put the whole value in quotes.")
            self.levels[-1].kept = False
        self._add(None, event.place)

    def _warn_of_remark(self, place: Place) -> None:
        message = "What stands after # counts as a remark and not as part of the value"
        remedy = "Put the whole value in quotes; if it is a remark, write a space after the #."
        self.findings.append(
            Finding(self.shown_as, place.line, place.column, "hash", Severity.WARNING, message, remedy)
        )

    def _is_split_by_comma(self, event: Event) -> bool:
        """Whether a key within braces has not even a colon."""
        level = self.levels[-1] if self.levels else None
        if level is None or not level.kept or not level.in_brackets or event.text:
            return False
        return level.key is not None and ":" not in self.text[level.key_end : event.start]

    def _clean(self, written: str, place: Place) -> str:
        """A text with plain line breaks, and without what no document can carry, which is refused."""
        # JSON writes a character beyond U+FFFF as a pair of surrogates; together they are that character.
        text = written.encode("utf-16", "surrogatepass").decode("utf-16", "surrogatepass")
        forbidden = forbidden_character(text)
        if forbidden:
            message = f"This value holds a character that no document can carry ({forbidden})"
            self._refuse(place, "control-character", message, "Remove it.")
            text = without_forbidden(text)
        return text.replace("\r\n", "\n").replace("\r", "\n")

    def _add(self, value: Value, place: Place) -> ValuePath | None:
        """Put a value where it belongs, and note where it stands; give its path."""
        path: ValuePath | None = ()
        if self.levels:
            path = self.levels[-1].next_path()
            self.levels[-1].add(value)
        else:
            self.root = value
        if path is not None:
            self.values[path] = self.keys.get(path, place) if isinstance(value, list | dict) else place
        return path


def _empty(event: Event) -> list[Value] | dict[str, Value]:
    return [] if event.kind is Kind.LIST else {}
