"""The helper beside the main thread: everything in its order, nothing lost, and no thread left behind."""

from __future__ import annotations

import errno
import hashlib
import os
import stat
import threading
import time
import tracemalloc
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from sealing import PASSPHRASE, fail_while_writing, sealed

from mas_docs.errors import UsageError
from mas_docs.transfer.archive import Member
from mas_docs.transfer.beside import helper
from mas_docs.transfer.verification import verify

CHUNK = b"x" * 300_000


def helpers() -> list[threading.Thread]:
    """The threads of helpers that are there."""
    return [thread for thread in threading.enumerate() if thread.name == "mas-docs beside"]


@settings(deadline=None, max_examples=30)
@given(sizes=st.lists(st.integers(0, 400_000), max_size=20))
def test_everything_is_done_once_and_in_order(sizes: list[int]) -> None:
    """Loses: the checksum of a paper, which would be that of other bytes."""
    digest, content = hashlib.sha256(), [bytes([number]) * size for number, size in enumerate(sizes)]
    with helper() as helping:
        for chunk in content:
            helping.give(digest.update, chunk)
        helping.finish()
        assert digest.digest() == hashlib.sha256(b"".join(content)).digest()
    assert helpers() == []


def test_a_small_file_starts_no_thread() -> None:
    """Loses: the speed of a batch, whose packages are small and many."""
    threads = set()
    with helper() as helping:
        helping.give(lambda _chunk: threads.add(threading.current_thread()), CHUNK)
        assert helpers() == []
    assert threads == {threading.current_thread()}


@pytest.mark.parametrize("failure", [MemoryError("no room"), KeyboardInterrupt()])
def test_a_failure_beside_is_raised_and_waits_for_nobody(failure: BaseException) -> None:
    """Loses: an error, and with it a package that is believed; or the run, which would wait for ever."""

    def fail(_chunk: bytes) -> None:
        if threading.current_thread() is not threading.main_thread():
            raise failure

    def give_much() -> None:
        with helper() as helping:
            for _ in range(40):
                helping.give(fail, CHUNK)
            helping.finish()

    with pytest.raises(type(failure)):
        give_much()
    assert helpers() == []


def test_few_chunks_wait_for_slow_work() -> None:
    """Loses: a flat memory; a scan of 200 MB would be held whole where the disk is faster than the processor."""
    with helper() as helping:
        for _ in range(5):
            helping.give(len, CHUNK)
        tracemalloc.start()
        for number in range(40):
            helping.give(lambda _chunk: time.sleep(0.002), bytes([number]) * len(CHUNK))
        _, peak = tracemalloc.get_traced_memory()
        tracemalloc.stop()
    assert peak < 12 * len(CHUNK)


@pytest.mark.parametrize("failure", [RuntimeError("a defect"), KeyboardInterrupt()])
def test_a_run_that_fails_in_the_middle_leaves_no_thread(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, failure: BaseException
) -> None:
    """Loses: a clean end of an interrupted batch."""
    members = [Member("scan.pdf", b"x" * 5_000_000), Member("letter.txt", b"Dear colleague")]
    fail_while_writing(monkeypatch, "letter.txt", failure)
    with pytest.raises(type(failure)):
        sealed(tmp_path, members)
    assert helpers() == []


def test_large_files_are_sealed_and_verified_beside(tmp_path: Path) -> None:
    """Loses: the second core; or a byte of a large scan."""
    content = bytes(range(256)) * 20_000
    archive = sealed(tmp_path, [Member("scan.pdf", content), Member("scan.txt", content)]).archive
    members = verify(archive, [PASSPHRASE]).members
    assert [member.sha256 for member in members] == [hashlib.sha256(content).hexdigest()] * 2
    assert helpers() == []


LARGE = Member("scan.pdf", b"x" * 9_000_000)


def test_a_large_package_goes_to_the_disk_while_it_is_verified(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Loses: a second for each large pack; or, were it never synced before it has its name, the pack by a power cut."""
    moments: list[tuple[bool, bool, bool]] = []
    genuine = os.fsync

    def look(descriptor: int) -> None:
        beside = threading.current_thread() is not threading.main_thread()
        is_folder = stat.S_ISDIR(os.fstat(descriptor).st_mode)
        moments.append((beside, is_folder, (tmp_path / "package.zip").exists()))
        genuine(descriptor)

    monkeypatch.setattr(os, "fsync", look)
    sealed(tmp_path, [LARGE])
    assert moments == [(True, False, False), (False, False, False), (False, True, True)]


def test_a_disk_that_fails_beside_is_told(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Loses: the only word that the system ever says of a package that did not reach the disk."""
    (tmp_path / "package.zip").write_bytes(b"the good one")

    def fail(_descriptor: int) -> None:
        if threading.current_thread() is not threading.main_thread():
            raise OSError(errno.EIO, "Input/output error")

    monkeypatch.setattr(os, "fsync", fail)
    with pytest.raises(UsageError, match="Input/output error"):
        sealed(tmp_path, [LARGE])
    monkeypatch.undo()
    assert {path.name: path.read_bytes() for path in tmp_path.iterdir()} == {"package.zip": b"the good one"}
