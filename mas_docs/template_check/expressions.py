"""Reads the expressions of a template against what its document may name, and tells what cannot be."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, replace

from jinja2 import nodes

from mas_docs.documents.template_language import described
from mas_docs.template_check import values
from mas_docs.template_check.facts import Facts
from mas_docs.template_check.names import Names
from mas_docs.template_check.schema import Field, Kind
from mas_docs.template_check.values import Value

Tell = Callable[[str, str, str], None]
"""Tells a fault: its id, its message, its remedy."""

_DATES = ("date", "weekday_date")
_WANTS = {"date": Kind.DATE, "weekday_date": Kind.DATE, "time": Kind.TIME, "lower": Kind.TEXT, "capitalize": Kind.TEXT}
_FITTING = {Kind.DATE: "|date or |weekday_date", Kind.TIME: "|time", Kind.LIST: "|listed, or repeat with for"}
_CHOOSING = ("reject", "rejectattr", "select", "selectattr")
_SAME_LIST = ("list", "sort", "unique", *_CHOOSING)
_ORDERED = ("gt", "gteq", "lt", "lteq")


@dataclass(frozen=True, slots=True)
class Scope:
    """What may be named at a place, and what is known there.

    Attributes:
        names: the fields of the document.
        bound: what loops and `set` have given a name to.
        facts: what the conditions around it make sure.
        tell: where faults go.
    """

    names: Names
    bound: Mapping[str, Value]
    facts: Facts
    tell: Tell

    def binding(self, name: str, value: Value) -> Scope:
        """The scope with one more name."""
        return replace(self, bound={**self.bound, name: value})

    def knowing(self, condition: nodes.Expr, *, holds: bool) -> Scope:
        """The scope where a condition holds, or does not."""
        return replace(self, facts=self.facts.when(condition, self.name_of, holds=holds))

    def name_of(self, node: nodes.Expr) -> str:
        """The name by which the facts know an expression."""
        return Reader(replace(self, tell=_silent)).read(node).name


def _silent(id_: str, message: str, remedy: str) -> None:
    """Tell nothing."""
    del id_, message, remedy


class Reader:
    """Reads expressions at one place."""

    def __init__(self, scope: Scope) -> None:
        self._scope = scope

    def read(self, node: nodes.Expr) -> Value:  # noqa: PLR0911 - one line for each kind of expression
        """What an expression gives; faults in it are told."""
        match node:
            case nodes.Name():
                return self._name(node)
            case nodes.Getattr():
                return self._part(node.node, node.attr, described(node))
            case nodes.Getitem(arg=nodes.Const(value=str() as part)):
                return self._part(node.node, part, described(node))
            case nodes.Getitem():
                return self._item(node)
            case nodes.Filter(node=nodes.Expr()):
                return self._filtered(node)
            case nodes.Const():
                return Value(values.of_constant(node.value), repr(node.value), words=described(node))
            case nodes.And() | nodes.Or():
                return self._both(node)
            case nodes.CondExpr():
                return self._choice(node)
            case _:
                return self._other(node)

    def printed(self, node: nodes.Expr) -> None:
        """Read an expression that is printed, and tell why it cannot be."""
        value = self.read(node)
        if value.field is None or self._never_filled(value):
            return
        if self._may_be_missing(value):
            self._empty(value, "is printed")
        elif value.kind is Kind.YES_NO:
            self._tell(
                "field-needs-filter",
                f"`{value.words}` is only yes or no, and is printed",
                f"Choose the words: {{% if {value.words} %}}yes{{% else %}}no{{% endif %}}.",
            )
        elif value.kind in _FITTING:
            kind = value.kind
            self._tell(
                "field-needs-filter", f"`{value.words}` is a {kind}, and is printed as it is", f"Add {_FITTING[kind]}."
            )
        elif value.kind is Kind.GROUP and value.field is not None:
            parts = ", ".join(f"{value.words}.{part}" for part in value.field.parts)
            self._tell("field-needs-filter", f"`{value.words}` is a group, and is printed", f"It holds {parts}.")

    def repeated(self, node: nodes.Expr) -> Value:
        """Read what a `for` repeats over; gives the list."""
        value = self.read(node)
        if value.field is None or self._never_filled(value):
            return Value(None, value.name, words=value.words)
        if value.kind is not Kind.LIST:
            self._tell(
                "field-not-a-list",
                f"`{value.words}` is no list, so nothing can be repeated over it",
                f"Repeat over a list: {', '.join(self._scope.names.lists())}.",
            )
            return Value(None, value.name, words=value.words)
        if self._may_be_missing(value):
            self._empty(value, "is repeated over")
        return value

    def _tell(self, id_: str, message: str, remedy: str) -> None:
        self._scope.tell(id_, message, remedy)

    def _empty(self, value: Value, use: str) -> None:
        self._tell(
            "field-may-be-empty",
            f"`{value.words}` {use}, but it may be without a value",
            f"Write {{% if {value.words.partition('|')[0]} %}} before it and {{% endif %}} after it.",
        )

    def _never_filled(self, value: Value) -> bool:
        """Tell of a field that nothing fills; whether it is one."""
        if value.field is None or not value.field.never_filled:
            return False
        # The lines of an address are the same in all letters, also where somebody's role is never known.
        if not (value.path[:1] == ("recipient",) and self._scope.facts.is_full(value.name)):
            self._tell(
                "field-never-filled",
                f"`{value.words}` is never filled in this document",
                f"Take it away. {self._scope.names.see}",
            )
        return True

    def _may_be_missing(self, value: Value) -> bool:
        field = value.field
        return field is not None and field.may_be_missing and not self._scope.facts.is_there(value.name)

    def _name(self, node: nodes.Name) -> Value:
        if node.name in self._scope.bound:
            return replace(self._scope.bound[node.name], words=node.name)
        field = self._scope.names.schema.root.parts.get(node.name)
        if field is None:
            self._tell(*self._scope.names.unknown_name(node.name, self._scope.bound))
        return Value(field, node.name, (node.name,), node.name)

    def _part(self, owner: nodes.Expr, part: str, words: str) -> Value:
        group = self.read(owner)
        name = f"{group.name}.{part}"
        if group.field is None:
            return Value(None, name, words=words)
        if group.field.never_filled:
            self._never_filled(group)
            return Value(None, name, words=words)
        field = group.field.parts.get(part)
        if field is None:
            self._tell(*self._scope.names.unknown_part(group, part))
            return Value(None, name, words=words)
        if self._may_be_missing(group):
            self._empty(group, f"is asked for `{part}`")
        return Value(field, name, (*group.path, part), words)

    def _item(self, node: nodes.Getitem) -> Value:
        entries = self.read(node.node)
        field = entries.field.item if entries.field and entries.kind is Kind.LIST else None
        return Value(field, f"{entries.name}[{described(node.arg)}]", entries.path, described(node))

    def _both(self, node: nodes.And | nodes.Or) -> Value:
        left = self.read(node.left)
        right = Reader(self._scope.knowing(node.left, holds=isinstance(node, nodes.And))).read(node.right)
        word = "and" if isinstance(node, nodes.And) else "or"
        return Value(None, f"({left.name} {word} {right.name})", words=f"{left.words} {word} {right.words}")

    def _choice(self, node: nodes.CondExpr) -> Value:
        self.read(node.test)
        chosen = Reader(self._scope.knowing(node.test, holds=True)).read(node.expr1)
        if node.expr2 is not None:
            Reader(self._scope.knowing(node.test, holds=False)).read(node.expr2)
        sure = chosen.field and replace(chosen.field, may_be_missing=node.expr2 is None)
        return Value(sure, f"choice of {chosen.name}", words=described(node))

    def _other(self, node: nodes.Expr) -> Value:
        """What gives yes or no, or a number: its own parts are read, and a comparison is held against its field."""
        parts = [self.read(part) for part in node.iter_child_nodes() if isinstance(part, nodes.Expr)]
        names = " ".join(part.name for part in parts)
        operands = [operand.op for operand in node.find_all(nodes.Operand)] if isinstance(node, nodes.Compare) else []
        if isinstance(node, nodes.Compare):
            parts += [self.read(operand.expr) for operand in node.ops]
            names = " ".join(part.name for part in parts)
            self._compared(node, parts, operands)
        kind = values.NUMBER if isinstance(node, (nodes.Add, nodes.Sub)) else values.YES_NO
        label = f"{type(node).__name__} {getattr(node, 'name', '')} {' '.join(operands)} {names}"
        return Value(kind if not isinstance(node, (nodes.List, nodes.Tuple)) else None, label, words=described(node))

    def _compared(self, node: nodes.Compare, parts: Iterable[Value], operators: list[str]) -> None:
        if any(operator in _ORDERED for operator in operators):
            for value in parts:
                if self._may_be_missing(value):
                    self._empty(value, "is compared")
        first, *others = parts
        allowed = self._scope.names.choices(first.path)
        for operand, value in zip(node.ops, others, strict=True):
            written = operand.expr.value if isinstance(operand.expr, nodes.Const) else None
            if operand.op == "eq" and allowed and isinstance(written, str) and written not in allowed:
                self._tell(*self._scope.names.never_true(first.words, written, allowed))
            del value

    def _filtered(self, node: nodes.Filter) -> Value:
        if not isinstance(node.node, nodes.Expr):
            return Value(None, "")
        value = self.read(node.node)
        name, words = f"{value.name}|{_call(node)}", described(node)
        if value.field is None or node.name not in (*_WANTS, *_SAME_LIST, "listed", "first", "last", "length", "map"):
            return Value(None, name, words=words)
        if self._never_filled(value):
            return Value(None, name, words=words)
        wanted = _WANTS.get(node.name, Kind.LIST)
        if value.kind is not wanted and not (node.name == "length" and value.kind is Kind.TEXT):
            self._unfit(node, value, wanted)
            return Value(None, name, words=words)
        if self._may_be_missing(value):
            self._empty(value, f"is given to |{node.name}")
        return Value(self._result(node, value), name, value.path, words)

    def _unfit(self, node: nodes.Filter, value: Value, wanted: Kind) -> None:
        instead = _FITTING.get(value.kind, "no filter") if value.kind else "no filter"
        self._tell(
            "filter-unfit",
            f"`{value.words}` is a {value.kind}, and |{node.name} is for a {wanted}",
            f"Write {instead} in its place.",
        )

    def _result(self, node: nodes.Filter, value: Value) -> Field | None:
        field = value.field
        if field is None or node.name in _WANTS:
            return values.TEXT
        match node.name:
            case "listed":
                return self._joined(value)
            case "length":
                return values.NUMBER
            case "first" | "last":
                empty = field.may_be_empty and not self._scope.facts.is_full(value.name)
                return field.item and replace(field.item, may_be_missing=field.item.may_be_missing or empty)
            case "map":
                return replace(field, item=self._mapped(node, value))
            case _:
                self._attribute(node, value)
                return replace(field, may_be_empty=field.may_be_empty or node.name in _CHOOSING)

    def _joined(self, value: Value) -> Field:
        item = value.field.item if value.field else None
        if item is not None and item.kind is not Kind.TEXT:
            how = "map('date')" if item.kind is Kind.DATE else "map(attribute='name')"
            self._tell(
                "filter-unfit",
                f"`{value.words}` is a list, but not of words, and is given to |listed",
                f"Write {value.words}|{how}|listed.",
            )
        return values.TEXT

    def _attribute(self, node: nodes.Filter, value: Value) -> Field | None:
        """The field of a list's entries that a filter names, as `selectattr("status", …)` does."""
        named = [argument.value for argument in node.args[:1] if isinstance(argument, nodes.Const)]
        named += [pair.value.value for pair in node.kwargs if isinstance(pair.value, nodes.Const)]
        if not node.name.endswith(("attr", "map")) or not named or value.field is None or value.field.item is None:
            return None
        found = Value(value.field.item, value.name, value.path, value.words)
        for part in str(named[0]).split("."):
            inner = None if found.field is None else found.field.parts.get(part)
            if inner is None:
                self._tell(*self._scope.names.unknown_part(found, part))
                return None
            found = Value(inner, f"{found.name}.{part}", (*found.path, part), f"{found.words}.{part}")
        return found.field

    def _mapped(self, node: nodes.Filter, value: Value) -> Field | None:
        if any(pair.key == "attribute" for pair in node.kwargs):
            return self._attribute(node, value)
        return values.TEXT


def _call(node: nodes.Filter) -> str:
    arguments = [*node.args, *(pair.value for pair in node.kwargs)]
    return f"{node.name}({', '.join(map(repr, arguments))})"
