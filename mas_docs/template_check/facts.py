"""What is known where a tag stands, from the conditions around it: `{% if event.end %}` makes its value sure.

Facts are clauses: each is a set of statements of which at least one holds. What follows from them is found by unit
propagation, which suffices for conditions as people write them.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from itertools import product

from jinja2 import nodes

Literal = tuple[str, bool]
"""A statement about a value, as `("has event.end", True)`, and whether it holds."""

Clauses = frozenset[frozenset[Literal]]

Naming = Callable[[nodes.Expr], str]
"""Gives an expression its name: equal names mean the same value."""

_MOST_CLAUSES = 64


@dataclass(frozen=True, slots=True)
class Facts:
    """What holds at a place.

    Attributes:
        clauses: each a set of statements of which at least one holds.
    """

    clauses: Clauses = frozenset()

    def when(self, condition: nodes.Expr, naming: Naming, *, holds: bool) -> Facts:
        """The facts where a condition holds besides, or does not hold."""
        return Facts(self.clauses | _clauses(condition, naming, holds=holds))

    def with_value(self, name: str) -> Facts:
        """The facts where a value is there besides, and is not empty."""
        return Facts(self.clauses | {frozenset({_full(name)})})

    def is_there(self, name: str) -> bool:
        """Whether a value is surely there, though it may be empty text."""
        known = _units(self.clauses)
        return _full(name) in known or _there(name) in known

    def is_full(self, name: str) -> bool:
        """Whether a value is surely there and not empty."""
        return _full(name) in _units(self.clauses)


def _full(name: str) -> Literal:
    return f"full {name}", True


def _there(name: str) -> Literal:
    return f"there {name}", True


def _not(literal: Literal) -> Literal:
    return literal[0], not literal[1]


def _units(clauses: Iterable[frozenset[Literal]]) -> set[Literal]:
    """The statements that surely hold."""
    known: set[Literal] = set()
    waiting = set(clauses)
    while True:
        shortened = {
            frozenset(literal for literal in clause if _not(literal) not in known)
            for clause in waiting
            if not clause & known
        }
        found = {next(iter(clause)) for clause in shortened if len(clause) == 1}
        if not found:
            return known
        known |= found
        waiting = shortened


def _clauses(condition: nodes.Expr, naming: Naming, *, holds: bool) -> Clauses:
    match condition:
        case nodes.Not():
            return _clauses(condition.node, naming, holds=not holds)
        case nodes.And() | nodes.Or():
            left, right = (_clauses(side, naming, holds=holds) for side in (condition.left, condition.right))
            return left | right if isinstance(condition, nodes.And) is holds else _either(left, right)
        case nodes.Test(name="none"):
            literal = _there(naming(condition.node))
            return _one(_not(literal) if holds else literal)
        case nodes.Compare(ops=[nodes.Operand(op="eq" | "ne" as operator)]):
            other = condition.ops[0].expr
            named = f"{naming(condition.expr)} = {naming(other)}"
            equal = (operator == "eq") is holds
            is_value = equal and isinstance(other, nodes.Const) and other.value not in (None, "", 0, False)
            return _one((named, equal)) | (_one(_full(naming(condition.expr))) if is_value else frozenset())
        case nodes.Filter(name="length" | "list", node=nodes.Expr() as counted):
            return _clauses(counted, naming, holds=holds)
        case _:
            literal = _full(naming(condition))
            return _one(literal if holds else _not(literal))


def _one(literal: Literal) -> Clauses:
    return frozenset({frozenset({literal})})


def _either(left: Clauses, right: Clauses) -> Clauses:
    """The clauses of "left or right"; nothing is known where that would grow too long."""
    if len(left) * len(right) > _MOST_CLAUSES:
        return frozenset()
    return frozenset(one | other for one, other in product(left, right))
