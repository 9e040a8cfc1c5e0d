"""Work beside the main thread: hashing and waiting for a disk let other threads run, where a file is large.

A small file is dealt with at once: to start a thread takes longer than to hash it.
"""

from __future__ import annotations

import contextlib
import queue
import threading
from collections.abc import Callable, Iterator
from pathlib import Path

from mas_docs.files import sync

_AT_ONCE = 1024 * 1024
_MOST_WAITING = 8
_LARGE_FILE = 8 * 1024 * 1024

Work = Callable[[bytes], object]
"""What is done with a chunk."""


class Helper:
    """Does work on chunks in the order in which it is given: the first megabyte at once, the rest in a thread.

    A few chunks at most wait at any time, so that memory stays flat.
    """

    __slots__ = ("_done_at_once", "_thread")

    def __init__(self) -> None:
        self._done_at_once = 0
        self._thread: _Thread | None = None

    def give(self, work: Work, chunk: bytes) -> None:
        """Let a chunk be worked on, now or soon; it must not change any more."""
        if self._thread is None and self._done_at_once < _AT_ONCE:
            self._done_at_once += len(chunk)
            work(chunk)
            return
        self._thread = self._thread or _Thread()
        self._thread.waiting.put((work, chunk))

    def finish(self) -> None:
        """Wait until all that was given is done.

        Raises:
            BaseException: whatever the work raised first; what was given after that is left undone.
        """
        thread = self._thread
        self.stop()
        if thread is not None and thread.failure is not None:
            raise thread.failure

    def stop(self) -> None:
        """Let the thread end what it was given, and let go of it."""
        if self._thread is not None:
            self._thread.waiting.put(None)
            self._thread.join()
        self._thread, self._done_at_once = None, 0


class _Thread(threading.Thread):
    """Works until it is given nothing."""

    def __init__(self) -> None:
        super().__init__(name="mas-docs beside", daemon=True)
        self.waiting: queue.Queue[tuple[Work, bytes] | None] = queue.Queue(_MOST_WAITING)
        self.failure: BaseException | None = None
        self.start()

    def run(self) -> None:
        """Do the work; after a failure, only take it, so that nobody waits for room."""
        while (given := self.waiting.get()) is not None:
            if self.failure is None:
                self._try(*given)

    def _try(self, work: Work, chunk: bytes) -> None:
        try:
            work(chunk)
        except BaseException as error:  # noqa: BLE001 - it is raised where the work is waited for
            self.failure = error


@contextlib.contextmanager
def helper() -> Iterator[Helper]:
    """A helper whose thread, if it needs one, has ended when the block does, however that ends."""
    helping = Helper()
    try:
        yield helping
    finally:
        helping.stop()


@contextlib.contextmanager
def synced_meanwhile(path: Path) -> Iterator[None]:
    """Bring a large file to the disk while it is read again, so that nothing is left to wait for when it is published.

    Args:
        path: a file that is written no more; a small one is left to whoever publishes it.

    Raises:
        OSError: it cannot be brought there.
    """
    if path.stat().st_size < _LARGE_FILE:
        yield
        return
    from concurrent.futures import ThreadPoolExecutor

    with ThreadPoolExecutor(max_workers=1) as pool:
        syncing = pool.submit(sync, path)
        yield
        syncing.result()
