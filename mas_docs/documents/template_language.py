"""What a template may write: it prints fields, chooses and repeats. It computes nothing and calls nothing.

Each field that a template reads, and each value that it prints, is wrapped in a filter that knows the words of the
template, so that every error names the field as its author wrote it.
"""

from __future__ import annotations

from collections.abc import Collection

from jinja2 import nodes
from jinja2.environment import Environment
from jinja2.visitor import NodeTransformer

from mas_docs.errors import TemplateError
from mas_docs.findings import did_you_mean

READ_FILTER = "_read"
PATH_FILTER = "_path"
PRINT_FILTER = "_print"
PRINT_PATH_FILTER = "_print_path"
COLUMNS_FILTER = "_columns"

# A value here is a number that decides how a table is laid out; it is part of the document, not of what is said in it.
_COLUMNS = '<w:gridSpan w:val="'

_ALLOWED: tuple[type[nodes.Node], ...] = (
    nodes.Template,
    nodes.Output,
    nodes.TemplateData,
    nodes.For,
    nodes.If,
    nodes.With,
    nodes.Assign,
    nodes.Name,
    nodes.Const,
    nodes.List,
    nodes.Tuple,
    nodes.Getattr,
    nodes.Getitem,
    nodes.Filter,
    nodes.Test,
    nodes.Keyword,
    nodes.Compare,
    nodes.Operand,
    nodes.CondExpr,
    nodes.And,
    nodes.Or,
    nodes.Not,
    nodes.Add,
    nodes.Sub,
    nodes.Mul,
)
_WORDS: dict[type[nodes.Node], str] = {
    nodes.Call: "calls a function",
    nodes.Macro: "defines a macro",
    nodes.CallBlock: "calls a macro",
    nodes.FilterBlock: "filters a whole block",
    nodes.AssignBlock: "stores a whole block",
    nodes.Block: "defines a block",
    nodes.Include: "includes another template",
    nodes.Import: "imports another template",
    nodes.FromImport: "imports another template",
    nodes.Extends: "extends another template",
    nodes.Concat: "joins values by ~",
}


def check_language(tree: nodes.Template, environment: Environment) -> None:
    """Refuse what goes beyond printing, choosing and repeating.

    Raises:
        TemplateError: the template does something else, or names a filter or a test that there is not.
    """
    for node in tree.find_all(nodes.Node):
        if not isinstance(node, _ALLOWED):
            raise TemplateError(
                f"The template {_WORDS.get(type(node), f'uses {type(node).__name__}')}, which templates may not",
                remedy="Print each value by itself, and use only if, for and the filters of the documentation.",
            )
        if isinstance(node, nodes.For) and node.recursive:
            raise TemplateError("The template uses a recursive loop, which templates may not")
        if isinstance(node, nodes.Filter):
            _known("filter", node.name, environment.filters)
        elif isinstance(node, nodes.Test):
            _known("test", node.name, environment.tests)
        elif isinstance(node, nodes.Name) and node.name.startswith("_"):
            raise TemplateError(f"The template names `{node.name}`, which does not exist")


def _known(kind: str, name: str, known: Collection[str]) -> None:
    offered = sorted(word for word in known if not word.startswith("_"))
    if name not in offered:
        remedy = did_you_mean(name, offered) + f"These exist: {', '.join(offered)}."
        raise TemplateError(f"The template uses the {kind} `{name}`, which does not exist", remedy=remedy)


class FieldNaming(NodeTransformer):
    """Wraps every field read and every value printed in a filter that is told the template's own words for it."""

    def visit_Output(self, node: nodes.Output) -> nodes.Output:  # noqa: N802 - the name is Jinja's
        """Wrap each printed expression; the template's own text stays as it is."""
        printed: list[nodes.Expr] = []
        for part in node.nodes:
            if isinstance(part, nodes.TemplateData):
                printed.append(part)
            else:
                printed.append(self._wrapped(part, COLUMNS_FILTER if _ends_in(_COLUMNS, printed) else PRINT_FILTER))
        node.nodes = printed
        return node

    def visit_Name(self, node: nodes.Name) -> nodes.Node:  # noqa: N802 - likewise
        """Wrap a name that is read; leave one that a loop or a set gives a value."""
        return self._read(node) if node.ctx == "load" else node

    def visit_Getattr(self, node: nodes.Getattr) -> nodes.Node:  # noqa: N802 - likewise
        """Wrap `event.venue`."""
        return self._read(node)

    def visit_Getitem(self, node: nodes.Getitem) -> nodes.Node:  # noqa: N802 - likewise
        """Wrap `papers[0]`."""
        return self._read(node)

    def _read(self, node: nodes.Expr) -> nodes.Filter:
        steps = _steps(node)
        if len(steps) > 1:
            return _path(steps, PATH_FILTER)
        words = described(node)
        self.generic_visit(node)
        return _filtered(node, READ_FILTER, words)

    def _wrapped(self, node: nodes.Expr, name: str) -> nodes.Filter:
        steps = _steps(node) if name == PRINT_FILTER else []
        if steps:
            return _path(steps, PRINT_PATH_FILTER)
        words = described(node)
        return _filtered(self.visit(node), name, words)


def _ends_in(text: str, printed: list[nodes.Expr]) -> bool:
    return bool(printed) and isinstance(printed[-1], nodes.TemplateData) and printed[-1].data.endswith(text)


def _steps(node: nodes.Expr) -> list[nodes.Expr]:
    """A name and the fields read of it, one within the other, from the name on; empty where anything else is read."""
    match node:
        case nodes.Name():
            return [node]
        case nodes.Getattr():
            before = _steps(node.node)
            return [*before, node] if before else []
    return []


def _path(steps: list[nodes.Expr], name: str) -> nodes.Filter:
    names = tuple(step.attr for step in steps if isinstance(step, nodes.Getattr))
    words = tuple(described(step) for step in steps)
    return nodes.Filter(steps[0], name, [nodes.Const(names), nodes.Const(words)], [], None, None)


def _filtered(node: nodes.Expr, name: str, words: str) -> nodes.Filter:
    return nodes.Filter(node, name, [nodes.Const(words)], [], None, None)


def described(node: nodes.Expr) -> str:
    """An expression as its author wrote it, without a filter's arguments."""
    words = "an expression"
    match node:
        case nodes.Name():
            words = node.name
        case nodes.Getattr():
            words = f"{described(node.node)}.{node.attr}"
        case nodes.Getitem():
            words = f"{described(node.node)}[{described(node.arg)}]"
        case nodes.Filter(node=nodes.Expr() as filtered):
            words = f"{described(filtered)}|{node.name}"
        case nodes.Const():
            words = repr(node.value)
        case nodes.CondExpr():
            words = f"{described(node.expr1)} if …" + (f" else {described(node.expr2)}" if node.expr2 else "")
    return words
