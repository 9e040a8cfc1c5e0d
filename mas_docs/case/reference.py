"""The case's reference is neutral, and the name of its folder: it stands in file names and in mails."""

from __future__ import annotations

from collections.abc import Iterator

from mas_docs.board import Board
from mas_docs.case.model import REFERENCE
from mas_docs.findings import Finding
from mas_docs.names import initials, name_parts
from mas_docs.yaml_files.places import EACH, LocatedDocument

_OWN_LETTERS = "MAS"


def reference_findings(document: LocatedDocument, board: Board, folder_name: str) -> Iterator[Finding]:
    """What is wrong with a well-formed reference; of the others the model tells.

    Args:
        document: the case file.
        board: the settings; its short name serves as letters of a reference.
        folder_name: the name of the case's folder.
    """
    path = ("reference",)
    reference = document.at(path)
    if not isinstance(reference, str) or not REFERENCE.fullmatch(reference):
        return
    if reference != folder_name:
        remedy = f"Name the folder {reference}, or correct the reference."
        yield document.error(path, "reference-not-folder", "The reference is not the name of the case's folder", remedy)
    letters = reference.partition("-")[0].casefold()
    names = (name for _, name in document.find_text("children", EACH, "name"))
    exempt = {_OWN_LETTERS.casefold(), board.short_name.casefold()}
    if letters not in exempt and any(letters in {*name_parts(name), *initials(name)} for name in names):
        message = "The letters of the reference are a child's name or initials"
        remedy = "Use letters that say nothing of the child, as in MAS-2026-014, and rename the folder too."
        yield document.error(path, "reference-not-neutral", message, remedy)
