"""Unpacking the streams of a PDF within bounds, and noting what the engine says of them."""

from __future__ import annotations

import re
from typing import Any

from mas_docs.papers.cleaning.pdf import LARGEST_STREAM
from mas_docs.papers.cleaning.refusal import CannotTravelError
from mas_docs.papers.faults import OVERSIZED_INSIDE

LARGEST_PAGE_CONTENT = 64 * 2**20
"""What the drawing instructions of one page may unpack to, in bytes; a dense page of print needs 100 kB."""

_MOST_TIMES_SMALLER = 1032
"""How much smaller Deflate can make anything (zlib's own figure)."""

_FLUSHED = b"\0\0\xff\xff"
"""An empty block, with which a packer ends what it has been given so far (RFC 1951, 3.2.4)."""

_CUT_SHORT = "input stream is complete but output may still be valid"

# What the engine reports, and every reader reads alike: nothing is lost by it.
_HARMLESS = re.compile(
    "reported number of objects|common error handled correctly|has duplicated key|extraneous whitespace"
    "|more than once|carriage return only|setting missing or invalid|not attempting to remove unreferenced"
)


class StreamReader:
    """Reads the streams of one PDF.

    Args:
        pdf: an open PDF.
    """

    def __init__(self, pdf: Any) -> None:
        self._pdf = pdf
        self._complained = False

    def whole(self, stream: Any) -> bytes | None:
        """What a stream unpacks to; None where it cannot be unpacked to its end.

        Raises:
            CannotTravelError: it unpacks to more than the engine's bound (`prepare`).
        """
        import pikepdf

        self._note()
        try:
            content: bytes = stream.read_bytes()
        except pikepdf.PdfError as error:
            self._warned()
            if "limit exceeded" in str(error):
                raise CannotTravelError(OVERSIZED_INSIDE) from None
            return None
        except UnicodeDecodeError:
            return None
        complaints = self._complaints(cut_short=True)
        if complaints and not (all(_CUT_SHORT in words for words in complaints) and _is_flushed(stream)):
            return None
        if complaints:
            stream.write(content)  # so that no reader of the clean PDF complains
        return content

    def complained(self) -> bool:
        """Whether the engine found fault with any object of the PDF, but for what its streams hold."""
        self._note()
        return self._complained

    def _note(self) -> None:
        self._complained = self._warned() or self._complained

    def _warned(self) -> bool:
        return bool(self._complaints())

    def _complaints(self, *, cut_short: bool = False) -> list[str]:
        """What the engine complained of since the last call, which forgets it."""
        try:
            warnings = [str(warning) for warning in self._pdf.get_warnings()]
        except UnicodeDecodeError:  # the engine quoted what is no text
            return [""]
        harmful = [words for words in warnings if not _HARMLESS.search(words)]
        return [words for words in harmful if cut_short or _CUT_SHORT not in words]


def _is_flushed(stream: Any) -> bool:
    """Whether a stream that is not finished is whole all the same: programs on telephones flush it, and stop there."""
    flushed: bool = stream.get("/Filter") == "/FlateDecode" and stream.read_raw_bytes().endswith(_FLUSHED)
    return flushed


def unpacks_to_little(stream: Any) -> bool:
    """Whether a stream is too short to be a bomb, so that it need not be unpacked to see."""
    names = stream.get("/Filter")
    single = names is None or names == "/FlateDecode"
    length = stream.get("/Length")
    return single and isinstance(length, int) and 0 <= length * _MOST_TIMES_SMALLER <= LARGEST_STREAM
