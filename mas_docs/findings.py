"""A problem found in somebody's file: where, what, and what to do. Collected, so that one run shows them all."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from difflib import get_close_matches
from enum import StrEnum

from mas_docs.errors import ExitCode


class Severity(StrEnum):
    """How much a finding matters: an error must not leave the office, a warning stops nothing."""

    ERROR = "error"
    WARNING = "warning"


@dataclass(frozen=True, slots=True, order=True)
class Finding:
    """One problem.

    Attributes:
        file: the file as the user knows it, relative to the workspace where it lies inside it.
        line: its line, counted from 1; 0 when the finding is about the file as a whole.
        column: its column, counted from 1; 0 when unknown.
        id: a stable name (`unknown-key`, `event-late`), which scripts may rely on.
        severity: error or warning.
        message: what is wrong, one sentence.
        remedy: what to do about it, one sentence; may be empty.
        paragraph: the guidance's paragraph that the rule comes from (`4.5`), or empty.
        exit_code: what the process ends with when this error stops it.
        place: where in a file that has no lines, in its reader's words (`table 2, row 3`); may be empty.
    """

    file: str
    line: int
    column: int
    id: str
    severity: Severity
    message: str
    remedy: str = ""
    paragraph: str = ""
    exit_code: ExitCode = ExitCode.INVALID_CASE
    place: str = ""

    @property
    def is_error(self) -> bool:
        """Whether this finding must keep the case in the office."""
        return self.severity is Severity.ERROR

    @property
    def where(self) -> str:
        """The place as `cases/MAS-2026-014/case.yaml:31` or `invitation.docx, table 2, row 3`; or the file alone."""
        file = f"{self.file}, {self.place}" if self.place else self.file
        return f"{file}:{self.line}" if self.line else file

    def __str__(self) -> str:
        paragraph = f" (guidance {self.paragraph})" if self.paragraph else ""
        remedy = f" {self.remedy}" if self.remedy else ""
        return f"{self.where}: {self.severity}: {self.message.rstrip('.')}{paragraph}.{remedy}"


@dataclass(frozen=True, slots=True)
class Findings:
    """An immutable collection of findings, in the order of their files and lines."""

    items: tuple[Finding, ...] = ()

    @classmethod
    def of(cls, findings: Iterable[Finding]) -> Findings:
        """Sort findings by file and line; the same problem told twice is told once."""
        return cls(tuple(sorted(set(findings))))

    def __iter__(self) -> Iterator[Finding]:
        return iter(self.items)

    def __len__(self) -> int:
        return len(self.items)

    def __add__(self, other: Findings) -> Findings:
        return Findings.of((*self.items, *other.items))

    @property
    def errors(self) -> tuple[Finding, ...]:
        """Those that must keep the case in the office."""
        return tuple(finding for finding in self.items if finding.is_error)

    @property
    def exit_code(self) -> ExitCode:
        """What the process ends with: another case's papers come first, then what the agreed order of codes says."""
        codes = {finding.exit_code for finding in self.errors}
        return ExitCode.REFUSED if ExitCode.REFUSED in codes else min(codes, default=ExitCode.DONE)

    @property
    def warnings(self) -> tuple[Finding, ...]:
        """Those that stop nothing."""
        return tuple(finding for finding in self.items if not finding.is_error)


def did_you_mean(written: str, known: Iterable[str]) -> str:
    """Offer the nearest known word as "Did you mean `core_group`? ", or nothing when none is near."""
    by_folded = {word.casefold(): word for word in known}
    near = get_close_matches(written.casefold(), by_folded, n=1, cutoff=0.6)
    return f"Did you mean `{by_folded[near[0]]}`? " if near else ""
