"""The processes in which papers are cleaned (POSIX): they may take little memory and time, and know no passphrase.

The first reads no paper: it makes a child for each case, and again after a paper that may have put one in disorder. A
child begins by saying `ready`, reads a task a line, and answers each with a line.
"""

from __future__ import annotations

import errno
import resource
import socket

from mas_docs.confinement import limit, make_children, processor_time
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
    """Make children that clean papers, until there are no more."""
    import PIL.Image  # noqa: F401 - so that no child has to

    prepare()
    limit(resource.RLIMIT_AS, MOST_MEMORY)
    limit(resource.RLIMIT_CORE, 0)  # what is in memory is a child's paper: a crash may not put it on the disk
    make_children(_clean)


def _clean(spoken: socket.socket) -> None:
    """Clean papers until there are no more."""
    _answer(spoken, READY)
    with spoken.makefile(encoding="utf-8") as tasks:
        for line in tasks:
            limit(resource.RLIMIT_CPU, int(processor_time()) + MOST_TIME)
            _answer(spoken, _done(line))


def _done(line: str) -> str:
    try:
        return answer_of(Task.read(line).done())
    except OSError:
        return UNREADABLE
    except UsageError as error:
        cause = error.__cause__
        return f"{UNWRITTEN} {cause.errno if isinstance(cause, OSError) else errno.EIO}"


def _answer(spoken: socket.socket, words: str) -> None:
    spoken.sendall(f"{words}\n".encode())


if __name__ == "__main__":
    main()
