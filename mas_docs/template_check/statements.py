"""What each tag says, read by Jinja on its own."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import jinja2
from jinja2 import nodes

from mas_docs.documents.environment import environment
from mas_docs.documents.template_language import check_language
from mas_docs.errors import TemplateError
from mas_docs.findings import did_you_mean
from mas_docs.template_check.faults import Fault, excerpt
from mas_docs.template_check.tags import Scope, Tag

BEGINNINGS = {"if": "endif", "for": "endfor", "with": "endwith"}
"""The words that begin a block, each with the one that ends it."""
MIDDLES = ("elif", "else")
_FRAMES = {
    "if": "{%% %s %%}{%% endif %%}",
    "for": "{%% %s %%}{%% endfor %%}",
    "with": "{%% %s %%}{%% endwith %%}",
    "elif": "{%% if false %%}{%% %s %%}{%% endif %%}",
    "set": "{%% %s %%}",
}
_BARE = ("else", *BEGINNINGS.values())
# Tags of docxtpl that shape a table; the engine carries them out before Jinja sees them.
_TABLE_SHAPES = ("cellbg", "colspan", "hm", "vm")
_REFUSED = (
    "macro",
    "call",
    "block",
    "extends",
    "include",
    "import",
    "from",
    "filter",
    "raw",
    "autoescape",
    "do",
    "break",
    "continue",
)
_SEE = "See docs/templates.md, Writing values."


@dataclass(frozen=True, slots=True, eq=False)
class Statement:
    """A tag and what it says.

    Attributes:
        tag: the tag.
        word: `print`, or the word that a `{% … %}` begins with.
        node: the expression that is printed, or Jinja's If, For, With or Assign; None where it says nothing more, or
            cannot be read.
    """

    tag: Tag
    word: str
    node: nodes.Node | None


@dataclass(frozen=True, slots=True)
class Read:
    """A tag that was read, and what is wrong with it."""

    statement: Statement
    faults: tuple[Fault, ...] = ()


def read_tag(tag: Tag) -> Read:
    """Read one tag; whatever is wrong with it, its word is known, so that blocks still find their ends."""
    if tag.prints:
        return _printed(tag)
    word = tag.keyword
    if word in _BARE or word in _TABLE_SHAPES:
        return Read(Statement(tag, word, None))
    if word in _FRAMES:
        node, faults = _parsed(tag, _FRAMES[word] % tag.body)
        return Read(Statement(tag, word, _inner(word, node)), faults)
    return Read(Statement(tag, word, None), (_unknown(tag, word),))


def _printed(tag: Tag) -> Read:
    if tag.scope is not Scope.HERE:
        message = f"“{excerpt(tag.source)}” prints nothing that Word shows"
        fault = tag.fault("tag-cannot-print-so", message, f"Write {{{{ {tag.body} }}}}.")
        return Read(Statement(tag, "print", None), (fault,))
    output, faults = _parsed(tag, f"{{{{ {tag.body} }}}}")
    return Read(Statement(tag, "print", output.nodes[0] if isinstance(output, nodes.Output) else None), faults)


def _inner(word: str, node: nodes.Node | None) -> nodes.Node | None:
    if word == "elif" and isinstance(node, nodes.If):
        return node.elif_[0]
    return node


def _parsed(tag: Tag, source: str) -> tuple[nodes.Node | None, tuple[Fault, ...]]:
    try:
        tree = environment().parse(source)
    except jinja2.TemplateSyntaxError:
        remedy = f"Write a name with its dots, as {{{{ event.venue }}}}, and a filter behind |. {_SEE}"
        return None, (tag.fault("tag-unreadable", f"“{excerpt(tag.source)}” cannot be read", remedy),)
    faults = tuple(_language_faults(tag, tree))
    refused = any(fault.id == "tag-not-allowed" for fault in faults)
    return (None if refused or not tree.body else tree.body[0]), faults


def _language_faults(tag: Tag, tree: nodes.Template) -> Iterator[Fault]:
    unknown = False
    for id_, kind, known in (
        ("filter-unknown", nodes.Filter, environment().filters),
        ("test-unknown", nodes.Test, environment().tests),
    ):
        offered = sorted(name for name in known if not name.startswith("_"))
        for node in tree.find_all(kind):
            if node.name not in offered:
                unknown = True
                message = f"“{excerpt(tag.source)}” uses `{node.name}`, which does not exist"
                yield tag.fault(id_, message, f"{did_you_mean(node.name, offered)}These exist: {', '.join(offered)}.")
    if unknown:
        return
    try:
        check_language(tree, environment())
    except TemplateError as error:
        yield tag.fault("tag-not-allowed", f"“{excerpt(tag.source)}”: {error.message}", error.remedy)


def _unknown(tag: Tag, word: str) -> Fault:
    if word in _REFUSED:
        message = f"“{excerpt(tag.source)}” does what templates may not"
        return tag.fault("tag-not-allowed", message, f"Print, choose with if, and repeat with for. {_SEE}")
    if word in {scope.value for scope in Scope if scope}:
        rest = tag.body.removeprefix(word).strip()
        message = f"“{excerpt(tag.source)}” has a space before `{word}`"
        return tag.fault("tag-unknown", message, f"Write {{%{word} {rest} %}}.")
    known = (*BEGINNINGS, *BEGINNINGS.values(), *MIDDLES, "set")
    message = f"“{excerpt(tag.source)}” begins with `{word}`, which does not exist"
    return tag.fault("tag-unknown", message, f"{did_you_mean(word, known)}These exist: {', '.join(known)}.")
