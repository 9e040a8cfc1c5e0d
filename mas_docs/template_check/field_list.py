"""What a document's template may name, as a list to read: each field with its kind, how to write it, and an example."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from mas_docs.catalogue import Document
from mas_docs.documents.dates import clock, listed, long_date
from mas_docs.template_check.schema import Field, Kind, schema_of

_ENTRIES = {
    "children": "child",
    "core_group": "member",
    "facilitators": "facilitator",
    "papers": "paper",
    "actions": "item",
}
"""What an entry of a list is called in the examples."""


@dataclass(frozen=True, slots=True)
class ListedField:
    """A field as a template's author needs to know it.

    Attributes:
        name: the name as a template writes it, as `event.date` or, in a loop, `person.name`.
        depth: how deep it stands: 0 for a name at the top.
        kind: what it holds, in words.
        may_be_empty: whether it can be without a value, so that it needs an `if`.
        write: how it is written in a template.
        example: what is then printed, from the fictional examples; empty for a group and a list of groups.
    """

    name: str
    depth: int
    kind: str
    may_be_empty: bool
    write: str
    example: str


def listed_fields(document: Document) -> tuple[ListedField, ...]:
    """All that the template of a document may name, in the order in which it is given."""
    parts = schema_of(document).root.parts
    return tuple(one for name, field in parts.items() for one in _listed(name, name, field, 0))


def _listed(name: str, key: str, field: Field, depth: int) -> Iterator[ListedField]:
    if field.never_filled:
        return
    yield ListedField(name, depth, _kind(field), field.may_be_empty, _written(name, key, field), _example(field))
    for part, inner in field.parts.items():
        yield from _listed(f"{name}.{part}", part, inner, depth + 1)
    if field.item is not None:
        entry = _entry(key)
        for part, inner in field.item.parts.items():
            yield from _listed(f"{entry}.{part}", part, inner, depth + 1)


def _kind(field: Field) -> str:
    if field.kind is not Kind.LIST or field.item is None:
        return str(field.kind)
    return {Kind.GROUP: "list of groups", Kind.DATE: "list of dates"}.get(field.item.kind, "list of words")


def _entry(key: str) -> str:
    return _ENTRIES.get(key, "one")


def _written(name: str, key: str, field: Field) -> str:
    match field.kind:
        case Kind.GROUP:
            return f"{{%p if {name} %}} … {{%p endif %}}" if field.may_be_empty else ""
        case Kind.LIST:
            return _written_list(name, key, field)
        case Kind.YES_NO:
            return f"{{% if {name} %}} … {{% endif %}}"
    filters = {Kind.DATE: "|date", Kind.TIME: "|time"}
    value = f"{{{{ {name}{filters.get(field.kind, '')} }}}}"
    return f"{{% if {name} %}}{value}{{% endif %}}" if field.may_be_missing else value


def _written_list(name: str, key: str, field: Field) -> str:
    kind = field.item.kind if field.item else Kind.TEXT
    if kind is Kind.GROUP:
        return f"{{%tr for {_entry(key)} in {name} %}} … {{%tr endfor %}}"
    dates = '|map("date")' if kind is Kind.DATE else ""
    return f"{{{{ {name}{dates}|listed }}}}"


def _example(field: Field) -> str:
    value = field.example
    match field.kind:
        case Kind.YES_NO:
            return "yes" if value else "no"
        case Kind.LIST if isinstance(value, (list, tuple)) and field.item is not None:
            words = [_example(Field(field.item.kind, example=one)) for one in value]
            return listed(words) if field.item.kind is not Kind.GROUP else ""
        case Kind.DATE:
            return long_date(value)  # type: ignore[arg-type]  # a field of this kind has only held dates
        case Kind.TIME:
            return clock(value)  # type: ignore[arg-type]  # likewise
        case Kind.GROUP:
            return ""
    return " ".join(str(value).split())
