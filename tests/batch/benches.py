"""A small workspace, and a bench to make its cases on, in this process."""

from __future__ import annotations

import datetime as dt
import secrets
import shutil
import zipfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path
from typing import Any

from mas_docs.batch.bench import Bench, HandedPassphrase, Orders
from mas_docs.batch.building import CaseTask, build
from mas_docs.batch.record import sealed_packages
from mas_docs.batch.results import CaseResult
from mas_docs.guard.identities import workspace_identities
from mas_docs.resources import examples_folder
from mas_docs.transfer.ledger.adding import Ledger
from mas_docs.transfer.passphrases.passphrase import Passphrase
from mas_docs.workspace import open_workspace

WORDS = "red fish swim past old blue tins"
TODAY = dt.date(2026, 12, 7)
BEFORE, AFTER = "MAS-2026-018", "MAS-2026-006"
"""A case with PDF papers before its event, and one whose summary is there."""


def small_workspace(root: Path, *cases: str) -> Path:
    """A copy of the examples with these cases alone."""
    shutil.copytree(
        examples_folder(), root, ignore=shutil.ignore_patterns("*.py", "texts", "__pycache__", "out", "cases")
    )
    for case in cases:
        shutil.copytree(examples_folder() / "cases" / case, root / "cases" / case)
    return root


def orders_for(root: Path, **changes: Any) -> Orders:
    """The orders of a batch in a workspace."""
    workspace, _ = open_workspace(root)
    assert workspace is not None
    identities, _ = workspace_identities(workspace.case_files(), workspace.shown)
    orders = Orders(
        root=workspace.root,
        board=workspace.board,
        identities=identities,
        today=TODAY,
        out=root / "out",
        ledger=root / "ledger",
        run="first run",
    )
    return replace(orders, **changes)


@contextmanager
def bench_for(root: Path, **changes: Any) -> Iterator[Bench]:
    """A bench in this process."""
    with Bench(orders_for(root, **changes), lambda: False, lambda _: None) as bench:
        yield bench


def build_case(root: Path, case: str = BEFORE, passphrase: Passphrase | None = None, **changes: Any) -> CaseResult:
    """Make one case, as a batch of its own does."""
    sealed = sealed_packages(Ledger(root / "ledger")).get(case, frozenset())
    handed = HandedPassphrase.of(passphrase or Passphrase(WORDS))
    with bench_for(root, **{"run": secrets.token_hex(8)} | changes) as bench:
        return build(bench, CaseTask(root / "cases" / case / "case.yaml", handed, sealed))


def change(path: Path, *replaced: tuple[str, str]) -> None:
    """Change a text file."""
    text = path.read_text(encoding="utf-8")
    for old, new in replaced:
        assert old in text
        text = text.replace(old, new)
    path.write_text(text, encoding="utf-8")


def change_template(source: Path, into: Path, old: str, new: str) -> None:
    """Copy a Word template with some words of its text changed."""
    into.parent.mkdir(parents=True, exist_ok=True)
    with zipfile.ZipFile(source) as template, zipfile.ZipFile(into, "w") as changed:
        for name in template.namelist():
            content = template.read(name)
            if name == "word/document.xml":
                assert old.encode() in content
                content = content.replace(old.encode(), new.encode())
            changed.writestr(name, content)
