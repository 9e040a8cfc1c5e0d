"""What can be wrong with a paper.

A fault is told without the paper's file name: that may be a child's name, and what is told may end in a log.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

from mas_docs.errors import ExitCode
from mas_docs.files import OUTSIDE_REMEDY
from mas_docs.findings import Severity

_MOST_RUNS = 12
"""How many pages, or stretches of pages, one message names."""

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

    def on_pages(self, pages: Sequence[int]) -> Fault:
        """The same fault, naming the pages that have it: `is damaged (pages 2 to 4 and 7)`.

        Args:
            pages: their numbers in the paper, from 1, in order; none leaves the fault as it is.
        """
        return replace(self, message=f"{self.message} ({_page_words(pages)})") if pages else self


def _page_words(pages: Sequence[int]) -> str:
    runs: list[list[int]] = []
    for page in pages:
        if runs and page == runs[-1][-1] + 1:
            runs[-1][1:] = [page]
        else:
            runs.append([page])
    words = [" to ".join(str(page) for page in run) for run in runs]
    if len(words) > _MOST_RUNS:
        words = [*words[:_MOST_RUNS], "others"]
    listed = " and ".join(filter(None, (", ".join(words[:-1]), words[-1])))
    return f"page {listed}" if len(pages) == 1 else f"pages {listed}"


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
LINK = Fault("paper-link", "is a link, not a file of the case's own", "Copy the file itself into the case's folder.")
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
    "Give its password with --unlock, as `brief` and `papers` take it, or save a copy without it.",
)
STILL_LOCKED = Fault(
    "paper-locked",
    "is locked with a password, and the one given for it does not open it",
    "Ask its sender for the password, and try it in a PDF reader first.",
)
LOCKED_TO_READERS = Fault(
    "paper-locked",
    "is locked so that no password opens it, only a certificate or a program of its own",
    "Open it where it can be read, and save or print it as PDF without that lock.",
)
DAMAGED = Fault("paper-damaged", "is damaged and cannot be read to its end", "Copy it again from where it came.")
REPAIRED = Fault("paper-repaired", "has a damaged index, which was rebuilt", SAVE_AS_PDF, severity=Severity.WARNING)
REBUILT = Fault(
    "paper-repaired",
    "was damaged in places, and is repaired",
    "Compare these pages with the original.",
    severity=Severity.WARNING,
)
REBUILT_EMPTY = Fault(
    "paper-repaired-empty",
    "has nothing on some of its pages since it was repaired",
    "Compare these pages with the original; if something is missing, copy it again from where it came.",
    severity=Severity.WARNING,
)
CONTENT_LOST = Fault("paper-damaged", "has lost what stood on some of its pages", "Copy it again from where it came.")
ADOBE_FORM = Fault(
    "paper-form",
    "is a form that only Adobe's reader shows",
    "Open it in Adobe Reader, and print it as PDF.",
)
PORTFOLIO = Fault(
    "paper-portfolio",
    "is a portfolio, which wraps other files",
    "Save the files in it one by one, and name each as a paper.",
)
ELSEWHERE = Fault(
    "paper-incomplete",
    "keeps a part of itself in another file, which is not here",
    SAVE_AS_PDF,
)
NOT_REDACTED = Fault(
    "paper-redaction",
    "has words marked for redaction that are still there",
    "Apply the redactions in the program that marked them, and save it again.",
)
FIELD_NOT_SHOWN = Fault(
    "paper-form-value",
    "has a form field whose value does not fit or cannot be printed",
    "Open it, see that each field can be read as a whole, and print it as PDF.",
)
PICTURE_LOST = Fault(
    "paper-picture",
    "has a picture that is damaged, so that nothing stands in its place",
    "Compare these pages with the original; if something is missing, copy it again from where it came.",
    severity=Severity.WARNING,
)
ATTACHMENTS = Fault(
    "paper-attachments",
    "has files attached, which do not travel with it",
    "If they matter, save them, and name each as a paper of its own.",
    severity=Severity.WARNING,
)
COMMENTS = Fault(
    "paper-comments",
    "has comments or stamps, which do not travel with it",
    "If they matter, print it as PDF with its comments, and name that file.",
    severity=Severity.WARNING,
)
TOO_MANY_DOTS = Fault(
    "paper-too-large",
    "has more dots than a page of print needs",
    "Scan it again at 200 dots an inch.",
)
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
CHANGED = Fault(
    "paper-changed",
    "changed while it was taken in",
    "Wait until it is saved or copied whole, then run the command again.",
)
CASE_FILE = Fault("paper-is-case-file", "is the case file itself", "Name the paper's own file.")
REPEATED = Fault(
    "paper-repeated",
    "is the same as an earlier paper",
    "Name its own file, or remove one of the two.",
    severity=Severity.WARNING,
)
