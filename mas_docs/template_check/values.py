"""What an expression of a template gives: its kind, and whether it may be empty."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

from mas_docs.template_check.schema import Field, Kind


@dataclass(frozen=True, slots=True)
class Value:
    """What an expression gives.

    Attributes:
        field: what is known of it; None where nothing is, so that nothing more is said of it.
        name: by which the facts know it; equal names mean the same value.
        path: the way to it from the top, as `("children", "name")`; empty where it is no field.
        words: the expression as a template writes it.
    """

    field: Field | None
    name: str
    path: tuple[str, ...] = ()
    words: str = ""

    @property
    def kind(self) -> Kind | None:
        """Its kind; None where nothing is known."""
        return None if self.field is None else self.field.kind


TEXT = Field(Kind.TEXT)
NUMBER = Field(Kind.NUMBER)
YES_NO = Field(Kind.YES_NO)

LOOP = Field(
    Kind.GROUP,
    parts=dict.fromkeys(("index", "index0", "length", "revindex", "revindex0"), NUMBER)
    | dict.fromkeys(("first", "last"), YES_NO),
)
"""What Jinja offers inside a `for` by the name `loop`."""


def of_constant(value: object) -> Field | None:
    """The field of a value that the template itself writes."""
    match value:
        case bool():
            return YES_NO
        case int():
            return NUMBER
        case str():
            return TEXT
        case dt.date():
            return Field(Kind.DATE)
        case _:
            return None
