"""What lies on top of a PDF's pages: links inside the paper stay, form fields are printed in, the rest goes."""

from __future__ import annotations

import decimal
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

from mas_docs.papers.cleaning.form_fields import FieldPrinter
from mas_docs.papers.cleaning.layers import Layers
from mas_docs.papers.cleaning.refusal import CannotTravelError, Told
from mas_docs.papers.faults import COMMENTS, NOT_REDACTED

_NO_COMMENT = frozenset({"/Link", "/Widget", "/Popup", "/PrinterMark", "/TrapNet"})
_LONGEST_DESTINATION = 8
_DEEPEST_NAMES = 32


@dataclass(slots=True)
class Annotations:
    """Sorts the annotations of one PDF's pages.

    Attributes:
        pdf: an open PDF, which is changed.
        pages: its pages' dictionaries, in order.
        layers: its layers, some of which may be hidden.
    """

    pdf: Any
    pages: list[Any]
    layers: Layers
    _fields: FieldPrinter = field(init=False)
    _numbers: dict[tuple[int, int], Any] = field(init=False)
    _named: dict[str, Any] | None = field(init=False, default=None)

    def __post_init__(self) -> None:
        self._fields = FieldPrinter(self.pdf)
        self._numbers = {page.objgen: page for page in self.pages}

    def settle(self) -> tuple[Told, ...]:
        """Keep links within the paper, print the fields into their pages, and take out all else.

        Returns:
            A warning where comments were taken out.

        Raises:
            CannotTravelError: words marked for redaction are still there, or a field's value cannot be shown.
        """
        commented: list[int] = []
        unredacted: list[int] = []
        for number, page in enumerate(self.pages, 1):
            if "/Annots" not in page:
                continue
            subtypes = self._settle_page(number, page)
            if "/Redact" in subtypes:
                unredacted.append(number)
            if subtypes - _NO_COMMENT:
                commented.append(number)
        if unredacted:
            raise CannotTravelError(NOT_REDACTED, unredacted)
        self._fields.finish()
        return (Told(COMMENTS, tuple(commented)),) if commented else ()

    def _settle_page(self, number: int, page: Any) -> set[str]:
        import pikepdf

        links: list[Any] = []
        widgets: list[Any] = []
        subtypes: set[str] = set()
        for annotation in _dictionaries(page["/Annots"]):
            subtype = str(annotation.get("/Subtype", "/Unknown"))
            subtypes.add(subtype)
            if "/OC" in annotation and self.layers.hides(annotation["/OC"]):
                continue
            if subtype == "/Widget":
                widgets.append(annotation)
            elif subtype == "/Link":
                links += self._link(annotation)
        del page["/Annots"]
        if links:
            page.Annots = pikepdf.Array(links)
        self._fields.print_into(number, page, widgets)
        return subtypes

    def _link(self, annotation: Any) -> list[Any]:
        """The link anew, with nothing but its place and target; nothing where it leads outside the paper."""
        import pikepdf

        action = annotation.get("/A")
        target = annotation.get("/Dest")
        if target is None and isinstance(action, pikepdf.Dictionary) and action.get("/S") == "/GoTo":
            target = action.get("/D")
        destination = self._explicit(target)
        rectangle = annotation.get("/Rect")
        if destination is None or not _all_numbers(rectangle):
            return []
        link = pikepdf.Dictionary(
            Type=pikepdf.Name.Annot,
            Subtype=pikepdf.Name.Link,
            Rect=pikepdf.Array(list(rectangle)),
            Border=[0, 0, 0],
            F=4,
            Dest=destination,
        )
        return [self.pdf.make_indirect(link)]

    def _explicit(self, target: Any) -> Any:
        """A destination as a page and a view; a name is looked up."""
        import pikepdf

        if isinstance(target, pikepdf.Name | pikepdf.String):
            target = self._names().get(str(target))
        if isinstance(target, pikepdf.Dictionary):
            target = target.get("/D")
        if not isinstance(target, pikepdf.Array) or not 0 < len(target) <= _LONGEST_DESTINATION:
            return None
        parts: list[Any] = list(target)
        page = self._numbers.get(parts[0].objgen) if isinstance(parts[0], pikepdf.Dictionary) else None
        if page is None:
            return None
        simple = [part for part in parts[1:] if part is None or isinstance(part, pikepdf.Name) or _is_number(part)]
        return pikepdf.Array([page, *(simple or [pikepdf.Name.Fit])])

    def _names(self) -> dict[str, Any]:
        if self._named is None:
            self._named = dict(_named_destinations(self.pdf.Root))
        return self._named


def _named_destinations(catalogue: Any) -> Iterator[tuple[str, Any]]:
    """Every name and what it stands for: of the old dictionary, and of the tree (ISO 32000-2, 7.9.6 and 12.3.2.4)."""
    import pikepdf

    old = catalogue.get("/Dests")
    if isinstance(old, pikepdf.Dictionary):
        yield from ((key, value) for key, value in old.items() if value is not None)
    names = catalogue.get("/Names")
    tree = names.get("/Dests") if isinstance(names, pikepdf.Dictionary) else None
    level = [tree]
    seen: set[tuple[int, int]] = set()
    for _ in range(_DEEPEST_NAMES):
        below: list[Any] = []
        for node in level:
            if not isinstance(node, pikepdf.Dictionary) or (node.is_indirect and node.objgen in seen):
                continue
            seen.add(node.objgen)
            listed = node.get("/Names")
            parts = list(listed) if isinstance(listed, pikepdf.Array) else []
            yield from ((str(name), value) for name, value in zip(parts[::2], parts[1::2], strict=False))
            kids = node.get("/Kids")
            below += list(kids) if isinstance(kids, pikepdf.Array) else []
        level = below


def _dictionaries(listed: Any) -> list[Any]:
    import pikepdf

    if not isinstance(listed, pikepdf.Array):
        return []
    return [item for item in listed if isinstance(item, pikepdf.Dictionary)]


def _all_numbers(rectangle: Any) -> bool:
    import pikepdf

    return isinstance(rectangle, pikepdf.Array) and len(rectangle) == 4 and all(map(_is_number, rectangle))  # noqa: PLR2004 - a rectangle's four


def _is_number(value: Any) -> bool:
    return isinstance(value, int | float | decimal.Decimal) and not isinstance(value, bool)
