"""How anything is timed here: in turns, so that a busy moment of the machine meets all alike, and by medians."""

from __future__ import annotations

import contextlib
import ctypes
import gc
import os
import resource
import statistics
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path

_PAGE = os.sysconf("SC_PAGE_SIZE")
_PR_SET_CHILD_SUBREAPER = 36
_SAMPLED_EVERY = 0.05
"""Seconds between two looks at the memory of a tree of processes."""


@dataclass(frozen=True, slots=True)
class Timing:
    """What one way of doing something took, over several runs.

    Attributes:
        wall: the seconds that passed, of each run.
        cpu: the seconds of processor time of each run, with those of all processes it started and waited for.
    """

    wall: tuple[float, ...]
    cpu: tuple[float, ...]

    @property
    def seconds(self) -> float:
        """The median of the seconds that passed."""
        return statistics.median(self.wall)

    @property
    def cpu_seconds(self) -> float:
        """The median of the processor's seconds."""
        return statistics.median(self.cpu)


@dataclass(slots=True)
class _Runs:
    wall: list[float] = field(default_factory=list)
    cpu: list[float] = field(default_factory=list)


def in_turns(
    ways: Mapping[str, Callable[[], object]], rounds: int, warm_up: int = 1, in_a_row: int = 1
) -> dict[str, Timing]:
    """Time several ways of doing the same, each in its turn in every round.

    Args:
        ways: what to call, by name. A way that returns a float timed itself: that many seconds passed in it.
        rounds: how many times each is timed.
        warm_up: how many rounds there are before that, untimed.
        in_a_row: how often each runs in its turn, as in a batch of one kind; the round counts its average.

    Returns:
        The timing of each run.
    """
    runs = {name: _Runs() for name in ways}
    for number in range(-warm_up, rounds):
        gc.collect()
        for name, way in ways.items():
            wall, cpu = _timed(way, in_a_row)
            if number >= 0:
                runs[name].wall.append(wall)
                runs[name].cpu.append(cpu)
    return {name: Timing(tuple(run.wall), tuple(run.cpu)) for name, run in runs.items()}


def _timed(way: Callable[[], object], in_a_row: int) -> tuple[float, float]:
    cpu, began = processor_seconds(), time.perf_counter()
    own = [way() for _ in range(in_a_row)]
    wall = time.perf_counter() - began
    timed_itself = [seconds for seconds in own if isinstance(seconds, float)]
    return (sum(timed_itself) if timed_itself else wall) / in_a_row, (processor_seconds() - cpu) / in_a_row


def processor_seconds() -> float:
    """The processor time of this process and of those that it started and waited for, in seconds."""
    used = (resource.getrusage(who) for who in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN))
    return sum(usage.ru_utime + usage.ru_stime for usage in used)


@dataclass(frozen=True, slots=True)
class Ran:
    """A program that ran to its end.

    Attributes:
        code: its exit code.
        said: what it wrote, to either stream.
        seconds: how long it took.
        cpu: the processor's seconds, with those of the processes it started.
        parent, worker, tree: the most memory, in bytes, of the program itself, of the largest process it started, and
            of all of them at one time; pages that several share count once for each.
    """

    code: int
    said: str
    seconds: float
    cpu: float
    parent: int
    worker: int
    tree: int


def run_program(command: Sequence[str | Path], cwd: Path, environment: Mapping[str, str] | None = None) -> Ran:
    """Run a program and watch its memory.

    Args:
        command: the program and its arguments.
        cwd: the folder it runs in.
        environment: what its environment holds beside ours.
    """
    _adopt_orphans()
    others = _children(os.getpid())
    cpu, began = processor_seconds(), time.perf_counter()
    with subprocess.Popen(
        [str(word) for word in command],
        cwd=cwd,
        env=dict(os.environ) | dict(environment or {}),
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
    ) as process:
        watch = _Watch(process.pid)
        said, _ = process.communicate()
        seconds = time.perf_counter() - began
        watch.stop()
    for orphan in _children(os.getpid()) - others:
        with contextlib.suppress(ChildProcessError):
            os.waitpid(orphan, 0)
    used = processor_seconds() - cpu
    return Ran(process.returncode, said, seconds, used, watch.parent, watch.worker, watch.tree)


def _adopt_orphans() -> None:
    """Make processes that outlive the program that started them ours, so that their processor time is counted.

    Linux only (prctl(2)); a server that forks the workers of a pool is such a process.
    """
    if sys.platform == "linux":
        ctypes.CDLL(None).prctl(_PR_SET_CHILD_SUBREAPER, 1, 0, 0, 0)


def _children(process: int) -> set[int]:
    """The processes that one started and that are still there, or not waited for."""
    found: set[int] = set()
    with contextlib.suppress(OSError):
        for thread in Path(f"/proc/{process}/task").iterdir():
            found.update(map(int, (thread / "children").read_text(encoding="ascii").split()))
    return found


class _Watch:
    """Looks again and again at the memory of a process and of all that came from it. Linux only; elsewhere all is 0."""

    def __init__(self, root: int) -> None:
        self.parent = self.worker = self.tree = 0
        self._root = root
        self._over = threading.Event()
        self._thread = threading.Thread(target=self._watch, daemon=True)
        self._thread.start()

    def stop(self) -> None:
        self._over.set()
        self._thread.join()

    def _watch(self) -> None:
        while not self._over.wait(_SAMPLED_EVERY):
            sizes = _resident(self._root)
            self.parent = max(self.parent, sizes.get(self._root, 0))
            others = [size for process, size in sizes.items() if process != self._root]
            self.worker = max(self.worker, *others, 0)
            self.tree = max(self.tree, sum(sizes.values()))


def _resident(root: int) -> dict[int, int]:
    """The resident memory of a process and its descendants, in bytes, by process id."""
    found: dict[int, int] = {}
    waiting = [root]
    while waiting:
        process = waiting.pop()
        # A process may end between two looks.
        with contextlib.suppress(OSError, IndexError, ValueError):
            found[process] = int(Path(f"/proc/{process}/statm").read_text(encoding="ascii").split()[1]) * _PAGE
        waiting += _children(process)
    return found
