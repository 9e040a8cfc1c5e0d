"""Clean PDFs: what the pages show travels, page by page and word by word, and nothing else does."""

from __future__ import annotations

import os
import stat
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pikepdf
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from pdf_making import CANARY, cleaned, everything, helvetica, keys, page_of, texts, words, written
from pikepdf import Array, Dictionary, Name, String

from mas_docs.errors import UsageError
from mas_docs.papers import faults
from mas_docs.papers.cleaning.pdf_cleaning import clean_pdf
from mas_docs.papers.cleaning.refusal import Told
from mas_docs.resources import examples_folder

EXAMPLES = sorted(examples_folder().glob("cases/*/papers/*.pdf"))
SHOWN = "Minutes of a fictional meeting"


def script(action: str = "JavaScript") -> Any:
    """An action that would run, carrying the canary."""
    return Dictionary(Type=Name.Action, S=Name(f"/{action}"), JS=String(CANARY), URI=String(CANARY), F=String(CANARY))


def embedded(pdf: Any) -> Any:
    """A file specification with a file in it."""
    content = pdf.make_stream(CANARY.encode(), Type=Name.EmbeddedFile)
    return pdf.make_indirect(Dictionary(Type=Name.Filespec, F=String("a.txt"), EF=Dictionary(F=content)))


def annotation(subtype: str, **entries: Any) -> Any:
    """An annotation of this kind, saying the canary."""
    return Dictionary(
        Type=Name.Annot, Subtype=Name(f"/{subtype}"), Rect=[10, 10, 90, 40], Contents=String(CANARY), **entries
    )


def annotated(subtype: str, **entries: Any) -> Callable[[Any, Any], None]:
    """Puts such an annotation on a page."""

    def put(_: Any, page: Any) -> None:
        page.Annots = Array([annotation(subtype, **entries)])

    return put


def with_xobject(**entries: Any) -> Callable[[Any, Any], None]:
    """Gives a page a form XObject with these entries, and draws it."""

    def put(pdf: Any, page: Any) -> None:
        form = pdf.make_stream(words("In a form", y=500), Type=Name.XObject, Subtype=Name.Form, BBox=[0, 0, 595, 842])
        form.Resources = Dictionary(Font=Dictionary(F1=helvetica()))
        for key, value in entries.items():
            form[f"/{key}"] = value
        page.Resources.XObject = Dictionary(X=form)
        page.Contents = pdf.make_stream(words(SHOWN) + b"/X Do\n")

    return put


def postscript(pdf: Any, page: Any) -> None:
    """An XObject that is a program."""
    page.Resources.XObject = Dictionary(X=pdf.make_stream(CANARY.encode(), Type=Name.XObject, Subtype=Name.PS))
    page.Contents = pdf.make_stream(words(SHOWN) + b"/X Do\n")


def other_image(pdf: Any, page: Any) -> None:
    """An image with another one to print in its place."""
    other = pdf.make_stream(CANARY.encode(), Type=Name.XObject, Subtype=Name.Image, Width=1, Height=1)
    image = pdf.make_stream(b"\x80", Type=Name.XObject, Subtype=Name.Image, Width=1, Height=1)
    image.ColorSpace, image.BitsPerComponent = Name.DeviceGray, 8
    image.Alternates = Array([Dictionary(Image=other, DefaultForPrinting=True)])
    image.OPI = Dictionary({"/1.3": Dictionary(F=String(CANARY))})
    image.Metadata = pdf.make_stream(CANARY.encode(), Type=Name.Metadata, Subtype=Name.XML)
    page.Resources.XObject = Dictionary(X=image)
    page.Contents = pdf.make_stream(words(SHOWN) + b"q 9 0 0 9 0 0 cm /X Do Q\n")


def unused_picture(pdf: Any, page: Any) -> None:
    """A picture that was on a page which was taken out before."""
    page.Resources.XObject = Dictionary(
        Gone=pdf.make_stream(CANARY.encode(), Type=Name.XObject, Subtype=Name.Image, Width=9, Height=1)
    )


def catalogue(key: str, value: Callable[[Any], Any]) -> Callable[[Any, Any], None]:
    """Puts something into the catalogue."""

    def put(pdf: Any, _: Any) -> None:
        pdf.Root[f"/{key}"] = value(pdf)

    return put


def on_page(key: str, value: Callable[[Any], Any]) -> Callable[[Any, Any], None]:
    """Puts something into a page."""

    def put(pdf: Any, page: Any) -> None:
        page[f"/{key}"] = value(pdf)

    return put


def metadata(pdf: Any) -> Any:
    """A metadata stream."""
    return pdf.make_stream(CANARY.encode(), Type=Name.Metadata, Subtype=Name.XML)


def history(pdf: Any, _: Any) -> None:
    """Who wrote it and when."""
    pdf.trailer.Info = pdf.make_indirect(Dictionary(Author=String(CANARY), Title=String(CANARY)))


FORBIDDEN: dict[str, Callable[[Any, Any], None]] = {
    "script on opening": catalogue("OpenAction", lambda _: script()),
    "scripts at events": catalogue("AA", lambda _: Dictionary(WC=script())),
    "named scripts": catalogue("Names", lambda _: Dictionary(JavaScript=Dictionary(Names=[String("a"), script()]))),
    "attached file": catalogue(
        "Names", lambda pdf: Dictionary(EmbeddedFiles=Dictionary(Names=[String("a"), embedded(pdf)]))
    ),
    "associated file": catalogue("AF", lambda pdf: Array([embedded(pdf)])),
    "metadata": catalogue("Metadata", metadata),
    "private data": catalogue("PieceInfo", lambda _: Dictionary(X=Dictionary(Private=String(CANARY)))),
    "bookmarks": catalogue("Outlines", lambda _: Dictionary(First=Dictionary(Title=String(CANARY), A=script()))),
    "structure": catalogue("StructTreeRoot", lambda _: Dictionary(K=Dictionary(Alt=String(CANARY)))),
    "output intents": catalogue("OutputIntents", lambda _: Array([Dictionary(Info=String(CANARY))])),
    "page labels": catalogue("PageLabels", lambda _: Dictionary(Nums=[0, Dictionary(P=String(CANARY))])),
    "articles": catalogue("Threads", lambda _: Array([Dictionary(I=Dictionary(Title=String(CANARY)))])),
    "author": history,
    "page script": on_page("AA", lambda _: Dictionary(O=script())),
    "page metadata": on_page("Metadata", metadata),
    "page private data": on_page("PieceInfo", lambda _: Dictionary(X=Dictionary(Private=String(CANARY)))),
    "thumbnail": on_page("Thumb", lambda pdf: pdf.make_stream(CANARY.encode(), Width=1, Height=1)),
    "article beads": on_page("B", lambda _: Array([Dictionary(X=String(CANARY))])),
    "press separations": on_page("SeparationInfo", lambda _: Dictionary(DeviceColorant=String(CANARY))),
    "last modified": on_page("LastModified", lambda _: String(CANARY)),
    "link to the web": annotated("Link", A=script("URI")),
    "link to a program": annotated("Link", A=script("Launch")),
    "link that submits": annotated("Link", A=script("SubmitForm")),
    "link into another file": annotated("Link", A=script("GoToR")),
    "note": annotated("Text"),
    "typed comment": annotated("FreeText"),
    "stamp": annotated("Stamp"),
    "highlight": annotated("Highlight"),
    "attached to a page": annotated("FileAttachment"),
    "film": annotated("Movie"),
    "sound": annotated("Sound"),
    "screen": annotated("Screen", A=script("Rendition")),
    "rich media": annotated("RichMedia"),
    "three dimensions": annotated("3D"),
    "unheard of": annotated("Unheard"),
    "program": postscript,
    "other image": other_image,
    "picture of a page that is gone": unused_picture,
    "form from another file": with_xobject(Ref=Dictionary(F=String(CANARY), Page=0)),
    "form's private data": with_xobject(PieceInfo=Dictionary(X=Dictionary(Private=String(CANARY)))),
    "form's history": with_xobject(LastModified=String(CANARY)),
    "resources unheard of": lambda _, page: page.Resources.update({"/Unheard": String(CANARY)}),
}


@pytest.mark.parametrize("what", FORBIDDEN)
def test_what_no_page_shows_does_not_travel(tmp_path: Path, what: str) -> None:
    """Loses: a script runs at a facilitator's, or a deleted comment about a child reaches everybody."""

    def draw(pdf: Any) -> None:
        FORBIDDEN[what](pdf, page_of(pdf, words(SHOWN)))

    source = written(tmp_path / "a.pdf", draw, compress_streams=False)
    assert CANARY.encode() in everything(source)
    outcome, clean = cleaned(source)
    assert outcome.pages == 1
    content = everything(clean)
    assert CANARY.encode() not in content
    assert SHOWN.encode() in content
    assert keys(clean).isdisjoint({"/AA", "/OpenAction", "/A", "/Names", "/Metadata", "/PieceInfo", "/JS", "/URI"})
    with pikepdf.open(clean) as pdf:
        assert set(pdf.Root.keys()) == {"/Type", "/Pages"}
        assert "/Info" not in pdf.trailer


@pytest.mark.parametrize(
    ("draw", "fault"),
    [
        (annotated("FreeText"), faults.COMMENTS),
        (annotated("Stamp"), faults.COMMENTS),
        (FORBIDDEN["attached file"], faults.ATTACHMENTS),
    ],
)
def test_what_was_left_out_and_may_have_mattered_is_told(
    tmp_path: Path, draw: Callable[[Any, Any], None], fault: faults.Fault
) -> None:
    """Loses: a comment that corrects the minutes is dropped, and nobody knows that it was there."""

    def drawn(pdf: Any) -> None:
        page_of(pdf, words("first"))
        draw(pdf, page_of(pdf, words("second")))

    outcome, _ = cleaned(written(tmp_path / "a.pdf", drawn))
    pages = (2,) if fault is faults.COMMENTS else ()
    assert outcome.told == (Told(fault, pages),)


def test_popups_and_links_are_no_comments(tmp_path: Path) -> None:
    """Loses: every paper with a web address brings a warning, and warnings are no longer read."""

    def draw(pdf: Any) -> None:
        page = page_of(pdf, words(SHOWN))
        page.Annots = Array([annotation("Link", A=script("URI")), annotation("Popup")])

    outcome, _ = cleaned(written(tmp_path / "a.pdf", draw))
    assert outcome.told == ()


def test_words_marked_for_redaction_keep_the_paper_in_the_office(tmp_path: Path) -> None:
    """Loses: an address that somebody meant to black out is there for everyone to read."""

    def draw(pdf: Any) -> None:
        page_of(pdf, words("first"))
        page_of(pdf, words("An address")).Annots = Array([annotation("Redact")])

    outcome, clean = cleaned(written(tmp_path / "a.pdf", draw))
    assert outcome.told == (Told(faults.NOT_REDACTED, (2,)),)
    assert not clean.exists()


def test_links_inside_the_paper_are_kept(tmp_path: Path) -> None:
    """Loses: a list of contents no longer leads anywhere in minutes of a hundred pages."""

    def draw(pdf: Any) -> None:
        pages = [page_of(pdf, words(f"Page {number}")) for number in range(3)]
        target = Array([pages[2], Name.XYZ, 0, 700, None])
        named = Dictionary(Names=[String("far"), Dictionary(D=target)])
        pdf.Root.Names = Dictionary(Dests=Dictionary(Kids=[pdf.make_indirect(named)]))
        pdf.Root.Dests = Dictionary(Old=target)
        pages[0].Annots = Array(
            [
                annotation("Link", Dest=target),
                annotation("Link", Dest=String("far")),
                annotation("Link", A=Dictionary(S=Name.GoTo, D=Name.Old)),
                annotation("Link", Dest=String("nowhere")),
                annotation("Link", A=Dictionary(S=Name.GoTo, D=target, Next=script())),
            ]
        )

    _, clean = cleaned(written(tmp_path / "a.pdf", draw))
    with pikepdf.open(clean) as pdf:
        links = list(pdf.pages[0].obj.Annots)
        assert len(links) == 4
        for link in links:
            assert link.Dest[0].objgen == pdf.pages[2].obj.objgen
            assert list(link.Border) == [0, 0, 0]
            assert set(link.keys()) == {"/Type", "/Subtype", "/Rect", "/Border", "/F", "/Dest"}


def test_pages_keep_their_order_size_and_turn(tmp_path: Path) -> None:
    """Loses: a landscape chart lies on its side, or a page listed twice is there once."""

    def draw(pdf: Any) -> None:
        page_of(pdf, words("first"), MediaBox=Array([595, 842, 0, 0]), Rotate=-90)
        page_of(pdf, words("second"), CropBox=Array([50, 50, 9000, 400]), UserUnit=2)
        page_of(pdf, words("third"), MediaBox=Array([1, 1, 1, 1]))
        pdf.pages.append(pdf.pages[0])

    outcome, clean = cleaned(written(tmp_path / "a.pdf", draw))
    assert outcome.pages == 4
    with pikepdf.open(clean) as pdf:
        first, second, third, again = (page.obj for page in pdf.pages)
        assert [float(part) for part in first.MediaBox] == [0, 0, 595, 842]
        assert (int(first.Rotate), int(second.UserUnit)) == (270, 2)
        assert [float(part) for part in second.CropBox] == [50, 50, 595, 400]
        assert [float(part) for part in third.MediaBox] == [0, 0, 612, 792]
        assert again.Rotate == 270


def test_attributes_that_pages_inherit_are_theirs(tmp_path: Path) -> None:
    """Loses: pages whose fonts and size stand above them come out empty."""

    def draw(pdf: Any) -> None:
        page = page_of(pdf, words(SHOWN))
        pdf.Root.Pages.Resources, pdf.Root.Pages.MediaBox = page.Resources, Array([0, 0, 300, 400])
        pdf.Root.Pages.Rotate = 90
        del page.Resources, page.MediaBox

    _, clean = cleaned(written(tmp_path / "a.pdf", draw))
    with pikepdf.open(clean) as pdf:
        page = pdf.pages[0].obj
        assert "/F1" in page.Resources.Font
        assert [float(part) for part in page.MediaBox] == [0, 0, 300, 400]
        assert page.Rotate == 90


@pytest.mark.needs("pdftotext")
@pytest.mark.parametrize("path", EXAMPLES, ids=lambda path: f"{path.parts[-3]}-{path.name}")
def test_each_page_of_the_examples_says_what_it_said(tmp_path: Path, path: Path) -> None:
    """Loses: words of the minutes that a facilitator must know."""
    into = tmp_path / "clean.pdf"
    outcome = clean_pdf(path, into)
    assert outcome.told == ()
    assert texts(into) == texts(path)


def test_a_clean_pdf_is_the_same_every_time_and_only_for_its_owner(tmp_path: Path) -> None:
    """Loses: an unchanged paper counts as new in every pack, or another user of the computer reads it."""
    first, second = tmp_path / "1.pdf", tmp_path / "2.pdf"
    clean_pdf(EXAMPLES[0], first)
    clean_pdf(EXAMPLES[0], second)
    assert first.read_bytes() == second.read_bytes()
    assert stat.S_IMODE(first.stat().st_mode) == 0o600
    with pytest.raises(UsageError):
        clean_pdf(EXAMPLES[0], first)


def test_a_clean_pdf_is_not_changed_by_cleaning_it_again(tmp_path: Path) -> None:
    """Loses: what is shown wears away each time a pack's paper is used for another."""
    first, second = tmp_path / "1.pdf", tmp_path / "2.pdf"
    clean_pdf(EXAMPLES[0], first)
    clean_pdf(first, second)
    assert first.read_bytes() == second.read_bytes()


@pytest.mark.parametrize(
    ("content", "fault"),
    [
        (Array([Dictionary()]), faults.CONTENT_LOST),
        (Dictionary(), faults.CONTENT_LOST),
    ],
)
def test_a_page_whose_content_is_gone_is_named(tmp_path: Path, content: Any, fault: faults.Fault) -> None:
    """Loses: an empty page among the minutes, which nobody misses."""

    def draw(pdf: Any) -> None:
        page_of(pdf, words("first"))
        page_of(pdf, words("second")).Contents = content

    outcome, clean = cleaned(written(tmp_path / "a.pdf", draw))
    assert outcome.told == (Told(fault, (2,)),)
    assert not clean.exists()


def test_a_page_whose_content_is_not_in_the_file_is_named(tmp_path: Path) -> None:
    """Loses: an empty page among the minutes, which nobody misses."""
    source = written(tmp_path / "a.pdf", lambda pdf: page_of(pdf, words(SHOWN)))
    with pikepdf.open(source) as pdf:
        number = pdf.pages[0].obj.Contents.objgen[0]
    data = source.read_bytes()
    changed = data.replace(b"/Contents %d 0 R" % number, b"/Contents 9 0 R")
    assert changed != data
    source.write_bytes(changed)
    outcome, _ = cleaned(source)
    assert outcome.told == (Told(faults.CONTENT_LOST, (1,)),)


@pytest.mark.parametrize("harm", ["cut", "noise"])
def test_content_that_cannot_be_unpacked_to_its_end_is_named(tmp_path: Path, harm: str) -> None:
    """Loses: the lower half of a page of minutes, with nothing to show that it was there."""
    content = b"".join(words(f"line {number}", y=number) for number in range(800))

    def draw(pdf: Any) -> None:
        page_of(pdf, words("first"))
        page_of(pdf, content)

    source = written(tmp_path / "a.pdf", draw)
    with pikepdf.open(source, allow_overwriting_input=True) as pdf:
        stream = pdf.pages[1].obj.Contents
        raw = stream.read_raw_bytes()
        harmed = raw[: len(raw) // 2] if harm == "cut" else raw[:300] + os.urandom(0) + b"\xff" * 40 + raw[340:]
        stream.write(harmed, filter=Name.FlateDecode)
        pdf.save(source, compress_streams=False, stream_decode_level=pikepdf.StreamDecodeLevel.none)
    outcome, clean = cleaned(source)
    assert outcome.told == (Told(faults.DAMAGED, (2,)),)
    assert not clean.exists()


def test_a_rebuilt_index_names_the_pages_to_compare(tmp_path: Path) -> None:
    """Loses: the office does not know which pages to look at."""

    def draw(pdf: Any) -> None:
        page_of(pdf, words("first"))
        page_of(pdf, b"")
        page_of(pdf, words("third"))

    source = written(tmp_path / "a.pdf", draw)
    source.write_bytes(source.read_bytes().replace(b"startxref\n", b"startxref\n9"))
    outcome, clean = cleaned(source)
    assert outcome.told == (Told(faults.REBUILT, (1, 2, 3)), Told(faults.REBUILT_EMPTY, (2,)))
    assert b"third" in everything(clean)


@pytest.mark.parametrize(
    ("draw", "fault"),
    [
        (catalogue("Collection", lambda _: Dictionary(View=Name.D)), faults.PORTFOLIO),
        (catalogue("AcroForm", lambda _: Dictionary(XFA=String("x"), Fields=Array())), faults.ADOBE_FORM),
    ],
)
def test_wrappers_that_show_only_a_notice_are_refused(
    tmp_path: Path, draw: Callable[[Any, Any], None], fault: faults.Fault
) -> None:
    """Loses: the pack holds a page that says "Please wait" where the minutes should be."""
    outcome, clean = cleaned(written(tmp_path / "a.pdf", lambda pdf: draw(pdf, page_of(pdf, words(SHOWN)))))
    assert outcome.told == (Told(fault),)
    assert not clean.exists()


def test_a_stream_kept_in_another_file_is_refused(tmp_path: Path) -> None:
    """Loses: a paper reads any file of the computer into the pack, or arrives with a gap."""

    def draw(pdf: Any) -> None:
        page_of(pdf, words(SHOWN)).Contents.F = String("/etc/passwd")

    outcome, _ = cleaned(written(tmp_path / "a.pdf", draw))
    assert outcome.told == (Told(faults.ELSEWHERE, (1,)),)


def test_a_locked_paper_opens_with_its_own_password_and_comes_out_unlocked(tmp_path: Path) -> None:
    """Loses: minutes that their sender locked cannot be in any pack."""
    lock = pikepdf.Encryption(user="fictional words", owner="others")
    source = written(tmp_path / "a.pdf", lambda pdf: page_of(pdf, words(SHOWN)), encryption=lock)
    assert cleaned(source)[0].told == (Told(faults.LOCKED),)
    assert cleaned(source, "other words")[0].told == (Told(faults.STILL_LOCKED),)
    outcome, clean = cleaned(source, "fictional words")
    assert outcome.told == ()
    assert SHOWN.encode() in everything(clean)
    with pikepdf.open(clean) as pdf:
        assert not pdf.is_encrypted


def test_spoken_text_of_drawn_letters_stays(tmp_path: Path) -> None:
    """Loses: copied words and read-aloud words are others than those on the page."""

    def draw(pdf: Any) -> None:
        page = page_of(pdf, b"/Span /P BDC " + words("f i") + b" EMC")
        page.Resources.Properties = Dictionary(P=Dictionary(ActualText=String("fi"), Unheard=String(CANARY)))

    _, clean = cleaned(written(tmp_path / "a.pdf", draw))
    with pikepdf.open(clean) as pdf:
        assert dict(pdf.pages[0].obj.Resources.Properties.P.items()) == {"/ActualText": String("fi")}


def test_colour_spaces_keep_their_form_and_nothing_else(tmp_path: Path) -> None:
    """Loses: pages in other colours, or words hidden in what describes a colour."""

    def draw(pdf: Any) -> None:
        page = page_of(pdf, words(SHOWN) + b"/A cs /B cs /C cs /D cs")
        function = Dictionary(FunctionType=2, N=1, Domain=[0, 1], C0=[0], C1=[1], Unheard=String(CANARY))
        profile = pdf.make_stream(bytes(200), N=3, Alternate=Name.DeviceRGB, Metadata=metadata(pdf))
        names = Array([Name("/One"), Name("/Two")])
        page.Resources.ColorSpace = Dictionary(
            A=Array([Name.ICCBased, profile]),
            B=Array([Name.Separation, Name("/Ink"), Name.DeviceGray, function]),
            C=Array([Name.DeviceN, names, Name.DeviceCMYK, function, Dictionary(Process=String(CANARY))]),
            D=Dictionary(Unheard=String(CANARY)),
        )

    _, clean = cleaned(written(tmp_path / "a.pdf", draw, compress_streams=False))
    assert CANARY.encode() not in everything(clean)
    with pikepdf.open(clean) as pdf:
        spaces = pdf.pages[0].obj.Resources.ColorSpace
        assert set(spaces.keys()) == {"/A", "/B", "/C"}
        assert spaces.A[1].N == 3
        assert [len(spaces.B), len(spaces.C)] == [4, 4]
        assert spaces.B[3].FunctionType == 2


@pytest.mark.parametrize("kind", ["letters", "pattern"])
def test_what_letters_and_patterns_take_from_their_page_stays(tmp_path: Path, kind: str) -> None:
    """Loses: pages whose letters are drawings come out empty."""

    def draw(pdf: Any) -> None:
        page = page_of(pdf, b"BT /T 9 Tf (a) Tj ET" if kind == "letters" else b"/Pattern cs /P scn 0 0 90 90 re f")
        drawing = pdf.make_stream(b"9 0 0 0 9 9 d1 BT /F1 9 Tf (x) Tj ET")
        if kind == "letters":
            page.Resources.Font.T = Dictionary(Type=Name.Font, Subtype=Name.Type3, CharProcs=Dictionary(a=drawing))
        else:
            drawing.update({"/PatternType": 1, "/PaintType": 1, "/TilingType": 1, "/XStep": 9, "/YStep": 9})
            page.Resources.Pattern = Dictionary(P=drawing)

    _, clean = cleaned(written(tmp_path / "a.pdf", draw))
    assert b"/Helvetica" in everything(clean)


@settings(deadline=None, max_examples=60)
@given(data=st.data())
def test_no_mutation_of_a_paper_breaks_cleaning(tmp_path_factory: pytest.TempPathFactory, data: st.DataObject) -> None:
    """Loses: one broken file ends the run in a traceback."""
    folder = tmp_path_factory.mktemp("m")
    source = folder / "a.pdf"
    content = bytearray(data.draw(st.sampled_from(EXAMPLES)).read_bytes())
    for at, byte in data.draw(
        st.lists(st.tuples(st.integers(0, len(content) - 1), st.integers(0, 255)), min_size=1, max_size=30)
    ):
        content[at] = byte
    source.write_bytes(content)
    outcome, clean = cleaned(source)
    refused = any(told.fault.severity.name == "ERROR" for told in outcome.told)
    assert clean.exists() is not refused
    if not refused:
        with pikepdf.open(clean, attempt_recovery=False) as pdf:
            assert len(pdf.pages) == outcome.pages
