"""The kinds of value a settings or case file holds, each built from the text that was written.

YAML 1.1 guesses (`no` is false, `10:00` is 600, `01633` is octal) never reach these types: the loader hands every
scalar over as its own text, and the key decides what it means.
"""

from __future__ import annotations

import datetime as dt
import re
import unicodedata
from collections.abc import Mapping
from enum import StrEnum
from typing import Annotated, Any

from pydantic import BaseModel, BeforeValidator, ConfigDict, PlainSerializer, WithJsonSchema, model_validator
from pydantic_core import PydanticCustomError

_UNSEEN = frozenset({"Cc", "Cf", "Zl", "Zp", "Zs"})
"""Unicode's categories of characters that leave nothing on the paper."""

LONGEST_LINE = 500
"""Characters in a value that stands on one line; a manifest's entry takes no more."""


class Frozen(BaseModel):
    """Base of every value read from a file: it cannot change, and knows no key that is not agreed."""

    model_config = ConfigDict(frozen=True, extra="forbid", strict=False, arbitrary_types_allowed=False)

    @model_validator(mode="before")
    @classmethod
    def _empty_is_absent(cls, data: Any) -> Any:
        """A known key with nothing after it says no more than no key at all."""
        if not isinstance(data, Mapping):
            return data
        return {key: value for key, value in data.items() if value is not None or key not in cls.model_fields}


def refusal(kind: str, message: str, remedy: str, written: str = "") -> PydanticCustomError:
    """What a validator raises when it cannot take a value.

    Args:
        kind: the stable id of the finding that will come of it.
        message: one sentence without its full stop; `{written}` stands where the value is to be shown. Whoever reports
            the refusal decides whether it may be shown: a child's name may not.
        remedy: one sentence.
        written: the value as it was written.
    """
    return PydanticCustomError(
        kind, "{message}", {"id": kind, "message": message, "remedy": remedy, "written": written}
    )


def _text(value: Any) -> str:
    if value is None:
        raise refusal("empty-value", "This entry is empty", "Fill it in, or remove it.")
    if not isinstance(value, str):
        raise refusal("not-text", "One value is due here, not a list or further keys", "Write it after the colon.")
    return value


def _line(value: Any) -> str:
    text = _text(value)
    if all(unicodedata.category(character) in _UNSEEN for character in text):
        raise refusal("empty-value", "This value is empty", "Fill it in, or remove the key if it is optional.")
    if re.search(r"[\n\r\u0085\u2028\u2029]", text):
        raise refusal("not-one-line", "This value runs over several lines", "Write it on one line.")
    if len(text) > LONGEST_LINE:
        raise refusal("too-long", f"This value is longer than {LONGEST_LINE} characters", "Shorten it.")
    if any(unicodedata.category(character) == "Cc" for character in text):
        raise refusal("control-character", "This value holds a tab or another control character", "Take it out.")
    return text


def _day(value: Any) -> dt.date:
    if isinstance(value, dt.date):
        return value
    text = _text(value).strip()
    if not re.fullmatch(r"\d{4}-\d{2}-\d{2}", text, re.ASCII):
        raise refusal("not-a-date", "{written} is not a date", "Write year-month-day, as in 2026-11-20.", text)
    try:
        return dt.date.fromisoformat(text)
    except ValueError:
        remedy = "Correct the day or the month."
        raise refusal("impossible-date", "{written} is not in the calendar", remedy, text) from None


def _clock(value: Any) -> dt.time:
    if isinstance(value, dt.time):
        return value
    text = _text(value).strip()
    match = re.fullmatch(r"([01]?\d|2[0-3])[:.]([0-5]\d)(?::00)?", text, re.ASCII)
    if match is None:
        raise refusal("not-a-time", "{written} is not a time", "Write hours and minutes, as in 9:30 or 14:00.", text)
    return dt.time(int(match[1]), int(match[2]))


_WORDS = {"true": True, "yes": True, "on": True, "false": False, "no": False, "off": False}


def _flag(value: Any) -> bool:
    if isinstance(value, bool):
        return value
    text = _text(value).strip()
    if text.lower() not in _WORDS:
        raise refusal("not-yes-or-no", "{written} is neither true nor false", "Write true or false.", text)
    return _WORDS[text.lower()]


def _yes_or_no(value: Any) -> str:
    return "yes" if _flag(value) else "no"


def _count(value: Any) -> int:
    if isinstance(value, int) and not isinstance(value, bool):
        return value
    text = _text(value).strip()
    if not re.fullmatch(r"\d{1,4}", text, re.ASCII):
        raise refusal("not-a-number", "{written} is not a whole number", "Write it in figures, as in 4.", text)
    return int(text)


_EMAIL = re.compile(r'[^\s@<>",;:\\]+@[^\s@<>",;:\\.]+(?:\.[^\s@<>",;:\\.]+)+')


def _email(value: Any) -> str:
    text = _line(value)
    if not _EMAIL.fullmatch(text):
        remedy = "Write one address, as in name@agency.example."
        raise refusal("not-an-email", "{written} is not an e-mail address", remedy, text)
    return text


class Unit(StrEnum):
    """What a timescale is counted in. The guidance speaks of calendar days, never of working days."""

    DAYS = "days"
    WEEKS = "weeks"
    MONTHS = "months"


class Span(Frozen):
    """A timescale such as `6 weeks`, as the guidance writes it."""

    count: int
    unit: Unit

    def __str__(self) -> str:
        unit = self.unit.value.removesuffix("s") if self.count == 1 else self.unit.value
        return f"{self.count} {unit}"


def _span(value: Any) -> Span:
    if isinstance(value, Span):
        return value
    text = _text(value).strip().lower()
    match = re.fullmatch(r"(\d{1,3})\s+(day|week|month)s?", text, re.ASCII)
    if match is None:
        remedy = "Write it as 10 days, 2 weeks or 15 months."
        raise refusal("not-a-timescale", "{written} is not a timescale", remedy, text)
    return Span(count=int(match[1]), unit=Unit(match[2] + "s"))


# What an editor takes an unquoted value for is not our concern: `01633` is a number to it, and `no` a word. The schemas
# therefore admit every kind of single value where text is due.
_SINGLE_VALUE = ["string", "number", "boolean"]

Line = Annotated[
    str,
    BeforeValidator(_line),
    WithJsonSchema({"type": _SINGLE_VALUE, "minLength": 1, "pattern": r"^[^\r\n]*\S[^\r\n]*$"}),
]
"""Text on one line, not blank, kept character for character."""

Prose = Annotated[str, BeforeValidator(_text), WithJsonSchema({"type": _SINGLE_VALUE})]
"""Text of any length; line breaks and blank lines are kept."""

Day = Annotated[
    dt.date,
    BeforeValidator(_day),
    WithJsonSchema({"type": "string", "format": "date", "pattern": r"^\s*\d{4}-\d{2}-\d{2}\s*$"}),
]
"""A day, written 2026-11-20."""

Clock = Annotated[
    dt.time,
    BeforeValidator(_clock),
    # Editors read 9.30 as a number, and those of YAML 1.1 read 10:00 as one.
    WithJsonSchema({"type": ["string", "number"], "pattern": r"^\s*([01]?\d|2[0-3])[:.][0-5]\d(:00)?\s*$"}),
]
"""A time of day on the wall clock in Wales, written 10:00 or 9:30."""

_YES_OR_NO = {
    "anyOf": [
        {"enum": [True, False, "yes", "no"]},
        {
            "type": "string",
            "pattern": r"^\s*([Tt][Rr][Uu][Ee]|[Yy][Ee][Ss]|[Oo][Nn]|[Ff][Aa][Ll][Ss][Ee]|[Nn][Oo]|[Oo][Ff][Ff])\s*$",
        },
    ]
}

Flag = Annotated[bool, BeforeValidator(_flag), WithJsonSchema(_YES_OR_NO)]
"""True or false; yes and no do as well."""

YesNo = Annotated[str, BeforeValidator(_yes_or_no), WithJsonSchema(_YES_OR_NO)]
"""An answer: the word `yes` or the word `no`, however YAML would have guessed it."""

Count = Annotated[
    int,
    BeforeValidator(_count),
    WithJsonSchema({"type": ["integer", "string"], "minimum": 0, "maximum": 9999, "pattern": r"^\s*\d{1,4}\s*$"}),
]
"""A whole number from 0 to 9999."""

Email = Annotated[
    str,
    BeforeValidator(_email),
    WithJsonSchema({"type": "string", "format": "email", "pattern": f"^{_EMAIL.pattern}$"}),
]
"""One e-mail address."""

Timescale = Annotated[
    Span,
    BeforeValidator(_span),
    PlainSerializer(str, when_used="json"),
    WithJsonSchema({"type": "string", "pattern": r"^\s*\d{1,3}\s+([Dd]ay|[Ww]eek|[Mm]onth)s?\s*$"}),
]
"""A number of days, weeks or months."""


class Language(StrEnum):
    """The language somebody is written to in."""

    ENGLISH = "en"
    WELSH = "cy"
    BOTH = "both"


class Protection(StrEnum):
    """How a recipient's package is protected: one encrypted archive, or each file in its own format."""

    ZIP = "zip"
    NATIVE = "native"
