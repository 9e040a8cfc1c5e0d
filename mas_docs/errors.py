"""Every failure a user can meet: one root, and the exit code belongs to the class.

The exit codes are agreed in the command line's documentation (`docs/command-line.md`); other programs rely on them.
A message says what is wrong, where, and what to do next, in one line.
"""

from __future__ import annotations

from enum import IntEnum


class ExitCode(IntEnum):
    """What the process tells its caller. The numbers are agreed and do not change."""

    DONE = 0
    USAGE = 2
    INVALID_CASE = 3
    TEMPLATE = 4
    PAPER = 5
    PASSPHRASE = 6
    DAMAGED_ARCHIVE = 7
    REFUSED = 8
    SOME_FAILED = 9
    MISSING_PROGRAM = 10
    DEFECT = 70
    INTERRUPTED = 130


class MasDocsError(Exception):
    """Root of every error this package raises on purpose.

    Args:
        message: what is wrong, as one sentence without its final full stop.
        where: the file, and line where there is one (`cases/MAS-2026-014/case.yaml:31`), or nothing.
        remedy: what the reader can do next, as one sentence; may be empty when nothing can be done.
    """

    id = "error"
    exit_code = ExitCode.DEFECT

    def __init__(self, message: str, *, where: str = "", remedy: str = "") -> None:
        super().__init__(message)
        self.message = message
        self.where = where
        self.remedy = remedy

    def __str__(self) -> str:
        place = f"{self.where}: " if self.where else ""
        remedy = f" {self.remedy}" if self.remedy else ""
        return f"{place}{self.message.rstrip('.')}.{remedy}"


class UsageError(MasDocsError):
    """The command was called in a way that cannot work."""

    id = "usage"
    exit_code = ExitCode.USAGE


class InvalidCaseError(MasDocsError):
    """A case file or the board's settings are invalid, or say too little for what was asked."""

    id = "invalid-case"
    exit_code = ExitCode.INVALID_CASE


class NotReadyError(InvalidCaseError):
    """The case is valid, but does not yet hold what this document or package needs."""

    id = "not-ready"


class TemplateError(MasDocsError):
    """A template is at fault: its syntax, a field that does not exist, or output that lost a value."""

    id = "template"
    exit_code = ExitCode.TEMPLATE


class PaperError(MasDocsError):
    """A paper is missing, unreadable, locked or unsafe."""

    id = "paper"
    exit_code = ExitCode.PAPER


class PassphraseError(MasDocsError):
    """The passphrase is missing, weak or wrong."""

    id = "passphrase"
    exit_code = ExitCode.PASSPHRASE


class DamagedArchiveError(MasDocsError):
    """An archive is damaged, was changed, or does not match its manifest."""

    id = "damaged-archive"
    exit_code = ExitCode.DAMAGED_ARCHIVE


class RefusedError(MasDocsError):
    """Sending this would show a child's papers to somebody who must not have them."""

    id = "refused"
    exit_code = ExitCode.REFUSED


class SomeFailedError(MasDocsError):
    """Some of several cases failed; the others are done."""

    id = "some-failed"
    exit_code = ExitCode.SOME_FAILED


class MissingProgramError(MasDocsError):
    """A program that this step needs is not installed."""

    id = "missing-program"
    exit_code = ExitCode.MISSING_PROGRAM


class FoundProblemsError(MasDocsError):
    """Problems were found and shown; the exit code is that of the findings, not of a class."""

    id = "found-problems"

    def __init__(self, message: str, *, exit_code: ExitCode, where: str = "", remedy: str = "") -> None:
        super().__init__(message, where=where, remedy=remedy)
        self.exit_code = exit_code
