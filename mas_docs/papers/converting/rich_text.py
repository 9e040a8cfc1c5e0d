r"""RTF and Word 97 papers before LibreOffice reads them: what would fetch or run something is made inert.

RTF is read by its control words. A reader passes over a group that begins with `\*` and a word it does not know: that
is how a field's instruction and an embedded object are taken out while their visible result stays.
"""

from __future__ import annotations

import mmap
import os
import re
from collections.abc import Iterator
from pathlib import Path

from mas_docs.files import new_private_file, open_ordinary
from mas_docs.papers.formats import CHUNK

# How letters look, as Word writes it into an instruction. Anything else might hide what the instruction is.
_LOOK = (
    rb"(?:\\(?:rtlch|ltrch|loch|hich|dbch|fcs|af|f|fs|afs|ab|ai|b|i|ul|ulnone|cf|cb|cs|lang|langfe|langnp|langfenp|alang"
    rb"|noproof|insrsid|charrsid|kerning|plain|nosupersub|super|sub|expnd|expndtw|up|dn)-?\d*(?=[\\{}\s])|[{}\s])*"
)
# Fields that a reader must work out itself: they differ from page to page, or have no other result.
_SAFE_FIELD = re.compile(_LOOK + rb"(?:PAGE|NUMPAGES|SECTIONPAGES|FORMCHECKBOX|FORMDROPDOWN)(?![A-Za-z])")
_ACTIVE = re.compile(rb"(?:\\\*\s*)?\\(?:fldinst|objdata|objlink|objautlink|objocx|template|nextfile)(?![a-z])")
_INERT = b"\\*\\nothing "
_FIELD = b"fldinst"
_LOOKED_AT = 4096

# [MS-DOC] 2.9.90: the instruction stands between 0x13 and 0x14; \d says that the picture is not kept in the document.
_NOT_KEPT = (
    re.compile(rb"INCLUDEPICTURE[^\x13-\x15]{0,600}?\\d", re.IGNORECASE),
    re.compile("INCLUDEPICTURE".encode("utf-16-le") + rb"(?:[^\x13-\x15]\0){0,600}?\\\0d\0", re.IGNORECASE),
)


def copy_inert(source: Path, target: Path) -> None:
    """Copy an RTF file with its fields and embedded objects as they last looked, and nothing left to fetch.

    Args:
        source: a file that begins as RTF does.
        target: a file that is not there.

    Raises:
        OSError: one cannot be read, or the other not written.
    """
    with (
        open_ordinary(source) as file,
        mmap.mmap(file.fileno(), 0, access=mmap.ACCESS_READ) as content,
        os.fdopen(new_private_file(target), "wb") as copy,
    ):
        for start, end in _kept(content):
            for at in range(start, end, CHUNK):
                copy.write(content[at : min(at + CHUNK, end)])
            if end < len(content):
                copy.write(_INERT)


def _kept(content: mmap.mmap) -> Iterator[tuple[int, int]]:
    """The stretches between control words that are to be inert."""
    start = 0
    for found in _ACTIVE.finditer(content):
        is_field = found.group().endswith(_FIELD)
        if is_field and _SAFE_FIELD.match(content[found.end() : found.end() + _LOOKED_AT]):
            continue
        yield start, found.start()
        start = found.end()
    yield start, len(content)


def lacks_pictures(path: Path) -> bool:
    """Whether a Word 97 file shows pictures that it does not hold.

    Raises:
        OSError: it cannot be read.
    """
    with open_ordinary(path) as file, mmap.mmap(file.fileno(), 0, access=mmap.ACCESS_READ) as content:
        return any(pattern.search(content) for pattern in _NOT_KEPT)
