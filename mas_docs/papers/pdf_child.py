"""The process in which PDFs are examined (POSIX): it may take little memory and time, and knows no passphrase.

It reads a path a line as JSON from its standard input, and answers each with a line: a fault's id, `sound`,
or `unreadable`. It begins by saying `ready`.
"""

from __future__ import annotations

import json
import resource
import sys
from pathlib import Path

from mas_docs.papers.pdf import pdf_fault, prepare
from mas_docs.papers.pdf_examiner import READY, SOUND, UNREADABLE

MOST_MEMORY = 224 * 2**20
"""Address space in bytes, of which the interpreter and the engine take about 40 MiB.

Where the system does not enforce it (macOS), the engine's own limits and the limit on time remain.
"""

MOST_TIME = 7
"""Processor time for one PDF, in seconds; one of a thousand pages needs a tenth of a second."""


def main() -> None:
    """Examine PDFs until there are no more."""
    prepare()
    _limit(resource.RLIMIT_AS, MOST_MEMORY)
    _limit(resource.RLIMIT_CORE, 0)  # what is in memory is a child's paper: a crash may not put it on the disk
    _answer(READY)
    for line in sys.stdin:
        _limit(resource.RLIMIT_CPU, int(_time_taken()) + MOST_TIME)
        _answer(_verdict(Path(json.loads(line))))


def _verdict(path: Path) -> str:
    try:
        fault = pdf_fault(path)
    except OSError:
        return UNREADABLE
    return fault.id if fault else SOUND


def _answer(words: str) -> None:
    sys.stdout.write(f"{words}\n")
    sys.stdout.flush()


def _time_taken() -> float:
    usage = resource.getrusage(resource.RUSAGE_SELF)
    return usage.ru_utime + usage.ru_stime


def _limit(which: int, most: int) -> None:
    _, hard = resource.getrlimit(which)
    resource.setrlimit(which, (most if hard == resource.RLIM_INFINITY else min(most, hard), hard))


if __name__ == "__main__":
    main()
