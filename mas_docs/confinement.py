"""Processes of our own for what comes from outside: how they are started, what they inherit, what they may take."""

from __future__ import annotations

import os
import subprocess
import sys

_OUR_VARIABLES = "MAS_DOCS_"


def start_confined(module: str) -> subprocess.Popen[bytes] | None:
    """Start one of our modules in a process of its own, which is spoken to through pipes; None where that fails.

    Args:
        module: its full name.
    """
    try:
        return subprocess.Popen(  # noqa: S603 - our own module, run by our own interpreter
            [sys.executable, "-P", "-m", module],
            env=confined_environment(),
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,  # an engine's own warnings bear paths
        )
    except OSError:
        return None


def confined_environment() -> dict[str, str]:
    """Our environment, so that the same libraries are found, but without what concerns only us: the passphrase."""
    inherited = {name: value for name, value in os.environ.items() if not name.startswith(_OUR_VARIABLES)}
    return {**inherited, "PYTHONPATH": os.pathsep.join(filter(None, sys.path))}


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
