"""YAML as plain data with the place of every value. The only module that knows the YAML reader (PyYAML).

Only its events are used, never its constructors: every single value is handed over as its own text, and what it means
is decided by the key that holds it. What is refused is refused at its line, and reading goes on where it can.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path

import yaml

from mas_docs.findings import Finding, Findings
from mas_docs.yaml_files.composing import Composer, Event, Kind
from mas_docs.yaml_files.places import LocatedDocument, Place, Places
from mas_docs.yaml_files.source import error_at, read_source, stray_tabs
from mas_docs.yaml_files.syntax_faults import SyntaxFault, explained, told_at_its_beginning

__all__ = ["LocatedDocument", "Place", "Places", "locate", "read_located"]

DEEPEST = 20
"""Levels of nesting. A case has five."""

MOST_EVENTS = 50_000
"""Values, keys, lists and their ends. A case has some hundreds."""

_TOO_DEEP, _TOO_LARGE = _LIMITS = ("too-deep", "too-large")

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
    composer = Composer(text, shown_as)
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
        if event.kind is Kind.VALUE:
            ones = b"\1" * (event.end - event.start)
            is_value[event.start : event.end] = ones
            if not event.plain:
                tab_is_text[event.start : event.end] = ones
    return bytes(tab_is_text), bytes(is_value)


def _read(text: str) -> tuple[list[Event], SyntaxFault | None]:
    """The events of a text, up to where it is no YAML, or more than a case can be."""
    events, fault = _read_with(_FAST_READER, text)
    if fault is not None and fault.id not in _LIMITS and _FAST_READER is not yaml.SafeLoader:
        # It is stricter with some escapes, and words its complaints differently.
        return _read_with(yaml.SafeLoader, text)
    return events, fault


def _read_with(reader: type[yaml.SafeLoader], text: str) -> tuple[list[Event], SyntaxFault | None]:
    events: list[Event] = []
    depth = 0
    loader = reader(text)
    next_event: Callable[[], yaml.Event] = loader.get_event
    try:
        while loader.check_event():
            event = _event(next_event())
            if event is None:
                continue
            events.append(event)
            depth += (event.kind in {Kind.LIST, Kind.MAPPING}) - (event.kind is Kind.END)
            if depth > DEEPEST or len(events) > MOST_EVENTS:
                return events, _too_much(event.place, deep=depth > DEEPEST)
    except yaml.MarkedYAMLError as error:
        return events, _fault(error)
    except (ValueError, OverflowError):
        # A number too large for a character, as in "\UFFFFFFFF".
        return events, explained(loader.line + 1, loader.column + 1, "expected escape sequence")
    finally:
        loader.dispose()
    return events, None


def _too_much(place: Place, *, deep: bool) -> SyntaxFault:
    if deep:
        remedy = "Remove the needless brackets, hyphens or indentation."
        return SyntaxFault(place.line, place.column, _TOO_DEEP, "This is nested too deeply", remedy)
    remedy = "Check that it is the right file."
    return SyntaxFault(place.line, place.column, _TOO_LARGE, "The file holds too many values", remedy)


def _fault(error: yaml.MarkedYAMLError) -> SyntaxFault:
    problem = error.problem or ""
    marks = (error.context_mark, error.problem_mark) if told_at_its_beginning(problem) else (error.problem_mark,)
    mark = next((mark for mark in marks if mark is not None), None)
    line, column = (mark.line + 1, mark.column + 1) if mark else (1, 1)
    return explained(line, column, problem, error.context or "")


_KINDS = {
    yaml.DocumentStartEvent: Kind.DOCUMENT,
    yaml.ScalarEvent: Kind.VALUE,
    yaml.AliasEvent: Kind.ALIAS,
    yaml.SequenceStartEvent: Kind.LIST,
    yaml.MappingStartEvent: Kind.MAPPING,
    yaml.SequenceEndEvent: Kind.END,
    yaml.MappingEndEvent: Kind.END,
}


def _event(read: yaml.Event) -> Event | None:
    """What the reader says, in our words; None for the ends of documents and of the file."""
    kind = _KINDS.get(type(read))
    if kind is None:
        return None
    start, end = read.start_mark, read.end_mark
    return Event(
        kind=kind,
        place=Place(start.line + 1, start.column + 1) if start else Place(1, 1),
        start=start.index if start else 0,
        end=end.index if end else 0,
        text=getattr(read, "value", ""),
        plain=not getattr(read, "style", None),
        in_brackets=bool(getattr(read, "flow_style", False)),
        anchor=getattr(read, "anchor", None),
        tagged=getattr(read, "tag", None) is not None,
    )
