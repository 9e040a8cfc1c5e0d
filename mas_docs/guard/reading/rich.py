r"""RTF: its words, those of its headers, notes and comments, and those in destinations that no reader shows.

RTF 1.9.1: a group `{...}` that begins with `\*` or the word of a destination is no part of the text around it; `\'xx`
is a byte in the code page, `\uN` a UTF-16 unit, followed by `\ucN` characters for readers that do not know it.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field

from mas_docs.guard.reading.source import Source
from mas_docs.guard.reading.stretches import APART, Found, Gap, Lacking, Part, Spot, lines

MOST_RTF = 64 * 2**20
"""How much of an RTF file is read, in bytes; its pictures are written out in digits."""

_TOKEN = re.compile(
    rb"\\([a-zA-Z]{1,40})(-?\d{1,10})?[ ]?|\\'([0-9a-fA-F]{2})|\\([^a-zA-Z])|([{}])|([^\\{}\r\n]+)|[\r\n]+|\\"
)
_BREAKS = frozenset({"par", "line", "row", "sect", "page", "column", "nestrow", "softline", "softpage"})
_CHARACTERS = {
    "tab": "\t",
    "cell": "\t",
    "nestcell": "\t",
    "emdash": "\N{EM DASH}",
    "endash": "\N{EN DASH}",
    "emspace": " ",
    "enspace": " ",
    "qmspace": " ",
    "lquote": "\N{LEFT SINGLE QUOTATION MARK}",
    "rquote": "\N{RIGHT SINGLE QUOTATION MARK}",
    "ldblquote": "\N{LEFT DOUBLE QUOTATION MARK}",
    "rdblquote": "\N{RIGHT DOUBLE QUOTATION MARK}",
    "bullet": " ",
}
_SYMBOLS = {"~": " ", "_": "-", "-": "\N{SOFT HYPHEN}", "\n": "\n", "\r": "\n", "{": "{", "}": "}", "\\": "\\"}
_ASIDE = frozenset(
    {
        "footnote",
        "header",
        "headerl",
        "headerr",
        "headerf",
        "footer",
        "footerl",
        "footerr",
        "footerf",
        "annotation",
        "info",
        "title",
        "subject",
        "author",
        "manager",
        "company",
        "operator",
        "category",
        "keywords",
        "comment",
        "doccomm",
        "hlinkbase",
        "fldinst",
        "pict",
        "object",
        "fonttbl",
        "colortbl",
        "stylesheet",
        "filetbl",
        "xe",
        "tc",
        "atnid",
        "atnauthor",
        "private",
        "passwordhash",
        "themedata",
        "datastore",
        "shptxt",
    }
)
_PICTURE = "pict"
_OBJECT = "objdata"
_CODED = frozenset(
    {_PICTURE, _OBJECT, "nonshppict", "themedata", "colorschememapping", "datastore", "blipuid", "passwordhash"}
)
_CODE_PAGES = {"ansicpg", "cpg"}
_UTF16_UNIT = 0x10000


@dataclass(slots=True)
class _Group:
    """What a group sets until it ends."""

    pieces: list[str] = field(repr=False)
    coded: bool = False
    skips: int = 1
    begins: bool = True


class _Rtf:
    """Reads one file."""

    def __init__(self) -> None:
        self.asides: list[list[str]] = [[]]
        self.groups: list[_Group] = [_Group(self.asides[0])]
        self.pictures = self.objects = 0
        self._code_page = "cp1252"
        self._bytes = bytearray()
        self._to_skip = 0

    def read(self, content: bytes) -> None:
        """Read it from its beginning to its end; groups that never end, or end too often, do no harm."""
        at = 0
        while found := _TOKEN.match(content, at):
            at = found.end() + self._token(found)
        self._flush()

    def _token(self, found: re.Match[bytes]) -> int:
        """Take one token in; give how many bytes of data follow it."""
        word, number, coded, symbol, brace, text = found.groups()
        if coded is not None:
            self._byte(bytes.fromhex(coded.decode()))
        elif text is not None:
            self._byte(text)
        elif word is not None:
            return self._word(word.decode().lower(), int(number) if number else None)
        elif brace is not None:
            self._brace(opens=brace == b"{")
        elif symbol is not None:
            self._symbol(symbol.decode("latin-1"))
        return 0

    def _byte(self, content: bytes) -> None:
        skipped = min(self._to_skip, len(content))
        self._to_skip -= skipped
        self._bytes += content[skipped:]
        self.groups[-1].begins = False

    def _flush(self) -> None:
        group = self.groups[-1]
        if self._bytes and not group.coded:
            try:
                group.pieces.append(self._bytes.decode(self._code_page, "replace"))
            except LookupError:
                group.pieces.append(self._bytes.decode("cp1252", "replace"))
        self._bytes.clear()

    def _say(self, text: str) -> None:
        self._flush()
        self.groups[-1].begins = False
        self.groups[-1].pieces.append(text)

    def _brace(self, *, opens: bool) -> None:
        self._flush()
        self._to_skip = 0
        group = self.groups[-1]
        if opens:
            self.groups.append(_Group(group.pieces, group.coded, group.skips))
        elif len(self.groups) > 1:
            self.groups.pop()

    def _symbol(self, symbol: str) -> None:
        if symbol == "*":
            self._aside()
        elif self._to_skip:
            self._to_skip -= 1
        else:
            self._say(_SYMBOLS.get(symbol, ""))

    def _aside(self) -> None:
        group = self.groups[-1]
        if group.begins:
            self._flush()
            self.asides.append([])
            group.pieces = self.asides[-1]

    def _word(self, word: str, number: int | None) -> int:
        if word == "bin":
            return max(number or 0, 0)
        if word == "u" and number is not None:
            self._say(chr(number % _UTF16_UNIT))
            self._to_skip = self.groups[-1].skips
        elif word == "uc":
            self.groups[-1].skips = min(max(number or 0, 0), 8)
        elif word in _CODE_PAGES and number:
            self._flush()
            self._code_page = f"cp{number}"
        elif word in _BREAKS:
            self._say("\n")
        elif word in _CHARACTERS:
            self._say(_CHARACTERS[word])
        else:
            self._flush()
            self._destination(word)
        return 0

    def _destination(self, word: str) -> None:
        group = self.groups[-1]
        if group.begins and word in _ASIDE:
            self._aside()
        if word in _CODED and not group.coded:
            group.coded = True
            self.pictures += word == _PICTURE
            self.objects += word == _OBJECT
        group.begins = False


def read_rtf(source: Source) -> Iterator[Part]:
    """Read an RTF file: its text with its paragraphs, then what stands aside of it."""
    content = source.read(MOST_RTF + 1)
    reader = _Rtf()
    reader.read(content[:MOST_RTF])
    body, *asides = (
        "".join(pieces).encode("utf-16-le", "surrogatepass").decode("utf-16-le", "replace") for pieces in reader.asides
    )
    yield lines(body, unit=Spot.PARAGRAPH)
    yield Found(APART.join(text for text in asides if text.strip()), ((Spot.BEHIND, 0),))
    if reader.pictures:
        yield Lacking(Gap.PICTURES, (reader.pictures,))
    yield from (Lacking(Gap.UNKNOWN, place=((Spot.ATTACHED, number + 1),)) for number in range(reader.objects))
    if len(content) > MOST_RTF:
        yield Lacking(Gap.TOO_MUCH)
