"""Taking out of a PDF's objects what the allow-list in `pdf_schema` does not name, where they lie.

Each object is visited once for each kind it is used as, and never by recursion: circles and depth do no harm.
"""

from __future__ import annotations

import math
from typing import Any

from mas_docs.papers.cleaning.jpeg import is_readable
from mas_docs.papers.cleaning.pdf_schema import DRAWING, PLAIN, SCHEMA, SMALL, STREAM
from mas_docs.papers.cleaning.refusal import CannotTravelError
from mas_docs.papers.cleaning.streams import LARGEST_PAGE_CONTENT, StreamReader, unpacks_to_little
from mas_docs.papers.faults import DAMAGED, ELSEWHERE, OVERSIZED_INSIDE, TOO_MANY_DOTS

LARGEST_PICTURE = 2**30
"""The most bytes that a picture in a PDF may declare to fill once it is unpacked."""

_MOST_COMPONENTS = 4
_DEEPEST_LIST = 4
_COLOURS_WITH_DICTIONARY = ("/CalGray", "/CalRGB", "/Lab")


class Pruner:
    """Prunes all that the pages of one PDF draw with.

    Args:
        pdf: an open PDF, which is changed.
        reader: reads its streams.

    Attributes:
        without_picture: the pages that lost a picture which is none.
    """

    def __init__(self, pdf: Any, reader: StreamReader) -> None:
        import pikepdf

        self._pike = pikepdf
        self._pdf = pdf
        self._reader = reader
        self._page = 0
        self._drawn = 0
        self._empty_form: Any = None
        self.without_picture: list[int] = []
        self._seen: set[tuple[tuple[int, int], str]] = set()
        self._ahead: list[tuple[Any, str]] = []

    def prune_page(self, number: int, page: Any) -> bool:
        """Prune a page's resources and group, and read its content to its end.

        Args:
            number: of the page, from 1.
            page: its dictionary, all attributes its own.

        Returns:
            Whether anything stands on the page.

        Raises:
            CannotTravelError: the paper cannot travel.
        """
        self._page, self._drawn = number, 0
        for key, kind in (("/Resources", "resources"), ("/Group", "group")):
            if isinstance(page.get(key), self._pike.Dictionary):
                self._ahead.append((page[key], kind))
            elif key in page:
                del page[key]
        self._work()
        self._read_content(page)
        return self._drawn > 0

    def _work(self) -> None:
        while self._ahead:
            item, kind = self._ahead.pop()
            if item.is_indirect:
                if (item.objgen, kind) in self._seen:
                    continue
                self._seen.add((item.objgen, kind))
            if isinstance(item, self._pike.Array):
                self._prune_colour(item)
            else:
                self._prune(item, kind)

    def _prune(self, item: Any, kind: str) -> None:
        allowed = SCHEMA[kind]
        is_stream = isinstance(item, self._pike.Stream)
        if is_stream:
            self._look_at_stream(item, kind)
            allowed = {**STREAM, **allowed}
        for key in item.keys():  # noqa: SIM118 - the engine's dictionary is not iterable
            rule = allowed.get(key)
            if rule is None:
                del item[key]
            elif key != "/Length" or not is_stream:
                self._hold(item, key, rule)

    def _hold(self, item: Any, key: str, rule: str) -> None:
        """Hold one entry to its rule: leave it, take it out, or look into it later."""
        value = item[key]
        if self._is_simple(value):
            if rule.startswith("{"):
                del item[key]
        elif rule == PLAIN:
            self._keep_plain(item, key, value)
        elif rule.startswith("{"):
            self._keep_names(item, key, value, rule[1:-1])
        elif rule == "colour" and not isinstance(value, self._pike.Array):
            del item[key]
        elif isinstance(value, self._pike.Array) and rule != "colour":
            self._keep_list(item, key, value, rule)
        else:
            self._ahead.append((value, rule.strip("[]")))

    def _is_simple(self, value: Any) -> bool:
        pike = self._pike
        return not isinstance(value, pike.Object) or isinstance(value, pike.Name | pike.String)

    def _keep_plain(self, item: Any, key: str, value: Any) -> None:
        if not isinstance(value, self._pike.Array):
            del item[key]
            return
        written = value.unparse(resolved=True)
        if b"<<" in written or b" R" in written:
            item[key] = self._plain_list(value, 0)

    def _plain_list(self, value: Any, depth: int) -> Any:
        kept: list[Any] = []
        for part in value:
            if self._is_simple(part):
                kept.append(part)
            elif isinstance(part, self._pike.Array) and depth < _DEEPEST_LIST:
                kept.append(self._plain_list(part, depth + 1))
        return self._pike.Array(kept)

    def _keep_names(self, item: Any, key: str, value: Any, kind: str) -> None:
        if not isinstance(value, self._pike.Dictionary):
            del item[key]
            return
        for name in value.keys():  # noqa: SIM118 - the engine's dictionary is not iterable
            named = value[name]
            if self._is_simple(named):
                if kind != "colour" or not isinstance(named, self._pike.Name):
                    del value[name]
            elif kind == "xobject":
                self._keep_xobject(value, name, named)
            elif isinstance(named, self._pike.Array) is not (kind == "colour"):
                del value[name]
            else:
                self._ahead.append((named, kind))

    def _keep_xobject(self, names: Any, name: str, named: Any) -> None:
        subtype = named.get("/Subtype") if isinstance(named, self._pike.Stream) else None
        if subtype == "/Image" and _is_no_jpeg(named):
            self.without_picture.append(self._page)
            names[name] = self._nothing()
        elif subtype == "/Image":
            self._ahead.append((named, "image"))
        elif subtype == "/Form" and "/Subtype2" not in named:
            self._ahead.append((named, "form"))
        else:  # PostScript, which is a program, or nothing that draws
            names[name] = self._nothing()

    def _nothing(self) -> Any:
        if self._empty_form is None:
            self._empty_form = empty_form(self._pdf)
        return self._empty_form

    def _keep_list(self, item: Any, key: str, value: Any, rule: str) -> None:
        if not rule.startswith("["):
            self._keep_plain(item, key, value)
            return
        for at, part in enumerate(value):
            if isinstance(part, self._pike.Array):
                value[at] = self._plain_list(part, 0)
            elif not self._is_simple(part):
                self._ahead.append((part, rule[1:-1]))

    def _prune_colour(self, space: Any) -> None:
        """A colour space that is a list (8.6): its family, then what the family needs."""
        family = str(space[0]) if len(space) else ""
        if family == "/DeviceN" and len(space) > _MOST_COMPONENTS:
            del space[4:]  # only a press needs the attributes, and they may hold anything
        for part in list(space)[1:]:
            if self._is_simple(part):
                continue
            if isinstance(part, self._pike.Array):
                self._ahead.append((part, "colour"))
            elif family == "/ICCBased":
                self._ahead.append((part, "profile"))
            elif "/FunctionType" in part:
                self._ahead.append((part, "function"))
            else:
                self._ahead.append((part, "calibration" if family in _COLOURS_WITH_DICTIONARY else "data"))

    def _look_at_stream(self, stream: Any, kind: str) -> None:
        if "/F" in stream:
            raise CannotTravelError(ELSEWHERE, [self._page])
        if kind == "image":
            self._measure(stream)
        elif kind in DRAWING:
            self._drawn += self._draws(stream)
        elif kind in SMALL and not unpacks_to_little(stream):
            # A font that is broken was broken before; only one that fills the reader's memory is refused.
            self._reader.whole(stream)

    def _measure(self, image: Any) -> None:
        sizes = [image.get(key) for key in ("/Width", "/Height")]
        if not all(isinstance(size, int) and size >= 0 for size in sizes):
            return
        depth = image.get("/BitsPerComponent", 8)
        bits = math.prod(sizes) * (depth if isinstance(depth, int) else 8) * _MOST_COMPONENTS
        if bits // 8 > LARGEST_PICTURE:
            raise CannotTravelError(TOO_MANY_DOTS, [self._page])

    def _read_content(self, page: Any) -> None:
        if "/Contents" not in page:
            return
        content = page["/Contents"]
        parts = list(content) if isinstance(content, self._pike.Array) else [content]
        for part in parts:
            self._drawn += self._draws(part)
            self._prune_content(part)

    def _prune_content(self, part: Any) -> None:
        self._ahead.append((part, "data"))
        self._work()

    def _draws(self, stream: Any) -> int:
        if "/F" in stream:
            raise CannotTravelError(ELSEWHERE, [self._page])
        content = self._reader.whole(stream)
        if content is None:
            raise CannotTravelError(DAMAGED, [self._page])
        if self._drawn + len(content) > LARGEST_PAGE_CONTENT:
            raise CannotTravelError(OVERSIZED_INSIDE, [self._page])
        return len(content.strip())


def _is_no_jpeg(image: Any) -> bool:
    """Whether a picture is said to be a JPEG and is none: no reader shows it, and some end over it."""
    is_jpeg = image.get("/Filter") in ("/DCTDecode", ["/DCTDecode"])
    return is_jpeg and not is_readable(image.read_raw_bytes())


def empty_form(pdf: Any) -> Any:
    """A form XObject that draws nothing, to stand where one may not travel."""
    import pikepdf

    return pdf.make_stream(b"", Type=pikepdf.Name.XObject, Subtype=pikepdf.Name.Form, BBox=[0, 0, 0, 0])
