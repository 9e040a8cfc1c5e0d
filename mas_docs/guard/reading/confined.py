"""Files are read in a process of their own, so that a hostile one cannot take ours, nor see what else we know."""

from __future__ import annotations

import os
import selectors
import subprocess
import time
from collections.abc import Iterator, Sequence
from pathlib import Path
from types import TracebackType
from typing import IO, Self

from mas_docs.confinement import start_confined
from mas_docs.guard.reading.inner import Inner
from mas_docs.guard.reading.members import read_parts
from mas_docs.guard.reading.source import Source
from mas_docs.guard.reading.stretches import Found, Gap, Lacking, MemberText, Part, Spot, member_text
from mas_docs.guard.reading.wire import DONE, question, read_part

LEAST_SECONDS = 10
"""How long one file may take, by the clock and of the processor, before its size is counted."""

MOST_SECONDS = 60
"""How long the largest may take."""

BYTES_A_SECOND = 2**20
"""How many bytes of a file give it another second: a pack of 2,000 pages is some megabytes."""

START_SECONDS = 20.0
"""How long the process may take to start, on a busy computer."""

_CHILD = "mas_docs.guard.reading.child"
_READY = b"ready"
_LONGEST_ANSWER = 512 * 2**20
_BLOCK = 2**16
_ATTEMPTS = 2
# Windows has none of the limits under which such a process reads.
_CONFINES = os.name == "posix"


class MemberReader:
    """Reads the files of a run one after another; a context manager, which ends its process.

    The process starts while the caller goes on, and serves all files. Where one exceeds what a process may take, or
    breaks an engine, the next gets a fresh one. Where none can be started, every file is one that cannot be read: our
    own process, which holds the passphrase and knows every case, reads none. Only on Windows it does, under the
    engines' own limits alone.
    """

    def __init__(self) -> None:
        self._has_failed = False
        self._child = _started() if _CONFINES else None

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    def close(self) -> None:
        """End the process; reading another file would start one again."""
        if self._child is not None:
            self._child.end()
        self._child = None

    def read(self, name: str, content: bytes | Path, passwords: Sequence[str] = ()) -> MemberText:
        """Read everything that a file says; never fails, but says what could not be read.

        Args:
            name: what the recipient sees it called; it is text to search, too, and tells nothing about the content.
            content: its bytes, or where it lies.
            passwords: what may open it, where it is locked.
        """
        called = Found(name, ((Spot.NAME, 0),))
        return member_text((called, *self._parts(Source(content), tuple(passwords))))

    def _parts(self, source: Source, passwords: tuple[str, ...]) -> Iterator[Part]:
        if not _CONFINES:
            return read_parts(source, Inner(read_parts, passwords))
        child = self._ready()
        return iter((Lacking(Gap.UNREADABLE),)) if child is None else self._answered(child, source, passwords)

    def _answered(self, child: _Child, source: Source, passwords: tuple[str, ...]) -> Iterator[Part]:
        whole = False
        try:
            yield from child.answer(source, passwords)
            whole = True
        except (OSError, ValueError):
            yield Lacking(Gap.UNREADABLE)
        finally:
            if not whole:
                self.close()  # its memory may be used up, its engine in disorder, or it may have been taken over

    def _ready(self) -> _Child | None:
        """A process that answers; None where there can be none, and from then on, for each attempt may take long."""
        for _ in range(0 if self._has_failed else _ATTEMPTS):
            self._child = self._child or _started()
            if self._child is not None and self._child.is_ready():
                return self._child
            self.close()
        self._has_failed = True
        return None


def read_member(name: str, content: bytes | Path, passwords: Sequence[str] = ()) -> MemberText:
    """Read everything that one file says, in a process that ends with it; see `MemberReader.read`."""
    with MemberReader() as reader:
        return reader.read(name, content, passwords)


class _Child:
    """The process, and what it said beyond the line that was asked for."""

    def __init__(self, process: subprocess.Popen[bytes]) -> None:
        self.process = process
        self._said = bytearray()
        self._searched = 0
        self._was_ready = False

    def is_ready(self) -> bool:
        """Whether it has started well; waits for it the first time."""
        if not self._was_ready:
            try:
                self._was_ready = self._line(time.monotonic() + START_SECONDS) == _READY
            except OSError:
                return False
        return self._was_ready

    def answer(self, source: Source, passwords: tuple[str, ...]) -> Iterator[Part]:
        """Ask it about a file.

        Raises:
            OSError: it has ended, or takes too long or too much.
            ValueError: it answers what is no answer.
        """
        seconds = min(LEAST_SECONDS + source.size() // BYTES_A_SECOND, MOST_SECONDS)
        until = time.monotonic() + seconds
        self._tell(question(source, seconds, passwords).written(), until)
        if isinstance(source.content, bytes):
            self._tell(source.content, until)
        left = _LONGEST_ANSWER
        while (line := self._line(until)) != DONE.encode():
            left -= len(line)
            if left < 0:
                raise OSError
            yield read_part(line)

    def end(self) -> None:
        """End it and wait for its end."""
        self.process.kill()
        self.process.communicate()

    def _tell(self, content: bytes, until: float) -> None:
        """Write to it without waiting for ever: a process that no longer reads is one that has failed."""
        stream = self.process.stdin
        view = memoryview(content)
        while stream is not None and view:
            if not _is_ready_for(selectors.EVENT_WRITE, stream, until - time.monotonic()):
                raise TimeoutError
            try:
                view = view[os.write(stream.fileno(), view[:_BLOCK]) :]
            except BlockingIOError:
                continue

    def _line(self, until: float) -> bytes:
        """Its next line."""
        while (end := self._said.find(b"\n", self._searched)) < 0:
            self._searched = len(self._said)
            if self._searched > _LONGEST_ANSWER:
                raise OSError
            self._said += self._block(until - time.monotonic())
        line = bytes(self._said[:end])
        del self._said[: end + 1]
        self._searched = 0
        return line

    def _block(self, seconds: float) -> bytes:
        stream = self.process.stdout
        if stream is None or not _is_ready_for(selectors.EVENT_READ, stream, seconds):
            raise TimeoutError
        block = os.read(stream.fileno(), _BLOCK)
        if not block:
            raise BrokenPipeError
        return block


def _is_ready_for(event: int, stream: IO[bytes], seconds: float) -> bool:
    """Wait until a stream can be read or written; with `select` a run with many open files could not."""
    with selectors.DefaultSelector() as selector:
        selector.register(stream, event)
        return bool(selector.select(max(seconds, 0)))


def _started() -> _Child | None:
    process = start_confined(_CHILD)
    if process is None:
        return None
    if process.stdin is not None:
        os.set_blocking(process.stdin.fileno(), False)
    return _Child(process)
