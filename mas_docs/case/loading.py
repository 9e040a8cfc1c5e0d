"""A case is read from its file, and held against its board and its folder; every value keeps its place."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from mas_docs.board import Board
from mas_docs.case.model import Case, PaperKind
from mas_docs.case.paper_words import called
from mas_docs.case.pool import complete_facilitators
from mas_docs.case.reference import reference_findings
from mas_docs.case.skeleton import PLACEHOLDERS
from mas_docs.errors import ExitCode, InvalidCaseError
from mas_docs.files import contained
from mas_docs.findings import Finding, Findings, Severity, did_you_mean
from mas_docs.yaml_files.located import read_located
from mas_docs.yaml_files.places import EACH, LocatedDocument, Places, ValuePath
from mas_docs.yaml_files.reading import build_model, shown_value, without_echoes


@dataclass(frozen=True, slots=True)
class LoadedCase:
    """A case, and where in its file everything stands.

    Attributes:
        case: what the file says.
        folder: the case's folder, from which the papers' paths count.
        shown_as: the file as the user knows it.
        places: the places of its values.
        complete: whether everything in the file is in `case`. Where some of it could not be read, errors say so, and
            what is left serves to find further problems: what it lacks means nothing.
    """

    case: Case
    folder: Path
    shown_as: str
    places: Places
    complete: bool = True

    def finding(  # noqa: PLR0913 - a finding has these parts
        self,
        id: str,  # noqa: A002 - the finding's own name for it
        path: ValuePath,
        message: str,
        remedy: str = "",
        *,
        severity: Severity = Severity.ERROR,
        paragraph: str = "",
        exit_code: ExitCode = ExitCode.INVALID_CASE,
    ) -> Finding:
        """A finding about one value of the case.

        Args:
            id: its stable name.
            path: the way to the value, as `('core_group', 2, 'email')`; the nearest place around it is told.
            message: what is wrong, one sentence without its full stop.
            remedy: what to do about it, one sentence.
            severity: error or warning.
            paragraph: the guidance's paragraph.
            exit_code: what the process ends with when this error stops it.
        """
        place = self.places.of(path)
        return Finding(self.shown_as, place.line, place.column, id, severity, message, remedy, paragraph, exit_code)


def load_case(path: Path, board: Board, *, shown_as: str) -> tuple[LoadedCase | None, Findings]:
    """Read a case file.

    Args:
        path: the case.yaml.
        board: the settings of its board.
        shown_as: what findings call the file.

    Returns:
        The case, or None when too much is wrong to make one; and every problem. With an error among them, nothing may
        be made from the case.
    """
    document, findings = read_located(path, shown_as)
    if document is None:
        return None, findings
    document, more = complete_facilitators(document, board)
    located, wrong = build_model(Case, document)
    more += without_echoes(wrong, more) + Findings.of(_against_board_and_folder(document, board, path))
    if located is None:
        return None, findings + without_echoes(more, findings)
    complete = located.complete and not findings.errors
    loaded = LoadedCase(located.value, path.absolute().parent, shown_as, located.places, complete)
    return loaded, findings + without_echoes(more, findings)


def _against_board_and_folder(document: LocatedDocument, board: Board, path: Path) -> Iterator[Finding]:
    """What the file alone cannot show. It is told of what was written, whether or not the rest makes a case."""
    folder = path.absolute().parent
    yield from reference_findings(document, board, folder.name)
    yield from _unknown_areas(document, board)
    yield from _unknown_categories(document, board)
    yield from _papers_outside(document, folder)
    yield from _placeholders(document, ())


def _placeholders(document: LocatedDocument, path: ValuePath) -> Iterator[Finding]:
    """What the skeleton's blocks hold in place of somebody's own words."""
    value = document.at(path)
    if isinstance(value, dict | list):
        for step in value if isinstance(value, dict) else range(len(value)):
            yield from _placeholders(document, (*path, step))
    elif value in PLACEHOLDERS:
        message = f"'{value}' is what the skeleton says, and stands for your own words"
        yield document.error(path, "placeholder", message, "Write yours, or take the key away.")


def _unknown_areas(document: LocatedDocument, board: Board) -> Iterator[Finding]:
    english = {area.cy: area.en for area in board.areas}
    for path, written in (*document.find_text("area"), *document.find_text("event", "area")):
        if not written.strip() or written in board.area_names:
            continue
        hint = did_you_mean(english.get(written, written), board.area_names)
        message = f"{shown_value(path, written)} is not one of the board's areas"
        yield document.error(path, "unknown-area", message, f"{hint}Permitted: {', '.join(board.area_names)}.")


def _unknown_categories(document: LocatedDocument, board: Board) -> Iterator[Finding]:
    for path, written in document.find_text("children", EACH, "categories", EACH):
        if written.strip() and written not in board.categories:
            hint = did_you_mean(written, board.categories)
            message = f"{shown_value(path, written)} is not one of the board's categories"
            yield document.error(path, "unknown-category", message, f"{hint}Permitted: {', '.join(board.categories)}.")


def _papers_outside(document: LocatedDocument, folder: Path) -> Iterator[Finding]:
    """Paths that leave the case folder; whether a paper is there is seen when it is taken in."""
    for path, written in document.find_text("papers", EACH, "file"):
        if not written.strip():
            continue
        try:
            contained(folder, written)
        except InvalidCaseError as outside:
            kind = next((known for known in PaperKind if known == document.at((*path[:-1], "kind"))), None)
            message = f"{called(int(path[1]) + 1, kind)} is outside the case folder"
            yield document.error(path, "paper-outside-case", message, outside.remedy, "4.6")
