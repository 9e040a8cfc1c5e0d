"""Our templates as an office would draw them for Word's own mail merge: MERGEFIELDs, and no conditions.

Mail merge has no conditions that these engines would work out, so the template has what this case's data lead to, as a
letter drawn for such cases would; a table row that repeats stays one row.
"""

from __future__ import annotations

import copy
import io
import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import jinja2
from lxml import etree

from benchmarks.tag_syntax import rewritten
from benchmarks.word_data import Task, office_filters
from benchmarks.word_texts import WORD

_FIELD = re.compile(r"\{\{(.*?)\}\}")
_LOOP = re.compile(r"\{%(?:tr|p)? for (\w+) in (.*?) %\}")
_MARK = re.compile(r"(\[\[\w+\]\])")


@dataclass(frozen=True, slots=True)
class Merge:
    """A template of merge fields, and what goes into them.

    Attributes:
        template: the .docx.
        fields: the values of fields that stand once.
        anchor: a field of the row that repeats; None where none does.
        rows: the values of that row's fields, one mapping a row.
    """

    template: bytes
    fields: dict[str, str]
    anchor: str | None
    rows: list[dict[str, str]]


def merge_of(task: Task, repeated: str | None = None) -> Merge:
    """The task as a mail merge.

    Args:
        task: its loops over anything but `repeated` have one turn.
        repeated: the name of the list over which a table row repeats.
    """
    expressions: dict[str, str] = {}
    marked = rewritten(task.template.read_bytes(), lambda root: _mark_fields(root, expressions))
    left: set[str] = set()
    drawn = rewritten(_drawn(marked, task.context, repeated), lambda root: _place_fields(root, left))
    single, rows = _values(task, {name: expressions[name] for name in expressions if name in left}, repeated)
    return Merge(drawn, single, next(iter(rows[0]), None) if rows else None, rows)


def _mark_fields(root: etree._Element, expressions: dict[str, str]) -> None:
    def mark(found: re.Match[str]) -> str:
        name = re.sub(r"\W+", "_", found[1]).strip("_")
        expressions[name] = found[1].strip()
        return f"[[{name}]]"

    for text in root.iter(f"{WORD}t"):
        text.text = _FIELD.sub(mark, text.text or "")


def _drawn(marked: bytes, context: Mapping[str, Any], repeated: str | None) -> bytes:
    """The template with its conditions worked out, and one row of what repeats."""
    from docxtpl import DocxTemplate

    template = DocxTemplate(io.BytesIO(marked))
    environment = jinja2.Environment(autoescape=True)
    environment.filters |= office_filters()
    template.render({**context, **({repeated: context[repeated][:1]} if repeated else {})}, environment)
    made = io.BytesIO()
    template.save(made)
    return made.getvalue()


def _place_fields(root: etree._Element, left: set[str]) -> None:
    """Give each mark a run of its own, and a MERGEFIELD in its place; say which marks the conditions left."""
    left.update(name.strip("[]") for text in root.iter(f"{WORD}t") for name in _MARK.findall(text.text or ""))
    for run in list(root.iter(f"{WORD}r")):
        texts = [text for text in run.findall(f"{WORD}t") if _MARK.search(text.text or "")]
        if texts:
            for piece in _pieces(run):
                run.addprevious(piece)
            run.getparent().remove(run)


def _pieces(run: etree._Element) -> list[etree._Element]:
    style = run.find(f"{WORD}rPr")
    made: list[etree._Element] = []
    for child in run:
        if child.tag == f"{WORD}t":
            made += [_piece(words, style) for words in _MARK.split(child.text or "") if words]
        elif child is not style:
            made.append(_run(style, copy.deepcopy(child)))
    return made


def _piece(words: str, style: etree._Element | None) -> etree._Element:
    text = etree.Element(f"{WORD}t")
    text.text = words
    text.set("{http://www.w3.org/XML/1998/namespace}space", "preserve")
    run = _run(style, text)
    if not _MARK.fullmatch(words):
        return run
    field = etree.Element(f"{WORD}fldSimple")
    field.set(f"{WORD}instr", f" MERGEFIELD {words.strip('[]')} ")
    field.append(run)
    return field


def _run(style: etree._Element | None, child: etree._Element) -> etree._Element:
    run = etree.Element(f"{WORD}r")
    if style is not None:
        run.append(copy.deepcopy(style))
    run.append(child)
    return run


def _values(
    task: Task, expressions: Mapping[str, str], repeated: str | None
) -> tuple[dict[str, str], list[dict[str, str]]]:
    environment = jinja2.Environment(autoescape=False)  # noqa: S701 - what comes out is data, no markup
    environment.filters |= office_filters()

    def worked_out(expression: str, names: Mapping[str, Any]) -> str:
        return str(environment.compile_expression(expression, undefined_to_none=False)(**names))

    variables = _variables(task)
    row_variable = next((name for name, listed in variables.items() if listed == repeated), None)
    once = dict(task.context) | {
        name: task.context[listed][0] for name, listed in variables.items() if task.context.get(listed)
    }
    in_row = {name: words for name, words in expressions.items() if words.split(".")[0] == row_variable}
    single = {name: worked_out(words, once) for name, words in expressions.items() if name not in in_row}
    items = task.context[repeated] if repeated else []
    rows = [{n: worked_out(words, {str(row_variable): item}) for n, words in in_row.items()} for item in items]
    return single, rows


def _variables(task: Task) -> dict[str, str]:
    """The variables of the template's loops over plain lists, and the lists' names."""
    found: dict[str, str] = {}

    def look(root: etree._Element) -> None:
        for text in root.iter(f"{WORD}t"):
            found.update(_LOOP.findall(text.text or ""))

    rewritten(task.template.read_bytes(), look)
    return found
