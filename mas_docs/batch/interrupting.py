"""Ctrl-C in a batch: once, and nothing new begins; twice, and what is in hand is cleared away at once."""

from __future__ import annotations

import signal
import threading
from collections.abc import Callable
from types import FrameType, TracebackType
from typing import Any, Self

_SIGNALS = ("SIGINT", "SIGTERM", "SIGHUP")
_AT_ONCE = 2


class Interruption:
    """Says whether a run was interrupted, by Ctrl-C or by the system; a context manager.

    A signal only counts; what follows from it is done where the run looks, so that it meets nothing half-done. Once the
    run was interrupted, it is about to end: from then on signals are passed over, so that none spoils its last words.

    Args:
        stop: tells the workers to stop before the next package.
        end: tells them to stop at once.
    """

    def __init__(self, stop: Callable[[], None], end: Callable[[], None]) -> None:
        self._steps = (stop, end)
        self._asked = 0
        self._done = 0
        self._before: dict[int, Any] = {}

    def __enter__(self) -> Self:
        if threading.current_thread() is threading.main_thread():
            numbers = [getattr(signal, name) for name in _SIGNALS if hasattr(signal, name)]
            self._before = {number: signal.signal(number, self._count) for number in numbers}
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        for number, handler in self._before.items():
            signal.signal(number, signal.SIG_IGN if self._asked else handler)
        self._before = {}

    def is_asked(self) -> bool:
        """Whether the run is to stop; the workers are told."""
        while self._done < min(self._asked, _AT_ONCE):
            self._steps[self._done]()
            self._done += 1
        return self._asked > 0

    def _count(self, _number: int, _frame: FrameType | None) -> None:
        self._asked += 1
