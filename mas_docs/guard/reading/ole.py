"""OLE containers ([MS-CFB]): locked office documents, old Word, Excel and PowerPoint files, messages of Outlook."""

from __future__ import annotations

import io
import re
from collections.abc import Iterator
from typing import Any, BinaryIO

from mas_docs.guard.reading.inner import Inner
from mas_docs.guard.reading.kinds import Kind, kind_of
from mas_docs.guard.reading.plain import read_characters, readable
from mas_docs.guard.reading.source import Source
from mas_docs.guard.reading.stretches import APART, Found, Gap, Lacking, Part, Spot, lines

MOST_OLE = 128 * 2**20
"""The largest container whose streams are read, in bytes."""

_MOST_STREAMS = 5000
_LARGEST_STREAM = 48 * 2**20
_LOCKED = "EncryptedPackage"
_OLD_DOCUMENTS = ("WordDocument", "Workbook", "Book", "PowerPoint Document")
# [MS-OXMSG] 2.2: a stream's name ends with the property's type; 001F is text in UTF-16, 001E in the sender's code page.
_MESSAGE_TEXT = re.compile(r"__substg1\.0_[0-9A-F]{4}001([EF])$")
_WHOLE_FILES = {Kind.PDF, Kind.ZIP, Kind.OLE, Kind.RTF, Kind.PNG, Kind.JPEG, Kind.PICTURE}
# [MS-DOC] 2.4.1: what stands in the text for a paragraph's end, a cell's, a field's parts, a page's end, hyphens.
_MARKS = str.maketrans({"\r": "\n", "\x07": "\t", "\x0b": "\n", "\x0c": "\n", "\x1e": "-", "\x1f": "\N{SOFT HYPHEN}"})
_CONTROLS = str.maketrans({"\x01": "", "\x02": "", "\x05": "", "\x08": "", "\x13": " ", "\x14": " ", "\x15": " "})
_WORD_TEXT = re.compile(rb"[\x01\x02\x05\x07-\x0d\x13-\x15\x1e-\x7e\x80-\xff]{4,}")
_WORD_WIDE = re.compile(
    rb"(?:[\x01\x02\x05\x07-\x0d\x13-\x15\x1e-\x7e\xa0-\xff]\x00|[\x00-\xff][\x01-\x05\x1e]|[\x00-\x3f]\x20){4,}"
)


def read_ole(source: Source, inner: Inner) -> Iterator[Part]:
    """Read an OLE container: unlock it where a password does, else all its streams."""
    if source.size() > MOST_OLE:
        yield Lacking(Gap.TOO_LARGE)
        return
    import olefile

    with source.open() as file:
        try:
            with olefile.OleFileIO(file) as container:
                locked = _is_locked(container, file)
                parts = () if locked else tuple(_streams(container, inner))
        except Exception:  # noqa: BLE001 - whatever an engine makes of untrusted content, its characters are still read
            locked, parts = False, (*read_characters(source), Lacking(Gap.DAMAGED))
        yield from _unlocked(file, inner) if locked else parts


def _is_locked(container: Any, file: BinaryIO) -> bool:
    if container.exists(_LOCKED):
        return True
    if not any(container.exists(name) for name in _OLD_DOCUMENTS):
        return False
    import msoffcrypto

    try:
        return bool(msoffcrypto.OfficeFile(file).is_encrypted())
    except Exception:  # noqa: BLE001 - whatever an engine makes of untrusted content, its streams may still be read
        return False


def _unlocked(file: BinaryIO, inner: Inner) -> Iterator[Part]:
    """Unlock a document with the first password that opens it ([MS-OFFCRYPTO])."""
    import msoffcrypto

    for password in inner.passwords:
        document, plain = msoffcrypto.OfficeFile(file), io.BytesIO()
        try:
            document.load_key(password=password)
            document.decrypt(plain)
        except Exception:  # noqa: BLE001, S112 - a wrong password has as many names as there are ways to lock
            continue
        yield from inner.reader(Source(plain.getvalue()), inner)
        return
    yield Lacking(Gap.LOCKED)


def _streams(container: Any, inner: Inner) -> Iterator[Part]:
    message = container.exists("__properties_version1.0")
    names = container.listdir(streams=True, storages=False)
    attached = 0
    for name in names[:_MOST_STREAMS]:
        content = container.openstream(name).read(_LARGEST_STREAM)
        if kind_of(Source(content)) in _WHOLE_FILES:
            attached += 1
            yield from inner.read(content, Spot.ATTACHED, attached)
        else:
            yield from _stream(name[-1], content, is_message=message)
    yield Found(APART.join("/".join(name) for name in names), ((Spot.BEHIND, 0),))
    if not message or len(names) > _MOST_STREAMS:
        yield Lacking(Gap.OLD)


def _stream(name: str, content: bytes, *, is_message: bool) -> Iterator[Part]:
    of_message = _MESSAGE_TEXT.search(name) if is_message else None
    if of_message:
        yield lines(content.decode("utf-16-le" if of_message[1] == "F" else "cp1252", "replace").replace("\r\n", "\n"))
    elif name == "WordDocument":
        yield lines(_word_text(content), unit=Spot.PARAGRAPH)
    else:
        yield Found(APART.join(readable(content)), ((Spot.CHARACTERS, 0),))


def _word_text(content: bytes) -> str:
    """The text of an old Word file, which lies in it in pieces of Windows-1252 and of UTF-16."""
    wide = (run.group().decode("utf-16-le", "replace") for run in _WORD_WIDE.finditer(content))
    narrow = (run.group().decode("cp1252", "replace") for run in _WORD_TEXT.finditer(content))
    return APART.join(_plain(text) for runs in (wide, narrow) for text in runs)


def _plain(text: str) -> str:
    return text.translate(_MARKS).translate(_CONTROLS)
