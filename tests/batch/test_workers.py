"""The worker processes: started in either way, told to stop, and gone when nobody needs them."""

from __future__ import annotations

import os
import signal
import threading
import time
from collections.abc import Iterator
from pathlib import Path

import pytest
from benches import AFTER, WORDS, orders_for, small_workspace

from mas_docs.batch.bench import HandedPassphrase
from mas_docs.batch.building import CaseTask
from mas_docs.batch.engine import Crew, Never, run_tasks
from mas_docs.batch.interrupting import Interruption
from mas_docs.batch.workers import WorkerProcesses, build_here, look_here
from mas_docs.files import WORK_PREFIX
from mas_docs.transfer.passphrases.passphrase import Passphrase


@pytest.fixture(autouse=True)
def _signals_as_before() -> Iterator[None]:
    """An interrupted run is about to end, and hears no more signals; the tests go on."""
    numbers = (signal.SIGINT, signal.SIGTERM, signal.SIGHUP)
    before = [signal.getsignal(number) for number in numbers]
    yield
    for number, handler in zip(numbers, before, strict=True):
        signal.signal(number, handler)


def task_for(root: Path) -> CaseTask:
    """One case to make."""
    return CaseTask(root / "cases" / AFTER / "case.yaml", HandedPassphrase.of(Passphrase(WORDS)))


@pytest.mark.parametrize("method", ["forkserver", "spawn"])
def test_workers_look_and_build(tmp_path: Path, method: str) -> None:
    """Loses: the batch on computers that start processes in the other way, as Windows does."""
    root = small_workspace(tmp_path / "workspace", AFTER)
    processes = WorkerProcesses(orders_for(root), 1, method)
    task = task_for(root)
    with Crew(processes.start) as crew:
        (looked,) = run_tasks((task.file,), look_here, crew, 1, Never())
        (built,) = run_tasks((task,), build_here, crew, 1, Never())
    assert looked.result is not None
    assert built.result is not None
    assert built.result.failure is None
    assert len(built.result.made) == len(list((root / "out").glob("*/*.zip"))) > len(looked.result.due)


def test_it_is_said_what_the_workers_have_in_hand(tmp_path: Path) -> None:
    """Loses: whoever watches a batch cannot see what takes so long."""
    root = small_workspace(tmp_path / "workspace", AFTER)
    processes = WorkerProcesses(orders_for(root), 2)
    said: set[str] = set()

    class Looking(Never):
        def is_asked(self) -> bool:
            said.update(processes.doing())
            return False

    with Crew(processes.start) as crew:
        list(run_tasks((task_for(root),), build_here, crew, 1, Looking()))
        said.update(processes.doing())
    assert all(words.startswith(f"{AFTER}: ") for words in said)
    assert processes.doing() == ()


def test_workers_that_were_told_to_stop_make_nothing(tmp_path: Path) -> None:
    """Loses: Ctrl-C is heard only when everything is made."""
    root = small_workspace(tmp_path / "workspace", AFTER)
    processes = WorkerProcesses(orders_for(root), 1)
    processes.stop()
    with Crew(processes.start) as crew:
        (ended,) = run_tasks((task_for(root),), build_here, crew, 1, Never())
    assert ended.result is not None
    assert ended.result.stopped
    assert not (root / "out").exists()


def test_workers_that_are_ended_leave_nothing(tmp_path: Path) -> None:
    """Loses: a second Ctrl-C leaves a child's papers, or the run hangs."""
    root = small_workspace(tmp_path / "workspace", AFTER)
    processes = WorkerProcesses(orders_for(root), 1)
    interruption = Interruption(processes.stop, processes.end)

    def interrupt() -> None:
        while not list((root / "out").glob("*/*.zip")):
            time.sleep(0.01)
        os.kill(os.getpid(), signal.SIGINT)
        os.kill(os.getpid(), signal.SIGTERM)

    threading.Thread(target=interrupt).start()
    with interruption, Crew(processes.start) as crew:
        (ended,) = run_tasks((task_for(root),), build_here, crew, 1, interruption)
    assert ended.stopped or (ended.result is not None and ended.result.stopped)
    assert not list((root / "out").rglob(f"{WORK_PREFIX}*"))


def test_the_words_of_a_passphrase_do_not_show(tmp_path: Path) -> None:
    """Loses: the passphrase stands in a traceback or a log."""
    task = task_for(tmp_path)
    assert "fish" not in repr(task)
    assert task.passphrase is not None
    assert task.passphrase.taken() == Passphrase(WORDS)


def test_the_old_handlers_come_back_after_a_run() -> None:
    """Loses: after a batch, Ctrl-C does nothing any more."""
    before = signal.getsignal(signal.SIGINT)
    with Interruption(lambda: None, lambda: None) as interruption:
        assert signal.getsignal(signal.SIGINT) is not before
    assert not interruption.is_asked()
    assert signal.getsignal(signal.SIGINT) is before


def test_a_first_signal_stops_a_second_one_ends_and_more_are_passed_over() -> None:
    """Loses: one Ctrl-C breaks off what it should let finish, or a third one leaves a half-told run."""
    steps: list[str] = []
    with Interruption(lambda: steps.append("stop"), lambda: steps.append("end")) as interruption:
        os.kill(os.getpid(), signal.SIGINT)
        assert interruption.is_asked()
        assert steps == ["stop"]
        os.kill(os.getpid(), signal.SIGINT)
        os.kill(os.getpid(), signal.SIGINT)
        assert interruption.is_asked()
    os.kill(os.getpid(), signal.SIGINT)
    assert steps == ["stop", "end"]
