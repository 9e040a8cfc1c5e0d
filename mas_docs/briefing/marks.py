"""The foot of every page of the pack: the marking, whose copy it is, and which page of how many.

A copy's own mark is drawn through one form object that all pages share and that is empty in the common pack, so that a
copy is made by filling it, whatever the number of pages. It also keeps the strip of the cover, which comes last.
"""

from __future__ import annotations

from typing import Any

_SHARED = "/MasMark"
_COPY = "/MasCopy"
_FIRST = "/MasFirst"
_NUMBER = "/MasNumber"
_SIDE = 34.0
_BASE = 16.0
_ARTIFACT = b"Q\n/Artifact <</Type /Pagination /Subtype /Footer>> BDC\n%s\n%s\nEMC\n"


class Marks:
    """Marks the pages of a pack in the making.

    Args:
        pack: the open `pikepdf.Pdf` of the pack.
        strips: an open PDF with a strip for each page of the finished pack, which says which page it is.
    """

    def __init__(self, pack: Any, strips: Any) -> None:
        import pikepdf

        self._pack = pack
        self._strips = list(strips.pages)
        self._shared = pack.make_stream(
            f"{_COPY} Do".encode(),
            Type=pikepdf.Name.XObject,
            Subtype=pikepdf.Name.Form,
            BBox=[0, 0, 0, 0],
            Resources=pikepdf.Dictionary(XObject=pikepdf.Dictionary({_FIRST: self._strip(0)})),
        )
        self._before = pack.make_stream(b"q\n")

    def mark(self, page: Any, number: int) -> None:
        """Mark a page in its foot; what it shows stays as it is.

        Args:
            page: a page of the pack.
            number: its place in the finished pack, from 0.
        """
        _add(self._pack, page, self._before, {_SHARED: self._shared, _NUMBER: self._strip(number)})

    def _strip(self, number: int) -> Any:
        return self._pack.copy_foreign(self._strips[number].as_form_xobject())


def fill_marks(pack: Any, front: Any, mark: Any) -> None:
    """Give all pages of a common pack the mark of one copy, and its cover the same foot as theirs.

    Args:
        pack: the open pack, its cover in front.
        front: the cover.
        mark: a page of another PDF that shows the copy's mark.
    """
    drawn = pack.copy_foreign(mark.as_form_xobject())
    shared = pack.pages[1].obj.Resources.XObject[_SHARED]
    first = shared.Resources.XObject[_FIRST]
    del shared.Resources.XObject[_FIRST]
    shared.BBox = drawn.BBox
    shared.Resources.XObject[_COPY] = drawn
    _add(pack, front, pack.make_stream(b"q\n"), {_SHARED: shared, _NUMBER: first})


def _add(pack: Any, page: Any, before: Any, forms: dict[str, Any]) -> None:
    """Draw the two strips of the foot behind a page's own content."""
    import pikepdf

    content = page.obj.Contents
    own = list(content) if isinstance(content, pikepdf.Array) else [content]
    page.obj.Contents = pikepdf.Array([before, *own, pack.make_stream(_drawing(page, forms[_NUMBER]))])
    resources = page.obj.Resources
    if "/XObject" not in resources:
        resources.XObject = pikepdf.Dictionary()
    for name, form in forms.items():
        resources.XObject[name] = form


def _drawing(page: Any, strip: Any) -> bytes:
    width = float(page.mediabox[2]) - float(page.mediabox[0])
    right = width - _SIDE - float(strip.BBox[2])
    mark = f"q 1 0 0 1 {_SIDE} {_BASE} cm {_SHARED} Do Q"
    number = f"q 1 0 0 1 {right:.3f} {_BASE} cm {_NUMBER} Do Q"
    return _ARTIFACT % (mark.encode(), number.encode())
