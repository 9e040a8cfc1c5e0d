"""A rule's verdict on a case, before anybody has looked up the line that it is about."""

from __future__ import annotations

from dataclasses import dataclass

from mas_docs.findings import Severity
from mas_docs.yaml_files.places import ValuePath


@dataclass(frozen=True, slots=True)
class Problem:
    """What a rule has found.

    Attributes:
        id: a stable name (`event-late`), which scripts may rely on.
        path: the value that it is about; one that the case file holds.
        message: what is wrong, one sentence without its full stop; it never holds a child's name.
        remedy: what to do about it, one sentence.
        paragraph: the guidance's paragraph, or empty.
        severity: whether it keeps the case in the office.
    """

    id: str
    path: ValuePath
    message: str
    remedy: str
    paragraph: str
    severity: Severity


def error(id: str, path: ValuePath, message: str, remedy: str, paragraph: str = "") -> Problem:  # noqa: A002 - a finding's word
    """What must not leave the office."""
    return Problem(id, path, message, remedy, paragraph, Severity.ERROR)


def warning(id: str, path: ValuePath, message: str, remedy: str, paragraph: str = "") -> Problem:  # noqa: A002 - likewise
    """What somebody should know, and what stops nothing."""
    return Problem(id, path, message, remedy, paragraph, Severity.WARNING)
