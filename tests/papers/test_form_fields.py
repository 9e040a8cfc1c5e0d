"""Form fields: what was filled in is on the page afterwards, as the office saw it; what was hidden is nowhere."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

import pikepdf
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from pdf_making import CANARY, cleaned, everything, helvetica, keys, page_of, texts, words, written
from pikepdf import Array, Dictionary, Name, String

from mas_docs.papers import faults
from mas_docs.papers.cleaning.field_font import field_font
from mas_docs.papers.cleaning.field_text import SMALLEST, Slot, laid_out
from mas_docs.papers.cleaning.refusal import Told

HIDDEN, NO_ROTATE, NO_VIEW = 2, 16, 32
MULTILINE, PASSWORD, COMB, COMBO = 1 << 12, 1 << 13, 1 << 24, 1 << 17
RECT = (50, 500, 250, 520)


def field(pdf: Any, page: Any, kind: str, *, rect: Any = RECT, **entries: Any) -> Any:
    """A form field, which is its own annotation, on a page."""
    item = pdf.make_indirect(
        Dictionary(
            Type=Name.Annot,
            Subtype=Name.Widget,
            FT=Name(f"/{kind}"),
            T=String("a"),
            DA=String("/Helv 10 Tf 0 0 1 rg"),
            Rect=Array(rect),
            F=4,
        )
    )
    for key, value in entries.items():
        item[f"/{key}"] = value
    page.Annots = Array([*page.get("/Annots", Array()), item])
    if "/AcroForm" not in pdf.Root:
        pdf.Root.AcroForm = Dictionary(Fields=Array(), DR=Dictionary(Font=Dictionary(Helv=helvetica())))
    pdf.Root.AcroForm.Fields.append(item)
    return item


def look(pdf: Any, content: bytes, **entries: Any) -> Any:
    """A field's appearance."""
    form = pdf.make_stream(content, Type=Name.XObject, Subtype=Name.Form, BBox=[0, 0, 200, 20])
    for key, value in entries.items():
        form[f"/{key}"] = value
    return form


def form(path: Path, kind: str, **entries: Any) -> Path:
    """A PDF with one field."""
    return written(path, lambda pdf: field(pdf, page_of(pdf, words("Name:")), kind, **entries))


VALUES = {
    "plain": ("Siân O'Brien", {}),
    "Welsh": ("Tŷ Penallta, Ystrad Mynach: dŵr", {}),
    "other letters": ("Zażółć Иванова Ελένη", {}),
    "lines": ("first line\nsecond line that is so long that it has to be broken somewhere", {"Ff": MULTILINE}),
    "comb": ("AB123", {"Ff": COMB, "MaxLen": 8}),
    "choice": ("Red", {}),
    "centred": ("middle", {"Q": 1}),
    "at the right": ("right", {"Q": 2}),
}


@pytest.mark.needs("pdftotext")
@pytest.mark.parametrize("what", VALUES)
def test_a_value_without_a_look_is_printed(tmp_path: Path, what: str) -> None:
    """Loses: a form filled in by a program that draws nothing arrives empty."""
    value, entries = VALUES[what]
    kind = "Ch" if what == "choice" else "Tx"
    rect = (50, 400, 250, 520) if "Ff" in entries else RECT
    outcome, clean = cleaned(form(tmp_path / "a.pdf", kind, V=String(value), rect=rect, **entries))
    assert outcome.told == ()
    (text,) = texts(clean)
    assert "".join(value.split()) in "".join(text.split())
    assert keys(clean).isdisjoint({"/AcroForm", "/Annots", "/FT", "/V", "/DA"})


@pytest.mark.needs("pdftotext")
def test_a_chosen_option_is_printed_as_it_is_called(tmp_path: Path) -> None:
    """Loses: instead of the school's name, the page has a number from a database."""
    options = Array([Array([String("17"), String("Ysgol Penallta")]), Array([String("18"), String("Other")])])
    _, clean = cleaned(form(tmp_path / "a.pdf", "Ch", V=String("17"), Opt=options, Ff=COMBO))
    assert "Ysgol Penallta" in texts(clean)[0]


@pytest.mark.needs("pdftotext")
def test_several_chosen_options_are_all_printed(tmp_path: Path) -> None:
    """Loses: of three categories of harm, the page shows one."""
    value = Array([String("neglect"), String("physical"), String("emotional")])
    _, clean = cleaned(form(tmp_path / "a.pdf", "Ch", V=value, rect=(50, 400, 250, 520)))
    for word in ("neglect", "physical", "emotional"):
        assert word in texts(clean)[0]


@pytest.mark.needs("pdftotext")
@pytest.mark.parametrize("anew", [False, True])
def test_a_look_that_a_reader_would_draw_anew_is_drawn_anew(tmp_path: Path, *, anew: bool) -> None:
    """Loses: the page shows what the form said before it was corrected."""

    def draw(pdf: Any) -> None:
        page = page_of(pdf, words("Name:"))
        old = look(pdf, b"/Tx BMC EMC" if not anew else b"BT /Helv 10 Tf (before) Tj ET")
        field(pdf, page, "Tx", V=String("corrected"), AP=Dictionary(N=old))
        pdf.Root.AcroForm.NeedAppearances = anew

    _, clean = cleaned(written(tmp_path / "a.pdf", draw))
    assert "corrected" in texts(clean)[0]
    assert b"before" not in everything(clean)


def test_a_look_that_tells_the_value_stays_as_it_is(tmp_path: Path) -> None:
    """Loses: the form looks other than the office saw it."""

    def draw(pdf: Any) -> None:
        normal = look(pdf, b"BT /Helv 10 Tf 2 5 Td (as drawn) Tj ET % kept")
        field(pdf, page_of(pdf, b""), "Tx", V=String("as drawn"), AP=Dictionary(N=normal))

    _, clean = cleaned(written(tmp_path / "a.pdf", draw))
    assert b"% kept" in everything(clean)
    assert b"/Helvetica" in everything(clean)
    assert b"LiberationSans" not in everything(clean)


def test_a_field_that_does_not_turn_with_its_page_stays_upright(tmp_path: Path) -> None:
    """Loses: an answer on a page across lies on its side, in another place."""

    def draw(pdf: Any) -> None:
        page = page_of(pdf, words("Name:"), Rotate=90)
        for entries in ({"F": 4}, {"F": 4 | NO_ROTATE}):
            field(pdf, page, "Tx", AP=Dictionary(N=look(pdf, words("answer"))), V=String("answer"), **entries)

    _, clean = cleaned(written(tmp_path / "a.pdf", draw))
    with pikepdf.open(clean) as pdf:
        placed = re.findall(rb"([-\d. ]+) cm\n/MasField", everything(clean))
        assert pdf.pages[0].obj.Rotate == 90
    turned = [[round(float(number)) for number in matrix.split()[:4]] for matrix in placed]
    assert turned == [[1, 0, 0, 1], [0, 1, -1, 0]]


def test_the_font_of_the_values_is_as_small_as_they_are(tmp_path: Path) -> None:
    """Loses: twenty filled-in forms make the pack ten megabytes larger than what they say."""
    source = form(tmp_path / "a.pdf", "Tx", V=String("T\u0177 Penallta"))
    _, clean = cleaned(source)
    assert clean.stat().st_size < source.stat().st_size + 20_000
    assert "T\u0177 Penallta" in texts(clean)[0]


def test_the_box_of_an_empty_field_stays(tmp_path: Path) -> None:
    """Loses: on paper, nobody sees that a question was there and was not answered."""
    looks = Dictionary(BC=Array([0, 0, 1]))
    _, clean = cleaned(form(tmp_path / "a.pdf", "Tx", MK=looks))
    assert b"0.0 0.0 1.0 RG" in everything(clean)


@pytest.mark.parametrize(("state", "shown"), [("/Yes", b"0 0 9 9 re"), ("/Off", None)])
@pytest.mark.parametrize("told_by", ["AS", "V"])
def test_a_check_box_is_printed_in_its_state(tmp_path: Path, state: str, shown: bytes | None, told_by: str) -> None:
    """Loses: a crossed box is empty on paper, or an empty one crossed."""

    def draw(pdf: Any) -> None:
        states = Dictionary({"/Yes": look(pdf, b"0 0 9 9 re f"), "/Off": look(pdf, b"")})
        field(pdf, page_of(pdf, b""), "Btn", AP=Dictionary(N=states), **{told_by: Name(state)})

    _, clean = cleaned(written(tmp_path / "a.pdf", draw))
    assert (b"0 0 9 9 re" in everything(clean)) is (shown is not None)


def test_a_box_crossed_without_a_look_is_crossed(tmp_path: Path) -> None:
    """Loses: a box that somebody ticked is not there at all."""
    _, clean = cleaned(form(tmp_path / "a.pdf", "Btn", V=Name.Yes, rect=(50, 500, 60, 510)))
    assert b" l S Q" in everything(clean)


@pytest.mark.parametrize(
    "entries", [{"F": HIDDEN}, {"F": NO_VIEW}, {"Ff": PASSWORD}], ids=["hidden", "not viewed", "password"]
)
@pytest.mark.parametrize("with_look", [True, False])
def test_a_field_that_nobody_saw_is_nowhere(tmp_path: Path, entries: dict[str, int], *, with_look: bool) -> None:
    """Loses: a hidden field of a form carries a family's address to everybody."""

    def draw(pdf: Any) -> None:
        looks = {"AP": Dictionary(N=look(pdf, words(CANARY)))} if with_look else {}
        field(pdf, page_of(pdf, words("Name:")), "Tx", V=String(CANARY), **looks, **entries)

    _, clean = cleaned(written(tmp_path / "a.pdf", draw, compress_streams=False))
    assert CANARY.encode() not in everything(clean)


@pytest.mark.parametrize(
    ("value", "entries"),
    [
        ("\U0001f600", {}),
        ("word " * 3000, {"Ff": MULTILINE}),
        ("too long for its cells", {"Ff": COMB, "MaxLen": 3}),
    ],
)
def test_a_value_that_cannot_be_printed_keeps_the_paper_in_the_office(
    tmp_path: Path, value: str, entries: dict[str, int]
) -> None:
    """Loses: half of an answer, with nothing to show that there was more."""

    def draw(pdf: Any) -> None:
        page_of(pdf, words("first"))
        field(pdf, page_of(pdf, words("second")), "Tx", V=String(value), **entries)

    outcome, clean = cleaned(written(tmp_path / "a.pdf", draw))
    assert outcome.told == (Told(faults.FIELD_NOT_SHOWN, (2,)),)
    assert not clean.exists()


def test_fields_of_pages_that_share_their_resources_are_each_on_their_own_page(tmp_path: Path) -> None:
    """Loses: an answer from one page is printed on another."""

    def draw(pdf: Any) -> None:
        pages = [page_of(pdf, words("one")), page_of(pdf, words("two"))]
        pages[1].Resources = pages[0].Resources = pdf.make_indirect(pages[0].Resources)
        field(pdf, pages[1], "Tx", V=String("answer"))

    _, clean = cleaned(written(tmp_path / "a.pdf", draw))
    with pikepdf.open(clean) as pdf:
        first, second = (page.obj for page in pdf.pages)
        assert not first.Resources.get("/XObject", {})
        assert len(second.Resources.XObject) == 1


def test_a_value_stands_in_its_place_whatever_the_page_left_behind(tmp_path: Path) -> None:
    """Loses: answers printed outside the page, where its content has moved and scaled everything after it."""

    def draw(pdf: Any) -> None:
        field(pdf, page_of(pdf, b"q q 0.01 0 0 0.01 900 900 cm " + words("Name:")), "Tx", V=String("answer"))

    _, clean = cleaned(written(tmp_path / "a.pdf", draw))
    with pikepdf.open(clean) as pdf:
        operators = [str(part.operator) for part in pikepdf.parse_content_stream(pdf.pages[0])]
    before_answer = operators[: operators.index("Do")]
    # The answer's own state is the one that is open when it is drawn.
    assert before_answer.count("q") - before_answer.count("Q") == 1


@settings(deadline=None, max_examples=150)
@given(
    value=st.text(st.characters(codec="utf-8", exclude_categories=("Cs", "Cc")), min_size=1, max_size=200),
    width=st.floats(1, 600),
    height=st.floats(1, 800),
    size=st.floats(0, 40),
    quadding=st.integers(-1, 3),
    lines=st.booleans(),
    cells=st.integers(0, 12),
)
def test_a_value_is_shown_as_a_whole_or_not_at_all(  # noqa: PLR0913 - a slot has these measures
    value: str, width: float, height: float, size: float, quadding: int, *, lines: bool, cells: int
) -> None:
    """Loses: letters of an answer that did not fit or that the font lacks."""
    font = field_font()
    slot = Slot(width, height, size, "0 g", quadding, lines, cells)
    content = laid_out(value, slot, font)
    if content is None:
        return
    shown = "".join(part[: part.index(">")] for part in content.split("<")[1:])
    glyphs = [shown[at : at + 4] for at in range(0, len(shown), 4)]
    blank = f"{font.glyphs[' ']:04x}"
    wanted = [f"{glyph:04x}" for glyph in font.encoded(value) or []]
    assert [glyph for glyph in glyphs if glyph != blank] == [glyph for glyph in wanted if glyph != blank]
    assert size >= SMALLEST or size == 0 or cells
