"""Layers: what the default view hides is nowhere in the clean PDF, and what it shows stays."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from pdf_making import CANARY, cleaned, everything, helvetica, keys, page_of, texts, words, written
from pikepdf import Array, Dictionary, Name, String, parse_content_stream

from mas_docs.papers.cleaning.hidden_content import without_hidden

SHOWN = "shown to all"


def layered(pdf: Any, group: Any, *, off: list[Any], content: bytes = b"", view: Any = None) -> Any:
    """A page with the canary in a group, and what is shown beside it."""
    body = content or b"/OC /L BDC " + words(CANARY) + b" EMC "
    page = page_of(pdf, body + words(SHOWN, y=300))
    page.Resources.Properties = Dictionary(L=group)
    default = view if view is not None else Dictionary()
    default.OFF = Array(off)
    pdf.Root.OCProperties = Dictionary(OCGs=Array(off), D=default)
    return page


def layer(pdf: Any, **entries: Any) -> Any:
    """A layer."""
    item = pdf.make_indirect(Dictionary(Type=Name.OCG, Name=String("a layer")))
    for key, value in entries.items():
        item[f"/{key}"] = value
    return item


def membership(pdf: Any, hidden: Any, shown: Any, rule: str) -> Any:
    """A group that depends on a hidden and a shown layer."""
    both = Array([hidden, shown])
    if rule.startswith("/"):
        return pdf.make_indirect(Dictionary(Type=Name.OCMD, OCGs=both, P=Name(rule)))
    expressions = {
        "and": Array([Name.And, hidden, shown]),
        "or": Array([Name.Or, hidden, shown]),
        "not shown": Array([Name.Not, shown]),
        "not hidden": Array([Name.Not, hidden]),
        "nested": Array([Name.And, shown, Array([Name.Not, Array([Name.Not, hidden])])]),
    }
    return pdf.make_indirect(Dictionary(Type=Name.OCMD, VE=expressions[rule]))


@pytest.mark.parametrize(
    ("rule", "hides"),
    [
        ("/AllOn", True),
        ("/AnyOn", False),
        ("/AnyOff", False),
        ("/AllOff", True),
        ("and", True),
        ("or", False),
        ("not shown", True),
        ("not hidden", False),
        ("nested", True),
    ],
)
def test_a_group_is_hidden_by_its_rule(tmp_path: Path, rule: str, *, hides: bool) -> None:
    """Loses: a layer with a child's address shows up on paper, or one with the minutes vanishes."""

    def draw(pdf: Any) -> None:
        hidden, shown = layer(pdf), layer(pdf)
        layered(pdf, membership(pdf, hidden, shown, rule), off=[hidden])
        pdf.Root.OCProperties.OCGs = Array([hidden, shown])

    outcome, clean = cleaned(written(tmp_path / "a.pdf", draw))
    assert outcome.told == ()
    assert (CANARY.encode() in everything(clean)) is not hides
    assert SHOWN.encode() in everything(clean)
    assert keys(clean).isdisjoint({"/OCProperties", "/OCGs", "/OC", "/VE"})
    assert b"a layer" not in everything(clean)


@pytest.mark.parametrize(
    ("view", "hides"),
    [
        (Dictionary(BaseState=Name.OFF), True),
        (Dictionary(BaseState=Name.ON), False),
    ],
)
def test_the_default_view_may_start_with_all_layers_off(tmp_path: Path, view: Any, *, hides: bool) -> None:
    """Loses: layers that are hidden unless they are named become visible."""

    def draw(pdf: Any) -> None:
        group = layer(pdf)
        layered(pdf, group, off=[], view=view)
        pdf.Root.OCProperties.OCGs = Array([group])

    _, clean = cleaned(written(tmp_path / "a.pdf", draw))
    assert (CANARY.encode() in everything(clean)) is not hides


def test_a_layer_that_hides_itself_on_the_screen_is_hidden(tmp_path: Path) -> None:
    """Loses: what is only there for printing, and nobody saw, travels."""

    def draw(pdf: Any) -> None:
        group = layer(pdf, Usage=Dictionary(View=Dictionary(ViewState=Name.OFF)))
        usage = Dictionary(Event=Name.View, Category=Array([Name.View]), OCGs=Array([group]))
        layered(pdf, group, off=[], view=Dictionary(AS=Array([usage])))

    _, clean = cleaned(written(tmp_path / "a.pdf", draw))
    assert CANARY.encode() not in everything(clean)


@pytest.mark.parametrize("where", ["form", "form's content", "pattern", "annotation", "mask", "letter"])
def test_what_is_hidden_inside_other_things_is_hidden(tmp_path: Path, where: str) -> None:
    """Loses: a hidden picture or form travels inside the file, for whoever looks."""

    def draw(pdf: Any) -> None:
        group = layer(pdf)
        page = layered(
            pdf, group, off=[group], content=b"/X Do /S gs /Pattern cs /X scn 0 0 9 9 re f BT /T 9 Tf (a) Tj ET "
        )
        inner = words(CANARY) if where in ("form", "annotation") else b"/OC /L BDC " + words(CANARY) + b" EMC"
        drawn = pdf.make_stream(inner, Type=Name.XObject, Subtype=Name.Form, BBox=[0, 0, 99, 99])
        drawn.Resources = Dictionary(Font=Dictionary(F1=helvetica()), Properties=Dictionary(L=group))
        if where == "form":
            drawn.OC = group
        if where == "pattern":
            drawn.update({"/PatternType": 1, "/PaintType": 1, "/TilingType": 1, "/XStep": 9, "/YStep": 9})
            page.Resources.Pattern = Dictionary(X=drawn)
        elif where == "annotation":
            look = Dictionary(Type=Name.Annot, Subtype=Name.Widget, Rect=[0, 0, 9, 9], AP=Dictionary(N=drawn), OC=group)
            page.Annots = Array([pdf.make_indirect(look)])
            pdf.Root.AcroForm = Dictionary(Fields=Array(list(page.Annots)))
        elif where == "mask":
            page.Resources.ExtGState = Dictionary(S=Dictionary(SMask=Dictionary(S=Name.Luminosity, G=drawn)))
        elif where == "letter":
            page.Resources.Font.T = Dictionary(
                Type=Name.Font, Subtype=Name.Type3, CharProcs=Dictionary(a=drawn), Resources=drawn.Resources
            )
            del drawn.Resources
        else:
            page.Resources.XObject = Dictionary(X=drawn)

    source = written(tmp_path / "a.pdf", draw)
    assert CANARY.encode() in everything(source)
    _, clean = cleaned(source)
    assert CANARY.encode() not in everything(clean)


@pytest.mark.needs("pdftotext")
def test_a_page_with_hidden_parts_shows_the_rest_where_it_was(tmp_path: Path) -> None:
    """Loses: a stamp that was switched off takes words of the minutes with it."""

    def draw(pdf: Any) -> None:
        group = layer(pdf)
        content = words("before", y=600) + b"/OC /L BDC q 1 0 0 1 5 5 cm " + words(CANARY) + b" Q EMC " + words("after")
        layered(pdf, group, off=[group], content=content)

    source = written(tmp_path / "a.pdf", draw)
    _, clean = cleaned(source)
    assert texts(clean) == [page.replace(CANARY, "") for page in texts(source)] == texts(source)


def kept(content: bytes) -> list[str]:
    """The operators that remain, with /L hidden."""
    import pikepdf

    with pikepdf.new() as pdf:
        parsed = parse_content_stream(pdf.make_stream(content))
        return [str(part.operator) for part in without_hidden(parsed, frozenset({"/L"}))]


@pytest.mark.parametrize(
    ("content", "operators"),
    [
        (b"/OC /L BDC q 1 0 0 1 0 0 cm 0 0 9 9 re f Q EMC", "q cm Q"),
        (b"/OC /L BDC 0 0 9 9 re W n EMC 1 1 2 2 re f", "re W n re f"),
        (b"/OC /L BDC 0 0 9 9 re W* f EMC", "re W* n"),
        (b"/OC /L BDC BT (a) Tj (b) ' ET EMC", "BT T* ET"),
        (b"/OC /L BDC /Span << /ActualText (a) >> BDC (a) Tj EMC EMC (b) Tj", "Tj"),
        (b"/OC /M BDC (a) Tj EMC", "BDC Tj EMC"),
        (b"/Span /L BDC (a) Tj EMC", "BDC Tj EMC"),
        (b"/OC /L BDC BI /W 1 /H 1 /BPC 8 /CS /G ID x EI EMC", ""),
        (b"/OC /L BDC /S sh /X Do /P MP EMC", ""),
        (b"/OC /L BDC 1 0 0 rg 2 w EMC", "rg w"),
        (b"EMC (a) Tj", "EMC Tj"),
    ],
)
def test_only_what_paints_is_taken_out(content: bytes, operators: str) -> None:
    """Loses: hidden words stay in the file, or what follows them comes out in other colours and places."""
    assert kept(content) == operators.split()
