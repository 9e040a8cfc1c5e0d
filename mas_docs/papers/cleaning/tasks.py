"""What is asked of the process that cleans papers, and what it answers: lines of JSON without any words of a paper."""

from __future__ import annotations

import json
from dataclasses import asdict, dataclass, field
from pathlib import Path

from mas_docs.papers import faults
from mas_docs.papers.cleaning.pdf import examine_pdf
from mas_docs.papers.cleaning.pdf_cleaning import clean_pdf
from mas_docs.papers.cleaning.pictures import clean_picture
from mas_docs.papers.cleaning.refusal import Outcome, Told
from mas_docs.papers.faults import Fault
from mas_docs.papers.formats import PDF

UNREADABLE = "unreadable"
"""The answer about a file that the system does not let one read."""

UNWRITTEN = "unwritten"
"""The beginning of the answer about a clean PDF that cannot be written; the system's error number follows."""

MOST_PAGES = 1_000_000
"""The largest number of a page that an answer may give."""

_FAULTS = {name: value for name, value in vars(faults).items() if isinstance(value, Fault)}
_NAMES = {fault: name for name, fault in _FAULTS.items()}


@dataclass(frozen=True, slots=True)
class Task:
    """A paper to examine, or to clean.

    Attributes:
        source: the paper's path.
        media_type: what it is; only a PDF is examined alone.
        into: the path of the clean PDF; None to examine only.
        passphrase: the paper's own; nothing prints it.
    """

    source: str
    media_type: str = PDF.media_type
    into: str | None = None
    passphrase: str | None = field(default=None, repr=False)

    def written(self) -> str:
        """As a line."""
        return json.dumps(asdict(self))

    @classmethod
    def read(cls, line: str) -> Task:
        """From a line."""
        return cls(**json.loads(line))

    def done(self) -> Outcome:
        """Do it, in this process.

        Raises:
            OSError: the paper cannot be read.
            UsageError: the clean PDF cannot be written.
        """
        if self.into is None:
            return examine_pdf(Path(self.source), self.passphrase)
        if self.media_type == PDF.media_type:
            return clean_pdf(Path(self.source), Path(self.into), self.passphrase)
        return clean_picture(Path(self.source), Path(self.into))


def answer_of(outcome: Outcome) -> str:
    """An outcome as a line."""
    told = [[_NAMES[part.fault], list(part.pages)] for part in outcome.told]
    return json.dumps({"told": told, "pages": outcome.pages})


def outcome_of(untrusted_answer: str) -> Outcome | None:
    """An outcome from a line; None where it is none: the process that wrote it may have been taken over."""
    try:
        answer = json.loads(untrusted_answer)
        told = tuple(Told(_FAULTS[name], tuple(_page(page) for page in pages)) for name, pages in answer["told"])
        return Outcome(told, None if answer["pages"] is None else _page(answer["pages"]))
    except (ValueError, KeyError, TypeError):
        return None


def _page(untrusted_number: object) -> int:
    if not isinstance(untrusted_number, int) or not 0 <= untrusted_number <= MOST_PAGES:
        raise ValueError("no page number")
    return untrusted_number
