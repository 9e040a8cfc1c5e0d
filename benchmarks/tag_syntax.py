"""Our templates in the tags of the Node engines: `{name}`, and `{#name}…{/name}` for what repeats or depends.

Each field, condition and loop gets a name of its own, and its value is worked out beforehand with Jinja: the engines
have no expressions. The tag of a table row stands in the row itself, as these engines ask for.
"""

from __future__ import annotations

import io
import re
import zipfile
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any

import jinja2
from lxml import etree

from benchmarks.word_data import Task, office_filters
from benchmarks.word_texts import WORD

_TAG = re.compile(r"\{\{(?P<field>.*?)\}\}|\{%(?P<scope>p|tr)?\s(?P<words>.*?)\s%\}")
_PARTS = re.compile(r"word/(?:document|header\d*|footer\d*)\.xml")


@dataclass(slots=True)
class Scope:
    """The names that a template uses, and how their values are worked out.

    Attributes:
        fields: for each name, the expression of a text or of a condition.
        loops: for each name, the variable, the expression of its list, and the names used inside.
    """

    fields: dict[str, str] = field(default_factory=dict)
    loops: dict[str, tuple[str, str, Scope]] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class _Open:
    """A tag that waits for its end: what closes it, the conditions tried so far, and the names around it."""

    name: str
    tried: tuple[str, ...]
    around: Scope


def converted(task: Task) -> tuple[bytes, dict[str, Any]]:
    """The task's template in these tags, and its data by their names."""
    scope = Scope()
    template = rewritten(task.template.read_bytes(), _Converter(scope).part)
    environment = jinja2.Environment(autoescape=False, undefined=jinja2.StrictUndefined)  # noqa: S701 - what comes out is data, no markup
    environment.filters |= office_filters()
    return template, _values(scope, task.context, environment)


def rewritten(template: bytes, rewrite: Callable[[etree._Element], None]) -> bytes:
    """A .docx whose body, headers and footers were each rewritten."""
    made = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(template)) as old, zipfile.ZipFile(made, "w", zipfile.ZIP_DEFLATED) as new:
        for name in old.namelist():
            content = old.read(name)
            if _PARTS.fullmatch(name):
                root = etree.fromstring(content)
                rewrite(root)
                content = etree.tostring(root, xml_declaration=True, encoding="UTF-8", standalone=True)
            new.writestr(name, content)
    return made.getvalue()


def _values(scope: Scope, context: Mapping[str, Any], environment: jinja2.Environment) -> dict[str, Any]:
    def value(expression: str) -> Any:
        return environment.compile_expression(expression, undefined_to_none=False)(**context)

    values = {name: value(expression) for name, expression in scope.fields.items()}
    for name, (variable, expression, inside) in scope.loops.items():
        values[name] = [_values(inside, {**context, variable: item}, environment) for item in value(expression)]
    return values


class _Converter:
    """Goes through a template in the order of its text."""

    def __init__(self, scope: Scope) -> None:
        self._scope = scope
        self._open: list[_Open] = []

    def part(self, root: etree._Element) -> None:
        _tags_into_rows(root)
        for text in root.iter(f"{WORD}t"):
            text.text = _TAG.sub(self._tag, text.text or "")
        if self._open:
            raise ValueError(f"A tag is not closed: {self._open[-1].name}")

    def _tag(self, found: re.Match[str]) -> str:
        if found["field"]:
            return f"{{{self._named(found['field'].strip())}}}"
        word, _, rest = found["words"].partition(" ")
        match word:
            case "if":
                return self._begin(rest, ())
            case "elif" | "else":
                before = self._open.pop()
                return f"{{/{before.name}}}{self._begin(rest or 'true', before.tried)}"
            case "for":
                return self._repeat(rest)
            case _:
                ended = self._open.pop()
                self._scope = ended.around
                return f"{{/{ended.name}}}"

    def _begin(self, condition: str, tried: tuple[str, ...]) -> str:
        whole = " and ".join([*(f"not ({words})" for words in tried), f"({condition})"])
        name = self._named(f"true if {whole} else false")
        self._open.append(_Open(name, (*tried, condition), self._scope))
        return f"{{#{name}}}"

    def _repeat(self, words: str) -> str:
        variable, _, expression = words.partition(" in ")
        name, inside = f"all_{_slug(expression)}", Scope()
        self._scope.loops[name] = (variable, expression, inside)
        self._open.append(_Open(name, (), self._scope))
        self._scope = inside
        return f"{{#{name}}}"

    def _named(self, expression: str) -> str:
        name = _slug(expression)
        self._scope.fields[name] = expression
        return name


def _slug(expression: str) -> str:
    return re.sub(r"\W+", "_", expression).strip("_")


def _tags_into_rows(root: etree._Element) -> None:
    """Put the tag of a row of its own into the row that follows, and its end behind that row's last word."""
    for row in list(root.iter(f"{WORD}tr")):
        found = _TAG.fullmatch(_text(row).strip())
        if not found or found["scope"] != "tr":
            continue
        beside = row.getprevious() if found["words"].startswith("end") else row.getnext()
        paragraphs = list(beside.iter(f"{WORD}p"))
        run = etree.Element(f"{WORD}r")
        etree.SubElement(run, f"{WORD}t").text = f"{{% {found['words']} %}}"
        if found["words"].startswith("end"):
            paragraphs[-1].append(run)
        else:
            first = paragraphs[0].find(f"{WORD}r")
            first.addprevious(run)
        row.getparent().remove(row)


def _text(element: etree._Element) -> str:
    return "".join(text.text or "" for text in element.iter(f"{WORD}t"))
