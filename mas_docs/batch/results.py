"""What is told of each case of a batch: plain values, which pass from the workers to whoever started them."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass, field
from pathlib import Path

from mas_docs import __version__
from mas_docs.errors import ExitCode, MasDocsError
from mas_docs.findings import Findings
from mas_docs.production.office import MadePackage


@dataclass(frozen=True, slots=True)
class Failure:
    """Why a case failed.

    Attributes:
        id: the stable id of the error.
        exit_code: what a run for this case alone ends with.
        message: what is wrong, one sentence without its full stop.
        where: the file, and the line where there is one.
        remedy: what to do; may be empty.
    """

    id: str
    exit_code: ExitCode
    message: str
    where: str = ""
    remedy: str = ""

    def __str__(self) -> str:
        return str(MasDocsError(self.message, where=self.where, remedy=self.remedy))


def failure_of(error: Exception, shown_as: str) -> Failure:
    """What to tell of an error: of one that is none of ours, its kind and place alone, for its words may hold a name.

    Args:
        error: what was raised.
        shown_as: the case's file as the user knows it.
    """
    if isinstance(error, MasDocsError):
        return Failure(error.id, error.exit_code, error.message, error.where or shown_as, error.remedy)
    if isinstance(error, OSError):
        reason = error.strerror or type(error).__name__
        remedy = "Check the permissions and the free space, and run the command again."
        return Failure("usage", ExitCode.USAGE, f"The system refused this ({reason})", shown_as, remedy)
    trace = error.__traceback__
    while trace is not None and trace.tb_next is not None:
        trace = trace.tb_next
    module = trace.tb_frame.f_globals.get("__name__", "?") if trace else "?"
    place = f"{type(error).__name__} in {module}, line {trace.tb_lineno if trace else 0}, mas-docs {__version__}"
    return Failure(
        "defect",
        ExitCode.DEFECT,
        f"This is a defect of mas-docs, not of your files ({place})",
        shown_as,
        "Please send this line and the command you ran, without any case file, to whoever supports mas-docs.",
    )


def died(shown_as: str) -> Failure:
    """The failure of a case over which its process died."""
    return Failure(
        "worker-died",
        ExitCode.DEFECT,
        "The process that made this case was ended by the system; it may have run out of memory",
        shown_as,
        "Run the command again with --workers 1; if it happens again, tell whoever supports mas-docs.",
    )


@dataclass(frozen=True, slots=True)
class Unchanged:
    """A package that lies there already, of the same contents.

    Attributes:
        key: of its kind in the catalogue.
        package_id: the id in its manifest.
        archive: where it lies.
        made_on: the day that its documents bear.
    """

    key: str
    package_id: str
    archive: Path
    made_on: dt.date


@dataclass(frozen=True, slots=True)
class NotDue:
    """A package that is not due, and why: each reason is the rest of a sentence that begins with "this case"."""

    key: str
    purpose: str
    reasons: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Outlook:
    """What a look at one case finds, before anything is made.

    Attributes:
        shown_as: its file as the user knows it.
        reference: its reference; empty where its file is too broken.
        findings: everything found in its file and against the guidance.
        due: the packages that are due: the key of each one's kind, and what it is for.
        not_due: those that are not.
        failure: why it could not be looked at; None where it could.
    """

    shown_as: str
    reference: str
    findings: Findings
    due: tuple[tuple[str, str], ...] = ()
    not_due: tuple[NotDue, ...] = ()
    failure: Failure | None = None

    @property
    def name(self) -> str:
        """What to call it in one word: its reference, or its file."""
        return self.reference or self.shown_as


@dataclass(frozen=True, slots=True)
class CaseResult:
    """What became of one case.

    Attributes:
        shown_as: its file as the user knows it.
        reference: its reference; empty where its file is too broken.
        made: the packages that were made, in the catalogue's order.
        unchanged: those that lie there already.
        left_over: those of an earlier run that are not to be sent any more.
        remarks: what whoever sends them has to know, in sentences.
        findings: what was found while it was made, beyond what the look before found.
        failure: why it failed; None where it did not.
        stopped: whether the run was interrupted before the case was done.
        seconds: how long it took, by the clock on the wall.
    """

    shown_as: str
    reference: str = ""
    made: tuple[MadePackage, ...] = ()
    unchanged: tuple[Unchanged, ...] = ()
    left_over: tuple[Path, ...] = ()
    remarks: tuple[str, ...] = ()
    findings: Findings = field(default_factory=Findings)
    failure: Failure | None = None
    stopped: bool = False
    seconds: float = 0.0

    @property
    def name(self) -> str:
        """What to call it in one word: its reference, or its file."""
        return self.reference or self.shown_as
