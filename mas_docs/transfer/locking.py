"""One run at a time: what is read, changed and written back must not be changed by another run in between."""

from __future__ import annotations

import contextlib
import os
import sys
from collections.abc import Iterator
from pathlib import Path

from mas_docs.files import cannot_write, private_folder

if sys.platform == "win32":
    import msvcrt

    def _wait_for(descriptor: int) -> None:
        """Lock it; Windows itself gives up after ten seconds."""
        msvcrt.locking(descriptor, msvcrt.LK_LOCK, 1)

else:
    import fcntl

    def _wait_for(descriptor: int) -> None:
        """Lock it, however long another run has it."""
        fcntl.flock(descriptor, fcntl.LOCK_EX)


@contextlib.contextmanager
def locked(path: Path) -> Iterator[None]:
    """Wait until no other run holds this lock, and hold it; the system lets go of it when a run ends or is killed.

    The file stays where it is: removed, it could be locked by one run and made anew by the next.

    Args:
        path: the lock's file, which holds nothing; it is made where it is missing, its folder too.

    Raises:
        UsageError: it cannot be made or locked.
    """
    private_folder(path.parent)
    try:
        descriptor = os.open(path, os.O_RDWR | os.O_CREAT | getattr(os, "O_NOFOLLOW", 0), 0o600)
    except OSError as error:
        raise cannot_write(path, error) from error
    try:
        _lock(descriptor, path)
        yield
    finally:
        os.close(descriptor)


def _lock(descriptor: int, path: Path) -> None:
    try:
        _wait_for(descriptor)
    except OSError as error:
        raise cannot_write(path, error) from error
