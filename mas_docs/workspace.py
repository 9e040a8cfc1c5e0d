"""A workspace: the folder with the board's settings, and its cases."""

from __future__ import annotations

import os
from dataclasses import dataclass
from pathlib import Path

from mas_docs.board import Board
from mas_docs.case.loading import LoadedCase, load_case
from mas_docs.case.model import REFERENCE
from mas_docs.case.skeleton import MADE_UP_ADDRESS
from mas_docs.errors import UsageError
from mas_docs.findings import Finding, Findings, Severity, did_you_mean
from mas_docs.yaml_files.reading import Located, read_model

BOARD_FILE = "board.yaml"
CASE_FILE = "case.yaml"
CASES = "cases"


@dataclass(frozen=True, slots=True)
class Workspace:
    """A board's settings and where its cases lie.

    Attributes:
        root: the folder, as an absolute path.
        board: its settings.
    """

    root: Path
    board: Board

    @property
    def own_templates(self) -> Path | None:
        """The folder of the board's own templates; None where it has none."""
        return self.root / self.board.templates if self.board.templates else None

    def case_files(self) -> tuple[Path, ...]:
        """The file of every case, in the order of the references."""
        try:
            folders = sorted(folder for folder in (self.root / CASES).iterdir() if not folder.name.startswith("."))
        except FileNotFoundError:
            return ()
        except OSError as error:
            raise UsageError(
                f"The cases cannot be listed: {error.strerror}",
                where=str(self.root / CASES),
                remedy="Check the permissions of this folder.",
            ) from error
        return tuple(folder / CASE_FILE for folder in folders if _holds_a_case(folder))

    def locate(self, argument: str) -> Path:
        """Find the file of the case that a command names.

        Args:
            argument: a reference, or the path of a case's folder or file, from here or from the workspace on.

        Raises:
            UsageError: there is no such case.
        """
        candidates = (self.root / CASES / argument, Path.cwd() / argument, self.root / argument)
        for candidate in candidates:
            for file in (candidate / CASE_FILE, candidate):
                if _is_file(file):
                    return _absolute(file)
        known = [file.parent.name for file in self.case_files()]
        raise UsageError(
            f"There is no case '{argument}'",
            where=str(self.root),
            remedy=f"{did_you_mean(argument, known)}Give a reference, a case's folder, or its {CASE_FILE}.",
        )

    def load(self, path: Path) -> tuple[LoadedCase | None, Findings]:
        """Read a case of this workspace; see `load_case`. One that cannot be read hides no other."""
        return load_case(path, self.board, shown_as=self.shown(path))

    def shown(self, path: Path) -> str:
        """A path as the user knows it: from the workspace on, with forward slashes; as it is when it lies elsewhere."""
        absolute = _absolute(path)
        shown = absolute.relative_to(self.root) if absolute.is_relative_to(self.root) else absolute
        return shown.as_posix()


def _holds_a_case(folder: Path) -> bool:
    """Whether a folder is a case's: by its file or, where that is missing or cannot be looked at, by its name."""
    return os.path.lexists(folder / CASE_FILE) or (folder.is_dir() and REFERENCE.fullmatch(folder.name) is not None)


def _absolute(path: Path) -> Path:
    """A path from the root of the file system, without `..`; a link keeps its own name, by which the user knows it."""
    return Path(os.path.abspath(path))  # noqa: PTH100 - resolve() would follow links


def _is_file(path: Path) -> bool:
    try:
        return path.is_file()
    except (OSError, ValueError):
        # A name that no file can have.
        return False


def find_workspace(start: Path) -> Path:
    """Find the workspace around a folder or file: the nearest folder upwards that holds the board's settings.

    Raises:
        UsageError: there is none.
    """
    absolute = _absolute(start)
    for folder in (absolute, *absolute.parents):
        if _is_file(folder / BOARD_FILE):
            return folder
    raise UsageError(
        f"There is no workspace here: neither this folder nor one above it holds {BOARD_FILE}",
        where=str(start),
        remedy="Go to the workspace, name it with --workspace, or make one: mas-docs init DIR.",
    )


def open_workspace(root: Path) -> tuple[Workspace | None, Findings]:
    """Read the settings of a workspace.

    Args:
        root: its folder.

    Returns:
        The workspace, or None when too much is wrong with its settings; and every problem.

    Raises:
        UsageError: the folder holds no settings, so it is no workspace.
    """
    absolute = _absolute(root)
    file = absolute / BOARD_FILE
    if not os.path.lexists(file):
        raise UsageError(
            f"This folder is no workspace: it holds no {BOARD_FILE}",
            where=str(root),
            remedy="Name another one with --workspace, or make one: mas-docs init DIR.",
        )
    located, findings = read_board(file, BOARD_FILE)
    if located is None:
        return None, findings
    about = _missing_files(located, absolute) + _not_yet(located, absolute) + _made_up_address(located)
    return Workspace(absolute, located.value), findings + about


def read_board(path: Path, shown_as: str) -> tuple[Located[Board] | None, Findings]:
    """Read a board's settings; see `read_model`."""
    return read_model(Board, path, shown_as)


def _made_up_address(located: Located[Board]) -> Findings:
    if located.value.business_unit.email != MADE_UP_ADDRESS:
        return Findings()
    place = _line_and_column(located, ("business_unit", "email"))
    message = "This address is made up, and stands in every letter"
    remedy = "Put in your own, and the telephone number below it."
    return Findings((Finding(BOARD_FILE, *place, "made-up-address", Severity.WARNING, message, remedy),))


def _missing_files(located: Located[Board], root: Path) -> Findings:
    """What the settings name and is not there; paths count from the workspace on."""
    board = located.value
    wanted = (
        ("templates", board.templates, Path.is_dir, "folder of templates"),
        ("logo", board.logo, Path.is_file, "picture"),
    )
    return Findings.of(
        Finding(
            BOARD_FILE,
            *_line_and_column(located, (key,)),
            "missing-file",
            Severity.ERROR,
            f"This {what} is not there",
            "Correct the path, which counts from the workspace on, or leave the key empty.",
        )
        for key, name, is_there, what in wanted
        if name and not is_there(root / name)
    )


def _not_yet(located: Located[Board], root: Path) -> Findings:
    """Settings that are agreed but have no effect in this version: nobody is to rely on them unawares."""
    board = located.value
    chosen = (
        (("languages",), "cy" in board.languages, "documents are in English"),
        (
            ("logo",),
            board.logo is not None and (root / board.logo).is_file(),
            "the letterhead shows the board's name alone",
        ),
    )
    return Findings.of(
        Finding(
            BOARD_FILE,
            *_line_and_column(located, path),
            "setting-not-yet",
            Severity.WARNING,
            f"The setting `{'.'.join(path)}` has no effect in this version: {instead}",
            "Nothing needs to be done; do not rely on it.",
        )
        for path, is_chosen, instead in chosen
        if is_chosen
    )


def _line_and_column(located: Located[Board], path: tuple[str, ...]) -> tuple[int, int]:
    place = located.places.of(path)
    return place.line, place.column
