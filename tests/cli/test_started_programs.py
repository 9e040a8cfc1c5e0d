"""Programs and processes that a run starts: none of them sees the passphrase, or whose papers these are."""

from __future__ import annotations

import os
import subprocess
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from calling import Call
from canaries import CANARY, canary_office, change, shown
from faults import CASE, FACILITATOR, NEIGHBOUR, Office

TODAY = ("--today", "2026-12-07")
PAPERS = ("papers", CASE, "--to", "coordinator", "--mail", *TODAY)
BRIEF = ("brief", CASE, "--only", FACILITATOR, "--mail", *TODAY)
SPY = """#!/bin/sh
{
  echo "== $0 $*"
  tr '\\0' '\\n' < /proc/self/environ
  tr '\\0' ' ' < /proc/$PPID/cmdline
  cat /proc/self/limits
} >> "SEEN"
exit 1
"""


@pytest.fixture
def office(tmp_path: Path) -> Office:
    """An office of two cases; a paper's own file name gives a child's name."""
    return canary_office(tmp_path / "office")


def spied(folder: Path, names: tuple[str, ...]) -> tuple[Path, Path]:
    """A folder of programs that write down what they see, and the file that they write it into."""
    spies, seen = folder / "spies", folder / "seen"
    spies.mkdir()
    for name in names:
        (spies / name).write_text(SPY.replace("SEEN", str(seen)))
        (spies / name).chmod(0o755)
    return spies, seen


def test_a_program_that_is_started_sees_neither_passphrase_nor_name(office: Office, process: Call) -> None:
    """Loses: promise 6, to whoever puts a program of their own on the PATH."""
    paper = office.workspace / "cases" / NEIGHBOUR / "papers/review-1.docx"
    paper.rename(paper.with_name("Amelia Okonkwo.docx"))
    change(office, "papers/review-1.docx", '"papers/Amelia Okonkwo.docx"', NEIGHBOUR)
    spies, seen = spied(office.root, ("soffice", "libreoffice", "ldconfig", "gcc", "cc"))
    path = f"{spies}{os.pathsep}{os.environ['PATH']}"
    called = process(
        "brief", NEIGHBOUR, *TODAY, cwd=office.workspace, passphrase=CANARY, PATH=path, TMPDIR=str(office.root)
    )
    assert called.code == 5, called.err
    assert "soffice" in seen.read_text()
    assert shown(seen.read_text()) == []
    assert "MAS_DOCS_" not in seen.read_text()
    limits = [line.split() for line in seen.read_text().splitlines() if line.startswith("Max core file size")]
    assert limits
    assert all(words[4:6] == ["0", "0"] for words in limits)


def seen_of_children(call: Call, office: Office, *command: str) -> Iterator[tuple[str, str, str]]:
    """What the system knows of each process that a command starts: arguments, environment and limits."""
    seen: list[tuple[str, str, str]] = []
    whole = subprocess.Popen.__init__

    def started(process: Any, *values: Any, **more: Any) -> None:
        whole(process, *values, **more)
        about = Path(f"/proc/{process.pid}")
        until = time.monotonic() + 5
        while not (about / "cmdline").read_bytes() and time.monotonic() < until:
            time.sleep(0.001)  # it has only just become the program that was asked for
        texts = ((about / name).read_bytes().decode(errors="replace") for name in ("cmdline", "environ", "limits"))
        seen.append(tuple(texts))  # type: ignore[arg-type]  # there are three

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(subprocess.Popen, "__init__", started)
        called = call(*command, cwd=office.workspace, passphrase=CANARY)
    assert called.code == 0, called.err
    yield from seen


@pytest.mark.parametrize("command", [PAPERS, BRIEF], ids=["papers", "brief"])
def test_our_own_processes_hold_no_secret_where_others_could_look(
    office: Office, call: Call, command: tuple[str, ...]
) -> None:
    """Loses: the passphrase, to a hostile paper that has taken over the process which reads it."""
    seen = list(seen_of_children(call, office, *command))
    assert {"mas_docs.guard.reading.child", "mas_docs.papers.cleaning.child"} <= {
        part for arguments, _, _ in seen for part in arguments.split("\0")
    }
    for arguments, environment, _ in seen:
        assert shown(arguments) == []
        assert shown(environment) == []
        assert "MAS_DOCS_" not in environment
