"""The worker processes of a batch: how they start, what they are told, and how they end.

They are forked from a server process that has imported everything and done nothing (on Windows: started afresh), never
from ours: a fork copies whatever locks the threads of a process hold, and ours has threads. What they need, the
passphrase too, reaches them through pipes. Each is a process group of its own, so that Ctrl-C at the terminal reaches
us alone: what reads papers and guards packages must not be ended under a package that is being made.
"""

from __future__ import annotations

import ctypes
import gc
import multiprocessing
import os
import signal
import sys
import threading
from collections.abc import Callable
from concurrent.futures import Executor, ProcessPoolExecutor
from enum import Enum, auto
from multiprocessing.context import BaseContext
from multiprocessing.sharedctypes import RawArray, RawValue, Synchronized
from pathlib import Path
from types import FrameType
from typing import TypeVar

from mas_docs.batch.bench import Bench, Orders
from mas_docs.batch.building import CaseTask, build, look
from mas_docs.batch.results import CaseResult, Outlook

Words = ctypes.Array[ctypes.c_ubyte]
Task = TypeVar("Task")
Result = TypeVar("Result")

_WORDS = 64
_PRELOADED = [
    "mas_docs.batch.workers",
    "ahocorasick_rs",
    "babel.dates",
    "cryptography.hazmat.primitives.ciphers",
    "docxtpl",
    "holidays",
    "icalendar",
    "lxml.etree",
    "pikepdf",
    "pypdfium2",
    "pyzipper",
    "typst",
]
"""What every worker uses: imported once, and shared by all that are forked."""


class WorkerProcesses:
    """Starts pools of worker processes for one batch.

    Args:
        orders: what every case is made with.
        workers: how many processes.
        method: how they are started, as `multiprocessing` calls it.
    """

    def __init__(self, orders: Orders, workers: int, method: str | None = None) -> None:
        self._orders = orders
        self._workers = workers
        self._context = _context(method or _best_method())
        # Without a lock, which a worker that is ended could hold for ever.
        self._stop = RawValue(ctypes.c_bool, False)
        self._words = RawArray(ctypes.c_ubyte, workers * _WORDS)
        self._taken = self._context.Value(ctypes.c_int, 0)

    def start(self) -> Executor:
        """A pool; its processes start with the first tasks."""
        handed = (self._orders, self._stop, self._words, self._taken)
        return ProcessPoolExecutor(self._workers, self._context, initializer=_prepare, initargs=handed)

    def doing(self) -> tuple[str, ...]:
        """What the workers have in hand, in neutral words."""
        slots = (bytes(self._words[start : start + _WORDS]) for start in range(0, len(self._words), _WORDS))
        return tuple(words.rstrip(b"\0").decode("ascii", "replace") for words in slots if any(words))

    def stop(self) -> None:
        """Tell the workers to stop before the next package."""
        self._stop.value = True

    @staticmethod
    def end() -> None:
        """Tell the workers to stop at once; what they have in hand is cleared away."""
        for process in multiprocessing.active_children():
            process.terminate()


def _best_method() -> str:
    return "forkserver" if "forkserver" in multiprocessing.get_all_start_methods() else "spawn"


def _context(method: str) -> BaseContext:
    context = multiprocessing.get_context(method)
    if method == "forkserver":
        context.set_forkserver_preload(_PRELOADED)
        _start_server()
    return context


def _start_server() -> None:
    """Start the process that workers are forked from, so that what ends us leaves it alone: it ends when we have.

    Where it went first, nobody would hear any more of what its workers made.
    """
    from multiprocessing import forkserver

    passed_on = [signal.SIGTERM, signal.SIGHUP] if threading.current_thread() is threading.main_thread() else []
    before = [signal.signal(number, signal.SIG_IGN) for number in passed_on]
    # Workers are told the passphrase; what they inherit must not hold it as well.
    hidden = {name: os.environ.pop(name) for name in tuple(os.environ) if name.startswith("MAS_DOCS_PASSPHRASE")}
    try:
        forkserver.ensure_running()
    finally:
        os.environ.update(hidden)
        for number, handler in zip(passed_on, before, strict=True):
            signal.signal(number, handler)


_NEW_OBJECTS = 50_000
"""How many objects more there are before Python looks for those that only refer to each other; a case makes about that
many, and few such. Python's own figure, 700, costs a tenth of the time of a case."""


class _State(Enum):
    IDLE = auto()
    BUSY = auto()
    ENDING = auto()


class _Worker:
    """This process, where it is a worker."""

    bench: Bench | None = None
    state = _State.IDLE
    is_warm = False


def _prepare(orders: Orders, stop: ctypes.c_bool, words: Words, taken: Synchronized[int]) -> None:
    """Make this process a worker.

    Args:
        orders: what every case is made with.
        stop: whether to stop before the next package.
        words: where workers write what they have in hand; no lock is held over it, which would outlive its holder.
        taken: how many workers have taken a place there.
    """
    if sys.platform != "win32":
        os.setpgrp()
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    signal.signal(signal.SIGTERM, _ended)
    threading.Thread(target=_end_with_parent, name="mas-docs parent", daemon=True).start()
    with taken.get_lock():
        place = taken.value * _WORDS % len(words)
        taken.value += 1
    gc.set_threshold(_NEW_OBJECTS)
    _Worker.bench = Bench(orders, lambda: stop.value, _telling(words, place))


def _telling(words: Words, place: int) -> Callable[[str], None]:
    def tell(doing: str) -> None:
        words[place : place + _WORDS] = list(doing.encode("ascii", "replace")[:_WORDS].ljust(_WORDS, b"\0"))

    return tell


def _ended(_number: int, _frame: FrameType | None) -> None:
    """End: at once where nothing is in hand, else once that is cleared away."""
    if _Worker.state is _State.IDLE:
        os._exit(1)
    if _Worker.state is _State.BUSY:
        _Worker.state = _State.ENDING
        raise KeyboardInterrupt


def _end_with_parent() -> None:
    """End as soon as whoever started us has ended: nobody would hear of what is made."""
    parent = multiprocessing.parent_process()
    if parent is not None:
        parent.join()
        os._exit(1)


def look_here(file: Path) -> Outlook:
    """Look at one case in this process; see `building.look`."""
    return _done(look, file)


def build_here(task: CaseTask) -> CaseResult:
    """Make one case in this process; see `building.build`."""
    result = _done(build, task)
    _settle()
    return result


def _settle() -> None:
    """Once a worker has what it keeps from case to case, leave that out of every look for objects to let go of."""
    if not _Worker.is_warm:
        gc.collect()
        gc.freeze()
        _Worker.is_warm = True


def _done(work: Callable[[Bench, Task], Result], task: Task) -> Result:
    bench = _Worker.bench
    if bench is None:
        raise AssertionError("this process was not prepared")
    _Worker.state = _State.BUSY
    try:
        result = work(bench, task)
        _Worker.state = _State.IDLE
        bench.tell("")
    except KeyboardInterrupt:
        bench.__exit__(None, None, None)
        os._exit(1)
    return result
