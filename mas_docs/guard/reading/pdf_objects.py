"""Every text in a PDF that is not drawn on a page: properties, bookmarks, comments, fields, links, attached files.

Each object is looked at, whether or not anything leads to it (ISO 32000-2, 7.3.4: strings; 7.11.4: embedded files).
"""

from __future__ import annotations

import io
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from mas_docs.guard.reading.inner import Inner
from mas_docs.guard.reading.plain import decoded
from mas_docs.guard.reading.source import Source
from mas_docs.guard.reading.stretches import APART, Found, Gap, Lacking, Part, Spot
from mas_docs.papers.cleaning.pdf import prepare

LARGEST_ATTACHED = 48 * 2**20
"""What an attached file may unpack to, in bytes."""

_STRING = re.compile(rb"<<|\((?:[^\\()]|\\.)*\)|<[0-9A-Fa-f\s]*>", re.DOTALL)
_LEAST_STRING = 4
_CONTROLS = re.compile("[\x00-\x08\x0e-\x1f\x7f\ufffd]")
_REFERENCE = rb"(\d+) (\d+) R"
_DRAWN = re.compile(
    rb"/(?:Contents|FontFile[23]?|ToUnicode|CIDToGIDMap|DestOutputProfile|SMask|Encoding|JBIG2Globals) "
    rb"(?:\[((?:\s*\d+ \d+ R)+)\s*\]|(\d+ \d+ R))|/ICCBased (\d+ \d+ R)"
)
_REFERENCES = re.compile(_REFERENCE)
_NOT_TEXT = re.compile(
    rb"/Subtype /(?:Image|Form|Type1C|CIDFontType0C|OpenType)\b|/Type /(?:XRef|ObjStm|XObject|Pattern)\b"
    rb"|/(?:FunctionType|ShadingType|PatternType|Length1|Alternate|CMapName) "
)
_EMBEDDED = re.compile(rb"/EF << (.*?)>>", re.DOTALL)
_SMALL_STREAM = 2**20
_TRIED = 400
_LEGIBLE = (*(bytes([letter]) for letter in range(ord(" "), ord("~"))), b"\n", b"\r", b"\t")
_LEGIBLE_SHARE = 0.4  # in UTF-16, half of the bytes are zeros
_KINDS = (
    (re.compile(rb"/EF\b|/Type /Filespec\b"), Spot.ATTACHED_NAMES),
    (re.compile(rb"/Rect\b|/FT /|/DA \("), Spot.FIELDS),
    (re.compile(rb"/URI\b|/S /(?:GoToR|GoToE|Launch|SubmitForm)\b"), Spot.LINKS),
    (re.compile(rb"/Title [(<]"), Spot.BOOKMARKS),
)


def read_objects(source: Source, inner: Inner) -> Iterator[Part]:
    """Read a PDF's objects."""
    import pikepdf

    prepare()
    try:
        with _opened(source, inner.passwords) as pdf:
            yield from _Objects(pdf, inner).read()
    except pikepdf.PasswordError:
        yield Lacking(Gap.LOCKED)
    except Exception:  # noqa: BLE001 - whatever an engine makes of untrusted content, the content is at fault
        yield Lacking(Gap.DAMAGED)


def _opened(source: Source, passwords: tuple[str, ...]) -> Any:
    """Open it with the first password that does; the last one's refusal is the answer where none does."""
    import pikepdf

    for password in ("", *passwords[:-1]):
        try:
            return pikepdf.open(_input(source), password=password)
        except pikepdf.PasswordError:
            continue
    return pikepdf.open(_input(source), password=passwords[-1] if passwords else "")


def _input(source: Source) -> Path | io.BytesIO:
    return source.content if isinstance(source.content, Path) else io.BytesIO(source.content)


class _Objects:
    """The objects of a PDF that is open."""

    def __init__(self, pdf: Any, inner: Inner) -> None:
        self._pdf = pdf
        self._inner = inner
        self._texts: dict[Spot, dict[str, None]] = {}
        self._drawn: set[tuple[int, int]] = set()
        self._embedded: dict[tuple[int, int], None] = {}
        self._streams: list[tuple[Any, bytes]] = []
        info = pdf.trailer.get("/Info")
        self._info = info.objgen if info is not None else (0, 0)

    def read(self) -> Iterator[Part]:
        """Their texts, then what their streams hold."""
        import pikepdf

        for item in self._pdf.objects:
            if not isinstance(item, pikepdf.Object):
                continue  # a number, or nothing: the engine gives these as Python's own
            is_stream = isinstance(item, pikepdf.Stream)
            written = (item.stream_dict if is_stream else item).unparse(resolved=True)
            if is_stream:
                self._streams.append((item, written))
            self._look_at(item.objgen, written)
        self._look_at((0, 0), self._pdf.trailer.unparse())
        for spot, texts in self._texts.items():
            # The fields of a form may hold a first name and a surname.
            yield Found(("\n" if spot is Spot.FIELDS else APART).join(texts), ((spot, 0),))
        yield from self._read_streams()

    def _look_at(self, key: tuple[int, int], written: bytes) -> None:
        for listed in _DRAWN.findall(written):
            self._drawn.update(_keys(b" ".join(listed)))
        for embedded in _EMBEDDED.findall(written):
            self._embedded.update(dict.fromkeys(_keys(embedded)))
        texts = [text for found in _STRING.findall(written) if len(found) >= _LEAST_STRING and (text := _text(found))]
        if texts:
            spot = Spot.PROPERTIES if key == self._info else _kind(written)
            self._texts.setdefault(spot, {}).update(dict.fromkeys(texts))

    def _read_streams(self) -> Iterator[Part]:
        attached = 0
        for stream, written in self._streams:
            if stream.objgen in self._embedded or b"/Type /EmbeddedFile" in written:
                attached += 1
                yield from self._attached(stream, attached)
            elif stream.objgen not in self._drawn and not _NOT_TEXT.search(written):
                spot = Spot.PROPERTIES if b"/Metadata" in written else Spot.BEHIND
                yield Found(_stream_text(stream), ((spot, 0),))

    def _attached(self, stream: Any, number: int) -> Iterator[Part]:
        try:
            content = bytes(stream.read_bytes())
        except Exception:  # noqa: BLE001 - whatever an engine makes of untrusted content, the rest is still read
            yield Lacking(Gap.UNREADABLE, place=((Spot.ATTACHED, number),))
            return
        if len(content) > LARGEST_ATTACHED:
            yield Lacking(Gap.TOO_LARGE, place=((Spot.ATTACHED, number),))
            return
        yield from self._inner.read(content, Spot.ATTACHED, number)


def _keys(references: bytes) -> Iterator[tuple[int, int]]:
    return ((int(number), int(generation)) for number, generation in _REFERENCES.findall(references))


def _kind(written: bytes) -> Spot:
    return next((spot for pattern, spot in _KINDS if pattern.search(written)), Spot.BEHIND)


def _text(written: bytes) -> str:
    """A string's text; nothing where it is no text, as an identifier or a signature."""
    import pikepdf

    text = str(pikepdf.Object.parse(written))
    return "" if _CONTROLS.search(text.replace("\x1b", "")) else text.replace("\r\n", "\n").replace("\r", "\n")


def _stream_text(stream: Any) -> str:
    """The text of a stream that has any: XMP, a script, a form's data, formatted text of a comment."""
    if int(stream.stream_dict.get("/Length", 0)) > _SMALL_STREAM:
        return ""
    try:
        content = bytes(stream.read_bytes())
    except Exception:  # noqa: BLE001 - a stream that cannot be unpacked shows nobody anything
        return ""
    legible = sum(map(content[:_TRIED].count, _LEGIBLE))
    return decoded(content) if legible > _LEGIBLE_SHARE * len(content[:_TRIED]) else ""
