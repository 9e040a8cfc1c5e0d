"""Walks through a part's tags with what is known at each place, and tells every field that cannot be filled so."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from itertools import count

from jinja2 import nodes

from mas_docs.template_check import values
from mas_docs.template_check.blocks import Block, Branch
from mas_docs.template_check.expressions import Reader, Scope
from mas_docs.template_check.facts import Facts
from mas_docs.template_check.faults import Fault
from mas_docs.template_check.names import Names
from mas_docs.template_check.statements import Statement
from mas_docs.template_check.tags import Tag
from mas_docs.template_check.values import Value


def field_faults(content: Iterable[Statement | Block], names: Names) -> tuple[Fault, ...]:
    """What the tags of a part name that cannot be, each told where it stands."""
    walk = _Walk(names)
    walk.through(content, Scope(names, {}, Facts(), walk.nothing))
    return tuple(walk.faults)


class _Walk:
    def __init__(self, names: Names) -> None:
        self._names = names
        self._numbers = count(1)
        self.faults: list[Fault] = []

    def nothing(self, id_: str, message: str, remedy: str) -> None:
        """Where faults go before any tag has been met."""
        del id_, message, remedy

    def through(self, content: Iterable[Statement | Block], scope: Scope) -> None:
        for found in content:
            if isinstance(found, Block):
                self._block(found, scope)
            else:
                scope = self._statement(found, scope)

    def _at(self, tag: Tag, scope: Scope) -> Scope:
        """The scope whose faults are told at a tag; the same fault once a tag."""
        told: set[tuple[str, str]] = set()

        def tell(id_: str, message: str, remedy: str) -> None:
            if (id_, message) not in told:
                told.add((id_, message))
                self.faults.append(tag.fault(id_, message, remedy))

        return replace(scope, tell=tell)

    def _statement(self, statement: Statement, scope: Scope) -> Scope:
        here = Reader(self._at(statement.tag, scope))
        match statement.node:
            case nodes.Assign(target=nodes.Name() as target, node=nodes.Expr() as given):
                return scope.binding(target.name, here.read(given))
            case nodes.Expr() as printed:
                here.printed(printed)
        return scope

    def _block(self, block: Block, scope: Scope) -> None:
        match block.word:
            case "if":
                self._choice(block, scope)
            case "for":
                self._loop(block, scope)
            case _:
                self._named(block.branches[0], scope)

    def _choice(self, block: Block, scope: Scope) -> None:
        for branch in block.branches:
            node = branch.statement.node
            if not (isinstance(node, nodes.If) and isinstance(node.test, nodes.Expr)):
                self.through(branch.content, scope)
                continue
            Reader(self._at(branch.statement.tag, scope)).read(node.test)
            self.through(branch.content, scope.knowing(node.test, holds=True))
            scope = scope.knowing(node.test, holds=False)

    def _loop(self, block: Block, scope: Scope) -> None:
        first, *others = block.branches
        inner = scope
        if isinstance(first.statement.node, nodes.For):
            inner = self._inside(first.statement.node, first.statement.tag, scope)
        self.through(first.content, inner)
        for branch in others:
            self.through(branch.content, scope)

    def _inside(self, loop: nodes.For, tag: Tag, scope: Scope) -> Scope:
        here = self._at(tag, scope)
        repeated = Reader(here).repeated(loop.iter) if isinstance(loop.iter, nodes.Expr) else Value(None, "")
        number = next(self._numbers)
        item = Value(repeated.field.item if repeated.field else None, f"{number}#item", repeated.path)
        inner = replace(scope, facts=scope.facts.with_value(repeated.name))
        inner = inner.binding("loop", Value(values.LOOP, f"{number}#loop"))
        for name in loop.target.find_all(nodes.Name) if not isinstance(loop.target, nodes.Name) else (loop.target,):
            unknown = Value(None, f"{number}#{name.name}")
            inner = inner.binding(name.name, item if name is loop.target else unknown)
        if isinstance(loop.test, nodes.Expr):
            Reader(self._at(tag, inner)).read(loop.test)
            inner = inner.knowing(loop.test, holds=True)
        return inner

    def _named(self, branch: Branch, scope: Scope) -> None:
        node = branch.statement.node
        here = Reader(self._at(branch.statement.tag, scope))
        if isinstance(node, nodes.With):
            for target, given in zip(node.targets, node.values, strict=True):
                if isinstance(target, nodes.Name) and isinstance(given, nodes.Expr):
                    scope = scope.binding(target.name, here.read(given))
        self.through(branch.content, scope)
