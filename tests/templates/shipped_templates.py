"""The Word templates as they ship, read by the tests without the product's own reader; and documents made of them."""

from __future__ import annotations

import datetime as dt
import io
import posixpath
import zipfile
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from typing import Any

from fictional import BOARD, case, person
from lxml import etree

from mas_docs.case.model import Case, EventStatus
from mas_docs.catalogue import DOCUMENTS, Document, Medium, OnePer, State, find_document
from mas_docs.documents.context import Subject, blank_context, case_context
from mas_docs.documents.word import DocumentProperties, render_word
from mas_docs.recipients import recipients
from mas_docs.resources import templates_folder

ENGLISH = templates_folder() / "word" / "en"
TEMPLATES = sorted((templates_folder() / "word").glob("*/*.docx"))
TODAY = dt.date(2026, 11, 27)
JO = "Tom & Jo's Nursery Lead, Ms J. <Jo> Adeyemi"
LONG = "The plan had lost its direction.\n\nVisits were kept & school <attendance> rose and fell."
_W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
_RELATED = "{http://schemas.openxmlformats.org/officeDocument/2006/relationships}id"


def w(name: str) -> str:
    """The full name of one of WordprocessingML's elements or attributes."""
    return f"{_W}{name}"


class Package:
    """A Word file's parts, parsed."""

    def __init__(self, content: bytes) -> None:
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            self.parts = {name: archive.read(name) for name in archive.namelist()}
        self.body = self.part("word/document.xml")

    def part(self, name: str) -> Any:
        """A part's root."""
        return etree.fromstring(self.parts[name])

    def letterhead(self) -> dict[str, bytes]:
        """The text and look of each header and footer, by what the section uses it for."""
        relationships = self.part("word/_rels/document.xml.rels")
        targets = {found.get("Id"): posixpath.join("word", found.get("Target")) for found in relationships}
        used = [*self.body.iter(w("headerReference")), *self.body.iter(w("footerReference"))]
        return {
            f"{etree.QName(found).localname} {found.get(w('type'))}": etree.tostring(
                self.part(targets[found.get(_RELATED)]), method="c14n"
            )
            for found in used
        }


def of_file(path: Path) -> Package:
    """A template's parts."""
    return Package(path.read_bytes())


def text_of(element: Any) -> str:
    """All text below an element, a paragraph to a line; of a control within a line, its words."""
    paragraphs = list(element.iter(w("p"))) or [element]
    return "\n".join("".join(text.text or "" for text in found.iter(w("t"))) for found in paragraphs)


def label_cells(body: Any) -> list[str]:
    """What stands in the cells outside the content controls: the form's own words, in order, without empty cells."""
    cells = []
    for cell in body.iter(w("tc")):
        words = "".join(
            text.text or "" for text in cell.iter(w("t")) if next(text.iterancestors(w("sdt")), None) is None
        )
        cells.append(" ".join(words.split()))
    return [cell for cell in cells if cell]


def controls(body: Any) -> dict[str, Any]:
    """The content controls by the end of their hidden tag: `…/most_useful`."""
    found = {}
    for control in body.iter(w("sdt")):
        tag = control.find(f"{w('sdtPr')}/{w('tag')}")
        found[str(tag.get(w("val"))).rpartition("/")[2]] = control
    return found


def _summary(**more: Any) -> dict[str, Any]:
    return {"discussion": LONG, "comments": "A shared view.", **more}


_ACTIONS = [
    {"action": "Set three measurable goals", "owner": JO, "due": "2027-01-15"},
    {"action": "Agree who tells the children"},
]
_NO_DETAILS = {"date": "2026-12-17", "start": "10:00"}
_GROUP = [
    person("Dr Angharad Price", "Aneurin Bevan University Health Board", role="Health Visitor", attended="true"),
    person(JO, "Flying Start", role="Nursery Manager", line_manager="Sioned Rees", attended="true"),
    person("Lewis Hart", "Education", attended="false", absence_reason="Sick leave", coming="false"),
]
_FEEDBACK = {
    "name": JO,
    "most_useful": LONG,
    "barriers": {"answer": "yes", "comment": "Parking."},
    "process": "Well facilitated.",
}

FULL = case(
    core_group=_GROUP,
    feedback=[_FEEDBACK],
    next_meeting={"kind": "core-group", "date": "2027-01-14"},
    summary=_summary(actions=_ACTIONS, signed_by="Rhian Cole", signed_on="2026-12-22", returned_on="2026-12-29"),
)
THIN = case(
    children=[
        {
            "name": "Carys Anwen Pritchard",
            "date_of_birth": "2019-04-17",
            "registered": "2026-01-20",
            "categories": ["neglect"],
        }
    ],
    conference={"date": "2026-11-20", "number": "2"},
    decision={"proceed": "true"},
    core_group=[person("Dr Angharad Price", "Aneurin Bevan University Health Board")],
    facilitators=[person("Rhian Cole", "Gwent Police")],
    event=_NO_DETAILS,
    papers=None,
    feedback=[{"name": "Dr Angharad Price"}],
    summary=_summary(),
)
LARGE = case(
    core_group=[person(f"Gwenllian Bowen {letter}", "Youth Offending Service") for letter in "ABCDEFGHIJKL"],
    event=_NO_DETAILS | {"after_core_group": "true", "status": "moved", "was": ["2026-12-15"]},
    feedback=[_FEEDBACK],
    summary=_summary(actions=_ACTIONS),
)
NOT_PROCEEDING = case(event=None, papers=None, decision={"proceed": "false", "rationale": LONG, "grounds": ["stuck"]})
CASES = {"full": FULL, "thin": THIN, "large": LARGE}


def blank(key: str) -> Package:
    """A blank form."""
    document = find_document(key)
    return _rendered(document, blank_context(BOARD, document, TODAY))


def made(key: str, of: Case, state: State | None = None, status: EventStatus | None = None) -> Package:
    """A document of a case, for the last of those who may receive it, or its first form."""
    document = find_document(key)
    people = recipients(of, BOARD, document.meant_for[0])
    number = 0 if document.one_per is OnePer.PARTICIPANT else None
    subject = Subject(document, state, TODAY, people[-1] if people else None, number, status)
    names = {place: f"{place + 1:02d}-paper.pdf" for place in range(len(of.papers))}
    return _rendered(document, case_context(of, BOARD, subject, names))


@cache
def every_document() -> tuple[tuple[str, Document, Package], ...]:
    """Every document of the catalogue in every state, for each case that it can be made of; named for errors."""
    return tuple(
        (f"{document.key} {name} {state or ''}".rstrip(), document, package)
        for document in DOCUMENTS
        if document.medium is Medium.WORD
        for name, state, package in _documents(document)
    )


def _documents(document: Document) -> Iterator[tuple[str, State | None, Package]]:
    if State.BLANK in document.states:
        yield "of no case", State.BLANK, blank(document.key)
    states: list[State | None] = [state for state in document.states if state is not State.BLANK]
    for name, of in {**CASES, "not proceeding": NOT_PROCEEDING}.items():
        for state in states or [None]:
            if all(need.met(of) for need in document.needs_in(state)):
                yield name, state, made(document.key, of, state)


def _rendered(document: Document, context: dict[str, object]) -> Package:
    properties = DocumentProperties(document.title)
    return Package(render_word(ENGLISH / f"{document.key}.docx", context, properties, today=TODAY).content)
