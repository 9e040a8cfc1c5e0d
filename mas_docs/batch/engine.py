"""Runs many tasks by any `concurrent.futures.Executor`, a few of them at a time, and survives the death of a worker.

No more tasks are handed over than the workers can be busy with, so that memory does not grow with their number. Where a
worker dies, everything that was under way is lost with it, and nobody can say over which task it died: each of these
tasks is tried once more, alone, and the one over which a worker dies again has failed. The others go on.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import FIRST_COMPLETED, BrokenExecutor, Executor, Future, wait
from contextlib import suppress
from dataclasses import dataclass
from types import TracebackType
from typing import Generic, Protocol, Self, TypeVar

Task = TypeVar("Task")
Result = TypeVar("Result")

_LOOK_EVERY = 0.1
"""Seconds between two looks at whether the run is to stop."""


class Halt(Protocol):
    """Says whether a run is to stop."""

    def is_asked(self) -> bool:
        """Whether nothing new is to begin; what is under way comes to its end."""


class Never:
    """A run that goes on to its end."""

    def is_asked(self) -> bool:
        """No."""
        return False


@dataclass(frozen=True, slots=True)
class Ended(Generic[Task, Result]):
    """A task that is over.

    Attributes:
        task: the task.
        result: what it gave; None where its worker died over it, or where it was not finished.
        stopped: whether it was not finished because the run was to stop.
    """

    task: Task
    result: Result | None
    stopped: bool = False


class Crew:
    """The workers of a run: an executor that is started when there is work, and another one where that broke.

    A context manager; at its end it waits for what is under way, and lets the workers go.

    Args:
        start: gives an executor.
    """

    def __init__(self, start: Callable[[], Executor]) -> None:
        self._start = start
        self._executor: Executor | None = None

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.let_go()

    def submit(self, work: Callable[[Task], Result], task: Task) -> Future[Result]:
        """Hand a task over; where the workers broke meanwhile, that is what its future says."""
        if self._executor is None:
            self._executor = self._start()
        try:
            return self._executor.submit(work, task)
        except BrokenExecutor as broken:
            future: Future[Result] = Future()
            future.set_exception(broken)
            return future

    def let_go(self) -> None:
        """Wait for what is under way, and let the workers go; new ones come with the next task."""
        executor, self._executor = self._executor, None
        if executor is not None:
            executor.shutdown(wait=True, cancel_futures=True)


def run_tasks(
    tasks: Iterable[Task], work: Callable[[Task], Result], crew: Crew, window: int, halt: Halt
) -> Iterator[Ended[Task, Result]]:
    """Run tasks, and give each one as it ends, in no order.

    Args:
        tasks: what is to be done; taken one by one as there is room.
        work: does one of them; it raises nothing but `KeyboardInterrupt`, where it was told to stop at once.
        crew: those who work.
        window: how many are handed over at a time, at least one.
        halt: says whether to stop; tasks that were not begun are then not among those that end.
    """
    yield from _Running(tasks, work, crew, window, halt).ended()


class _Running(Generic[Task, Result]):
    """The tasks of a run, and those that are under way."""

    def __init__(
        self, tasks: Iterable[Task], work: Callable[[Task], Result], crew: Crew, window: int, halt: Halt
    ) -> None:
        self._tasks = iter(tasks)
        self._work = work
        self._crew = crew
        self._window = window
        self._halt = halt
        self._under_way: dict[Future[Result], Task] = {}
        self._lost: deque[Task] = deque()

    def ended(self) -> Iterator[Ended[Task, Result]]:
        """Give each task as it ends, until none is left, or none under way where the run is to stop."""
        while True:
            self._fill()
            if not self._under_way:
                return
            yield from self._finished()
            while self._lost:
                yield self._tried_alone(self._lost.popleft())

    def _fill(self) -> None:
        while len(self._under_way) < self._window and not self._halt.is_asked():
            task = next(self._tasks, None)
            if task is None:
                return
            self._under_way[self._crew.submit(self._work, task)] = task

    def _finished(self) -> Iterator[Ended[Task, Result]]:
        if self._halt.is_asked():
            for future in self._under_way:
                future.cancel()  # what no worker has begun is taken back
        done, _ = wait(self._under_way, timeout=_LOOK_EVERY, return_when=FIRST_COMPLETED)
        yield from self._taken(done)
        if self._lost:
            # What else was under way is lost with it, but for what has come to its end.
            self._wait_for(self._under_way)
            yield from self._taken(set(self._under_way))
            self._crew.let_go()

    def _taken(self, done: set[Future[Result]]) -> Iterator[Ended[Task, Result]]:
        for future in done:
            task = self._under_way.pop(future)
            if _is_lost(future):
                self._lost.append(task)
            else:
                yield _ended(future, task)

    def _tried_alone(self, task: Task) -> Ended[Task, Result]:
        if self._halt.is_asked():
            return Ended(task, None, stopped=True)
        future = self._crew.submit(self._work, task)
        self._wait_for((future,))
        if _is_lost(future):
            self._crew.let_go()
            return Ended(task, None, stopped=self._halt.is_asked())
        return _ended(future, task)

    def _wait_for(self, futures: Iterable[Future[Result]]) -> None:
        waited_for = set(futures)
        while wait(waited_for, timeout=_LOOK_EVERY).not_done:
            self._halt.is_asked()  # being looked at, it ends what does not come to its end by itself


def _is_lost(future: Future[Result]) -> bool:
    return not future.cancelled() and isinstance(future.exception(), BrokenExecutor)


def _ended(future: Future[Result], task: Task) -> Ended[Task, Result]:
    if future.cancelled():
        return Ended(task, None, stopped=True)
    with suppress(KeyboardInterrupt):
        return Ended(task, future.result())
    return Ended(task, None, stopped=True)
