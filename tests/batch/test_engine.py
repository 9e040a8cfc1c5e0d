"""The engine: any executor, few tasks at a time, and a worker that dies costs one task."""

from __future__ import annotations

import os
import signal
import threading
import time
from collections.abc import Callable, Iterator
from concurrent.futures import Executor, Future, ProcessPoolExecutor, ThreadPoolExecutor
from multiprocessing import get_context
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from mas_docs.batch.engine import Crew, Never, run_tasks

DEADLY = 13


class Serial(Executor):
    """Does everything at once, in this process."""

    def submit(self, fn: Callable[..., Any], /, *args: Any, **kwargs: Any) -> Future[Any]:
        """Do it."""
        future: Future[Any] = Future()
        future.set_running_or_notify_cancel()
        future.set_result(fn(*args, **kwargs))
        return future


def threads() -> Executor:
    """Two threads."""
    return ThreadPoolExecutor(2)


def processes() -> Executor:
    """Two processes."""
    return ProcessPoolExecutor(2, get_context("spawn"))


def doubled(number: int) -> int:
    """Twice the number; over one of them the process dies as by the system's hand."""
    if number == DEADLY:
        os.kill(os.getpid(), signal.SIGKILL)
    return 2 * number


class HaltAfter:
    """Asks to stop once so many tasks have begun."""

    def __init__(self, most: int) -> None:
        self.most = most
        self.begun = 0

    def is_asked(self) -> bool:
        """Whether they have."""
        return self.begun >= self.most


@pytest.mark.parametrize("start", [Serial, threads, processes])
def test_any_executor_does_every_task_once(start: Callable[[], Executor]) -> None:
    """Loses: a case is left out, or made twice, by the number of processors."""
    with Crew(start) as crew:
        ended = list(run_tasks(range(DEADLY), doubled, crew, 4, Never()))
    assert sorted(one.task for one in ended) == list(range(DEADLY))
    assert all(one.result == 2 * one.task and not one.stopped for one in ended)


@settings(max_examples=30)
@given(st.lists(st.integers(0, 12), max_size=40), st.integers(1, 9))
def test_no_more_tasks_are_taken_than_fit_into_the_window(tasks: list[int], window: int) -> None:
    """Loses: memory grows with the number of cases."""
    taken, ended = 0, 0

    def counted() -> Iterator[int]:
        nonlocal taken
        for task in tasks:
            taken += 1
            assert taken - ended <= window
            yield task

    with Crew(threads) as crew:
        for _ in run_tasks(counted(), doubled, crew, window, Never()):
            ended += 1
    assert ended == len(tasks)


def test_a_worker_that_dies_costs_its_own_task_alone() -> None:
    """Loses: one case that takes all memory costs the whole Friday's batch."""
    with Crew(processes) as crew:
        ended = {one.task: one.result for one in run_tasks(range(DEADLY + 4), doubled, crew, 4, Never())}
    assert ended == {number: None if number == DEADLY else 2 * number for number in range(DEADLY + 4)}


def test_nothing_new_begins_once_the_run_is_to_stop() -> None:
    """Loses: Ctrl-C goes on for an hour."""
    halt = HaltAfter(3)

    def work(number: int) -> int:
        halt.begun += 1
        return number

    with Crew(Serial) as crew:
        ended = list(run_tasks(range(100), work, crew, 1, halt))
    assert [one.task for one in ended] == [0, 1, 2]


def test_what_waits_is_taken_back_and_what_is_under_way_comes_to_its_end() -> None:
    """Loses: an interrupted run leaves a case in the middle, or begins others."""
    halt = HaltAfter(1)
    begun, may_end = threading.Event(), threading.Event()

    def work(number: int) -> int:
        begun.set()
        may_end.wait(10)
        return number

    def interrupt() -> None:
        begun.wait(10)
        time.sleep(0.3)
        halt.begun = 1
        time.sleep(0.3)
        may_end.set()

    threading.Thread(target=interrupt).start()
    with Crew(lambda: ThreadPoolExecutor(1)) as crew:
        ended = {one.task: one.stopped for one in run_tasks(range(9), work, crew, 3, halt)}
    assert ended == {0: False, 1: True, 2: True}


def test_a_worker_that_was_told_to_stop_at_once_has_not_finished() -> None:
    """Loses: a case that was broken off counts as done."""

    def work(_: int) -> int:
        raise KeyboardInterrupt

    def submit(future: Future[int]) -> Future[int]:
        future.set_exception(KeyboardInterrupt())
        return future

    class Interrupted(Serial):
        def submit(self, fn: Callable[..., Any], /, *args: Any, **kwargs: Any) -> Future[Any]:
            del fn, args, kwargs
            return submit(Future())

    with Crew(Interrupted) as crew:
        (ended,) = run_tasks((1,), work, crew, 1, Never())
    assert ended.result is None
    assert ended.stopped
