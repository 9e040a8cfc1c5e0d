"""Checks templates: every fault of each, in the order in which they stand."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from mas_docs.catalogue import Document
from mas_docs.documents.template_files import read_template
from mas_docs.documents.word import DocumentProperties, render_word
from mas_docs.errors import TemplateError
from mas_docs.findings import Severity
from mas_docs.template_check.accessibility import accessibility_faults
from mas_docs.template_check.faults import Fault
from mas_docs.template_check.fields import field_faults
from mas_docs.template_check.guidance_words import wording_faults
from mas_docs.template_check.names import Names
from mas_docs.template_check.placing import placing_faults
from mas_docs.template_check.reading import read_part
from mas_docs.template_check.schema import contexts_of
from mas_docs.template_check.word_file import WordFile, read_word_file, unreadable, whole_file_faults
from mas_docs.template_check.word_text import TextPart

_TODAY = dt.date(2026, 12, 1)
_TRIED = 3
"""How many of the fullest and of the emptiest contexts a template is tried with, in each state."""


@dataclass(frozen=True, slots=True)
class CheckedFile:
    """A Word template that was checked.

    Attributes:
        faults: its faults; those of each part in the order in which they stand.
        file: what was read of it, for a marked copy; None where it could not be.
    """

    faults: tuple[Fault, ...]
    file: WordFile | None = None


def check_word(template: Path, document: Document, language: str) -> CheckedFile:
    """Check one Word template.

    Args:
        template: the file.
        document: the document that is made from it.
        language: the language of its folder, "en" or "cy".
    """
    try:
        content = read_template(template)
    except TemplateError as error:
        return CheckedFile((unreadable(error),))
    file = read_word_file(content)
    if isinstance(file, Fault):
        return CheckedFile((file,))
    faults = tuple(_faults(file, document, language))
    if not any(fault.severity is Severity.ERROR for fault in faults):
        faults += tuple(_tried(template, document, language))
    return CheckedFile(faults, file)


def _faults(file: WordFile, document: Document, language: str) -> Iterator[Fault]:
    yield from whole_file_faults(file)
    for text in file.texts:
        yield from _in_order(text, _tag_faults(text, Names(document)))
    yield from wording_faults(file, document.key, language)
    yield from accessibility_faults(file, language)


def _tag_faults(text: TextPart, names: Names) -> Iterator[Fault]:
    """What is wrong with the tags of one part."""
    part = read_part(text.paragraphs)
    yield from part.faults
    yield from placing_faults(text.paragraphs, part.statements, part.blocks.all)
    yield from field_faults(part.blocks.content, names)


def _in_order(text: TextPart, faults: Iterator[Fault]) -> list[Fault]:
    """The faults of a part as they stand in it."""
    places = {id(paragraph): number for number, paragraph in enumerate(text.paragraphs)}
    return sorted(faults, key=lambda fault: (places.get(id(fault.paragraph), -1), fault.start))


def _tried(template: Path, document: Document, language: str) -> Iterator[Fault]:
    """Make the document of fictional cases, the fullest and the emptiest; told once, whatever fails."""
    contexts = contexts_of(document)
    for state in dict.fromkeys(context.state for context in contexts):
        of_state = [context.values for context in contexts if context.state is state]
        for values in (*of_state[:_TRIED], *of_state[-_TRIED:]):
            try:
                render_word(template, values, DocumentProperties(document.title), today=_TODAY, language=language)
            except TemplateError as error:
                place = error.where.partition(", ")[2]
                yield Fault("does-not-render", error.message, error.remedy, place)
                return
