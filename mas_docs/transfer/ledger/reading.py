"""Reading the ledger: its entries, and whether its chain is whole. Nothing that is read is believed.

Reading takes no lock and writes nothing, so that whoever may only read a workspace can check it. A run that adds an
entry meanwhile is no trouble: the end of the file and the head are taken at a moment when the file did not grow.
"""

from __future__ import annotations

import hashlib
import io
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import islice
from pathlib import Path

from mas_docs.errors import UsageError
from mas_docs.files import open_ordinary
from mas_docs.findings import Findings
from mas_docs.transfer.ledger.chain import Chain, Line, LineFault
from mas_docs.transfer.ledger.entries import LONGEST_LINE, InvalidLineError, NewerLineError, Recorded, parse_line
from mas_docs.transfer.ledger.head import Head, read_head

LEDGER_FILE = "packages.jsonl"
"""Its file's name in the ledger's folder."""

_MOST_FINDINGS = 1000
_ATTEMPTS = 100


@dataclass(frozen=True, slots=True)
class Verdict:
    """What was found of a ledger.

    Attributes:
        findings: each break of the chain with its line, and remarks.
        entries: how many lines it has.
        first, last: the first and the last entry that can be read; None where there is none.
        head: the number of its last line, and that line's hash.
        kept_at: the number of the line whose hash was asked for; None where no line has it, or none was asked for.
    """

    findings: Findings
    entries: int
    first: Recorded | None
    last: Recorded | None
    head: Head
    kept_at: int | None = None


@dataclass(frozen=True, slots=True)
class LedgerReader:
    """A ledger to read.

    Attributes:
        folder: its folder; where it is missing, there are no entries.
    """

    folder: Path

    def entries(self) -> Iterator[Recorded]:
        """Every entry that can be read, in the order of the lines; what is wrong with the others, `verify` says.

        Raises:
            UsageError: the ledger cannot be read.
        """
        return (line.recorded for line in self.lines() if line.recorded is not None)

    def lines(self) -> Iterator[Line]:
        """Every line, also those that cannot be read.

        Raises:
            UsageError: the ledger cannot be read.
        """
        return self._lines(self._size())

    def of_package(self, package: str) -> tuple[Recorded, ...]:
        """The entries of the package of that id."""
        return tuple(recorded for recorded in self.entries() if recorded.entry.package == package)

    def of_case(self, reference: str) -> tuple[Recorded, ...]:
        """The entries of the case of that reference."""
        return tuple(recorded for recorded in self.entries() if recorded.entry.case == reference)

    def verify(self, kept: str | None = None) -> Verdict:
        """Check every line, the chain that they make, and its end.

        Args:
            kept: a hash that somebody kept, of what was then the last line, to look for.

        Raises:
            UsageError: the ledger cannot be read.
        """
        size, head = self._snapshot()
        chain = Chain(kept)
        lines = (finding for line in self._lines(size) for finding in chain.add(line))
        findings = list(islice(lines, _MOST_FINDINGS))
        if len(findings) == _MOST_FINDINGS:
            findings.append(chain.too_many())
        else:
            findings += chain.close(head)
        return Verdict(Findings.of(findings), chain.place, chain.first, chain.last, chain.end, chain.kept_at)

    def _snapshot(self) -> tuple[int, Head | None]:
        """The size of the file in bytes and the head, both as they were at one moment."""
        size, head = self._size(), read_head(self.folder)
        for _ in range(_ATTEMPTS):
            again = self._size()
            if again == size:
                break
            size, head = again, read_head(self.folder)
        return size, head

    def _size(self) -> int:
        try:
            return (self.folder / LEDGER_FILE).stat().st_size
        except (FileNotFoundError, NotADirectoryError):
            return 0
        except OSError as error:
            raise _cannot_read(self.folder, error) from None

    def _lines(self, size: int) -> Iterator[Line]:
        """The lines as far as the file reached; none is held longer than it takes to look at it."""
        if size == 0:
            return
        try:
            with io.BufferedReader(open_ordinary(self.folder / LEDGER_FILE), LONGEST_LINE) as file:
                while file.tell() < size and (line := _next_line(file)) is not None:
                    yield line
        except OSError as error:
            raise _cannot_read(self.folder, error) from None


def _next_line(file: io.BufferedReader[io.FileIO]) -> Line | None:
    untrusted = file.readline(LONGEST_LINE)
    if not untrusted:
        return None
    if untrusted.endswith(b"\n"):
        return _judged(untrusted)
    if len(untrusted) < LONGEST_LINE:
        return Line("", None, LineFault.TORN)
    digest = hashlib.sha256(untrusted)
    while untrusted and not untrusted.endswith(b"\n"):
        untrusted = file.readline(LONGEST_LINE)
        digest.update(untrusted)
    return Line(digest.hexdigest(), None, LineFault.BROKEN)


def _judged(untrusted: bytes) -> Line:
    sha256 = hashlib.sha256(untrusted).hexdigest()
    try:
        return Line(sha256, parse_line(untrusted), LineFault.NONE)
    except NewerLineError:
        return Line(sha256, None, LineFault.NEWER)
    except InvalidLineError:
        return Line(sha256, None, LineFault.BROKEN)


def _cannot_read(folder: Path, error: OSError) -> UsageError:
    return UsageError(
        f"The ledger cannot be read ({error.strerror or 'no reason given'})",
        where=str(folder / LEDGER_FILE),
        remedy="Check the permissions of it and of its folder.",
    )
