"""Processes of our own for what comes from outside: how they are started, what they inherit, what they may take."""

from __future__ import annotations

import gc
import os
import signal
import socket
import subprocess
import sys
from collections.abc import Callable
from typing import NoReturn

_OUR_VARIABLES = "MAS_DOCS_"
_ANOTHER = b"+"
_NO_MORE = b"-"
_ENDED = b"."
_SECONDS_TO_END = 10.0


def start_confined(
    module: str, speaking: int = subprocess.PIPE, hearing: int = subprocess.PIPE
) -> subprocess.Popen[bytes] | None:
    """Start one of our modules in a process of its own; None where that fails.

    Args:
        module: its full name.
        speaking: what its standard input is; a pipe, if nothing else.
        hearing: what its standard output is; likewise.
    """
    try:
        return subprocess.Popen(  # noqa: S603 - our own module, run by our own interpreter
            [sys.executable, "-P", "-m", module],
            env=confined_environment(),
            stdin=speaking,
            stdout=hearing,
            stderr=subprocess.DEVNULL,  # an engine's own warnings bear paths
        )
    except OSError:
        return None


def confined_environment() -> dict[str, str]:
    """Our environment, so that the same libraries are found, but without what concerns only us: the passphrase."""
    inherited = {name: value for name, value in os.environ.items() if not name.startswith(_OUR_VARIABLES)}
    return {**inherited, "PYTHONPATH": os.pathsep.join(filter(None, sys.path))}


class Starter:
    """A process of ours that reads nothing from outside, and makes children that do (POSIX).

    A child has all that the process had imported, so it is there in a few milliseconds. It is spoken to through a pair
    of sockets of its own, which no other child ever holds, and it ends before the next one is made; the process itself
    stays as it was. When we end, however that is, both end too.

    Args:
        module: the full name of what runs there; it calls `make_children`.

    Raises:
        OSError: no process can be started.
    """

    def __init__(self, module: str) -> None:
        self._control, theirs = socket.socketpair()
        with theirs:
            process = start_confined(module, theirs.fileno(), subprocess.DEVNULL)
        if process is None:
            self._control.close()
            raise OSError
        self._process = process

    def child(self) -> socket.socket:
        """Make a child, after the end of the one before; give what it is spoken to through.

        Raises:
            OSError: the process has ended.
        """
        ours, theirs = socket.socketpair()
        try:
            with theirs:
                socket.send_fds(self._control, [_ANOTHER], [theirs.fileno()])
        except OSError:
            ours.close()
            raise
        return ours

    def end_child(self) -> None:
        """End the child, whatever it is doing, and wait for its end."""
        try:
            self._control.settimeout(_SECONDS_TO_END)
            self._control.sendall(_NO_MORE)
            self._control.recv(1)
        except OSError:  # the process has ended, or hangs; a child without it ends where it reads on, or at its limits
            self._process.kill()

    def close(self) -> None:
        """End the child and the process, and wait for their end."""
        self._control.close()
        self._process.wait()


def make_children(work: Callable[[socket.socket], None]) -> None:
    """Make a child whenever a `Starter` asks for one, until it has gone.

    Args:
        work: what a child does; it is given what it is spoken to through.
    """
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # whoever started us hears of it, and decides
    child = 0
    with _control() as control:
        gc.freeze()  # what was imported stays shared with the children
        while True:
            word, descriptors, _, _ = socket.recv_fds(control, 1, 1)
            _end(child)
            if not word:
                return
            child = _made(control, descriptors[0], work) if descriptors else 0
            if word == _NO_MORE:
                control.sendall(_ENDED)


def _control() -> socket.socket:
    """What the `Starter` speaks through, moved away from the standard input, which a child does not close."""
    control = socket.socket(fileno=os.dup(sys.stdin.fileno()))
    nothing = os.open(os.devnull, os.O_RDONLY)
    os.dup2(nothing, sys.stdin.fileno())
    os.close(nothing)
    return control


def _made(control: socket.socket, descriptor: int, work: Callable[[socket.socket], None]) -> int:
    child = os.fork()
    if child == 0:
        _be_a_child(control, descriptor, work)
    os.close(descriptor)
    return child


def _be_a_child(control: socket.socket, descriptor: int, work: Callable[[socket.socket], None]) -> NoReturn:
    failed = 1
    try:
        control.close()
        with socket.socket(fileno=descriptor) as spoken:
            work(spoken)
        failed = 0
    finally:
        os._exit(failed)  # the way back leads into the process that makes children


def _end(child: int) -> None:
    if child:
        os.kill(child, signal.SIGKILL)
        os.waitpid(child, 0)


def limit(which: int, most: int) -> None:
    """Lower a limit of this process (POSIX), as `resource.RLIMIT_AS`, as far as it is allowed to be that high."""
    import resource

    _, hard = resource.getrlimit(which)
    resource.setrlimit(which, (most if hard == resource.RLIM_INFINITY else min(most, hard), hard))


def processor_time() -> float:
    """The processor time that this process has taken (POSIX), in seconds."""
    import resource

    usage = resource.getrusage(resource.RUSAGE_SELF)
    return usage.ru_utime + usage.ru_stime
