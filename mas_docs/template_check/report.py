"""One run over templates: every fault of every one, as findings and by template."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path

from mas_docs.documents.template_files import read_template
from mas_docs.errors import TemplateError
from mas_docs.findings import Finding, Findings
from mas_docs.template_check.checking import check_word
from mas_docs.template_check.faults import Fault
from mas_docs.template_check.folders import TemplateFile, folder_faults, text_templates, word_templates
from mas_docs.template_check.reading import read_part
from mas_docs.template_check.text_templates import check_text
from mas_docs.template_check.used import Path as FieldPath
from mas_docs.template_check.used import used_paths
from mas_docs.template_check.word_file import WordFile, read_word_file

_NAMES = {"en": "English", "cy": "Welsh"}


@dataclass(frozen=True, slots=True)
class Checked:
    """A template that was checked.

    Attributes:
        template: which one.
        faults: its faults; those of each part in the order in which they stand.
        file: what was read of a Word template, for a marked copy; None where there is nothing to mark.
    """

    template: TemplateFile
    faults: tuple[Fault, ...]
    file: WordFile | None = None

    @property
    def findings(self) -> tuple[Finding, ...]:
        """The faults as findings."""
        return tuple(fault.finding(self.template.shown) for fault in self.faults)


def all_templates(own: Path | None) -> tuple[TemplateFile, ...]:
    """Every template that is used, the Word templates first."""
    return (*word_templates(own), *text_templates(own))


def check_one(template: TemplateFile) -> Checked:
    """Check one template."""
    if template.document is None:
        return Checked(template, check_text(template.path, template.name))
    checked = check_word(template.path, template.document, template.language)
    return Checked(template, checked.faults, checked.file)


def about_folders(own: Path | None) -> Findings:
    """What is missing, what nobody uses, and English and Welsh templates that name different fields."""
    found = [fault.finding(file) for file, fault in folder_faults(own)]
    return Findings.of((*found, *_versions(word_templates(own))))


def _versions(templates: Iterable[TemplateFile]) -> Iterator[Finding]:
    by_document: dict[str, dict[str, TemplateFile]] = {}
    for template in templates:
        if template.document is not None:
            by_document.setdefault(template.document.key, {})[template.language] = template
    for versions in by_document.values():
        if len(versions) > 1:
            used = {language: _fields(template) for language, template in versions.items()}
            yield from _differing(versions, used, "en", "cy")
            yield from _differing(versions, used, "cy", "en")


def _differing(
    versions: dict[str, TemplateFile], used: dict[str, set[FieldPath]], one: str, other: str
) -> Iterator[Finding]:
    """What the template in one language names, and that in the other does not."""
    for path in sorted(used[one] - used[other]):
        message = f"`{'.'.join(path)}` is in the {_NAMES[one]} template and not in this one"
        remedy = f"Name it here too, or take it out of the {_NAMES[one]} template."
        yield Fault("versions-differ", message, remedy).finding(versions[other].shown)


def _fields(template: TemplateFile) -> set[FieldPath]:
    try:
        file = read_word_file(read_template(template.path))
    except TemplateError:
        return set()
    if not isinstance(file, WordFile):
        return set()
    return {path for text in file.texts for path in used_paths(read_part(text.paragraphs).blocks.content)}
