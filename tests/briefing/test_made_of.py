"""What a copy of a pack says that it is made of: all of its words, so that the guard searches these instead."""

from __future__ import annotations

import datetime as dt
import re
from pathlib import Path
from typing import Any

import pikepdf
import pytest
from bound_packs import PASSPHRASE, opened, paper, texts
from fictional import BOARD, case

from mas_docs.briefing.cache import ConvertedPapers
from mas_docs.briefing.pack import Briefing, PackCopy, PackOffice
from mas_docs.briefing.taking_in import make_ready, take_in
from mas_docs.case.loading import LoadedCase
from mas_docs.guidance.roles import Role
from mas_docs.recipients import recipients
from mas_docs.yaml_files.places import Places

WORDS = PASSPHRASE.reveal().decode()


@pytest.fixture
def copies(tmp_path: Path) -> tuple[PackCopy, ...]:
    """The copies of a case with a paper of words, a scan and a letter."""
    paper(tmp_path / "plan.pdf", [{"words": "a plan of words"}, {"words": "its end"}], links=[(1, 0)])
    paper(tmp_path / "scan.pdf", [{"content": b"1 0 0 rg 9 9 99 99 re f\n"}])
    (tmp_path / "letter.txt").write_text("Dear all,\nit goes well.\n", encoding="utf-8")
    papers = [
        {"kind": "child-protection-plan", "file": "plan.pdf"},
        {"kind": "other", "title": "Drawing of a house", "file": "scan.pdf"},
        {"kind": "other", "title": "Letter from a neighbour", "file": "letter.txt"},
    ]
    loaded = LoadedCase(case(papers=papers), tmp_path, "case.yaml", Places({}))
    gathered, _ = take_in(loaded, tmp_path)
    ready, _ = make_ready(loaded, gathered.gathered, tmp_path, ConvertedPapers(tmp_path / "kept", PASSPHRASE))
    office = PackOffice(BOARD, None, dt.date(2026, 12, 8), PASSPHRASE)
    briefing = Briefing(loaded.case, ready, office, tmp_path, tmp_path)
    made = [briefing.copy_for(recipient) for recipient in recipients(loaded.case, BOARD, Role.FACILITATOR)]
    assert len(made) > 1
    return tuple(made)


def words_in(text: str) -> set[str]:
    """The words of a text, as far as a hyphen at a line's end leaves them whole."""
    return set(re.findall(r"\w+", text))


def said_beside(pack: pikepdf.Pdf) -> list[str]:
    """All text of a PDF that stands on no page: every string of its objects but dates and codes."""
    found: list[str] = []
    for item in pack.objects:
        entries: Any = item.items() if isinstance(item, pikepdf.Dictionary | pikepdf.Stream) else ()
        found += [str(value) for key, value in entries if isinstance(value, pikepdf.String) and key in SPOKEN]
    return found


SPOKEN = ("/T", "/Title", "/Alt", "/ActualText", "/E", "/Contents", "/TU", "/Author", "/Subject", "/Keywords")


def test_every_word_of_a_copy_is_in_what_it_is_made_of(copies: tuple[PackCopy, ...]) -> None:
    """Loses: another child's name in a place of the pack that the guard never looks at."""
    for copy in copies:
        sources = [texts(part) if isinstance(part, Path) else [str(part)] for part in copy.made_of]
        known = words_in(" ".join(text for pages in sources for text in pages))
        with opened(copy.path) as pack:
            beside = said_beside(pack)
        assert beside
        for text in (*texts(copy.path, WORDS), *beside):
            assert words_in(text) <= known | {str(number) for number in range(99)}


def test_the_papers_are_those_that_were_searched_before(copies: tuple[PackCopy, ...]) -> None:
    """Loses: the time to search each paper again for each facilitator."""
    for copy in copies:
        assert [part.name for part in copy.made_of if isinstance(part, Path)] == [
            "004.pdf",
            "005.pdf",
            "made-006.clean.pdf",
        ]
        assert not any(isinstance(part, bytes) for part in copy.made_of)


def test_a_copy_is_made_of_its_own_holders_cover(copies: tuple[PackCopy, ...]) -> None:
    """Loses: the name on one facilitator's cover, searched in another's."""
    covers = [copy.made_of[1] for copy in copies]
    assert len(set(covers)) == len(copies)


def claimed_of(element: Any, page: Any) -> list[int]:
    """The numbers of a page's content that an object claims as its own, where it is an element of the tag tree."""
    if not isinstance(element, pikepdf.Dictionary) or "/Pg" not in element or element.Pg.objgen != page.objgen:
        return []
    pieces: Any = element.get("/K", ())
    listed: list[Any] = list(pieces) if isinstance(pieces, pikepdf.Array) else [pieces]
    return [int(piece) for piece in listed if isinstance(piece, int)]


def test_each_cover_is_read_aloud_once_and_whole(copies: tuple[PackCopy, ...]) -> None:
    """Loses: whoever listens to their pack hears another facilitator's cover, or only part of their own."""
    for copy in copies:
        with opened(copy.path) as pack:
            front = pack.pages[0].obj
            table = pack.Root.StructTreeRoot.ParentTree.Nums
            owners = dict(zip(*[iter(table)] * 2, strict=True))[int(front.StructParents)]
            tagged = re.findall(rb"/MCID (\d+)", pack.pages[0].Contents[1].read_bytes())
            claimed = [number for element in pack.objects for number in claimed_of(element, front)]
            assert sorted(claimed) == sorted(int(number) for number in tagged) == list(range(len(owners)))
