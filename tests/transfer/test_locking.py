"""Locks: one run at a time, on shares without locks and in folders of other users, too."""

from __future__ import annotations

import errno
import os
import stat
import time
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from mas_docs.errors import UsageError
from mas_docs.transfer import locking
from mas_docs.transfer.locking import locked

NONE = (errno.ENOLCK, errno.ENOTSUP, errno.EOPNOTSUPP, errno.ENOSYS)


def refuse(number: int, monkeypatch: pytest.MonkeyPatch) -> None:
    """Let the file system answer every lock with an error."""

    def flock(*_: object) -> None:
        raise OSError(number, os.strerror(number))

    monkeypatch.setattr("fcntl.flock", flock)


def held_at_once(path: Path, runs: int = 8) -> int:
    """How many runs at most hold a lock at the same time, when several want it again and again."""
    inside: list[object] = []
    most: list[int] = []

    def run() -> None:
        for _ in range(3):
            with locked(path):
                inside.append(path)
                most.append(len(inside))
                time.sleep(0.002)
                inside.pop()

    with ThreadPoolExecutor(runs) as pool:
        for done in [pool.submit(run) for _ in range(runs)]:
            done.result()
    assert len(most) == 3 * runs
    return max(most)


def test_one_run_at_a_time(tmp_path: Path) -> None:
    """Loses: an entry of the ledger, or a passphrase, to a run at the same time."""
    assert held_at_once(tmp_path / "new" / ".lock") == 1
    assert [path.name for path in (tmp_path / "new").iterdir()] == [".lock"]
    assert stat.S_IMODE((tmp_path / "new").stat().st_mode) == 0o700


@pytest.mark.parametrize("number", NONE)
def test_one_run_at_a_time_without_locks(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, number: int) -> None:
    """Loses: every package of an office whose workspace lies on a share that has no locks."""
    refuse(number, monkeypatch)
    assert held_at_once(tmp_path / ".lock") == 1
    assert [path.name for path in tmp_path.iterdir()] == [".lock"]


def test_what_fails_inside_lets_go(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Loses: a minute, after every failure; and its reason, which is none of the lock's."""
    refuse(errno.ENOLCK, monkeypatch)
    with pytest.raises(OSError, match="its own"), locked(tmp_path / ".lock"):
        raise OSError("its own")
    assert [path.name for path in tmp_path.iterdir()] == [".lock"]


@pytest.mark.parametrize("content", [b"", b"of a run that was killed"])
def test_a_killed_run_without_locks_is_waited_for_no_longer_than_a_minute(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, content: bytes
) -> None:
    """Loses: every later package of a workspace in which one run was killed."""
    refuse(errno.ENOLCK, monkeypatch)
    monkeypatch.setattr(locking, "ABANDONED_AFTER", 1.0)
    (tmp_path / ".lock.held").write_bytes(content)
    began = time.monotonic()
    assert held_at_once(tmp_path / ".lock") == 1
    assert time.monotonic() - began > 1
    assert [path.name for path in tmp_path.iterdir()] == [".lock"]


def test_a_run_that_was_taken_for_killed_leaves_the_next_ones_lock(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Loses: the lock of a run at work, to one that a computer had put to sleep."""
    refuse(errno.ENOLCK, monkeypatch)
    monkeypatch.setattr(locking, "ABANDONED_AFTER", 0.1)
    with locked(tmp_path / ".lock"):
        woken = locked(tmp_path / ".lock")
        with woken:
            theirs = (tmp_path / ".lock.held").read_bytes()
            (tmp_path / ".lock.held").write_bytes(b"of the next")
        assert theirs != b"of the next"
        assert (tmp_path / ".lock.held").read_bytes() == b"of the next"


def test_a_lock_that_nobody_can_remove_is_said(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Loses: a run that waits for ever, and does not say for what."""
    refuse(errno.ENOLCK, monkeypatch)
    monkeypatch.setattr(locking, "ABANDONED_AFTER", 0.1)
    (tmp_path / ".lock.held").touch()
    (tmp_path / ".lock.held.removing").touch()
    with pytest.raises(UsageError, match="Another run") as raised, locked(tmp_path / ".lock"):
        pytest.fail("it was held")
    assert raised.value.where == str(tmp_path / ".lock.held")
    assert ".removing" in raised.value.remedy


def test_a_full_disk_leaves_no_lock_behind(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Loses: a minute, once there is space again."""
    refuse(errno.ENOLCK, monkeypatch)

    def full(*_: object) -> int:
        raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))

    monkeypatch.setattr(os, "write", full)
    with pytest.raises(UsageError, match="No space"), locked(tmp_path / ".lock"):
        pytest.fail("it was held")
    assert [path.name for path in tmp_path.iterdir()] == [".lock"]


def test_another_failure_of_the_lock_is_said(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Loses: what to do, to a traceback."""
    refuse(errno.EIO, monkeypatch)
    with pytest.raises(UsageError, match="cannot be written"), locked(tmp_path / ".lock"):
        pytest.fail("it was held")


def test_a_folder_of_another_user_is_used_as_it_is(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Loses: every package of the second user of a workspace, who may not change the first one's folder."""
    folder = tmp_path / "ledger"
    folder.mkdir(mode=0o770)
    mode = folder.stat().st_mode
    with monkeypatch.context() as another:
        another.setattr(os, "geteuid", lambda: folder.stat().st_uid + 1)
        with locked(folder / ".lock"):
            assert folder.stat().st_mode == mode
    with locked(folder / ".lock"):
        assert stat.S_IMODE(folder.stat().st_mode) == 0o700
