"""Which fields a template uses, by their paths from the top: to compare one template with another."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping

from jinja2 import nodes

from mas_docs.template_check.blocks import Block
from mas_docs.template_check.statements import Statement
from mas_docs.template_check.tags import Tag

Path = tuple[str, ...]
"""The way to a field, as `("children", "name")`; lists are entered."""

_Bound = Mapping[str, Path]


def used_paths(content: Iterable[Statement | Block]) -> dict[Path, Tag]:
    """Every field that some tags use, with the first tag that does."""
    found: dict[Path, Tag] = {}
    for path, tag in _through(content, {}):
        found.setdefault(path, tag)
    return found


def _through(content: Iterable[Statement | Block], bound: _Bound) -> Iterator[tuple[Path, Tag]]:
    for one in content:
        if isinstance(one, Statement):
            yield from _of(one, bound)
            continue
        for branch in one.branches:
            yield from _of(branch.statement, bound)
            yield from _through(branch.content, {**bound, **_given(branch.statement.node, bound)})


def _of(statement: Statement, bound: _Bound) -> Iterator[tuple[Path, Tag]]:
    node = statement.node
    inner = {**bound, **_given(node, bound)} if isinstance(node, nodes.For) else bound
    for path in _paths(node, inner) if node is not None else ():
        if path:
            yield path, statement.tag


def _given(node: nodes.Node | None, bound: _Bound) -> dict[str, Path]:
    """The names that a `for` gives, each with the field whose entries it stands for; other names stand for nothing."""
    if not isinstance(node, nodes.For):
        return {}
    names = [name.name for name in (node.target, *node.target.find_all(nodes.Name)) if isinstance(name, nodes.Name)]
    single = isinstance(node.target, nodes.Name)
    path = next(iter(_paths(node.iter, bound)), ()) if single else ()
    return dict.fromkeys((*names, "loop"), ()) | ({names[0]: path} if single else {})


def _paths(node: nodes.Node, bound: _Bound) -> Iterator[Path]:
    if isinstance(node, (nodes.Name, nodes.Getattr)):
        path = _chain(node, bound)
        if path is not None:
            yield path
            return
    for child in node.iter_child_nodes():
        yield from _paths(child, bound)


def _chain(node: nodes.Node, bound: _Bound) -> Path | None:
    """The path of `event.venue`; empty where it begins with a name that is no field; None where it is no chain."""
    if isinstance(node, nodes.Name):
        return bound.get(node.name, (node.name,)) if node.ctx == "load" else ()
    if isinstance(node, nodes.Getattr):
        owner = _chain(node.node, bound)
        return owner and (*owner, node.attr)
    return None
