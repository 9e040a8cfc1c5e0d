"""How far a batch is: a bar on a terminal, a line from time to time elsewhere."""

from __future__ import annotations

import sys
import time
from collections.abc import Callable
from types import TracebackType
from typing import TYPE_CHECKING, Self

from mas_docs.cli.options import Run

if TYPE_CHECKING:
    from rich.progress import Progress

_PLAIN_EVERY = 15.0
"""Seconds between two lines about how far a batch is, where there is no terminal for a bar."""

_MINUTE = 60


class Display:
    """How far a step of a batch is: a bar on a terminal, a line from time to time elsewhere, nothing when quiet.

    Args:
        run: how the run was called.
        title: what is being done.
        total: how many cases there are.
        doing: says what the workers have in hand.
    """

    def __init__(self, run: Run, title: str, total: int, doing: Callable[[], tuple[str, ...]]) -> None:
        self._run = run
        self._title = title
        self._total = total
        self._doing = doing
        self._over = 0
        self._failed = 0
        self._began = self._told = time.monotonic()
        quiet = run.reporter.quiet or run.reporter.as_json
        self._bar = _bar(title, total) if not quiet and sys.stderr.isatty() else None
        self._tells = not quiet and self._bar is None

    def __enter__(self) -> Self:
        if self._bar is not None:
            self._bar.start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        if self._bar is not None:
            self._bar.stop()

    def advance(self, show: Callable[[], None], *, failed: bool = False) -> None:
        """Count one case that is over, and show what there is to show of it, out of the bar's way."""
        self._over += 1
        self._failed += failed
        if self._bar is not None:
            self._bar.stop()
        show()
        if self._bar is not None:
            self._bar.start()
        self.look()

    def look(self) -> None:
        """Show how far it is, where some time has gone by."""
        if self._bar is not None:
            words = "  ".join(self._doing())
            self._bar.update(self._bar.task_ids[0], completed=self._over, failed=_failed(self._failed), doing=words)
            self._bar.refresh()
        elif self._tells and time.monotonic() - self._told > _PLAIN_EVERY:
            self._told = time.monotonic()
            self._run.reporter.note(f"{self._title}: {self._over} of {self._total}{self._left()}.")

    def _left(self) -> str:
        if not self._over:
            return ""
        seconds = (time.monotonic() - self._began) / self._over * (self._total - self._over)
        failed = f", {_failed(self._failed)}" if self._failed else ""
        return f"{failed}, about {duration(seconds)} left"


def _failed(number: int) -> str:
    return f"{number} failed" if number else ""


def _bar(title: str, total: int) -> Progress:
    from rich.console import Console
    from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeRemainingColumn

    bar = Progress(
        TextColumn("{task.description}"),
        BarColumn(bar_width=24),
        MofNCompleteColumn(),
        TextColumn("[red]{task.fields[failed]}"),
        TimeRemainingColumn(),
        TextColumn("{task.fields[doing]}", markup=False),
        console=Console(stderr=True),
        transient=True,
        auto_refresh=False,
        # Results go to standard output, which may be a file: they are no business of the bar's.
        redirect_stdout=False,
        redirect_stderr=False,
    )
    bar.add_task(title, total=total, failed="", doing="")
    return bar


def duration(seconds: float) -> str:
    """A span of time in short: `4.1 s`, `12 min 5 s`."""
    if seconds < _MINUTE:
        return f"{seconds:.1f} s"
    minutes, rest = divmod(round(seconds), _MINUTE)
    return f"{minutes} min {rest} s"
