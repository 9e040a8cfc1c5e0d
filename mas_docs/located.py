"""YAML as plain data with the place of every value. The only module that knows the YAML reader (PyYAML).

Only its events are used, never its constructors: every single value is handed over as its own text, and what it means
is decided by the key that holds it. What is refused is refused at its line, and reading goes on where it can.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field
from pathlib import Path

import yaml

from mas_docs.findings import Finding, Findings, Severity
from mas_docs.places import LocatedDocument, Place, Places, Value, ValuePath
from mas_docs.source import error_at, forbidden_character, read_source, stray_tabs, without_forbidden
from mas_docs.yaml_faults import SyntaxFault, explained, told_at_its_beginning

__all__ = ["LocatedDocument", "Place", "Places", "locate", "read_located"]

DEEPEST = 20
"""Levels of nesting. A case has five."""

MOST_EVENTS = 50_000
"""Values, keys, lists and their ends. A case has some hundreds."""

# The reader written in C takes a tenth of the time; it comes with PyYAML on the usual systems, but not on all.
_FAST_READER = getattr(yaml, "CSafeLoader", yaml.SafeLoader)


def read_located(path: Path, shown_as: str) -> tuple[LocatedDocument | None, Findings]:
    """Read a YAML file (1.1, as PyYAML has it, without anchors, aliases and tags).

    Args:
        path: the file.
        shown_as: what findings call it.

    Returns:
        Its content, or None when it cannot be made out; and everything that is wrong with it. With an error among the
        findings the content serves to examine the rest, and must not be used otherwise.
    """
    text, findings = read_source(path, shown_as)
    if text is None:
        return None, findings
    document, more = locate(text, shown_as)
    return document, findings + more


def locate(text: str, shown_as: str) -> tuple[LocatedDocument | None, Findings]:
    """Read a YAML text whose characters have been examined (`read_source`); see `read_located`."""
    tabs = tuple(_tab_findings(text, shown_as)) if "\t" in text else ()
    events, fault = _read(_without_stray_tabs(text) if "\t" in text else text)
    composer = _Composer(text, shown_as)
    document = composer.document(events, complete=fault is None)
    findings = [*tabs, *composer.findings]
    if fault is not None and not tabs:
        # Where there are tabs, the fault is as a rule their doing.
        findings.append(error_at(shown_as, fault.line, fault.column, fault.id, fault.message, fault.remedy))
    return document, Findings.of(findings)


def _tab_findings(text: str, shown_as: str) -> Iterator[Finding]:
    remedy = "Replace it with spaces; only within quotes or a text block a tab is part of the value."
    for line, column in stray_tabs(text, *_masks(text)):
        yield error_at(shown_as, line, column, "tab", "A tab is used for spacing here", remedy)


def _without_stray_tabs(text: str) -> str:
    tab_is_text, _ = _masks(text)
    return "".join(
        " " if character == "\t" and not is_text else character
        for character, is_text in zip(text, tab_is_text, strict=True)
    )


def _masks(text: str) -> tuple[bytes, bytes]:
    """For each character, whether a tab there would be text, and whether it belongs to any value; 1 or 0."""
    tab_is_text, is_value = bytearray(len(text)), bytearray(len(text))
    for event in _read(text.replace("\t", " "))[0]:
        if isinstance(event, yaml.ScalarEvent):
            start, end = _start(event), _end(event)
            is_value[start:end] = b"\1" * (end - start)
            if event.style:
                tab_is_text[start:end] = b"\1" * (end - start)
    return bytes(tab_is_text), bytes(is_value)


def _read(text: str) -> tuple[list[yaml.Event], SyntaxFault | None]:
    """The events of a text, up to where it is no YAML, or more than a case can be."""
    events, fault = _read_with(_FAST_READER, text)
    if fault is not None and _FAST_READER is not yaml.SafeLoader:
        # It is stricter with some escapes, and words its complaints differently.
        return _read_with(yaml.SafeLoader, text)
    return events, fault


def _read_with(reader: type[yaml.SafeLoader], text: str) -> tuple[list[yaml.Event], SyntaxFault | None]:
    events: list[yaml.Event] = []
    depth = 0
    loader = reader(text)
    next_event: Callable[[], yaml.Event] = loader.get_event
    try:
        while loader.check_event():
            event = next_event()
            events.append(event)
            depth += isinstance(event, yaml.CollectionStartEvent) - isinstance(event, yaml.CollectionEndEvent)
            if depth > DEEPEST or len(events) > MOST_EVENTS:
                return events, _too_much(event, deep=depth > DEEPEST)
    except yaml.MarkedYAMLError as error:
        return events, _fault(error)
    except (ValueError, OverflowError):
        # A number too large for a character, as in "\UFFFFFFFF".
        return events, explained(loader.line + 1, loader.column + 1, "expected escape sequence")
    finally:
        loader.dispose()
    return events, None


def _too_much(event: yaml.Event, *, deep: bool) -> SyntaxFault:
    place = _place(event)
    if deep:
        remedy = "Remove the needless brackets, hyphens or indentation."
        return SyntaxFault(place.line, place.column, "too-deep", "This is nested too deeply", remedy)
    remedy = "Check that it is the right file."
    return SyntaxFault(place.line, place.column, "too-large", "The file holds too many values", remedy)


def _fault(error: yaml.MarkedYAMLError) -> SyntaxFault:
    problem = error.problem or ""
    marks = (error.context_mark, error.problem_mark) if told_at_its_beginning(problem) else (error.problem_mark,)
    mark = next((mark for mark in marks if mark is not None), None)
    line, column = (mark.line + 1, mark.column + 1) if mark else (1, 1)
    return explained(line, column, problem, error.context or "")


def _place(event: yaml.Event) -> Place:
    mark = event.start_mark
    return Place(mark.line + 1, mark.column + 1) if mark else Place(1, 1)


def _start(event: yaml.Event) -> int:
    return event.start_mark.index if event.start_mark else 0


def _end(event: yaml.Event) -> int:
    return event.end_mark.index if event.end_mark else 0


@dataclass(slots=True)
class _Level:
    """A list or mapping that is being read.

    Attributes:
        content: what it holds so far.
        path: where it lies; None for what was refused as a whole and is read only to find its end.
        flow: whether it is written with brackets.
        key: in a mapping, the key whose value comes next; None when a key comes next.
        key_end: the position in the text after that key.
        kept: whether the next value has a place to go; not after a key that was refused.
    """

    content: list[Value] | dict[str, Value]
    path: ValuePath | None
    flow: bool = False
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
class _Composer:
    """Builds plain data from events, and keeps what it refuses."""

    text: str
    shown_as: str
    findings: list[Finding] = field(default_factory=list)
    values: dict[ValuePath, Place] = field(default_factory=dict)
    keys: dict[ValuePath, Place] = field(default_factory=dict)
    levels: list[_Level] = field(default_factory=list)
    anchored: dict[str, str] = field(default_factory=dict)
    root: Value = None

    def document(self, events: Iterable[yaml.Event], *, complete: bool) -> LocatedDocument | None:
        """The first document of a file; None when it is not all there, or holds no keys."""
        begun = False
        for event in events:
            if isinstance(event, yaml.DocumentStartEvent) and begun:
                remedy = "Remove the line --- and what follows, or put it into a file of its own."
                self._refuse(_place(event), "several-documents", "A second document begins here", remedy)
                break
            begun = begun or isinstance(event, yaml.DocumentStartEvent)
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

    def _take(self, event: yaml.Event) -> None:
        if isinstance(event, yaml.NodeEvent):
            self._refuse_yaml_features(event)
        if isinstance(event, yaml.CollectionEndEvent):
            self.levels.pop()
        elif isinstance(event, yaml.NodeEvent) and self._key_is_due():
            self._take_key(event)
        elif isinstance(event, yaml.CollectionStartEvent):
            self._open(event)
        elif isinstance(event, yaml.AliasEvent):
            self._add(self.anchored.get(event.anchor or ""), _place(event))
        elif isinstance(event, yaml.ScalarEvent):
            self._take_value(event)

    def _refuse_yaml_features(self, event: yaml.NodeEvent) -> None:
        place = _place(event)
        quotes = "Write the value itself here; if it begins with this sign, put it in quotes."
        if isinstance(event, yaml.AliasEvent):
            self._refuse(place, "alias", "An alias (*) is not allowed", quotes)
            return
        if event.anchor is not None:
            self._refuse(place, "anchor", "An anchor (&) is not allowed", quotes)
            if isinstance(event, yaml.ScalarEvent):
                self.anchored[event.anchor] = event.value
        if isinstance(event, yaml.ScalarEvent | yaml.CollectionStartEvent) and event.tag is not None:
            self._refuse(place, "tag", "A tag (!) is not allowed", quotes)

    def _key_is_due(self) -> bool:
        return bool(self.levels) and isinstance(self.levels[-1].content, dict) and self.levels[-1].key is None

    def _take_key(self, event: yaml.NodeEvent) -> None:
        level, place = self.levels[-1], _place(event)
        level.key, level.kept = "", False
        if not isinstance(event, yaml.ScalarEvent) or (not event.value and not event.style):
            if not isinstance(event, yaml.AliasEvent):
                self._refuse(
                    place,
                    "not-a-key",
                    "A key is due here",
                    "Write a word before the colon; text with brackets goes in quotes.",
                )
            if isinstance(event, yaml.CollectionStartEvent):
                self.levels.append(_Level(_empty(event), None))
            return
        level.key = self._clean(event.value, place)
        level.key_end = _end(event)
        if level.path is None:
            return
        path = (*level.path, level.key)
        if level.key in level.content:
            first = self.keys[path].line
            named = f"`{level.key}`" if re.fullmatch("[a-z_]{1,40}", level.key) else "This key"
            self._refuse(place, "duplicate-key", f"{named} stands here a second time", f"Keep one; see line {first}.")
            return
        level.kept = True
        self.keys[path] = place

    def _open(self, event: yaml.CollectionStartEvent) -> None:
        content = _empty(event)
        path = self._add(content, _place(event))
        self.levels.append(_Level(content, path, flow=bool(event.flow_style)))

    def _take_value(self, event: yaml.ScalarEvent) -> None:
        place = _place(event)
        if not event.style and _HASH.match(self.text, _end(event)):
            message = "What stands after # counts as a remark and not as part of the value"
            remedy = "Put the whole value in quotes; if it is a remark, write a space after the #."
            finding = Finding(self.shown_as, place.line, place.column, "hash", Severity.WARNING, message, remedy)
            self.findings.append(finding)
        if not event.style and event.value in {"", "null", "~"}:
            if self._is_split_by_comma(event):
                message = "A comma splits the value here, so that what follows it counts as a key"
                self._refuse(place, "comma-splits", message, "Put the whole value in quotes.")
                self.levels[-1].kept = False
            self._add(None, place)
        else:
            self._add(self._clean(event.value, place), place)

    def _is_split_by_comma(self, event: yaml.ScalarEvent) -> bool:
        """Whether a key within braces has not even a colon."""
        level = self.levels[-1] if self.levels else None
        if level is None or not level.flow or not isinstance(level.content, dict) or event.value:
            return False
        return ":" not in self.text[level.key_end : _start(event)]

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


def _empty(event: yaml.CollectionStartEvent) -> list[Value] | dict[str, Value]:
    return [] if isinstance(event, yaml.SequenceStartEvent) else {}
