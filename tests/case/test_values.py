"""The kinds of value: what each takes, and that it can neither change nor guess."""

from __future__ import annotations

import datetime as dt
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from pydantic import TypeAdapter, ValidationError

from mas_docs.board import Board
from mas_docs.yaml_files.values import Clock, Count, Day, Email, Flag, Frozen, Line, Prose, Span, Timescale, Unit, YesNo


def value(kind: Any, written: object) -> Any:
    """What a kind of value makes of what was written."""
    return TypeAdapter(kind).validate_python(written)


@pytest.mark.parametrize(
    ("kind", "written", "meant"),
    [
        (Day, "2028-02-29", dt.date(2028, 2, 29)),
        (Clock, "9:30", dt.time(9, 30)),
        (Clock, "09.30", dt.time(9, 30)),
        (Clock, "23:59:00", dt.time(23, 59)),
        (Flag, "No", False),
        (Flag, "on", True),
        (YesNo, "no", "no"),
        (YesNo, "TRUE", "yes"),
        (Count, "007", 7),
        (Line, " two  spaces ", " two  spaces "),
        (Prose, "", ""),
        (Prose, "a\n\nb\t\u2028", "a\n\nb\t\u2028"),
        (Email, "siân+mas@gofal.example", "siân+mas@gofal.example"),
        (Timescale, "1 Week", Span(count=1, unit=Unit.WEEKS)),
    ],
)
def test_accepted(kind: Any, written: str, meant: object) -> None:
    """What people write would be refused, or mean something else."""
    assert value(kind, written) == meant


@pytest.mark.parametrize(
    ("kind", "written"),
    [
        (Day, "2026-02-29"),
        (Day, "2026-2-9"),
        (Day, "\u0662\u0660\u0662\u0666-11-20"),
        (Day, ""),
        (Clock, "24:00"),
        (Clock, "9:60"),
        (Clock, "930"),
        (Clock, "9:30:15"),
        (Flag, "maybe"),
        (Flag, "1"),
        (YesNo, ""),
        (Count, "-1"),
        (Count, "4th"),
        (Count, "4.0"),
        (Line, " "),
        (Line, "a\u2028b"),
        (Line, ["a"]),
        (Prose, {"a": "b"}),
        (Prose, None),
        (Email, "a@b"),
        (Email, "a b@c.example"),
        (Email, "a@c.example, d@e.example"),
        (Email, "A <a@c.example>"),
        (Timescale, "six weeks"),
        (Timescale, "6 working days"),
    ],
)
def test_refused(kind: Any, written: object) -> None:
    """Nonsense would reach a letter."""
    with pytest.raises(ValidationError):
        value(kind, written)


@settings(deadline=None)
@given(st.dates())
def test_any_day_comes_back(day: dt.date) -> None:
    """A deadline would be counted from another day."""
    assert value(Day, day.isoformat()) == day


@settings(deadline=None)
@given(st.text())
def test_prose_is_kept_character_for_character(text: str) -> None:
    """An answer would change on its way into the form."""
    assert value(Prose, text) == text


def test_timescales_are_written_as_the_guidance_has_them() -> None:
    """A letter would speak of 1 weeks."""
    spans = (Span(count=1, unit=Unit.WEEKS), Span(count=15, unit=Unit.MONTHS))
    assert [str(span) for span in spans] == ["1 week", "15 months"]


def test_values_cannot_change() -> None:
    """One package could change what the next one says."""
    board = Board.model_validate(
        {"format": "mas-board/1", "name": "B", "business_unit": {"name": "U", "email": "u@b.example"}}
    )
    with pytest.raises(ValidationError):
        board.name = "C"  # type: ignore[misc]  # that this fails is the point
    assert isinstance(board, Frozen)


def test_an_empty_key_is_no_key() -> None:
    """A key that waits to be filled in would take its default away."""
    unit = {"name": "U", "email": "u@b.example", "phone": None}
    board = Board.model_validate({"format": "mas-board/1", "name": "B", "business_unit": unit, "areas": None})
    assert board.area_names == ("Blaenau Gwent", "Caerphilly", "Monmouthshire", "Newport", "Torfaen")
    assert board.business_unit.phone is None


@pytest.mark.parametrize("written", ["", "  ", "\u200b", "\u00a0\u2060", "\ufeff"])
def test_a_value_that_nobody_sees_is_empty(written: str) -> None:
    """A letter would be addressed to nobody, and look as if it were addressed."""
    with pytest.raises(ValidationError, match="empty"):
        TypeAdapter(Line).validate_python(written)


@pytest.mark.parametrize("written", ["a\tb", "a\x7f", "a\x80", "x" * 501])
def test_a_line_holds_only_what_a_manifest_can(written: str) -> None:
    """A valid case would fail only when it is sealed, without a line to look at."""
    with pytest.raises(ValidationError):
        TypeAdapter(Line).validate_python(written)


def test_a_character_that_unicode_has_not_named_yet_is_kept() -> None:
    """A name in a script newer than the program would be taken for nothing."""
    assert TypeAdapter(Line).validate_python("\U00018cd6") == "\U00018cd6"
