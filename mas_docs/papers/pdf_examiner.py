"""PDFs are examined in a process of their own, so that a hostile one cannot take this one's memory or time."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path
from types import TracebackType
from typing import IO, Self

from mas_docs.papers.faults import DAMAGED, LOCKED, NO_PAGES, REPAIRED, TOO_DEMANDING, Fault
from mas_docs.papers.pdf import pdf_fault

READY = "ready"
"""The child's first words, once its limits are set."""

SOUND = "sound"
"""Its answer about a PDF without a fault."""

UNREADABLE = "unreadable"
"""Its answer about a file that the system does not let it read."""

_CHILD = "mas_docs.papers.pdf_child"
_FAULTS = {fault.id: fault for fault in (DAMAGED, LOCKED, NO_PAGES, REPAIRED, TOO_DEMANDING)}
_OUR_VARIABLES = "MAS_DOCS_"


class PdfExaminer:
    """Examines PDFs one after another; a context manager, which ends its process.

    The process is started for the first PDF and serves the next ones too. Where a PDF exceeds what a process may take,
    or breaks the engine, the next PDF gets a fresh one. On Windows, and wherever no process can be started, PDFs are
    examined in this process, under the engine's own limits alone.
    """

    def __init__(self) -> None:
        self._child: subprocess.Popen[str] | None = None
        self._confines = os.name == "posix"

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._end()

    def fault(self, path: Path) -> Fault | None:
        """Say what is wrong with a PDF, if anything.

        Args:
            path: a file that begins as a PDF does.

        Raises:
            OSError: it cannot be read.
        """
        if self._confines and self._child is None:
            self._child = _started()
            self._confines = self._child is not None
        if self._child is None:
            return pdf_fault(path)
        answer = _asked(self._child, path)
        if answer == SOUND:
            return None
        fault = _FAULTS.get(answer, TOO_DEMANDING)
        if fault in (DAMAGED, TOO_DEMANDING):
            self._end()  # its memory may be used up, or its engine in disorder
        if answer == UNREADABLE:
            raise OSError(str(path))
        return fault

    def _end(self) -> None:
        if self._child is not None:
            _ended(self._child)
        self._child = None


def _started() -> subprocess.Popen[str] | None:
    command = [sys.executable, "-P", "-m", _CHILD]
    try:
        child = subprocess.Popen(  # noqa: S603 - our own module, run by our own interpreter
            command,
            env=_environment(),
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,  # the engine's own warnings bear paths
            text=True,
        )
    except OSError:
        return None
    if _line(child.stdout) == READY:
        return child
    _ended(child)
    return None


def _environment() -> dict[str, str]:
    """Ours, so that the same libraries are found, but without what concerns only us: the passphrase."""
    inherited = {name: value for name, value in os.environ.items() if not name.startswith(_OUR_VARIABLES)}
    return {**inherited, "PYTHONPATH": os.pathsep.join(filter(None, sys.path))}


def _asked(child: subprocess.Popen[str], path: Path) -> str:
    """The child's answer; nothing when it died over the question."""
    if child.stdin is None:
        return ""
    try:
        child.stdin.write(f"{json.dumps(os.fspath(path))}\n")
        child.stdin.flush()
    except BrokenPipeError:
        return ""
    return _line(child.stdout)


def _line(stream: IO[str] | None) -> str:
    return stream.readline().strip() if stream is not None else ""


def _ended(child: subprocess.Popen[str]) -> None:
    child.kill()
    child.communicate()
