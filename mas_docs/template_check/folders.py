"""Which templates there are: ours, and those of the board's own folder, which are used in their place."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from mas_docs.catalogue import DOCUMENTS, Document, Medium
from mas_docs.documents.template_files import shown
from mas_docs.findings import did_you_mean
from mas_docs.resources import templates_folder
from mas_docs.template_check.faults import Fault

LANGUAGES = ("en", "cy")
"""The folders of Word templates; English must be there for every document."""

WORD_DOCUMENTS = tuple(document for document in DOCUMENTS if document.medium is Medium.WORD)
"""The documents that are made from a Word template."""


@dataclass(frozen=True, slots=True)
class TemplateFile:
    """A template.

    Attributes:
        name: its place in a folder of templates, as `word/en/invitation.docx`.
        path: the file that is used.
        is_own: whether it is the board's own.
        document: what is made from it; None for a text template.
    """

    name: str
    path: Path
    is_own: bool
    document: Document | None = None

    @property
    def language(self) -> str:
        """The language of its folder."""
        return self.name.split("/")[1]

    @property
    def shown(self) -> str:
        """How findings call it."""
        return shown(self.path)


def word_templates(own: Path | None) -> tuple[TemplateFile, ...]:
    """The Word templates that are used, in the order of the catalogue.

    Args:
        own: the folder of the board's own templates; None where it has none.
    """
    found = (
        _used(f"word/{language}/{document.key}.docx", own, document)
        for document in WORD_DOCUMENTS
        for language in LANGUAGES
    )
    return tuple(template for template in found if template is not None)


def text_templates(own: Path | None) -> tuple[TemplateFile, ...]:
    """The text templates that are used, in the order of their names."""
    ours = templates_folder()
    names = sorted(path.relative_to(ours).as_posix() for path in (ours / "text").rglob("*") if path.is_file())
    return tuple(template for name in names if (template := _used(name, own)) is not None)


def _used(name: str, own: Path | None, document: Document | None = None) -> TemplateFile | None:
    for folder, is_own in ((own, True), (templates_folder(), False)):
        if folder is not None and (folder / name).is_file():
            return TemplateFile(name, folder / name, is_own, document)
    return None


def folder_faults(own: Path | None) -> Iterator[tuple[str, Fault]]:
    """What is missing, and what nobody uses; each with the file as findings call it."""
    for document in WORD_DOCUMENTS:
        name = f"word/en/{document.key}.docx"
        if _used(name, own) is None:
            message = f"The template of “{document.title}” is missing"
            yield shown(templates_folder() / name), Fault("template-missing", message, "Install mas-docs again.")
    if own is not None and own.is_dir():
        yield from _unused(own)


def _unused(own: Path) -> Iterator[tuple[str, Fault]]:
    known = {document.key for document in WORD_DOCUMENTS}
    for path in sorted(own.rglob("*")):
        place = path.relative_to(own).as_posix()
        if not path.is_file() or path.name.startswith((".", "~$")) or path.stem.endswith("-marked"):
            continue
        if path.suffix.lower() not in (".docx", ".docm", ".dotx", ".doc"):
            continue
        wanted = f"word/en/{path.stem}.docx"
        if path.stem in known and place in (f"word/{language}/{path.stem}.docx" for language in LANGUAGES):
            continue
        if path.stem in known:
            remedy = f"Put it at {wanted} of this folder, saved as a Word document (.docx)."
        else:
            remedy = f"{did_you_mean(path.stem, known)}Its name is that of a document: see mas-docs templates list."
        yield shown(path), Fault("template-unused", "No document is made from a template of this name", remedy)
