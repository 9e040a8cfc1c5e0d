"""Plain data read from a file, and the place of every value in it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from collections.abc import Set as AbstractSet
from dataclasses import dataclass, field
from typing import TypeAlias

from mas_docs.findings import Finding, Severity

Value: TypeAlias = "str | list[Value] | dict[str, Value] | None"
"""What a file holds at some place: a text, nothing, a list, or keys with values."""

ValuePath: TypeAlias = tuple[str | int, ...]
"""The way to a value from the top: `('core_group', 2, 'email')`, entries of a list counted from 0."""

EACH = "*"
"""In a pattern: every entry of a list."""


@dataclass(frozen=True, slots=True, order=True)
class Place:
    """A place in a file: line and column, both counted from 1."""

    line: int
    column: int


@dataclass(frozen=True, slots=True)
class Places:
    """Where the values and keys of a file stand.

    Attributes:
        values: the place of each value; of a list or of further keys, the place of the key that holds them.
        keys: the place of each key.
    """

    values: Mapping[ValuePath, Place] = field(default_factory=dict)
    keys: Mapping[ValuePath, Place] = field(default_factory=dict)

    def of(self, path: ValuePath) -> Place:
        """The place of a value, or that of the nearest one around it that the file has."""
        while path and path not in self.values:
            path = path[:-1]
        return self.values.get(path, Place(1, 1))

    def of_key(self, path: ValuePath) -> Place:
        """The place of the key that holds a value."""
        return self.keys.get(path) or self.of(path)


@dataclass(frozen=True, slots=True)
class LocatedDocument:
    """A file's content.

    Attributes:
        data: its keys and values.
        places: where they stand.
        shown_as: the file as the user knows it.
    """

    data: dict[str, Value]
    places: Places
    shown_as: str

    def error(
        self,
        path: ValuePath,
        kind: str,
        message: str,
        remedy: str,
        paragraph: str = "",
    ) -> Finding:
        """An error about one of its values, at the nearest place that is known."""
        place = self.places.of(path)
        return Finding(self.shown_as, place.line, place.column, kind, Severity.ERROR, message, remedy, paragraph)

    def at(self, path: ValuePath) -> Value:
        """The value at a path; None when there is none."""
        value: Value = self.data
        for step in path:
            if isinstance(value, dict) and isinstance(step, str):
                value = value.get(step)
            elif isinstance(value, list) and isinstance(step, int) and step < len(value):
                value = value[step]
            else:
                return None
        return value

    def find(self, *pattern: str) -> Iterator[tuple[ValuePath, Value]]:
        """Every value that lies at a pattern such as `'children', EACH, 'name'`, with its path."""
        found: list[tuple[ValuePath, Value]] = [((), self.data)]
        for step in pattern:
            found = [inner for path, value in found for inner in _step(path, value, step)]
        yield from found

    def find_text(self, *pattern: str) -> Iterator[tuple[ValuePath, str]]:
        """Likewise, but only what is a text."""
        return ((path, value) for path, value in self.find(*pattern) if isinstance(value, str))

    def without(self, paths: AbstractSet[ValuePath]) -> LocatedDocument:
        """The document without some of its values; what follows a removed entry of a list moves up, with its place."""
        values: dict[ValuePath, Place] = {}
        keys: dict[ValuePath, Place] = {}

        def kept(value: Value, old: ValuePath, new: ValuePath) -> Value:
            if old in self.places.values:
                values[new] = self.places.values[old]
            if old in self.places.keys:
                keys[new] = self.places.keys[old]
            if isinstance(value, list):
                left = [((*old, number), entry) for number, entry in enumerate(value) if (*old, number) not in paths]
                return [kept(entry, path, (*new, number)) for number, (path, entry) in enumerate(left)]
            return inner(value, old, new) if isinstance(value, dict) else value

        def inner(value: dict[str, Value], old: ValuePath, new: ValuePath) -> dict[str, Value]:
            return {
                key: kept(entry, (*old, key), (*new, key)) for key, entry in value.items() if (*old, key) not in paths
            }

        return LocatedDocument(inner(self.data, (), ()), Places(values, keys), self.shown_as)


def _step(path: ValuePath, value: Value, step: str) -> Iterator[tuple[ValuePath, Value]]:
    if step == EACH and isinstance(value, list):
        yield from (((*path, number), entry) for number, entry in enumerate(value))
    elif isinstance(value, dict) and step in value:
        yield (*path, step), value[step]
