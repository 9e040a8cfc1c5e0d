"""Sheets of a workbook (ECMA-376 part 1, 18.3): a row as a line, its cells a tab apart."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from typing import Any

from mas_docs.guard.reading.flow import local
from mas_docs.guard.reading.markup import Rows
from mas_docs.guard.reading.stretches import Found, Gap, Lacking, Part, Spot

# A date is kept as the number of days since the last day of 1899, as if 1900 had been a leap year (18.17.4).
_DAY_0 = dt.date(1899, 12, 30)
_DAYS_OF_LIVES = range(3_000, 80_000)


def shared_strings(content: bytes) -> tuple[str, ...]:
    """The texts that cells refer to by number."""
    return tuple("".join(_texts(element)) for element in Rows(content, "si"))


def read_sheet(content: bytes, shared: tuple[str, ...]) -> Iterator[Part]:
    """Read a sheet's rows, then what else it says."""
    rows, starts, length = [], [], 0
    read = Rows(content, "row")
    for row in read:
        line = "\t".join(_cell(cell, shared) for cell in row if local(cell) == "c") + "\n"
        rows.append(line)
        starts.append(length)
        length += len(line)
    yield Found("".join(rows), unit=Spot.ROW, starts=tuple(starts))
    yield Found(read.rest(), ((Spot.BEHIND, 0),))
    if read.damaged:
        yield Lacking(Gap.DAMAGED)


def _cell(cell: Any, shared: tuple[str, ...]) -> str:
    value = next((child.text or "" for child in cell if local(child) == "v"), "")
    kind = cell.get("t", "n")
    if kind == "s":
        return shared[int(value)] if value.isdecimal() and int(value) < len(shared) else ""
    if kind == "n" and value.isdecimal() and len(value) <= 5 and int(value) in _DAYS_OF_LIVES:  # noqa: PLR2004
        return f"{value} {_DAY_0 + dt.timedelta(days=int(value))}"
    formulas = (child.text or "" for child in cell if local(child) == "f")
    return " ".join(filter(None, (value, *_texts(cell), *formulas)))


def _texts(element: Any) -> Iterator[str]:
    return (found.text or "" for found in element.iter("{*}t"))
