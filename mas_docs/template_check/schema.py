"""What may be named: a schema read off the values themselves, with what may be empty and an example of each."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from enum import StrEnum
from functools import lru_cache

from mas_docs.catalogue import Document, State
from mas_docs.template_check.contexts import SampleContext, sample_contexts
from mas_docs.template_check.sample_cases import samples


class Kind(StrEnum):
    """What kind of value a field holds, in the words of whoever writes a template."""

    TEXT = "text"
    NUMBER = "number"
    YES_NO = "yes or no"
    DATE = "date"
    TIME = "time"
    GROUP = "group"
    LIST = "list"
    NOTHING = "never filled"


@dataclass(frozen=True, slots=True)
class Field:
    """What a name stands for.

    Attributes:
        kind: what it holds.
        may_be_missing: whether it can be without a value, which cannot be printed.
        may_be_empty: whether it can be without a value, be empty text or an empty list.
        example: a fictional value, the fullest there is; None where it is never filled.
        parts: the fields of a group.
        item: what a list holds; None for anything else, and for a list that never holds anything.
    """

    kind: Kind
    may_be_missing: bool = False
    may_be_empty: bool = False
    example: object = None
    parts: Mapping[str, Field] = field(default_factory=dict)
    item: Field | None = None

    @property
    def never_filled(self) -> bool:
        """Whether no case and no state gives it a value."""
        return self.kind is Kind.NOTHING


@dataclass(frozen=True, slots=True)
class Schema:
    """All that the template of one document may name.

    Attributes:
        document: the document.
        root: the group of all names.
        absent: names that only some of the document's states have, each with a state that lacks it.
    """

    document: Document
    root: Field
    absent: Mapping[str, State]

    def find(self, path: Sequence[str]) -> Field | None:
        """The field at a path as `("children", "name")`, entering lists; None where there is none."""
        found: Field | None = self.root
        for name in path:
            while found is not None and found.kind is Kind.LIST:
                found = found.item
            found = None if found is None else found.parts.get(name)
        return found


@lru_cache(maxsize=64)
def schema_of(document: Document) -> Schema:
    """The schema of a document, from what its template is given in the examples and in emptier cases."""
    contexts = contexts_of(document)
    absent = dict(_absent(contexts))
    everywhere = [{name: value for name, value in context.values.items() if name not in absent} for context in contexts]
    return Schema(document, _observed(everywhere), absent)


@lru_cache(maxsize=64)
def contexts_of(document: Document) -> tuple[SampleContext, ...]:
    """What a document's template is given in the examples and in emptier cases."""
    return sample_contexts(document, samples())


def _absent(contexts: Iterable[SampleContext]) -> Iterator[tuple[str, State]]:
    """The names that some state of a form does not have: a template that uses one fails in that state."""
    by_state = {context.state: context.values for context in contexts}
    names = {name for values in by_state.values() for name in values}
    for state, values in by_state.items():
        if state is not None:
            yield from ((name, state) for name in sorted(names - set(values)))


def _observed(values: Sequence[object]) -> Field:
    """The field that has been seen to hold these values."""
    present = [value for value in values if value is not None]
    missing = len(present) < len(values)
    filled = [value for value in present if value not in ("", (), [])]
    if not filled and not any(isinstance(value, str) for value in present):
        return Field(Kind.NOTHING, missing, may_be_empty=True)
    kind = _kind(present[0])
    empty = missing or len(filled) < len(present)
    match kind:
        case Kind.GROUP:
            return Field(kind, missing, empty, parts=_parts(present))
        case Kind.LIST:
            return Field(kind, missing, empty, example=filled[0], item=_observed(_items(filled)))
        case _:
            example = next((value for value in filled if value is not False), filled[0] if filled else None)
            return Field(kind if filled else Kind.NOTHING, missing, empty, example=example)


def _parts(groups: Iterable[object]) -> dict[str, Field]:
    found: dict[str, list[object]] = {}
    for group in groups:
        if isinstance(group, Mapping):
            for name, value in group.items():
                found.setdefault(name, []).append(value)
    return {name: _observed(values) for name, values in found.items()}


def _items(lists: Iterable[object]) -> list[object]:
    return [item for entries in lists if isinstance(entries, (list, tuple)) for item in entries]


def _kind(value: object) -> Kind:  # noqa: PLR0911 - one line for each kind
    match value:
        case bool():
            return Kind.YES_NO
        case int():
            return Kind.NUMBER
        case dt.date():
            return Kind.DATE
        case dt.time():
            return Kind.TIME
        case Mapping():
            return Kind.GROUP
        case list() | tuple():
            return Kind.LIST
        case _:
            return Kind.TEXT
