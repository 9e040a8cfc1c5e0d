"""Copies of our templates into the board's own folder, to edit there."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

from mas_docs.errors import UsageError
from mas_docs.files import make_folder, write_atomically
from mas_docs.resources import templates_folder

_READABLE = 0o644


@dataclass(frozen=True, slots=True)
class Exported:
    """A copy.

    Attributes:
        name: its place in the folder, as `word/en/invitation.docx`.
        path: the file.
    """

    name: str
    path: Path


def export(names: Iterable[str], folder: Path, *, replace: bool) -> tuple[Exported, ...]:
    """Copy templates of ours; all of them, or none where one is there already.

    Args:
        names: their places in our folder of templates, as `word/en/invitation.docx`.
        folder: the board's own folder of templates.
        replace: whether a template of the board's own may be replaced.

    Raises:
        UsageError: one of them is there already, or the folder cannot be written to.
    """
    wanted = [Exported(name, folder / name) for name in names]
    there = [one for one in wanted if one.path.exists()]
    if there and not replace:
        others = f" and {len(there) - 1} more" if len(there) > 1 else ""
        raise UsageError(
            f"The board has its own {there[0].name}{others} already",
            where=str(folder),
            remedy="Name the documents that you want, or replace them all with --force.",
        )
    for one in wanted:
        make_folder(one.path.parent)
        write_atomically(one.path, (templates_folder() / one.name).read_bytes(), mode=_READABLE)
    return tuple(wanted)
