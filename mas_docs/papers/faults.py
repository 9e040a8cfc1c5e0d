"""What can be wrong with a paper.

A fault is told without the paper's file name: that may be a child's name, and what is told may end in a log.
"""

from __future__ import annotations

from dataclasses import dataclass

from mas_docs.errors import ExitCode
from mas_docs.files import OUTSIDE_REMEDY
from mas_docs.findings import Severity

SAVE_AS_PDF = "Open it, see that all its pages are there, and save or print it as PDF."


@dataclass(frozen=True, slots=True)
class Fault:
    """One thing that is wrong with one paper.

    Attributes:
        id: the finding's stable name.
        message: the end of a sentence that begins with the paper: `is empty`.
        remedy: what the Social Worker can do next.
        severity: an error keeps the papers in the office.
        exit_code: 3 for a path that leaves the case folder, else 5.
    """

    id: str
    message: str
    remedy: str
    severity: Severity = Severity.ERROR
    exit_code: ExitCode = ExitCode.PAPER


OUTSIDE = Fault(
    "paper-outside-case",
    "is outside the case folder",
    OUTSIDE_REMEDY,
    exit_code=ExitCode.INVALID_CASE,
)
ABSENT = Fault(
    "paper-missing",
    "is not there",
    "Correct the path, capitals included, or mark the paper as outstanding until it arrives.",
)
NOT_A_FILE = Fault("paper-not-a-file", "is a folder or a device, not a file", "Name the file itself.")
UNREADABLE = Fault("paper-unreadable", "may not be read", "Ask whoever owns the file to let you read it.")
EMPTY = Fault("paper-empty", "is an empty file", "Copy it again from where it came.")
TOO_LARGE = Fault("paper-too-large", "is larger than 500 MB", "Scan it again in black and white at 200 dots an inch.")
UNKNOWN_TYPE = Fault(
    "paper-type",
    "is of a type that cannot be sent as a paper, whatever its name says",
    "Open it in the program that made it, and save or print it as PDF.",
)
LOCKED = Fault(
    "paper-locked",
    "is locked with a password",
    "Save a copy without the password; the package that carries it is encrypted.",
)
DAMAGED = Fault("paper-damaged", "is damaged and cannot be read to its end", "Copy it again from where it came.")
REPAIRED = Fault("paper-repaired", "has a damaged index, which was rebuilt", SAVE_AS_PDF, severity=Severity.WARNING)
NO_PAGES = Fault("paper-without-pages", "has no page", "Copy or print it again; the file holds nothing to read.")
MACROS = Fault("paper-macros", "holds macros, which are programs", SAVE_AS_PDF)
OVERSIZED_INSIDE = Fault(
    "paper-unsafe", "unpacks to far more than a document holds", "Do not open it; ask its sender for a PDF."
)
TOO_DEMANDING = Fault(
    "paper-unsafe",
    "takes far more memory or time to open than a document does",
    "Do not open it; ask its sender to print it as PDF again.",
)
CASE_FILE = Fault("paper-is-case-file", "is the case file itself", "Name the paper's own file.")
REPEATED = Fault(
    "paper-repeated",
    "is the same file as an earlier paper",
    "Name its own file, or remove one of the two.",
    severity=Severity.WARNING,
)
