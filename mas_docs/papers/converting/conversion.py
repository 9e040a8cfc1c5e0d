"""Word papers become PDF by LibreOffice: many in one call, each examined before, one bad one harming no other.

Tracked changes are shown as finished: what was inserted stays, what was deleted does not travel. Word 97, RTF and
papers with tracked changes therefore go by way of OpenDocument, in which every change and every link is in plain sight.
"""

from __future__ import annotations

import os
import re
import secrets
import shutil
import zipfile
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from mas_docs.files import cannot_write, new_private_file, open_ordinary, private_folder
from mas_docs.papers.converting.neutral_copy import LINKED, copy_neutral
from mas_docs.papers.converting.rich_text import copy_inert, lacks_pictures
from mas_docs.papers.converting.shrinking import shrink_pictures
from mas_docs.papers.converting.soffice import Office, Target, office_version
from mas_docs.papers.faults import SAVE_AS_PDF, UNREADABLE, Fault
from mas_docs.papers.formats import CHUNK, DOCX, ODT, RTF, Format

CONVERTER = "1"
"""Raised whenever a paper would be converted to other pages than before; the cache goes by it."""

GIVE_UP_AFTER = 8.5
"""Seconds that one paper may take; one of 250 pages takes about two."""

NOT_CONVERTED = Fault("paper-not-converted", "could not be converted to pages", SAVE_AS_PDF)
TOO_MUCH = Fault("paper-not-converted", "takes too much time or memory to be converted to pages", SAVE_AS_PDF)

_CHANGES = re.compile(rb"<text:tracked-changes\b[^>]*/>|<text:tracked-changes\b.*?</text:tracked-changes>", re.DOTALL)
_WITH_CHANGES = ("content.xml", "styles.xml")
_LARGEST_TEXT = 64 * 2**20


@dataclass(frozen=True, slots=True)
class Source:
    """A Word paper to be converted.

    Attributes:
        path: the file.
        format: what it is by its content: `DOCX`, `ODT`, `DOC` or `RTF`.
    """

    path: Path
    format: Format


def converter_version() -> str:
    """What the pages of a converted paper depend on besides the paper: our own version and LibreOffice's."""
    return f"{CONVERTER} {office_version()}"


def convert(sources: Sequence[Source], work: Path, *, give_up_after: float = GIVE_UP_AFTER) -> tuple[Path | Fault, ...]:
    """Convert Word papers to PDF.

    LibreOffice gets neutral copies under neutral names, and is called once, or twice where papers go by way of
    OpenDocument. A paper that takes too long or too much memory is given up; the others are converted all the same, and
    one of which nothing came is tried once more by itself.

    Args:
        sources: the papers, each examined before.
        work: a private folder (0700), in which the results remain.
        give_up_after: how many seconds one paper may take.

    Returns:
        For each paper, in their order, its PDF (0600) or what is wrong with it.

    Raises:
        MissingProgramError: LibreOffice is not installed.
        UsageError: the work folder cannot be written.
    """
    if not sources:
        return ()
    folder = work / f"conversion-{secrets.token_hex(4)}"
    room = _Room(Office.prepared(folder / "office"), folder, give_up_after)
    try:
        return room.converted(sources)
    except OSError as error:
        raise cannot_write(work, error) from error
    finally:
        for name in ("office", "given", "open", "neutral", "finished"):
            shutil.rmtree(folder / name, ignore_errors=True)


@dataclass(frozen=True, slots=True)
class _Room:
    """One conversion's folder, with LibreOffice in it."""

    office: Office
    folder: Path
    seconds: float

    def converted(self, sources: Sequence[Source]) -> tuple[Path | Fault, ...]:
        """Each paper's PDF or fault."""
        faults: dict[int, Fault] = {}
        ready: dict[int, Path] = {}
        indirect: dict[int, Path] = {}
        given = self._folder("given")
        for index, source in enumerate(sources):
            copy = given / f"{index:04d}.{source.format.extension}"
            outcome = _copied_or_unreadable(source, copy)
            if isinstance(outcome, Fault):
                faults[index] = outcome
            else:
                (indirect if outcome else ready)[index] = copy
        ready |= self._finished(indirect, faults)
        shrink_pictures(list(ready.values()))
        made = self._made(ready, Target.PDF, "pages", faults)
        return tuple(faults.get(index) or made[index] for index in range(len(sources)))

    def _finished(self, papers: Mapping[int, Path], faults: dict[int, Fault]) -> dict[int, Path]:
        """The papers as OpenDocument without links and without tracked changes."""
        finished: dict[int, Path] = {}
        for index, made in self._made(papers, Target.ODT, "open", faults).items():
            neutral, last = self._folder("neutral") / made.name, self._folder("finished") / made.name
            outcome = copy_neutral(made, ODT, neutral)
            if isinstance(outcome, Fault):
                faults[index] = outcome
            elif not outcome:
                finished[index] = neutral
            elif _without_changes(neutral, last):
                finished[index] = last
            else:
                faults[index] = NOT_CONVERTED
        return finished

    def _made(self, papers: Mapping[int, Path], target: Target, name: str, faults: dict[int, Fault]) -> dict[int, Path]:
        """What LibreOffice makes of the papers; those of which nothing came get their fault."""
        into = self._folder(name)
        results = {index: into / f"{path.stem}.{target.extension}" for index, path in papers.items()}
        left, alone = dict(papers), False
        while left:
            tried = dict([next(iter(left.items()))]) if alone else left
            in_time = self.office.convert(list(tried.values()), target, into, self.seconds)
            missing = [index for index in tried if not target.is_whole(results[index])]
            if missing and (alone or not in_time):
                faults[missing[0]] = NOT_CONVERTED if in_time else TOO_MUCH
            left = {index: path for index, path in left.items() if not self._settled(index, results, target, faults)}
            alone = alone or in_time
        for index, path in results.items():
            if index in faults:
                path.unlink(missing_ok=True)
        return {index: path for index, path in results.items() if index not in faults}

    @staticmethod
    def _settled(index: int, results: Mapping[int, Path], target: Target, faults: Mapping[int, Fault]) -> bool:
        return index in faults or target.is_whole(results[index])

    def _folder(self, name: str) -> Path:
        private_folder(self.folder / name)
        return self.folder / name


def _copied_or_unreadable(source: Source, copy: Path) -> bool | Fault:
    try:
        return _copied(source, copy)
    except OSError as error:
        if error.filename is not None and Path(error.filename) == source.path:
            return UNREADABLE
        raise


def _copied(source: Source, copy: Path) -> bool | Fault:
    """Copy a paper so that it can reach nothing; say whether it has to go by way of OpenDocument."""
    if source.format in (DOCX, ODT):
        return copy_neutral(source.path, source.format, copy)
    if source.format is RTF:
        copy_inert(source.path, copy)
        return True
    if lacks_pictures(source.path):
        return LINKED
    with open_ordinary(source.path) as file, os.fdopen(new_private_file(copy), "wb") as written:
        shutil.copyfileobj(file, written, CHUNK)
    return True


def _without_changes(source: Path, target: Path) -> bool:
    """Copy an OpenDocument file that LibreOffice wrote as if all changes had been accepted; say whether it could be.

    What was deleted stands apart, in the list of changes (ISO 26300-1, 5.5); without the list, marks mean nothing.
    """
    with zipfile.ZipFile(source) as archive, os.fdopen(new_private_file(target), "w+b") as file:
        if any(archive.getinfo(name).file_size > _LARGEST_TEXT for name in _WITH_CHANGES):
            return False
        with zipfile.ZipFile(file, "w") as copy:
            for part in archive.infolist():
                content = archive.read(part)
                if part.filename in _WITH_CHANGES:
                    content = _CHANGES.sub(b"", content)
                    if b"changed-region" in content:
                        return False
                copy.writestr(part.filename, content)
    return True
