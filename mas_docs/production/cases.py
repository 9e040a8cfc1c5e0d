"""A case on its way into production: read, checked, refused where it is invalid, and what earlier runs left of it."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Collection, Iterable
from pathlib import Path

from mas_docs.case.loading import LoadedCase
from mas_docs.disclosure import NEED_TO_KNOW, REFUSED_PEOPLE
from mas_docs.errors import ExitCode, FoundProblemsError
from mas_docs.findings import Finding, Findings
from mas_docs.guidance.checks import check_case
from mas_docs.guidance.plain import counted
from mas_docs.transfer.ledger.adding import Ledger
from mas_docs.transfer.ledger.entries import Entry, Event
from mas_docs.transfer.native.folder import is_native_package
from mas_docs.workspace import Workspace


def load_and_check(workspace: Workspace, file: Path, today: dt.date) -> tuple[LoadedCase | None, Findings]:
    """Read a case, and hold it against its board and the guidance.

    Args:
        workspace: the workspace that it belongs to.
        file: its file.
        today: the day that counts as today.

    Returns:
        The case, or None when its file is too broken to say anything; and every problem.
    """
    loaded, findings = workspace.load(file)
    if loaded is not None:
        against_guidance = check_case(loaded, workspace.board, today)
        # Where some of the file could not be read, what seems to be lacking may be in that part.
        findings += against_guidance if loaded.complete else Findings(against_guidance.errors)
    return loaded, findings


def invalid_case(
    shown_as: str, reference: str, errors: tuple[Finding, ...], ledger: Ledger, today: dt.date
) -> FoundProblemsError:
    """The failure of a case with errors; where people must never receive anything, the ledger is told of a refusal.

    Args:
        shown_as: the case's file as the user knows it.
        reference: its reference; empty where its file is too broken.
        errors: what is wrong with it; told before.
        ledger: the books.
        today: the day that counts as today.
    """
    is_refused = any(error.id in REFUSED_PEOPLE for error in errors)
    if is_refused and reference:
        ledger.append(Entry(Event.REFUSED, case=reference, reason=NEED_TO_KNOW), day=today)
    return FoundProblemsError(
        f"{counted(len(errors), 'error')} above; nothing was made of this case",
        exit_code=ExitCode.REFUSED if is_refused else Findings(errors).exit_code,
        where=shown_as,
        remedy="Correct what is said above and run the command again.",
    )


def left_over_packages(reference: str, keys: Iterable[str], wanted: Collection[str], out: Path) -> tuple[Path, ...]:
    """The packages of an earlier run that are not to be sent any more: somebody may have left the list.

    Args:
        reference: the case.
        keys: the keys of the kinds of package that are looked for.
        wanted: the names of the packages of these kinds that belong there.
        out: the folder with one folder for each case.
    """
    found: list[Path] = []
    for key in dict.fromkeys(keys):
        for old in sorted((out / reference).glob(f"{reference}-{key}*")):
            ours = re.fullmatch(r"(?:-[0-9]+)?(?:\.zip)?", old.name.removeprefix(f"{reference}-{key}"))
            if ours and _is_package(old) and old.name not in wanted:
                found.append(old)
    return tuple(found)


def _is_package(path: Path) -> bool:
    return path.suffix == ".zip" or is_native_package(path)
