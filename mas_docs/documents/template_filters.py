"""The filters that templates may use to write dates, times, lists and words, and why a value cannot be printed."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterable
from functools import lru_cache, partial
from typing import Any, cast

import jinja2

from mas_docs.documents import dates


class Unprintable(Exception):  # noqa: N818 - it becomes a TemplateError
    """Why a value cannot be printed, as the rest of a sentence that begins with its field. Never the value itself."""


def why_not(value: object) -> str:
    """Why a value cannot be printed as it is, as the rest of a sentence that begins with its field."""
    match value:
        case None | jinja2.Undefined():
            return "is printed, but it is empty here"
        case bool():
            return "is printed, but it is only yes or no: choose the words with {% if %}"
        case dt.date():
            return "is printed, but it is a date: add |date or |weekday_date"
        case dt.time():
            return "is printed, but it is a time: add |time"
        case _:
            return "is printed, but it is not a single value: add |listed, or repeat over it with {% for %}"


def writing_filters(language: str) -> dict[str, Callable[..., Any]]:
    """The filters by name; they write in that language, "en" or "cy"."""
    return {
        "date": partial(_of_kind, dt.date, "a date", _remembered(dates.long_date, language)),
        "weekday_date": partial(_of_kind, dt.date, "a date", _remembered(dates.weekday_date, language)),
        "time": partial(_of_kind, dt.time, "a time", _remembered(dates.clock, language)),
        "listed": partial(_listed, language),
        "lower": partial(_of_kind, str, "text", str.lower),
        "capitalize": partial(_of_kind, str, "text", _capitalized),
    }


def _remembered(write: Callable[[Any, str], str], language: str) -> Callable[[Any], str]:
    """Writing a date costs far more than looking up one that was written, and a case names few."""
    return lru_cache(maxsize=256)(lambda value: write(value, language))


def _of_kind(kind: type, words: str, write: Callable[[Any], str], value: object) -> str:
    if value is None:
        raise Unprintable(why_not(value))
    if not isinstance(value, kind):
        raise Unprintable(f"is not {words}")
    return write(value)


def _listed(language: str, items: Iterable[object]) -> str:
    words = list(items)
    if isinstance(items, str) or not all(isinstance(word, str) for word in words):
        raise Unprintable("is not a list of words")
    return dates.listed(cast("list[str]", words), language)


def _capitalized(text: str) -> str:
    """The text with a capital first letter; the others stay as they are (Jinja's own would make them small)."""
    return text[:1].upper() + text[1:]
