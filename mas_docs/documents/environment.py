"""The Jinja environment of every template: sandboxed, strict, and without a way for a value to become code."""

from __future__ import annotations

import re
from collections.abc import Mapping
from functools import lru_cache
from typing import Any, cast

import jinja2
from jinja2 import nodes, pass_context
from jinja2.filters import FILTERS
from jinja2.runtime import Context, StrictUndefined
from jinja2.sandbox import ImmutableSandboxedEnvironment
from jinja2.tests import TESTS
from jinja2.utils import missing

from mas_docs.documents.printed import KeptValues, PrintedValues
from mas_docs.documents.template_filters import Unprintable, why_not, writing_filters
from mas_docs.documents.template_language import (
    COLUMNS_FILTER,
    PATH_FILTER,
    PRINT_FILTER,
    PRINT_PATH_FILTER,
    READ_FILTER,
    FieldNaming,
    check_language,
)
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

    intercepted_binops = frozenset({"+", "-", "*"})

    def __init__(self, language: str) -> None:
        # A value is kept aside and never printed, so that there is nothing to escape; `own_words` is held to that.
        super().__init__(
            autoescape=False, undefined=MissingField, keep_trailing_newline=True, cache_size=0, optimized=False
        )
        self.globals.clear()
        self.filters = {name: FILTERS[name] for name in _SELECTING} | _OUR_OWN | writing_filters(language)
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
        if type(obj) is dict and attribute in obj:  # what nearly every group is
            return obj[attribute]
        return self.getitem(obj, attribute) if isinstance(obj, Mapping) else super().getattr(obj, attribute)

    def getitem(self, obj: Any, argument: Any) -> Any:
        """An item of a list or a group; a group has no attributes beside."""
        if isinstance(obj, Mapping):
            return obj[argument] if argument in obj else self.undefined(obj=obj, name=argument)
        return super().getitem(obj, argument)

    def call_binop(self, context: Context, operator: str, left: Any, right: Any) -> Any:
        """Add, subtract and multiply whole numbers only; words that are added or repeated grow without bound."""
        if not (isinstance(left, int) and isinstance(right, int)):
            raise Unprintable("is not a number, and only numbers can be added or multiplied")
        return super().call_binop(context, operator, left, right)


@lru_cache
def environment(language: str = "en") -> TemplateEnvironment:
    """The environment of a language; its filters write dates and lists in it."""
    return TemplateEnvironment(language)


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
        return _compiled(source, language)
    except jinja2.TemplateSyntaxError as error:
        line = source.splitlines()[error.lineno - 1 : error.lineno]
        raise _unreadable(str(error.message), "".join(line), where) from None
    except TemplateError as error:
        raise TemplateError(error.message, where=where, remedy=error.remedy) from None


# Without the template's name: one letterhead stands in many.
@lru_cache(maxsize=256)
def _compiled(source: str, language: str) -> jinja2.Template:
    return environment(language).compiled(source)


def own_words(template: jinja2.Template) -> frozenset[str]:
    """Every stretch of text that a template has of itself, and so may give; all else it gives stands for a value."""
    # Jinja gives its text from one function: blocks, macros and recursive loops, which have their own, are refused.
    constants = template.root_render_func.__code__.co_consts
    return frozenset(constant for constant in constants if isinstance(constant, str))


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
    return "".join(render_stream(template, context, where, values)), values


def render_stream(
    template: jinja2.Template, context: Mapping[str, object], where: str, values: KeptValues
) -> tuple[str, ...]:
    """Render a compiled template into the stretches that it gives, one after the other.

    Args:
        template: what `compile_template` gave.
        context: the names that it may use.
        where: the template and its part, as errors name them.
        values: keeps what is printed.

    Returns:
        The template's own text and, for each value, what `values` gave for it. The template's own stretches are the
        same objects in every rendering.

    Raises:
        TemplateError: as `render` does.
    """
    try:
        return tuple(template.root_render_func(template.new_context({**context, _VALUES: values}, shared=True)))
    except TemplateError as error:
        raise TemplateError(error.message, where=where, remedy=error.remedy) from None
    except Unprintable as error:
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
    # The names that were given lie in `parent`; to ask the context itself costs ten times as much.
    context.parent[_VALUES].field = words
    if isinstance(value, MissingField):
        raise _not_there(value, words, context)
    return value


@pass_context
def _path(context: Context, value: object, names: tuple[str, ...], words: tuple[str, ...]) -> object:
    """Read `event.venue` in one go; `words` are the template's own for each of its steps."""
    found: Any = value
    for name in names:
        if type(found) is not dict or name not in found:
            return _stepwise(context, value, names, words)
        found = found[name]
    if isinstance(found, MissingField):  # a name by itself
        raise _not_there(found, words[-1], context)
    context.parent[_VALUES].field = words[-1]
    return found


def _stepwise(context: Context, value: object, names: tuple[str, ...], words: tuple[str, ...]) -> object:
    """The same where a step is not there, or reads anything but a group."""
    value = _read(context, value, words[0])
    for name, written in zip(names, words[1:], strict=True):
        value = _read(context, context.environment.getattr(value, name), written)
    return value


def _not_there(value: MissingField, words: str, context: Context) -> TemplateError:
    return TemplateError(
        f"The template names `{words}`, which a case does not have",
        remedy=did_you_mean(value.written, value.known(context)).strip(),
    )


@pass_context
def _print(context: Context, value: object, words: str) -> str:
    """Keep a value aside and print what stands for it, which is safe by construction."""
    values: KeptValues = context.parent[_VALUES]
    if isinstance(value, str):
        return values.add(words, str(value))
    if isinstance(value, int) and not isinstance(value, bool):
        return values.add(words, f"{value:d}")
    values.field = words
    raise Unprintable(why_not(value))


@pass_context
def _print_path(context: Context, value: object, names: tuple[str, ...], words: tuple[str, ...]) -> str:
    """Print `event.venue` in one go."""
    return _print(context, _path(context, value, names, words), words[-1])


@pass_context
def _columns(context: Context, value: object, words: str) -> str:
    """Print a number of columns as it is: it decides how the table around it is laid out."""
    number = str(value)
    if isinstance(value, bool) or not (number.isascii() and number.isdecimal()):
        context.parent[_VALUES].field = words
        raise Unprintable("is no number of columns")
    return number


_OUR_OWN = {
    READ_FILTER: _read,
    PATH_FILTER: _path,
    PRINT_FILTER: _print,
    PRINT_PATH_FILTER: _print_path,
    COLUMNS_FILTER: _columns,
}
