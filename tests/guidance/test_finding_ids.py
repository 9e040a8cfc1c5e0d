"""The names of findings, which scripts and support rely on: one name, one meaning."""

from __future__ import annotations

import ast
import re
from collections import defaultdict
from pathlib import Path

import mas_docs

PACKAGE = Path(mas_docs.__file__).parent
MAKERS = {"Fault", "Finding", "Problem", "_Order", "error", "error_at", "finding", "refusal", "warning"}
"""What makes a finding, or what becomes one."""

SHARED = {
    "paper-outside-case": "told when a case is read and when its papers are taken in, by the same words: one meaning",
}


def modules_by_id() -> dict[str, set[str]]:
    """The modules that make findings of each name; names put together when the program runs are not seen."""
    found: dict[str, set[str]] = defaultdict(set)
    for path in PACKAGE.rglob("*.py"):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.Call) and ast.unparse(node.func).rpartition(".")[2] in MAKERS:
                for id_ in _names_in(node):
                    found[id_].add(path.relative_to(PACKAGE).as_posix())
    return found


def _names_in(call: ast.Call) -> list[str]:
    given = [*call.args, *(keyword.value for keyword in call.keywords)]
    texts = [value.value for value in given if isinstance(value, ast.Constant) and isinstance(value.value, str)]
    return [text for text in texts if re.fullmatch(r"[a-z]+(?:-[a-z0-9]+)+", text)]


def test_one_name_has_one_meaning() -> None:
    """A script that looks for papers that are gone would be told of papers that nobody listed, or the reverse."""
    found = modules_by_id()
    assert {"event-before-conference", "paper-missing", "paper-not-listed", "paper-outside-case"} <= set(found)
    shared = {id_: modules for id_, modules in found.items() if len(modules) > 1}
    assert set(shared) == set(SHARED), shared
