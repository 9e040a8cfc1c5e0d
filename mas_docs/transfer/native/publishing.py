"""Giving a finished package folder the name of an earlier one, so that a killed run leaves the old or the new one.

A file replaces another in one step, a folder does not: the old one has to be renamed first. In between, it lies beside
its place under a hidden name that begins with a full stop and its own; `put_back` gives it its name back.
"""

from __future__ import annotations

import contextlib
import glob
import secrets
from collections.abc import Iterator
from pathlib import Path

from mas_docs.errors import DamagedArchiveError, UsageError
from mas_docs.files import publish_folder
from mas_docs.transfer.native.files import native_kind
from mas_docs.transfer.native.folder import LISTING, MANIFEST, is_native_package
from mas_docs.transfer.structure import read_structure
from mas_docs.transfer.untrusted import opened

_ATTEMPTS = 5


def check_replaceable(final: Path) -> None:
    """Whether a package folder may take this place: nothing, an empty folder, or an earlier package folder of ours.

    Raises:
        UsageError: something else is there, or something is in the package folder that is not the package's.
    """
    is_link = final.is_symlink()
    if not is_link and (not final.exists() or _is_empty(final) or _is_ours(final)):
        return
    raise UsageError(
        "There is something here already that is no package, or more than one",
        where=str(final),
        remedy="Move it away, or choose another folder.",
    )


def _is_empty(folder: Path) -> bool:
    return folder.is_dir() and not any(folder.iterdir())


def _is_ours(folder: Path) -> bool:
    """Whether a folder has a sealed list and, beside it, files alone that can be in a package folder."""
    if not is_native_package(folder):
        return False
    files = [path.relative_to(folder) for path in folder.rglob("*") if not path.is_dir()]
    return _is_list(folder / MANIFEST) and all(
        path == Path(MANIFEST) or native_kind(path.name) is not None for path in files
    )


def _is_list(archive: Path) -> bool:
    try:
        with opened(archive) as untrusted:
            return any(entry.name == LISTING for entry in read_structure(untrusted).entries)
    except DamagedArchiveError:
        return False


def publish_over(temporary: Path, final: Path, work: Path) -> None:
    """Give a finished folder its final name; an earlier package folder of that name goes.

    Two runs may do this at once: the later one wins, and neither leaves anything behind.

    Args:
        temporary: the finished folder, on the same file system.
        final: its place, found replaceable.
        work: a private work folder on the same file system.

    Raises:
        UsageError: this failed; the earlier folder is back in its place.
    """
    for attempt in range(_ATTEMPTS):
        try:
            _put_aside(final)
            publish_folder(temporary, final)
        except UsageError:
            put_back(final, work)
            if attempt == _ATTEMPTS - 1:
                raise
        else:
            put_back(final, work)
            return


def _put_aside(final: Path) -> None:
    # Another run may have moved it away since: then there is nothing to move.
    with contextlib.suppress(FileNotFoundError):
        if is_native_package(final):
            final.rename(final.with_name(f"{_hidden(final)}{secrets.token_hex(4)}"))


def put_back(final: Path, work: Path) -> None:
    """Give an earlier folder its name back where a run was killed before the new one had it; else remove it.

    Args:
        final: the place of the package folder.
        work: a private work folder on the same file system: what is removed is moved there first, so that half of a
            removed package is never taken for one.
    """
    for before in _left(final):
        # Another run may be doing the same.
        with contextlib.suppress(OSError):
            before.rename(work / secrets.token_hex(8) if final.exists() else final)


def _left(final: Path) -> Iterator[Path]:
    for path in sorted(final.parent.glob(f"{glob.escape(_hidden(final))}*")):
        if is_native_package(path):
            yield path


def _hidden(final: Path) -> str:
    return f".{final.name}.before-"
