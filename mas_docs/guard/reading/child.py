"""The process in which files are read (POSIX): it may take little memory and time, and keeps no password.

It reads a question from its standard input, and answers with a line for each part of a file's text. It begins by saying
`ready`.
"""

from __future__ import annotations

import resource
import sys
from collections.abc import Iterator
from pathlib import Path

from mas_docs.confinement import limit, processor_time
from mas_docs.guard.reading.inner import Inner
from mas_docs.guard.reading.members import read_parts
from mas_docs.guard.reading.source import Source
from mas_docs.guard.reading.stretches import Found, Gap, Lacking, Part
from mas_docs.guard.reading.wire import DONE, read_question, written_part

READY = "ready"
"""The first words, once the limits are set."""

MOST_MEMORY = 288 * 2**20
"""Address space in bytes, of which the interpreter and the engines take about 60 MiB."""

MOST_TEXT = 64 * 2**20
"""How many characters of one file are given back."""

ANSWERED_AT_ONCE = 2**18
"""How much of an answer is gathered before it is given, in bytes: each time, the one who asked has to wake up."""


def main() -> None:
    """Read files until there are no more."""
    limit(resource.RLIMIT_AS, MOST_MEMORY)
    limit(resource.RLIMIT_CORE, 0)  # what is in memory is a child's paper: a crash may not put it on the disk
    out = open(sys.stdout.fileno(), "wb", buffering=ANSWERED_AT_ONCE, closefd=False)  # noqa: SIM115 - stays open
    out.write(f"{READY}\n".encode())
    out.flush()
    for line in sys.stdin.buffer:
        asked = read_question(line)
        content = Path(asked.path) if asked.path is not None else sys.stdin.buffer.read(asked.size)
        limit(resource.RLIMIT_CPU, int(processor_time()) + asked.seconds)
        parts = read_parts(Source(content), Inner(read_parts, asked.passwords))
        out.writelines(map(written_part, _bounded(parts)))
        out.write(f"{DONE}\n".encode())
        out.flush()


def _bounded(parts: Iterator[Part]) -> Iterator[Part]:
    left = MOST_TEXT
    for part in parts:
        if isinstance(part, Found):
            left -= len(part.text)
        if left < 0:
            yield Lacking(Gap.TOO_MUCH)
            return
        yield part


if __name__ == "__main__":
    main()
