"""The documents that the Word engines are compared on: shipped templates, and the data of a generated case."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from benchmarks.generated import TODAY, workspace
from mas_docs.catalogue import find_document
from mas_docs.documents import dates
from mas_docs.documents.context import Subject, case_context
from mas_docs.documents.template_files import find_template
from mas_docs.documents.word import DocumentProperties
from mas_docs.guidance.roles import Role
from mas_docs.recipients import recipients
from mas_docs.workspace import open_workspace


@dataclass(frozen=True, slots=True)
class Task:
    """One document to make.

    Attributes:
        what: what it is, in words.
        template: the shipped Word template.
        context: the names that it may use.
        properties: the document's title and identifier.
    """

    what: str
    template: Path
    context: dict[str, Any]
    properties: DocumentProperties


def tasks(folder: Path) -> tuple[Task, Task]:
    """The two-page letter and the form of tables, for a generated case.

    Args:
        folder: where the case is made.
    """
    root = workspace(folder, cases=1)
    opened, findings = open_workspace(root)
    if opened is None or findings.errors:
        raise SystemExit("The generated workspace is invalid")
    loaded, _ = opened.load(opened.case_files()[0])
    if loaded is None:
        raise SystemExit("The generated case is invalid")
    member = recipients(loaded.case, opened.board, Role.CORE_GROUP_MEMBER)[0]

    def task(what: str, key: str) -> Task:
        document = find_document(key)
        context = case_context(loaded.case, opened.board, Subject(document, None, TODAY, member), {})
        properties = DocumentProperties(document.title, loaded.case.reference)
        return Task(what, find_template(f"word/en/{key}.docx", None), context, properties)

    return task("letter of two pages", "invitation"), task("form of four tables", "facilitators-agenda")


def grown(form: Task, rows: int) -> Task:
    """The form with a table of so many rows: a Core Group of as many members."""
    member = form.context["core_group"][0]
    group = [member | {"name": f"{member['name']} {number}"} for number in range(1, rows + 1)]
    return replace(form, what=f"table of {rows:,} rows", context=form.context | {"core_group": group})


def office_filters() -> dict[str, Any]:
    """The filters that an office would register to write its dates and lists: those that the templates name."""
    return {
        "date": dates.long_date,
        "weekday_date": dates.weekday_date,
        "time": dates.clock,
        "listed": dates.listed,
        "lower": str.lower,
        "capitalize": lambda text: text[:1].upper() + text[1:],
    }


def made_on() -> dt.date:
    """The day that the documents bear."""
    return TODAY
