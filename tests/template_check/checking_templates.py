"""Checks of templates for the tests: a board's own folder, and what is found in it."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path

from broken_templates import Break
from word_files import ours, put

from mas_docs.catalogue import find_document
from mas_docs.findings import Finding
from mas_docs.template_check.checking import CheckedFile, check_word
from mas_docs.template_check.folders import WORD_DOCUMENTS, word_templates
from mas_docs.template_check.report import about_folders, all_templates, check_one

KEYS = [document.key for document in WORD_DOCUMENTS]


def broken_folder(folder: Path, breaks: Iterable[Break]) -> Path:
    """A board's own folder with templates that are broken in these ways, all of one document in one file."""
    parts = {one.document: ours(one.document) for one in breaks}
    for one in breaks:
        one.edit(parts[one.document])
    for key, changed in parts.items():
        put(folder, key, changed)
    return folder


def findings_of(own: Path | None) -> list[Finding]:
    """What one run over all templates finds."""
    return [*about_folders(own), *(found for template in all_templates(own) for found in check_one(template).findings)]


def own_findings(own: Path) -> dict[str, tuple[Finding, ...]]:
    """What is found in the board's own Word templates, by document."""
    return {template.path.stem: check_one(template).findings for template in word_templates(own) if template.is_own}


def checked(path: Path, key: str) -> CheckedFile:
    """One file, checked as the template of a document."""
    return check_word(path, find_document(key), "en")


def told(findings: Iterable[Finding]) -> list[str]:
    """Findings as lines, for a test's own message."""
    return [f"{finding} [{finding.id}]" for finding in findings]
