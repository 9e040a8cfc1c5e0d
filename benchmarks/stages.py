"""Where the time of a case goes: each stage of a case in a batch, in one warm process that keeps its helpers."""

from __future__ import annotations

import statistics
import time
from collections.abc import Iterator
from contextlib import ExitStack, closing, contextmanager
from dataclasses import dataclass, field
from pathlib import Path

from benchmarks.generated import TODAY, WORDS, workspace
from benchmarks.plain_script import KINDS
from benchmarks.reporting import Section, milliseconds
from mas_docs.catalogue import BRIEFING
from mas_docs.guard.guard import Guard
from mas_docs.guard.identities import workspace_identities
from mas_docs.papers.cleaning.cleaner import PaperCleaner
from mas_docs.planning import plan
from mas_docs.production.cases import load_and_check
from mas_docs.production.desk import Desk
from mas_docs.production.office import Office, room_for
from mas_docs.production.papers import papers_for
from mas_docs.production.sealing import Sealing
from mas_docs.transfer.ledger.adding import Ledger
from mas_docs.transfer.passphrases.passphrase import Passphrase
from mas_docs.workspace import Workspace, open_workspace

CASES, WARM_UP = 30, 3
LOADING = "read and check the case file"
PAPERS = "examine, clean and search the four papers"
_REMARKS = (
    "`made` has in it rendering, typesetting, binding, locking, and their read-back.",
    "Beyond its own processor time, the worker waits: for its reader and cleaner, and for the disk to sync.",
    "`sealed` has in it the guard, the archive with its verification, the ledger, and what lies beside the package.",
)


@dataclass(slots=True)
class _Clock:
    """What each stage took, over all cases: the seconds that passed, and this process's own of the processor."""

    stages: dict[str, list[tuple[float, float]]] = field(default_factory=dict)

    @contextmanager
    def timing(self, stage: str) -> Iterator[None]:
        began, cpu = time.perf_counter(), time.process_time()
        yield
        took = (time.perf_counter() - began, time.process_time() - cpu)
        self.stages.setdefault(stage, []).append(took)


def run(folder: Path, *, quick: bool = False) -> Section:
    """Time the stages.

    Args:
        folder: an empty folder to work in.
        quick: one case.
    """
    cases, warm_up = (1, 0) if quick else (CASES, WARM_UP)
    opened, _ = open_workspace(workspace(folder, cases + warm_up))
    if opened is None:
        raise SystemExit("The generated workspace is invalid")
    clock = _Clock()
    identities, _ = workspace_identities(opened.case_files(), opened.shown)
    with Guard(identities, opened.board) as guard, PaperCleaner() as cleaner:
        worker = _Worker(opened, _office(opened, guard), cleaner, clock)
        for number, file in enumerate(opened.case_files()):
            if number == warm_up:
                clock.stages.clear()
            worker.make(file)
    return _section(clock.stages, cases)


def _office(opened: Workspace, guard: Guard) -> Office:
    ledger = Ledger(opened.root / "ledger")
    return Office(opened.board, None, TODAY, opened.root / "out", Passphrase(WORDS), guard, ledger)


@dataclass(frozen=True, slots=True)
class _Worker:
    """What makes one case after another, as a worker of a batch does."""

    opened: Workspace
    office: Office
    cleaner: PaperCleaner
    clock: _Clock

    def make(self, file: Path) -> None:
        with self.clock.timing(LOADING):
            loaded, findings = load_and_check(self.opened, file, TODAY)
        if loaded is None or findings.errors:
            raise SystemExit("A generated case is invalid")
        packages = plan(loaded.case, self.opened.board, KINDS)
        with ExitStack() as kept:
            room = kept.enter_context(room_for(loaded.case.reference, self.office.out))
            with self.clock.timing(PAPERS):
                papers, findings = papers_for(loaded, packages, self.office, room, cleaner=self.cleaner)
            if findings.errors:
                raise SystemExit("A generated paper was refused")
            desk = kept.enter_context(closing(Desk(loaded.case, papers, self.office, room)))
            sealing = Sealing(loaded.case, papers, self.office, room)
            for package in packages:
                which = package.kind.key
                if package.kind is BRIEFING:
                    which += ", first" if package.recipient.number == 1 else ", each more"
                with self.clock.timing(f"{which}: made"):
                    members = sealing.made(package, desk)
                with self.clock.timing(f"{which}: sealed"):
                    sealing.seal(package, members)
                desk.remember(package)


def _section(stages: dict[str, list[tuple[float, float]]], cases: int) -> Section:
    rows: list[tuple[str, ...]] = []
    wall_of_all = cpu_of_all = 0.0
    for stage, runs in stages.items():
        wall, cpu = (statistics.median(column) for column in zip(*runs, strict=True))
        often = len(runs) // cases
        wall_of_all, cpu_of_all = wall_of_all + wall * often, cpu_of_all + cpu * often
        rows.append((stage, f"{often}", *map(milliseconds, (wall, wall * often, cpu * often))))
    rows.append(("all of it", "", "", milliseconds(wall_of_all), milliseconds(cpu_of_all)))
    columns = ("stage", "times a case", "ms each", "ms a case", "processor of the worker itself, ms a case")
    return Section("stages", "Where the time of a case goes", columns, tuple(rows), (), _REMARKS)
