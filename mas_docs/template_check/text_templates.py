"""Checks the text templates: notes, e-mails, and the pages of the briefing pack."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from functools import lru_cache
from pathlib import Path

from mas_docs.catalogue import find_document
from mas_docs.documents.template_files import read_template
from mas_docs.errors import TemplateError
from mas_docs.findings import did_you_mean
from mas_docs.resources import templates_folder
from mas_docs.template_check.faults import Fault
from mas_docs.template_check.reading import ReadPart, read_part
from mas_docs.template_check.schema import schema_of
from mas_docs.template_check.used import Path as FieldPath
from mas_docs.template_check.used import used_paths
from mas_docs.template_check.word_text import Paragraph

TEXTS = "text"
"""The folder of the text templates, beside that of the Word templates."""


def check_text(template: Path, name: str) -> tuple[Fault, ...]:
    """Every fault of one text template, each with its line.

    Args:
        template: the file.
        name: its place in the folder of templates, as `text/en/pack/cover.txt`.
    """
    try:
        text = read_template(template).decode("utf-8-sig")
    except TemplateError as error:
        return (Fault("template-not-text", error.message, error.remedy),)
    except UnicodeDecodeError:
        return (Fault("template-not-text", "This template is not UTF-8 text", "Save it as UTF-8."),)
    part = _read(text)
    faults = sorted((*part.faults, *_unknown(part, name)), key=lambda fault: fault.start)
    return tuple(replace(fault, paragraph=None, line=text.count("\n", 0, fault.start) + 1) for fault in faults)


def _read(text: str) -> ReadPart:
    """A text is read as one paragraph: its tags may run over its lines."""
    return read_part([Paragraph(None, "", text, (), None, None, None, None, "")])


def _unknown(part: ReadPart, name: str) -> Iterator[Fault]:
    """Fields that neither our own template of that name uses nor the pack has."""
    # A pack's pages are given all of a case; the others know no more than a package.
    pack = schema_of(find_document("briefing-pack")) if "/pack/" in name else None
    ours = _our_paths(name)
    for path, tag in used_paths(part.blocks.content).items():
        if path in ours or (pack is not None and pack.find(path) is not None):
            continue
        near = did_you_mean(path[-1], {known[-1] for known in ours})
        message = f"The template names `{'.'.join(path)}`, which it is not given"
        yield tag.fault("unknown-field", message, f"{near}Use what our own template of that name uses.")


@lru_cache(maxsize=64)
def _our_paths(name: str) -> frozenset[FieldPath]:
    """The fields that our own template of a name uses, and the groups that they stand in."""
    ours = templates_folder() / name
    if not ours.is_file():
        return frozenset()
    used = used_paths(_read(ours.read_text(encoding="utf-8")).blocks.content)
    return frozenset(path[:length] for path in used for length in range(1, len(path) + 1))
