"""Binding: the pack that all copies share, and each facilitator's own copy of it."""

from __future__ import annotations

import io
import secrets
import stat
import subprocess
from pathlib import Path
from typing import Any

import pikepdf
import pytest
from bound_packs import HOLDER, PASSPHRASE, bound, bound_under, copied, opened, paper, picture, set_pages, texts
from hypothesis import given, settings
from hypothesis import strategies as st

from mas_docs.briefing import joining
from mas_docs.briefing.copies import make_copy
from mas_docs.briefing.covers import Cover
from mas_docs.briefing.sheets import A3, A4, FOOT
from mas_docs.errors import DamagedArchiveError
from mas_docs.transfer.native.pdf import make_lock

RED = b"1 0 0 rg 0 0 1000 2000 re f 0 g\n"
WORDS = PASSPHRASE.reveal().decode()


def two_papers(folder: Path) -> list[Path]:
    """A paper of two pages and one of a single page."""
    return [
        paper(folder / "a.pdf", [{"words": "first of a"}, {"words": "second of a"}], links=[(1, 0)]),
        paper(folder / "b.pdf", [{"words": "only of b"}]),
    ]


def test_papers_stand_behind_their_dividers_whole_and_in_order(tmp_path: Path) -> None:
    """Loses: a facilitator reads one paper for another, or misses a page."""
    found = texts(copied(tmp_path, two_papers(tmp_path)), WORDS)
    expected = ["Cover", "Contents", "First paper", "first of a", "second of a", "Second paper", "only of b", "Outstan"]
    assert len(found) == len(expected)
    assert all(words in text for words, text in zip(expected, found, strict=True))


def test_every_page_is_marked_with_its_number_and_its_holder(tmp_path: Path) -> None:
    """Loses: a page left in a printer tells neither whose it is nor that it is missing."""
    for number, text in enumerate(texts(copied(tmp_path, two_papers(tmp_path)), WORDS), 1):
        assert f"Pack page {number} of 8" in text
        assert "OFFICIAL-SENSITIVE, copy for Rhian Cole" in text


def test_a_copy_names_no_other_holder(tmp_path: Path) -> None:
    """Loses: a leaked copy is laid at another facilitator's door."""
    papers = two_papers(tmp_path)
    first, second = copied(tmp_path, papers), copied(tmp_path, papers, "Owen Beddoe")
    assert not any("Beddoe" in text for text in texts(first, WORDS))
    assert not any("Cole" in text for text in texts(second, WORDS))


def test_the_common_pack_is_the_same_whenever_it_is_bound(tmp_path: Path) -> None:
    """Loses: 'unchanged' cannot be seen, so that everything is made again."""
    papers = two_papers(tmp_path)
    assert bound(tmp_path, papers, "one.pdf").read_bytes() == bound(tmp_path, papers, "two.pdf").read_bytes()


SHAPES: dict[str, dict[str, Any]] = {
    "upright": {},
    "landscape": {"MediaBox": [0, 0, 842, 595]},
    "turned right": {"Rotate": 90},
    "upside down": {"Rotate": 180},
    "turned left": {"Rotate": 270, "MediaBox": [0, 0, 842, 595]},
    "cropped": {"CropBox": [50, 60, 500, 700]},
    "away from the origin": {"MediaBox": [-300, -400, 295, 442]},
    "letter": {"MediaBox": [0, 0, 612, 792]},
    "large": {"MediaBox": [0, 0, 1684, 1191]},
    "tiny": {"MediaBox": [0, 0, 200, 150]},
    "in larger units": {"MediaBox": [0, 0, 297, 421], "UserUnit": 2},
    "a strip": {"MediaBox": [0, 0, 200, 3000]},
}


@pytest.mark.parametrize("shape", SHAPES)
def test_a_page_of_any_shape_is_whole_upright_and_clear_of_the_foot(tmp_path: Path, shape: str) -> None:
    """Loses: the edge of a scan, or its last line under our own marks."""
    box = SHAPES[shape].get("CropBox") or SHAPES[shape].get("MediaBox") or [0, 0, 595, 842]
    left, bottom, right, top = box
    corner = min(right - left, top - bottom) / 5
    corners = [(left, bottom), (right - corner, bottom), (left, top - corner), (right - corner, top - corner)]
    content = b"1 0 0 rg " + b" ".join(b"%f %f %f %f re f" % (x, y, corner, corner) for x, y in corners) + b" 0 g\n"
    page = picture(bound(tmp_path, [paper(tmp_path / "a.pdf", [{**SHAPES[shape], "content": content}])]), 2)
    red = [(x, y) for x in range(page.width) for y in range(page.height) if page.getpixel((x, y)) == (255, 0, 0)]
    assert max(y for _, y in red) <= page.height - FOOT
    across, down = ({at for at, _ in red}, {at for _, at in red})
    quarters = {(x > (min(across) + max(across)) / 2, y > (min(down) + max(down)) / 2) for x, y in red}
    assert len(quarters) == 4
    assert (page.width, page.height) in {(596, 842), (842, 596), (842, 1191), (1191, 842)}
    is_wide = (right - left > top - bottom) != (SHAPES[shape].get("Rotate", 0) % 180 == 90)
    assert (page.width > page.height) == is_wide


@settings(deadline=None, max_examples=25)
@given(
    width=st.floats(3, 14_400),
    height=st.floats(3, 14_400),
    x=st.floats(-1000, 1000),
    y=st.floats(-1000, 1000),
    turned=st.sampled_from([0, 90, 180, 270]),
)
def test_the_foot_is_free_whatever_the_page(  # noqa: PLR0913, PLR0917 - a page has these measures
    tmp_path_factory: pytest.TempPathFactory, width: float, height: float, x: float, y: float, turned: int
) -> None:
    """Loses: our marks lie over a paper's last line, or the paper's colour over our marks."""
    folder = tmp_path_factory.mktemp("pack")
    box = [x, y, x + width, y + height]
    content = b"1 0 0 rg %f %f %f %f re f 0 g\n" % (x, y, width, height)
    common = bound(folder, [paper(folder / "a.pdf", [{"MediaBox": box, "Rotate": turned, "content": content}])])
    with pikepdf.open(common) as pack:
        sheet = pack.pages[2].mediabox
        assert (float(sheet[2]), float(sheet[3])) in {A4, A4[::-1], A3, A3[::-1]}
    page = picture(common, 2)
    foot = page.crop((0, page.height - int(FOOT) + 1, page.width, page.height))
    assert (255, 0, 0) not in {colour for _, colour in foot.getcolors(foot.width * foot.height)}


def test_bookmarks_labels_and_links_lead_to_the_right_pages(tmp_path: Path) -> None:
    """Loses: a reader who jumps to a paper lands in another one."""
    with opened(copied(tmp_path, two_papers(tmp_path))) as pack:
        numbers = {page.obj.objgen: number for number, page in enumerate(pack.pages, 1)}
        with pack.open_outline() as outline:
            marks = [(mark.title, numbers[_page_of(mark.destination)]) for mark in outline.root]
        assert marks == [("Cover", 1), ("Contents", 2), ("First paper", 3), ("Second paper", 6), ("Outstanding", 8)]
        assert [page.label for page in pack.pages] == [str(number) for number in range(1, 9)]
        places = pikepdf.NameTree(pack.Root.Names.Dests)
        own = {str(link.Contents): numbers[_target(link, places)] for link in pack.pages[1].obj.Annots}
        assert own == {"Pack page 3": 3, "Pack page 8": 8}
        (inner,) = pack.pages[4].obj.Annots
        assert (numbers[inner.Dest[0].objgen], str(inner.Contents)) == (4, "Pack page 4")


def _page_of(destination: Any) -> tuple[int, int]:
    objgen: tuple[int, int] = destination[0].objgen
    return objgen


def _target(link: Any, places: pikepdf.NameTree) -> tuple[int, int]:
    place: Any = places[str(link.Dest)]
    return _page_of(place.D if isinstance(place, pikepdf.Dictionary) else place)


def test_a_screen_reader_meets_every_page_in_order(tmp_path: Path) -> None:
    """Loses: whoever listens to the pack hears no paper, or hears it in the wrong place."""
    scan = paper(tmp_path / "c.pdf", [{"content": RED}])
    with opened(copied(tmp_path, [two_papers(tmp_path)[0], scan])) as pack:
        numbers = {page.obj.objgen: number for number, page in enumerate(pack.pages, 1)}
        heard = [(numbers[element.Pg.objgen], str(element.S)) for element in _elements(pack) if "/Pg" in element]
        assert {page for page, _ in heard} == set(numbers.values())
        assert [page for page, _ in heard] == sorted(page for page, _ in heard)
        assert (4, "/P") in heard
        assert (7, "/Figure") in heard
        parents = dict(zip(*[iter(pack.Root.StructTreeRoot.ParentTree.Nums)] * 2, strict=True))
        keys = [int(page.obj.StructParents) for page in pack.pages]
        assert len(set(keys)) == len(keys)
        assert all(parents[key][0].Pg.objgen == page.obj.objgen for key, page in zip(keys, pack.pages, strict=True))


def _elements(pack: pikepdf.Pdf) -> list[Any]:
    found: list[Any] = []
    waiting = [pack.Root.StructTreeRoot.K]
    while waiting:
        here = waiting.pop(0)
        if isinstance(here, pikepdf.Array):
            waiting = [*here, *waiting]
        elif isinstance(here, pikepdf.Dictionary) and "/S" in here:
            found.append(here)
            waiting = [here.get("/K", pikepdf.Array()), *waiting]
    return found


def test_title_and_language_are_kept(tmp_path: Path) -> None:
    """Loses: a screen reader announces a file name, and reads in the language of somebody's machine."""
    with opened(copied(tmp_path, two_papers(tmp_path))) as pack:
        assert str(pack.Root.Lang) == "en"
        assert str(pack.docinfo.Title) == "Briefing"
        assert bool(pack.Root.ViewerPreferences.DisplayDocTitle)
        assert bool(pack.Root.MarkInfo.Marked)


@pytest.mark.parametrize("password", [None, "", "another set of fictional words here"])
def test_a_copy_opens_with_the_passphrase_alone(tmp_path: Path, password: str | None) -> None:
    """Loses: whoever finds the file reads a child's papers."""
    copy = copied(tmp_path, two_papers(tmp_path))
    with pytest.raises(pikepdf.PasswordError):
        pikepdf.open(copy, password=password or "")
    with opened(copy) as pack:
        assert (pack.encryption.R, pack.encryption.bits) == (6, 256)
    assert b"Briefing" not in copy.read_bytes()


@pytest.mark.needs("qpdf", "pdftotext", "mutool")
def test_recipients_programs_open_a_copy(tmp_path: Path) -> None:
    """Loses: a facilitator's reader calls the pack damaged."""
    copy = copied(tmp_path, two_papers(tmp_path))
    for command in (
        ["qpdf", "--check", f"--password={WORDS}", str(copy)],
        ["pdftotext", "-upw", WORDS, str(copy), "-"],
        ["mutool", "draw", "-q", "-p", WORDS, "-F", "txt", str(copy)],
    ):
        done = subprocess.run(command, capture_output=True, text=True, check=False)
        assert done.returncode == 0, done.stderr
        assert "WARNING" not in done.stdout + done.stderr
        assert "error" not in done.stderr


@pytest.mark.needs("qpdf")
def test_a_copy_can_be_read_from_its_first_page_on(tmp_path: Path) -> None:
    """Loses: a reader on a slow line waits for all of the pack before it sees the cover."""
    command = ["qpdf", "--check-linearization", f"--password={WORDS}", str(copied(tmp_path, two_papers(tmp_path)))]
    done = subprocess.run(command, capture_output=True, text=True, check=True)
    assert "no linearization errors" in done.stdout


def test_what_is_written_is_for_its_owner_alone(tmp_path: Path) -> None:
    """Loses: everybody on the computer reads the pack while it is being made."""
    papers = two_papers(tmp_path)
    for made in (bound_under(make_lock(PASSPHRASE), tmp_path / "common.pdf", papers), copied(tmp_path, papers)):
        assert stat.S_IMODE(made.stat().st_mode) == 0o600


def _without_owner(_: int) -> str:
    return ""


def _cut_short(pack: pikepdf.Pdf, file: Any, **options: Any) -> None:
    whole = io.BytesIO()
    _SAVE(pack, whole, **options)
    written = whole.getvalue()
    file.write(written[: len(written) // 2] if "encryption" in options else written)


def _unlocked(pack: pikepdf.Pdf, file: Any, **options: Any) -> None:
    _SAVE(pack, file, **{**options, "encryption": False})


_SAVE = pikepdf.Pdf.save


@pytest.mark.parametrize(
    ("where", "name", "careless"),
    [
        (secrets, "token_urlsafe", _without_owner),
        (pikepdf.Pdf, "save", _cut_short),
        (pikepdf.Pdf, "save", _unlocked),
    ],
)
def test_a_copy_that_does_not_open_as_it_should_is_thrown_away(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, where: Any, name: str, careless: Any
) -> None:
    """Loses: a pack that opens for anybody, or for nobody, is sealed and sent."""
    papers = two_papers(tmp_path)
    monkeypatch.setattr(where, name, careless)
    with pytest.raises(DamagedArchiveError):
        copied(tmp_path, papers)
    assert not list(tmp_path.glob("copy*"))


@pytest.mark.parametrize("folder", ["@out", "-out"])
def test_a_folder_of_any_name_can_receive_packs(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, folder: str) -> None:
    """Loses: every pack of an office whose folder's name means something to the engine."""
    (tmp_path / folder).mkdir()
    monkeypatch.chdir(tmp_path)
    assert texts(bound(Path(folder), two_papers(Path(folder))))


def test_large_papers_are_joined_on_the_disk_as_small_ones_in_memory(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Loses: a page, a tag or a link of those packs alone that are too large for memory."""
    papers = two_papers(tmp_path)
    small = copied(tmp_path, papers)
    monkeypatch.setattr(joining, "MOST_IN_MEMORY", 0)
    large = copied(tmp_path, papers, "Owen Beddoe")
    assert [text.replace("Owen Beddoe", "Rhian Cole") for text in texts(large, WORDS)] == texts(small, WORDS)
    with opened(small) as one, opened(large) as other:
        assert [str(element.S) for element in _elements(one)] == [str(element.S) for element in _elements(other)]
        assert [len(page.obj.get("/Annots", ())) for page in one.pages] == [
            len(page.obj.get("/Annots", ())) for page in other.pages
        ]
        assert one.docinfo.Title == other.docinfo.Title
    assert not list(tmp_path.glob("joining*"))


def test_copies_of_one_pack_are_under_one_lock_and_each_opens(tmp_path: Path) -> None:
    """Loses: the pack of the second facilitator, which nobody tried to open."""
    lock = make_lock(PASSPHRASE)
    common = bound_under(lock, tmp_path / "common.pdf", two_papers(tmp_path))
    for holder in ("Rhian Cole", "Owen Beddoe"):
        cover = Cover(set_pages(HOLDER.replace("NAME", holder)), 0, "")
        make_copy(common, cover, "Cover", lock, tmp_path / f"{holder}.pdf")
        found = texts(tmp_path / f"{holder}.pdf", WORDS)
        assert all(f"copy for {holder}" in text for text in found)
    assert b"Briefing" not in common.read_bytes()
