"""Papers are examined and cleaned in a process of their own, so that a hostile one cannot take ours."""

from __future__ import annotations

import errno
import os
import socket
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path
from types import TracebackType
from typing import Self

from mas_docs.confinement import Starter
from mas_docs.files import cannot_write
from mas_docs.findings import Severity
from mas_docs.papers.cleaning.refusal import Outcome, Told
from mas_docs.papers.cleaning.tasks import UNREADABLE, UNWRITTEN, Task, outcome_of
from mas_docs.papers.faults import DAMAGED, OVERSIZED_INSIDE, TOO_DEMANDING, TOO_MANY_DOTS, Fault
from mas_docs.papers.formats import Format

MOST_SECONDS = 9.0
"""How long one paper may take, by the clock on the wall."""

START_SECONDS = 20.0
"""How long the process may take to start, on a busy computer."""

_CHILD = "mas_docs.papers.cleaning.child"
_READY = "ready"
_LONGEST_ANSWER = 16 * 2**20
_BLOCK = 65536


@dataclass(frozen=True, slots=True)
class Cleaned:
    """What became of a paper.

    Attributes:
        faults: what is wrong with it, naming pages; with an error among them there is no clean PDF.
        pages: how many it has; None where that is not known.
    """

    faults: tuple[Fault, ...] = ()
    pages: int | None = None

    @property
    def refused(self) -> bool:
        """Whether the paper cannot travel."""
        return any(fault.severity is Severity.ERROR for fault in self.faults)


class PaperCleaner:
    """Examines and cleans papers one after another; a context manager, which ends its processes.

    A process that reads no paper starts while the caller goes on. From it come those that do, one at a time: each for
    the papers of one case. Where a paper exceeds what a process may take, breaks the engine or was opened with a
    password, the next gets a fresh one. On Windows papers are cleaned in this process, under the engines' own
    limits alone; elsewhere, where no process can be started, a paper is refused, and the next tries anew.
    """

    def __init__(self) -> None:
        self._starter = _started() if os.name == "posix" else None
        self._child: _Child | None = None

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._close()

    @contextmanager
    def one_case(self) -> Iterator[Self]:
        """Serve one case: its papers are read by a process that reads no other's."""
        self._end()
        try:
            yield self
        finally:
            self._end()

    def examine(self, source: Path, password: str | None = None) -> Cleaned:
        """Say what is wrong with a PDF, if anything, and how many pages it has.

        Args:
            source: a file that begins as a PDF does.
            password: its own, where it is locked.

        Raises:
            OSError: it cannot be read.
        """
        return self._done(Task(os.fspath(source), passphrase=password))

    def clean(self, source: Path, found: Format, into: Path, password: str | None = None) -> Cleaned:
        """Make a clean PDF of a PDF or a picture: what its pages show, and nothing else.

        Args:
            source: the paper.
            found: what it is.
            into: the clean PDF, which may not be there yet; only its owner may read it. Where the paper is refused, it
                is not there afterwards.
            password: the paper's own, where it is locked.

        Raises:
            OSError: the paper cannot be read.
            UsageError: the clean PDF cannot be written.
        """
        cleaned = self._done(Task(os.fspath(source), found.media_type, os.fspath(into), password))
        if not cleaned.refused and cleaned.pages is None:
            cleaned = Cleaned((DAMAGED,))  # an answer without pages comes of no clean PDF
        if cleaned.refused:
            into.unlink(missing_ok=True)  # a process that is ended leaves what it had written
        return cleaned

    def _done(self, task: Task) -> Cleaned:
        outcome = self._outcome(task)
        return Cleaned(tuple(part.fault.on_pages(part.pages) for part in outcome.told), outcome.pages)

    def _outcome(self, task: Task) -> Outcome:
        child = self._ready()
        if child is None and os.name == "posix":
            return Outcome((Told(TOO_DEMANDING),))
        if child is None:
            return task.done()
        answer = _asked(child, task)
        if task.passphrase is not None:
            self._end()  # it may be ours: the process that was told it reads nothing else
        if answer == UNREADABLE:
            raise OSError(task.source)
        if task.into and answer.startswith(UNWRITTEN):
            raise cannot_write(Path(task.into), _system_error(answer.removeprefix(UNWRITTEN)))
        outcome = outcome_of(answer) or Outcome((Told(TOO_DEMANDING),))
        if any(part.fault in (DAMAGED, TOO_DEMANDING, OVERSIZED_INSIDE, TOO_MANY_DOTS) for part in outcome.told):
            self._end()  # its memory may be used up, or its engine in disorder
        return outcome

    def _ready(self) -> _Child | None:
        """A process that answers; None where there can be none."""
        if self._is_ready():
            return self._child
        if os.name == "posix":  # it may have been ended from outside
            self._close()
            self._starter = _started()
            if self._is_ready():
                return self._child
        self._close()
        return None

    def _is_ready(self) -> bool:
        if self._child is None and self._starter is not None:
            with suppress(OSError):
                self._child = _Child(self._starter.child())
        return self._child is not None and self._child.is_ready()

    def _end(self) -> None:
        if self._child is not None and self._starter is not None:
            self._child.spoken.close()
            self._starter.end_child()
        self._child = None

    def _close(self) -> None:
        self._end()
        if self._starter is not None:
            self._starter.close()
        self._starter = None


class _Child:
    """A process that cleans papers, and what it said beyond the line that was asked for.

    Attributes:
        spoken: what it is spoken to through.
    """

    def __init__(self, spoken: socket.socket) -> None:
        self.spoken = spoken
        self._said = bytearray()
        self._was_ready = False

    def is_ready(self) -> bool:
        """Whether it has started well; waits for it the first time."""
        if not self._was_ready:
            self._was_ready = self.line(START_SECONDS) == _READY
        return self._was_ready

    def tell(self, line: str) -> None:
        """Write a line to it.

        Raises:
            OSError: it has ended, or does not listen.
        """
        self.spoken.settimeout(MOST_SECONDS)
        self.spoken.sendall(f"{line}\n".encode())

    def line(self, seconds: float) -> str:
        """Its next line; nothing where none comes in time."""
        until = time.monotonic() + seconds
        while b"\n" not in self._said:
            block = self._block(until - time.monotonic())
            if not block or len(self._said) > _LONGEST_ANSWER:
                return ""
            self._said += block
        line, _, self._said = self._said.partition(b"\n")
        return line.decode("utf-8", "replace").strip()

    def _block(self, seconds: float) -> bytes:
        if seconds <= 0:
            return b""
        self.spoken.settimeout(seconds)
        try:
            return self.spoken.recv(_BLOCK)
        except OSError:
            return b""


def _started() -> Starter | None:
    try:
        return Starter(_CHILD)
    except OSError:
        return None


def _system_error(untrusted_number: str) -> OSError:
    number = int(untrusted_number) if untrusted_number.strip().isdecimal() else errno.EIO
    return OSError(number, os.strerror(number))


def _asked(child: _Child, task: Task) -> str:
    """The child's answer; nothing when it died over the question, or took too long."""
    try:
        child.tell(task.written())
    except OSError:
        return ""
    return child.line(MOST_SECONDS)
