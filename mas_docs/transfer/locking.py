"""One run at a time: what is read, changed and written back must not be changed by another run in between."""

from __future__ import annotations

import contextlib
import errno
import os
import secrets
import sys
import time
from collections.abc import Iterator
from pathlib import Path

from mas_docs.errors import UsageError
from mas_docs.files import cannot_write, new_private_file, private_folder

ABANDONED_AFTER = 60.0
"""Seconds after which a run that still holds the same lock counts as killed, where the system cannot tell."""

_LOOK_EVERY = 0.02
_HELD = ".held"
_REMOVING = ".removing"
_NO_LOCKS = {errno.ENOLCK, errno.ENOTSUP, errno.EOPNOTSUPP, errno.ENOSYS}

if sys.platform == "win32":
    import msvcrt

    _NO_LOCKS |= {errno.EINVAL}  # what the C library makes of any reason it does not know

    def _wait_for(descriptor: int) -> None:
        """Lock it; Windows itself gives up after ten seconds."""
        msvcrt.locking(descriptor, msvcrt.LK_LOCK, 1)

    def _is_foreign(folder: Path) -> bool:
        """Whether it is another user's; modes mean little here, and are never refused."""
        del folder
        return False

else:
    import fcntl

    def _wait_for(descriptor: int) -> None:
        """Lock it, however long another run has it."""
        fcntl.flock(descriptor, fcntl.LOCK_EX)

    def _is_foreign(folder: Path) -> bool:
        """Whether it is another user's, who alone may close it to others."""
        try:
            return folder.stat().st_uid != os.geteuid()
        except FileNotFoundError:
            return False


@contextlib.contextmanager
def locked(path: Path) -> Iterator[None]:
    """Wait until no other run holds this lock, and hold it; the system lets go of it when a run ends or is killed.

    The file stays where it is: removed, it could be locked by one run and made anew by the next. On a file system
    without locks (some network shares), a second file beside it is the lock, which is there while it is held; what a
    killed run left there counts for a minute.

    Args:
        path: the lock's file, which holds nothing; it is made where it is missing, its folder too. The folder is
            closed to others, but for one that another user made.

    Raises:
        UsageError: it cannot be made or locked.
    """
    with contextlib.ExitStack() as held:
        try:
            _make_folder(path.parent)
            descriptor = os.open(path, os.O_RDWR | os.O_CREAT | getattr(os, "O_NOFOLLOW", 0), 0o600)
            held.callback(os.close, descriptor)
            if not _is_locked(descriptor):
                held.enter_context(_held_without_locks(path.with_name(path.name + _HELD)))
        except OSError as error:
            raise cannot_write(path, error) from error
        yield


def _make_folder(folder: Path) -> None:
    if not _is_foreign(folder):
        private_folder(folder)


def _is_locked(descriptor: int) -> bool:
    """Lock it; say no where the file system has no locks."""
    try:
        _wait_for(descriptor)
    except OSError as error:
        if error.errno not in _NO_LOCKS:
            raise
        return False
    return True


@contextlib.contextmanager
def _held_without_locks(path: Path) -> Iterator[None]:
    """Hold a file that only one run can make; whoever was taken for killed meanwhile leaves it to the next."""
    ours = secrets.token_bytes(16)
    _wait_to_make(path, ours)
    try:
        yield
    finally:
        with contextlib.suppress(OSError):
            if _content(path) == ours:
                path.unlink()


def _wait_to_make(path: Path, ours: bytes) -> None:
    """Make it as soon as it is not there, or was there unchanged for too long.

    Time is counted here, not taken from the file: a share's clock may be minutes before or behind ours.
    """
    seen, since = b"", time.monotonic()
    while not _made(path, ours):
        there = _content(path)
        if there != seen:
            seen, since = there, time.monotonic()
        waited = time.monotonic() - since
        if waited > ABANDONED_AFTER and not _remove_abandoned(path, seen) and waited > 2 * ABANDONED_AFTER:
            raise _busy(path)
        time.sleep(_LOOK_EVERY)


def _made(path: Path, content: bytes) -> bool:
    """Make a file that was not there; say no where it was."""
    try:
        descriptor = new_private_file(path)
    except FileExistsError:
        return False
    try:
        os.write(descriptor, content)
    except OSError:
        path.unlink(missing_ok=True)
        raise
    finally:
        os.close(descriptor)
    return True


def _content(path: Path) -> bytes:
    """What a lock's file holds; nothing where it is not there, or not yet written."""
    try:
        return path.read_bytes()
    except FileNotFoundError:
        return b""


def _remove_abandoned(path: Path, seen: bytes) -> bool:
    """Remove what a killed run left; one run at a time, or one could remove what the other has just made.

    Returns:
        Whether it was this run's turn.
    """
    removing = path.with_name(path.name + _REMOVING)
    if not _made(removing, b""):
        return False
    try:
        if _content(path) == seen:
            path.unlink(missing_ok=True)
    finally:
        removing.unlink(missing_ok=True)
    return True


def _busy(path: Path) -> UsageError:
    return UsageError(
        "Another run of mas-docs is at work here, or was ended while it was",
        where=str(path),
        remedy=f"Wait for it; where none is running, remove this file and the one that ends in {_REMOVING}.",
    )
