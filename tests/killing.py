"""A process that forks runs of the program and, where it is told to, kills one at a step of its work on files.

It reads a request from each line of its standard input, and answers with a line. Every engine is imported before the
first fork, so that a run takes no longer than its work. A step is a change that a run is about to make to a file or
folder; a write is two, so that it can be cut in half.
"""

from __future__ import annotations

import builtins
import ctypes
import importlib
import io
import json
import os
import pkgutil
import resource
import shutil
import signal
import stat
import sys
import tempfile
from collections.abc import Callable
from typing import Any

import mas_docs
from mas_docs.cli.main import forbid_core_dumps, outcome

ENGINES = ("ahocorasick_rs", "docxtpl", "lxml.etree", "msoffcrypto", "pikepdf", "pypdfium2", "pyzipper", "typst")
_CHANGES = frozenset(
    {"os.rename", "os.remove", "os.mkdir", "os.rmdir", "os.chmod", "os.truncate", "os.link", "os.symlink"}
)
_WRITING = os.O_WRONLY | os.O_RDWR | os.O_CREAT | os.O_TRUNC


class _Steps:
    """Counts the steps of a run, and lets something happen before one of them."""

    def __init__(self) -> None:
        self.taken = 0
        self.chosen: int | None = None
        self.happens: Callable[[], None] = _die

    def take(self) -> None:
        """Take a step."""
        self.taken += 1
        if self.taken == self.chosen:
            self.happens()

    @property
    def next_is_chosen(self) -> bool:
        """Whether it happens before the next step."""
        return self.taken + 1 == self.chosen


def _die() -> None:
    os.kill(os.getpid(), signal.SIGKILL)


STEPS = _Steps()


class _CountedFile(io.FileIO):
    """A file whose writes and cuts are steps."""

    def write(self, data: Any, /) -> int:
        """Write; a run that is killed at the second step of it has written half."""
        STEPS.take()
        if STEPS.next_is_chosen and STEPS.happens is _die:
            super().write(bytes(data)[: len(data) // 2])
        STEPS.take()
        return super().write(data)

    def truncate(self, size: int | None = None, /) -> int:
        """Cut the file."""
        STEPS.take()
        return super().truncate(size)


def _is_change(path: Any, _mode: Any, flags: Any) -> bool:
    """Whether a file is opened to be written; descriptors were opened before."""
    is_named = isinstance(path, str | bytes | os.PathLike) and os.fspath(path) != os.devnull
    return is_named and isinstance(flags, int) and bool(flags & _WRITING)


def _hook(event: str, values: tuple[Any, ...]) -> None:
    if event in _CHANGES or (event == "open" and _is_change(*values)):
        STEPS.take()


def _counted_open(whole: Callable[..., Any]) -> Callable[..., Any]:
    """The function `open`, whose files count what is written to them."""

    def open_counted(file: Any, mode: str = "r", buffering: int = -1, *more: Any, **options: Any) -> Any:
        if not set(mode) & set("wax+") or more or set(options) - {"encoding", "closefd"}:
            return whole(file, mode, buffering, *more, **options)
        raw = _CountedFile(file, mode.replace("b", "").replace("t", ""), closefd=options.get("closefd", True))
        if buffering == 0:
            return raw
        stream = io.BufferedRandom(raw) if "+" in mode else io.BufferedWriter(raw)
        return stream if "b" in mode else io.TextIOWrapper(stream, options.get("encoding", "utf-8"))

    return open_counted


def _counted_write(whole: Callable[[int, Any], int]) -> Callable[[int, Any], int]:
    def write(descriptor: int, data: Any, /) -> int:
        if stat.S_ISREG(os.fstat(descriptor).st_mode):
            STEPS.take()
        return whole(descriptor, data)

    return write


def _counted_sync(whole: Callable[[int], None]) -> Callable[[int], None]:
    def fsync(descriptor: int, /) -> None:
        STEPS.take()
        whole(descriptor)

    return fsync


def _count() -> None:
    """Count every step of this process from here on."""
    replaced: Any = {"write": _counted_write(os.write), "fsync": _counted_sync(os.fsync)}
    for name, function in replaced.items():
        setattr(os, name, function)
    counted = _counted_open(io.open)
    functions: Any = io
    functions.FileIO, functions.open, builtins.open = _CountedFile, counted, counted
    sys.addaudithook(_hook)


def _import_everything() -> None:
    sys.dont_write_bytecode = True
    for module in pkgutil.walk_packages(mas_docs.__path__, "mas_docs."):
        if not module.name.endswith("__main__"):
            importlib.import_module(module.name)
    for engine in ENGINES:
        importlib.import_module(engine)


def _without_rights() -> None:
    """Give up what the superuser may do more than others, so that permissions count (capset(2), version 3)."""
    libc = ctypes.CDLL(None, use_errno=True)
    header = (ctypes.c_uint32 * 2)(0x20080522, 0)
    if libc.capset(header, (ctypes.c_uint32 * 6)()) != 0:
        raise OSError(ctypes.get_errno(), "capset")


def _prepare(request: dict[str, Any], said: int) -> None:
    os.environ.clear()
    os.environ.update(request["environ"])
    os.chdir(request["cwd"])
    tempfile.tempdir = None
    os.dup2(os.open(os.devnull, os.O_RDONLY), 0)
    os.dup2(said, 1)
    os.dup2(said, 2)
    forbid_core_dumps()
    if request["largest_file"] is not None:
        signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
        resource.setrlimit(resource.RLIMIT_FSIZE, (request["largest_file"],) * 2)
    if request["without_rights"]:
        _without_rights()


def _run(request: dict[str, Any], said: int, told: int) -> None:
    """Be the run."""
    _prepare(request, said)
    tell = os.write
    vanishing = request["vanishing"]
    STEPS.chosen = request["at"]
    STEPS.happens = (lambda: shutil.rmtree(vanishing, ignore_errors=True)) if vanishing else _die
    _count()
    code = outcome(request["arguments"])
    taken, STEPS.chosen = STEPS.taken, None
    sys.stdout.flush()
    sys.stderr.flush()
    tell(told, f"{taken} {code}".encode())


def _forked(request: dict[str, Any], said: int, told: int) -> int:
    child = os.fork()
    if child:
        return child
    try:
        _run(request, said, told)
    finally:
        os._exit(0)


def _answer(request: dict[str, Any]) -> dict[str, Any]:
    """Fork a run, wait for its end, and tell of it."""
    (said, saying), (told, telling) = os.pipe(), os.pipe()
    child = _forked(request, saying, telling)
    os.close(saying)
    os.close(telling)
    with os.fdopen(said, "rb") as words, os.fdopen(told, "rb") as answer:
        spoken = words.read().decode(errors="replace")
        steps, _, code = answer.read().decode().partition(" ")
    _, status = os.waitpid(child, 0)
    killed = os.WIFSIGNALED(status) and os.WTERMSIG(status) == signal.SIGKILL
    return {"killed": killed, "steps": int(steps or 0), "code": int(code) if code else None, "said": spoken}


def main() -> None:
    """Answer requests until there are no more."""
    _import_everything()
    for line in sys.stdin:
        sys.stdout.write(json.dumps(_answer(json.loads(line))) + "\n")
        sys.stdout.flush()


if __name__ == "__main__":
    main()
