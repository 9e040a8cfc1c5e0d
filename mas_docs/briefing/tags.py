"""The tag tree of a bound pack: what a screen reader follows (ISO 32000-1, 14.7 and 14.8).

Our own pages bring their tree with them. A paper's page is one element of it, read in the order of its content, because
a page that is not in the tree would be silence to whoever listens to the pack.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any


class TagTree:
    """The tag tree of a PDF that already has one.

    Args:
        pdf: an open `pikepdf.Pdf` with a structure tree, whose root holds one element for the whole document.
    """

    def __init__(self, pdf: Any) -> None:
        import pikepdf

        self._pdf = pdf
        self._make: Any = pikepdf
        self._root = pdf.Root.StructTreeRoot
        self._numbers = _flattened(self._root)
        self._next = int(self._root.get("/ParentTreeNextKey", 0))

    @property
    def document(self) -> Any:
        """The element that holds everything."""
        top = self._root.K
        return top[0] if isinstance(top, self._make.Array) else top

    def finish(self) -> None:
        """Write back the table by which pages and links find their elements."""
        self._root.ParentTree = self._make.Dictionary(Nums=self._make.Array(self._numbers))
        self._root.ParentTreeNextKey = self._next

    def paper_page(self, parent: Any, page: Any, alt: str) -> int:
        """Add the element of a paper's page, whose whole content is one marked sequence with the number 0.

        Args:
            parent: the element of the paper.
            page: the page.
            alt: what is said of a page that is a picture; empty for one with text, which is read itself.

        Returns:
            The number that the page has to bear as `/StructParents`.
        """
        kind, words = ("Figure", {"Alt": alt}) if alt else ("P", {})
        element = self._element(parent, kind, Pg=page.obj, K=0, **words)
        return self._register(self._make.Array([element]))

    def link(self, parent: Any, page: Any, annotation: Any) -> None:
        """Add the element of a link inside a paper."""
        reference = self._make.Dictionary(Type=self._make.Name.OBJR, Obj=annotation, Pg=page.obj)
        element = self._element(parent, "Link", Pg=page.obj, K=self._make.Array([reference]))
        annotation.StructParent = self._register(element)

    def section_after(self, pages: Sequence[Any], last: int, title: str) -> Any:
        """Add a section behind all that our own pages up to one of them hold.

        Args:
            pages: our own pages, in order.
            last: the place of the page in them that comes before the section.
            title: the section's title, for programs that show the tree.
        """
        places = {page.obj.objgen: place for place, page in enumerate(pages)}
        children = list(_kids(self.document))
        before = [at for at, child in enumerate(children, 1) if places.get(_page_of(child), len(pages)) <= last]
        section = self._new("Sect", self.document, T=title, K=self._make.Array([]))
        children.insert(max(before, default=0), section)
        self.document.K = self._make.Array(children)
        return section

    def adopt_front(self, other: Any, original: Any, page: Any) -> None:
        """Take over the tags of a page that was put in front, from the tree of the PDF that it comes from.

        Args:
            other: that PDF, open; its tree loses what speaks of its other pages.
            original: the page in it.
            page: the page as it stands in this PDF; it has no annotation.
        """
        theirs, its = TagTree(other).document, original.obj.objgen
        _keep_page(theirs, its)
        adopted = self._pdf.copy_foreign(theirs)
        owners: dict[int, Any] = {}
        for element in _elements(adopted):
            element.Pg = page.obj
            owners |= dict.fromkeys((int(kid) for kid in _kids(element) if isinstance(kid, int)), element)
        children = list(_kids(adopted))
        for child in children:
            child.P = self.document
        self.document.K = self._make.Array([*children, *_kids(self.document)])
        page.obj.StructParents = self._register(self._make.Array([owners[number] for number in sorted(owners)]))

    def _element(self, parent: Any, kind: str, **entries: Any) -> Any:
        element = self._new(kind, parent, **entries)
        parent.K.append(element)
        return element

    def _new(self, kind: str, parent: Any, **entries: Any) -> Any:
        made = self._make.Dictionary(
            Type=self._make.Name.StructElem, S=self._make.Name(f"/{kind}"), P=parent, **entries
        )
        return self._pdf.make_indirect(made)

    def _register(self, owner: Any) -> int:
        number = self._next
        self._numbers += [number, self._pdf.make_indirect(owner)]
        self._next += 1
        return number


def _kids(element: Any) -> Iterator[Any]:
    """What an element holds: other elements, numbers of marked content, references to objects."""
    kids = element.get("/K")
    if kids is None:
        return
    yield from kids if _is_array(kids) else (kids,)


def _is_array(value: Any) -> bool:
    import pikepdf

    return isinstance(value, pikepdf.Array)


def _elements(top: Any) -> Iterator[Any]:
    """An element and all elements below it, in the order in which they are read."""
    waiting = [top]
    while waiting:
        element = waiting.pop()
        yield element
        waiting += reversed([kid for kid in _kids(element) if _is_element(kid)])


def _is_element(kid: Any) -> bool:
    return not isinstance(kid, int) and "/S" in kid


def _keep_page(element: Any, page: tuple[int, int]) -> None:
    """Take out of an element, and of those below it, what stands on other pages; text may run from page to page.

    Args:
        element: the element.
        page: the page whose content stays, by its number in the file; elements without any, as empty cells, stay too.
    """
    import pikepdf

    kept: list[Any] = []
    for kid in list(_kids(element)):
        if not _is_element(kid):
            place, number = _place_of(element, kid)
            kept += [number] if place == page else []
        elif page in (pages := _pages_of(kid)) or not pages:
            _keep_page(kid, page)
            kept.append(kid)
    element.K = pikepdf.Array(kept)


def _place_of(element: Any, kid: Any) -> tuple[tuple[int, int], int]:
    """Where a piece of an element's content stands: the page, by its number in the file, and its number there."""
    if isinstance(kid, int):
        return element.Pg.objgen, int(kid)
    return kid.Pg.objgen, int(kid.MCID)


def _pages_of(top: Any) -> set[tuple[int, int]]:
    """The pages on which an element has content, by their numbers in the file."""
    return {_place_of(element, kid)[0] for element in _elements(top) for kid in _kids(element) if not _is_element(kid)}


def _page_of(top: Any) -> tuple[int, int] | None:
    """The page of an element's beginning, by its number in the file."""
    return next((element.Pg.objgen for element in _elements(top) if "/Pg" in element), None)


def _flattened(root: Any) -> list[Any]:
    """The table by which pages and links find their elements, as numbers and elements in turn."""
    found: list[Any] = []
    waiting = [root.ParentTree]
    while waiting:
        node = waiting.pop(0)
        found += list(node.get("/Nums", ()))
        waiting += list(node.get("/Kids", ()))
    return found
