"""How long the program takes to answer at all, as whole processes, against a Python that does nothing."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Callable, Sequence
from pathlib import Path

from benchmarks.generated import TODAY, workspace
from benchmarks.measuring import in_turns
from benchmarks.reporting import Goal, Section, milliseconds, times

ROUNDS = 21
_SLOWEST = 8
"""How many imports are named where the goal is missed."""
HELP = "mas-docs --help"


def run(folder: Path, *, quick: bool = False) -> Section:
    """Time the processes.

    Args:
        folder: an empty folder to work in.
        quick: a few rounds.
    """
    root = workspace(folder / "workspace", 1)
    # The program itself, as it is installed, not `-m`: what a user types.
    program = str(Path(sys.executable).parent / "mas-docs")
    ways: dict[str, tuple[str, ...]] = {
        "python -c pass": (sys.executable, "-c", "pass"),
        "mas-docs --version": (program, "--version"),
        HELP: (program, "--help"),
        "mas-docs check, one case of 22 pages": (program, "check", "--today", f"{TODAY}"),
    }
    timed = in_turns({name: _process(words, root) for name, words in ways.items()}, 2 if quick else ROUNDS)
    ours = timed[HELP].seconds
    rows = tuple(
        (name, milliseconds(timing.seconds), milliseconds(timing.cpu_seconds), times(timing.seconds / ours))
        for name, timing in timed.items()
    )
    goal = Goal(HELP, 150, ours * 1000, "ms", at_least=False)
    remarks = () if goal.met else (f"The slowest imports, by -X importtime: {'; '.join(_imports(program, root))}.",)
    return Section("startup", "Start-up", ("command", "ms", "processor, ms", "times --help"), rows, (goal,), remarks)


def _process(words: Sequence[str], cwd: Path) -> Callable[[], None]:
    def start() -> None:
        subprocess.run(words, cwd=cwd, check=True, capture_output=True, stdin=subprocess.DEVNULL)

    return start


def _imports(program: str, cwd: Path) -> list[str]:
    """The imports that take longest with what they import, as "0.012 s click"."""
    command = (sys.executable, "-X", "importtime", program, "--help")
    said = subprocess.run(command, cwd=cwd, check=True, capture_output=True, text=True, env=os.environ).stderr
    found: list[tuple[int, str]] = []
    for line in said.splitlines():
        _, _, rest = line.partition("import time:")
        own, _, other = rest.partition("|")
        total, _, name = other.partition("|")
        if own.strip().isdigit() and total.strip().isdigit():
            found.append((int(total), name.strip()))
    return [f"{microseconds / 1e6:.3f} s {name}" for microseconds, name in sorted(found, reverse=True)[:_SLOWEST]]
