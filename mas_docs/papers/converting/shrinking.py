"""Photos in Word papers, made as small as print needs before LibreOffice, which holds all of them unpacked, gets them.

Pictures are unpacked in a process of its own, which little memory and time bound and which knows no passphrase. What
it cannot make smaller stays as it is.
"""

from __future__ import annotations

import contextlib
import io
import json
import os
import subprocess
import sys
import zipfile
from collections.abc import Sequence
from pathlib import Path

from mas_docs.files import new_private_file

LARGE = 300_000
"""Bytes from which on a picture is looked at; below, it has few dots, or is drawn rather than photographed."""

ALL_DOTS = 30_000_000
"""How many dots the large pictures of one paper may have together: LibreOffice takes about 90 MB for them."""

MOST_DOTS = 4_000_000
"""How many dots one picture needs at most: 240 an inch on half a page."""

FEWEST_DOTS = 750_000
"""How many dots each picture may keep, however many there are: 170 an inch at a width of 15 cm."""

MOST_MEMORY = 448 * 2**20
"""Address space in bytes for whoever unpacks a picture (POSIX); a photo of 48 million dots needs a third of it."""

MOST_SECONDS = 60
"""For all papers of one run together; a photo takes a twentieth of a second."""

_MODULE = "mas_docs.papers.converting.shrinking"
_PICTURES = (".jpg", ".jpeg", ".png")
_MODES = frozenset({"L", "LA", "RGB", "RGBA"})
_UNPACKED_AT_MOST = 64_000_000
_QUALITY = 85
_OUR_VARIABLES = "MAS_DOCS_"


def shrink_pictures(papers: Sequence[Path]) -> None:
    """Make the large pictures of papers smaller, in place.

    Args:
        papers: neutral copies of Word or OpenDocument files.
    """
    chosen = [paper for paper in papers if _has_large_picture(paper)]
    if not chosen:
        return
    inherited = {name: value for name, value in os.environ.items() if not name.startswith(_OUR_VARIABLES)}
    with contextlib.suppress(OSError, subprocess.TimeoutExpired):
        subprocess.run(  # noqa: S603 - our own module, run by our own interpreter
            [sys.executable, "-P", "-m", _MODULE],
            input=json.dumps([str(paper.absolute()) for paper in chosen]).encode(),
            env={**inherited, "PYTHONPATH": os.pathsep.join(filter(None, sys.path))},
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
            check=False,
            timeout=MOST_SECONDS,
        )


def _has_large_picture(paper: Path) -> bool:
    with zipfile.ZipFile(paper) as archive:
        return any(_is_large_picture(part) for part in archive.infolist())


def _is_large_picture(part: zipfile.ZipInfo) -> bool:
    return part.filename.casefold().endswith(_PICTURES) and part.file_size >= LARGE


def main() -> None:
    """Make smaller the pictures of the papers that standard input names."""
    if os.name == "posix":
        _bound()
    for paper in json.load(sys.stdin):
        _shrink_paper(Path(paper))


def _bound() -> None:
    import resource

    for which, most in ((resource.RLIMIT_AS, MOST_MEMORY), (resource.RLIMIT_CORE, 0)):
        _, hard = resource.getrlimit(which)
        resource.setrlimit(which, (most if hard == resource.RLIM_INFINITY else min(most, hard), hard))


def _shrink_paper(paper: Path) -> None:
    smaller = paper.with_suffix(".smaller")
    with (
        zipfile.ZipFile(paper) as archive,
        os.fdopen(new_private_file(smaller), "w+b") as file,
        zipfile.ZipFile(file, "w") as copy,
    ):
        parts = archive.infolist()
        dots = max(FEWEST_DOTS, min(MOST_DOTS, ALL_DOTS // max(1, sum(map(_is_large_picture, parts)))))
        for part in parts:
            content = archive.read(part)
            copy.writestr(part.filename, _shrunk(content, dots) if _is_large_picture(part) else content)
    smaller.replace(paper)


def _shrunk(content: bytes, dots: int) -> bytes:
    """A picture with no more than so many dots, of the same shape and format, or as it was."""
    from PIL import Image

    Image.MAX_IMAGE_PIXELS = _UNPACKED_AT_MOST // 2  # it refuses pictures of twice as many
    try:
        with Image.open(io.BytesIO(content), formats=("JPEG", "PNG")) as picture:
            factor = (dots / (picture.width * picture.height)) ** 0.5
            if factor >= 1 or picture.mode not in _MODES:
                return content
            size = (max(1, int(picture.width * factor)), max(1, int(picture.height * factor)))
            told = {"icc_profile": picture.info.get("icc_profile")}
            if "dpi" in picture.info:
                told["dpi"] = tuple(float(value) * factor for value in picture.info["dpi"])
            form = picture.format
            picture.draft(None, size)
            buffer = io.BytesIO()
            picture.resize(size, Image.Resampling.LANCZOS, reducing_gap=2.0).save(
                buffer, form, quality=_QUALITY, **told
            )
            return buffer.getvalue()
    except Exception:  # noqa: BLE001 - whatever an engine makes of untrusted content, the content is at fault
        return content


if __name__ == "__main__":
    main()
