"""The process in which papers are cleaned (POSIX): it may take little memory and time, and knows no passphrase of ours.

It reads a task a line from its standard input, and answers each with a line. It begins by saying `ready`.
"""

from __future__ import annotations

import errno
import resource
import sys

from mas_docs.confinement import limit, processor_time
from mas_docs.errors import UsageError
from mas_docs.papers.cleaning.pdf import prepare
from mas_docs.papers.cleaning.tasks import UNREADABLE, UNWRITTEN, Task, answer_of

READY = "ready"
"""The first words, once the limits are set."""

MOST_MEMORY = 224 * 2**20
"""Address space in bytes, of which the interpreter and the engine take about 40 MiB.

Where the system does not enforce it (macOS), the engine's own limits and the limit on time remain.
"""

MOST_TIME = 7
"""Processor time for one paper, in seconds; a PDF of a thousand pages needs two."""


def main() -> None:
    """Clean papers until there are no more."""
    prepare()
    limit(resource.RLIMIT_AS, MOST_MEMORY)
    limit(resource.RLIMIT_CORE, 0)  # what is in memory is a child's paper: a crash may not put it on the disk
    _answer(READY)
    for line in sys.stdin:
        limit(resource.RLIMIT_CPU, int(processor_time()) + MOST_TIME)
        _answer(_done(line))


def _done(line: str) -> str:
    try:
        return answer_of(Task.read(line).done())
    except OSError:
        return UNREADABLE
    except UsageError as error:
        cause = error.__cause__
        return f"{UNWRITTEN} {cause.errno if isinstance(cause, OSError) else errno.EIO}"


def _answer(words: str) -> None:
    sys.stdout.write(f"{words}\n")
    sys.stdout.flush()


if __name__ == "__main__":
    main()
