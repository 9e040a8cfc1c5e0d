"""The Jinja environment of every template: sandboxed, strict, and without a way for a value to become code."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Callable, Iterable, Mapping
from functools import lru_cache, partial
from typing import Any, cast

import jinja2
from jinja2 import nodes, pass_context
from jinja2.filters import FILTERS
from jinja2.runtime import Context, StrictUndefined
from jinja2.sandbox import ImmutableSandboxedEnvironment
from jinja2.tests import TESTS
from jinja2.utils import missing
from markupsafe import Markup

from mas_docs.documents import dates
from mas_docs.documents.printed import PrintedValues
from mas_docs.documents.template_language import PRINT_FILTER, READ_FILTER, FieldNaming, check_language
from mas_docs.errors import TemplateError
from mas_docs.findings import did_you_mean

_VALUES = "_printed_values"
# Of Jinja's own, only those that select and count: none that marks as safe, formats, cuts or gives defaults.
_SELECTING = (
    "first",
    "last",
    "length",
    "list",
    "map",
    "reject",
    "rejectattr",
    "select",
    "selectattr",
    "sort",
    "unique",
)
_TESTS = ("eq", "equalto", "ne", "lt", "le", "gt", "ge", "in", "none", "true", "false", "odd", "even", "divisibleby")
_GUARD = "Guard it with {% if … %} where it may be empty."


class _Unprintable(Exception):  # noqa: N818 - it never leaves this module
    """Why a value cannot be printed, as the rest of a sentence that begins with its field. Never the value itself."""


class MissingField(StrictUndefined):
    """A name that the context does not hold; remembers where it was looked for."""

    @property
    def written(self) -> str:
        """The last word of the name, as the template wrote it."""
        return str(self._undefined_name or "")

    def known(self, context: Context) -> list[str]:
        """The names that are there instead."""
        owner = self._undefined_obj
        if isinstance(owner, Mapping):
            return [str(name) for name in owner]
        if owner is missing:
            return [name for name in context.get_all() if not name.startswith("_")]
        return []


class TemplateEnvironment(ImmutableSandboxedEnvironment):
    """Compiles only what `template_language` allows, and gives an error that names its field for all else."""

    intercepted_binops = frozenset({"+", "-"})

    def __init__(self, language: str) -> None:
        super().__init__(autoescape=True, undefined=MissingField, keep_trailing_newline=True, cache_size=0)
        self.globals.clear()
        self.filters = {name: FILTERS[name] for name in _SELECTING} | _own_filters(language)
        self.tests = {name: TESTS[name] for name in _TESTS}

    def compiled(self, source: str) -> jinja2.Template:
        """Compile a template's source.

        Raises:
            TemplateError: it does what templates may not.
            jinja2.TemplateSyntaxError: it cannot be read.
        """
        tree = self.parse(source)
        check_language(tree, self)
        named = cast("nodes.Template", FieldNaming().visit(tree))
        named.set_environment(self)
        return self.from_string(named)

    def getattr(self, obj: Any, attribute: str) -> Any:
        """A field of a group: never a method of the mapping that holds it (`papers.items`)."""
        return self.getitem(obj, attribute) if isinstance(obj, Mapping) else super().getattr(obj, attribute)

    def getitem(self, obj: Any, argument: Any) -> Any:
        """An item of a list or a group; a group has no attributes beside."""
        if isinstance(obj, Mapping):
            return obj[argument] if argument in obj else self.undefined(obj=obj, name=argument)
        return super().getitem(obj, argument)

    def call_binop(self, context: Context, operator: str, left: Any, right: Any) -> Any:
        """Add and subtract whole numbers only; words that are added grow without bound."""
        if not (isinstance(left, int) and isinstance(right, int)):
            raise _Unprintable("is not a number, and only numbers can be added")
        return super().call_binop(context, operator, left, right)


@lru_cache
def environment(language: str = "en") -> TemplateEnvironment:
    """The environment of a language; its filters write dates and lists in it."""
    return TemplateEnvironment(language)


@lru_cache(maxsize=64)
def compile_template(source: str, where: str, language: str = "en") -> jinja2.Template:
    """Compile a template, or say where it cannot be read; a template that was compiled before is given again.

    What one rendering prints is kept in its own context, so that one compiled template serves many at once.

    Args:
        source: the template's text; for Word, its XML with each field in one piece.
        where: the template and its part, as errors name them.
        language: the language of dates and lists.

    Raises:
        TemplateError: it cannot be read, or does what templates may not.
    """
    try:
        return environment(language).compiled(source)
    except jinja2.TemplateSyntaxError as error:
        line = source.splitlines()[error.lineno - 1 : error.lineno]
        raise _unreadable(str(error.message), "".join(line), where) from None
    except TemplateError as error:
        raise TemplateError(error.message, where=where, remedy=error.remedy) from None


def render(template: jinja2.Template, context: Mapping[str, object], where: str) -> tuple[str, PrintedValues]:
    """Render a compiled template.

    Args:
        template: what `compile_template` gave.
        context: the names that it may use.
        where: the template and its part, as errors name them.

    Returns:
        The text, with a placeholder for each value, and the values.

    Raises:
        TemplateError: it names a field that is not there, prints an empty one, or cannot be rendered.
    """
    values = PrintedValues()
    try:
        return template.render({**context, _VALUES: values}), values
    except TemplateError as error:
        raise TemplateError(error.message, where=where, remedy=error.remedy) from None
    except _Unprintable as error:
        raise TemplateError(f"`{values.field}` {error}", where=where, remedy=_GUARD) from None
    except (jinja2.TemplateError, ArithmeticError, AttributeError, LookupError, TypeError, ValueError):
        # Python's own message may quote a value, which could be a child's name.
        message = f"The template uses `{values.field}` in a way that its value does not allow"
        raise TemplateError(message, where=where, remedy=_GUARD) from None


def _unreadable(message: str, line: str, where: str) -> TemplateError:
    words = re.sub(r"<[^>]*>", "", line).strip()
    near = f" near “{words[:80]}”" if words else ""
    return TemplateError(
        f"The template cannot be read{near}: {message}",
        where=where,
        remedy="Correct its {{ … }} or {% … %}; each if and for needs its end.",
    )


@pass_context
def _read(context: Context, value: object, words: str) -> object:
    """Pass on a field that is there; stop at one that is not."""
    values = cast("PrintedValues", context[_VALUES])
    values.field = words
    if isinstance(value, MissingField):
        raise TemplateError(
            f"The template names `{words}`, which a case does not have",
            remedy=did_you_mean(value.written, value.known(context)).strip(),
        )
    return value


@pass_context
def _print(context: Context, value: object, words: str) -> Markup:
    """Keep a value aside and print its placeholder, which is safe by construction."""
    values = cast("PrintedValues", context[_VALUES])
    if isinstance(value, str):
        text = str(value)
    elif isinstance(value, int) and not isinstance(value, bool):
        text = f"{value:d}"
    else:
        values.field = words
        raise _Unprintable(_why_not(value))
    return Markup(values.add(words, text))  # noqa: S704 - the placeholder is ours; the value is not in it


def _why_not(value: object) -> str:
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


def _own_filters(language: str) -> dict[str, Callable[..., Any]]:
    return {
        READ_FILTER: _read,
        PRINT_FILTER: _print,
        "date": partial(_of_kind, dt.date, "a date", partial(dates.long_date, language=language)),
        "weekday_date": partial(_of_kind, dt.date, "a date", partial(dates.weekday_date, language=language)),
        "time": partial(_of_kind, dt.time, "a time", partial(dates.clock, language=language)),
        "listed": partial(_listed, language),
        "lower": partial(_of_kind, str, "text", str.lower),
        "capitalize": partial(_of_kind, str, "text", _capitalized),
    }


def _of_kind(kind: type, words: str, write: Callable[[Any], str], value: object) -> str:
    if value is None:
        raise _Unprintable(_why_not(value))
    if not isinstance(value, kind):
        raise _Unprintable(f"is not {words}")
    return write(value)


def _listed(language: str, items: Iterable[object]) -> str:
    words = list(items)
    if isinstance(items, str) or not all(isinstance(word, str) for word in words):
        raise _Unprintable("is not a list of words")
    return dates.listed(cast("list[str]", words), language)


def _capitalized(text: str) -> str:
    """The text with a capital first letter; the others stay as they are (Jinja's own would make them small)."""
    return text[:1].upper() + text[1:]
