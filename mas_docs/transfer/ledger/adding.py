"""The ledger: every package sealed, opened or refused, one line each, in a chain that no line leaves unnoticed.

Each line has the hash of the one before it. Lines are only ever added, under a lock, by one write each that is on the
disk before `append` returns; what a killed run left of a line is cut off by the next one, which says so for good.
"""

from __future__ import annotations

import contextlib
import datetime as dt
import errno
import hashlib
import io
import os
import stat
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

from mas_docs.errors import UsageError
from mas_docs.files import cannot_write
from mas_docs.transfer.ledger.entries import (
    BEFORE_THE_FIRST,
    LONGEST_LINE,
    Entry,
    HeadFault,
    InvalidLineError,
    Recorded,
    line_of,
    parse_line,
)
from mas_docs.transfer.ledger.head import Head, read_head, write_head
from mas_docs.transfer.ledger.members import check_neutral
from mas_docs.transfer.ledger.reading import LEDGER_FILE, LedgerReader
from mas_docs.transfer.locking import locked
from mas_docs.transfer.passphrases.stores import config_folder

LEDGER_FOLDER = "ledger"
"""The ledger's folder in a workspace, or in the user's own folder for settings."""

_LOCK = ".lock"
_BLOCK = 64 * 1024
_PRIVATE = 0o600
_OTHERS = 0o077


def _now() -> dt.datetime:
    return dt.datetime.now(dt.UTC)


@dataclass(frozen=True, slots=True)
class Ledger:
    """A ledger to add to.

    Attributes:
        folder: its folder (0700), made with the first entry.
        clock: tells the time.
    """

    folder: Path
    clock: Callable[[], dt.datetime] = _now

    @property
    def reader(self) -> LedgerReader:
        """The same ledger to read."""
        return LedgerReader(self.folder)

    def append(self, entry: Entry, *, day: dt.date) -> int:
        """Add an entry, and bring it to the disk.

        Args:
            entry: what happened.
            day: the day that counts as today.

        Returns:
            The entry's number, from 1.

        Raises:
            InvalidEntryError: a word in it is not one of ours: a defect of whoever made it.
            UsageError: it cannot be written; the ledger is as it was.
        """
        check_neutral(entry)
        path = self.folder / LEDGER_FILE
        with locked(self.folder / _LOCK):
            try:
                with _opened(path) as file:
                    return self._add(file, entry, day)
            except OSError as error:
                raise cannot_write(path, error) from None

    def _add(self, file: io.FileIO, entry: Entry, day: dt.date) -> int:
        end = _end_of(file)
        fault, removed = self._judge_head(end)
        recorded = Recorded(
            number=end.head.entries + 1,
            at=self.clock().replace(microsecond=0),
            day=day,
            entry=entry,
            torn=end.is_torn,
            head=fault,
            removed=removed,
            previous=end.head.last,
        )
        line = line_of(recorded)
        _write(file, end, line)
        self._move_head(file, end, Head(recorded.number, hashlib.sha256(line).hexdigest()))
        return recorded.number

    def _judge_head(self, end: _End) -> tuple[HeadFault, int]:
        """How the head does not fit, and how many entries more it counts; one that is merely behind is moved up."""
        head = read_head(self.folder)
        if head is None and end.head.entries:
            return HeadFault.MISSING, 0
        fault = head.fault(end.head, end.before) if head else HeadFault.NONE
        if fault is HeadFault.NONE and head != end.head:
            write_head(self.folder, end.head)
        return fault, max(0, head.entries - end.head.entries) if head else 0

    def _move_head(self, file: io.FileIO, end: _End, head: Head) -> None:
        """Move the head on; where that fails, the entry is taken back, so that the two stay together."""
        try:
            write_head(self.folder, head)
        except UsageError:
            if read_head(self.folder) != head:
                file.truncate(end.offset)
                raise


def open_ledger(workspace_root: Path | None, environ: Mapping[str, str]) -> Ledger:
    """The ledger of a workspace or, outside every workspace, the user's own; nothing is made yet.

    Args:
        workspace_root: the workspace's folder; None outside.
        environ: the environment, which says where the user's settings lie.
    """
    return Ledger((workspace_root or config_folder(environ)) / LEDGER_FOLDER)


@dataclass(frozen=True, slots=True)
class _End:
    """Where a ledger ends.

    Attributes:
        offset: the byte after its last whole line.
        is_torn: whether part of a line follows.
        head: the head that its last line calls for.
        before: the hash that its last line has of the one before it; empty where the line cannot be read.
    """

    offset: int
    is_torn: bool
    head: Head
    before: str


@contextlib.contextmanager
def _opened(path: Path) -> Iterator[io.FileIO]:
    """Open the ledger's file to read and to add to, closed to others; it is made where it is missing.

    Raises:
        OSError: it cannot be opened, or is a link, a pipe or a device.
    """
    flags = os.O_RDWR | os.O_APPEND | os.O_CREAT | getattr(os, "O_NOFOLLOW", 0) | getattr(os, "O_BINARY", 0)
    with io.FileIO(os.open(path, flags, _PRIVATE), "r+") as file:
        mode = os.fstat(file.fileno()).st_mode
        if not stat.S_ISREG(mode):
            raise OSError(errno.EINVAL, "it is no ordinary file", str(path))
        if os.name != "nt" and mode & _OTHERS:
            os.fchmod(file.fileno(), _PRIVATE)
        yield file


def _end_of(file: io.FileIO) -> _End:
    """Find the end of the ledger, reading no more of it than its last line."""
    size = file.seek(0, os.SEEK_END)
    offset = _start_of_line(file, size)
    if offset == 0:
        return _End(0, size > 0, Head(), BEFORE_THE_FIRST)
    start = _start_of_line(file, offset - 1)
    last, digest = _read_line(file, start, offset)
    try:
        recorded = parse_line(last)
    except InvalidLineError:
        # The place of a line that says no number is found by counting.
        return _End(offset, size > offset, Head(_lines_before(file, offset), digest), "")
    return _End(offset, size > offset, Head(recorded.number, digest), recorded.previous)


def _start_of_line(file: io.FileIO, position: int) -> int:
    """The byte after the last line end before that position; 0 where there is none."""
    while position > 0:
        size = min(_BLOCK, position)
        position -= size
        found = _read(file, position, size).rfind(b"\n")
        if found >= 0:
            return position + found + 1
    return 0


def _read_line(file: io.FileIO, start: int, end: int) -> tuple[bytes, str]:
    """A line and its SHA-256; of one that is too long to be ours, no more than its beginning."""
    digest = hashlib.sha256()
    for position in range(start, end, _BLOCK):
        digest.update(_read(file, position, min(_BLOCK, end - position)))
    return _read(file, start, min(end - start, LONGEST_LINE)), digest.hexdigest()


def _lines_before(file: io.FileIO, end: int) -> int:
    blocks = range(0, end, _BLOCK)
    return sum(_read(file, position, min(_BLOCK, end - position)).count(b"\n") for position in blocks)


def _read(file: io.FileIO, position: int, count: int) -> bytes:
    file.seek(position)
    content = file.read(count)
    if content is None or len(content) != count:
        raise OSError(errno.EIO, "it changes while it is read")
    return content


def _write(file: io.FileIO, end: _End, line: bytes) -> None:
    """Add a line at the end, by one write; where not all of it goes in, none of it stays.

    Raises:
        OSError: it could not be written; the disk may be full.
    """
    if end.is_torn:
        file.truncate(end.offset)
    try:
        _write_whole(file, line)
        os.fsync(file.fileno())
    except BaseException:
        file.truncate(end.offset)
        raise


def _write_whole(file: io.FileIO, line: bytes) -> None:
    if file.write(line) != len(line):
        raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))
