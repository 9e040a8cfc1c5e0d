"""Finding one's way in a pack: bookmarks, the links of the contents page, and the links inside a paper."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from typing import Any

from mas_docs.briefing.joining import InnerLink
from mas_docs.briefing.sheets import Sheet
from mas_docs.briefing.tags import TagTree

BoundPage = tuple[Any, Sheet]
"""The page of the pack that shows a paper's page, and how that stands on it."""

_PRINTED = 4


def write_bookmarks(pack: Any, places: Iterable[tuple[int, str, Any]]) -> None:
    """Replace a pack's bookmarks.

    Args:
        pack: the open pack.
        places: the level (1 or 2), the words and the page of each, in order.
    """
    import pikepdf

    numbers = {page.obj.objgen: number for number, page in enumerate(pack.pages)}
    with pack.open_outline() as outline:
        outline.root.clear()
        for level, title, page in places:
            siblings = outline.root if level == 1 or not outline.root else outline.root[-1].children
            siblings.append(pikepdf.OutlineItem(title, numbers[page.obj.objgen], "Fit"))


def tell_targets(pack: Any, words: Callable[[int], str], first: int) -> None:
    """Let each link tell where in the pack it leads, for those who hear it.

    Args:
        pack: the open pack, its pages in their order.
        words: what is said of a page by its number.
        first: the number of its first page.
    """
    names = _named_places(pack)
    numbers = {page.obj.objgen: number for number, page in enumerate(pack.pages, first)}
    for page in pack.pages:
        for link in page.obj.get("/Annots", ()):
            target = link.Dest[0].objgen if _is_place(link.Dest) else names[str(link.Dest)]
            link.Contents = words(numbers[target])


def _is_place(destination: Any) -> bool:
    import pikepdf

    return isinstance(destination, pikepdf.Array)


def _named_places(pack: Any) -> dict[str, tuple[int, int]]:
    """The pages that have names, by their numbers in the file."""
    import pikepdf

    if "/Names" not in pack.Root or "/Dests" not in pack.Root.Names:
        return {}
    tree = pikepdf.NameTree(pack.Root.Names.Dests)
    places = {str(name): place.D if isinstance(place, pikepdf.Dictionary) else place for name, place in tree.items()}
    return {name: place[0].objgen for name, place in places.items()}


def add_links(pack: Any, tags: TagTree, section: Any, bound: Sequence[BoundPage], links: Sequence[InnerLink]) -> None:
    """Keep the links inside a paper: each leads to the page of the pack that shows its target.

    Args:
        pack: the open pack.
        tags: its tag tree.
        section: the paper's element in it.
        bound: the paper's pages, in order.
        links: what the paper had.
    """
    import pikepdf

    for link in links:
        page, sheet = bound[link.page]
        target, _ = bound[link.target]
        placed = pack.make_indirect(
            pikepdf.Dictionary(
                Type=pikepdf.Name.Annot,
                Subtype=pikepdf.Name.Link,
                Rect=sheet.matrix.transform(pikepdf.Rectangle(*link.box)).as_array(),
                Border=[0, 0, 0],
                F=_PRINTED,
                Dest=[target.obj, pikepdf.Name.Fit],
            )
        )
        page.obj.Annots = pikepdf.Array([*page.obj.get("/Annots", ()), placed])
        tags.link(section, page, placed)
