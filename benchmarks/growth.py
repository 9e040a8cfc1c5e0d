"""How `mas-docs build` grows: from one case to a thousand, with one worker and with two, in time and in memory."""

from __future__ import annotations

import shutil
from dataclasses import dataclass
from pathlib import Path

from benchmarks.generated import workspace
from benchmarks.measuring import Ran
from benchmarks.reporting import THOUSAND, TIMES, Goal, Section, mebibytes
from benchmarks.whole_case import build

SIZES = (1, 10, 100, 1000)
WORKERS = (1, 2)
_COLUMNS = (
    *("cases", "workers", "packages", "s", "ms a case", "processor, ms a case"),
    *("program, MiB", "largest process of its own, MiB", "all together, MiB", "again, nothing new, s"),
)
_REMARKS = (
    "Each line is one run over a new workspace; `again` is the same command once more, when every package is there.",
    "Memory is the most that was resident at any time; pages that processes share count for each of them.",
)


@dataclass(frozen=True, slots=True)
class Run:
    """One batch: over how many cases, with how many workers, what it made, and what it and its repetition took."""

    cases: int
    workers: int
    packages: int
    first: Ran
    again: Ran


def run(folder: Path, *, quick: bool = False) -> Section:
    """Run the batches.

    Args:
        folder: an empty folder to work in.
        quick: two cases.
    """
    roots = {cases: workspace(folder / f"{cases}", cases) for cases in ((2,) if quick else SIZES)}
    runs = [_batch(root, cases, workers) for cases, root in roots.items() for workers in WORKERS]
    return Section("growth", "From one case to a thousand", _COLUMNS, tuple(map(_row, runs)), _goals(runs), _REMARKS)


def _batch(root: Path, cases: int, workers: int) -> Run:
    first = build(root, workers)
    packages = len(list((root / "out").glob("*/*.zip")))
    again = build(root, workers)
    for made in ("out", "ledger"):
        shutil.rmtree(root / made)
    return Run(cases, workers, packages, first, again)


def _row(run: Run) -> tuple[str, ...]:
    first = run.first
    return (
        *(f"{run.cases:,}", f"{run.workers}", f"{run.packages:,}", f"{first.seconds:,.1f}"),
        *(f"{first.seconds / run.cases * 1000:,.0f}", f"{first.cpu / run.cases * 1000:,.0f}"),
        *(mebibytes(size) for size in (first.parent, first.worker, first.tree)),
        f"{run.again.seconds:,.1f}",
    )


def _goals(runs: list[Run]) -> tuple[Goal, ...]:
    """A thousand cases in two minutes, and no more memory for them than for a hundred."""
    by_size = {run.cases: run for run in runs if run.workers == max(WORKERS)}
    if SIZES[-1] not in by_size:
        return ()
    largest, smaller = by_size[SIZES[-1]].first, by_size[SIZES[-2]].first
    return (
        Goal(THOUSAND, 120, largest.seconds, "s", at_least=False),
        Goal(
            "memory of all processes: 1,000 cases / 100 cases",
            1.2,
            largest.tree / max(smaller.tree, 1),
            TIMES,
            at_least=False,
        ),
    )
