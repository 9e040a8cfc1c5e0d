"""PDFs as a recipient could read them: every hiding place, scans, letters without meaning, locks, earlier versions."""

from __future__ import annotations

import io
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pikepdf
import pytest
from pikepdf import Array, Dictionary, Name, String
from reading_making import CANARY, annotation, page_of, pdf_of, pdf_with_words, picture, places, words

from mas_docs.guard.reading import MemberReader


@pytest.fixture(scope="module")
def reader() -> Iterator[MemberReader]:
    """One process for all tests here."""
    with MemberReader() as opened:
        yield opened


def on_second_page(pdf: Any) -> None:
    """The canary, drawn."""
    page_of(pdf, words("first"))
    page_of(pdf, words("nothing") + words(CANARY, 300))


def bookmarked(pdf: Any) -> None:
    """The canary as a bookmark."""
    page_of(pdf, words("first"))
    with pdf.open_outline() as outline:
        outline.root.append(pikepdf.OutlineItem(CANARY, 0))


def with_properties(pdf: Any) -> None:
    """The canary in the document's information."""
    page_of(pdf, words("first"))
    pdf.docinfo["/Subject"] = String(CANARY)


def with_xmp(pdf: Any) -> None:
    """The canary in the newer metadata alone."""
    page_of(pdf, words("first"))
    with pdf.open_metadata(set_pikepdf_as_editor=False) as metadata:
        metadata["dc:description"] = CANARY


def commented(pdf: Any) -> None:
    """The canary in a comment that shows when it is pointed at."""
    page_of(pdf, words("first"), Annots=Array([annotation(Name.Text, Contents=String(CANARY))]))


def stamped(pdf: Any) -> None:
    """The canary in how a stamp looks, and nowhere else."""
    page = page_of(pdf, words("first"))
    looks = pdf.make_stream(b"BT /F1 9 Tf 2 5 Td (" + CANARY.encode() + b") Tj ET")
    looks.stream_dict.update(Dictionary(Type=Name.XObject, Subtype=Name.Form, BBox=Array([0, 0, 200, 20])))
    looks.stream_dict.Resources = Dictionary(Font=page.Resources.Font)
    page.Annots = Array([pdf.make_indirect(annotation(Name.Stamp, F=4, AP=Dictionary(N=looks)))])


def filled_in(pdf: Any) -> None:
    """The canary as the value of a form's field."""
    page = page_of(pdf, words("first"))
    field = pdf.make_indirect(annotation(Name.Widget, FT=Name.Tx, T=String("child"), V=String(CANARY)))
    page.Annots = Array([field])
    pdf.Root.AcroForm = Dictionary(Fields=Array([field]))


def linked(pdf: Any) -> None:
    """The canary in the address of a link."""
    action = Dictionary(S=Name.URI, URI=String(f"https://files.example/{CANARY}.docx"))
    page_of(pdf, words("first"), Annots=Array([pdf.make_indirect(annotation(Name.Link, A=pdf.make_indirect(action)))]))


def attached_by_name(pdf: Any) -> None:
    """The canary in the name of an attached file."""
    page_of(pdf, words("first"))
    pdf.attachments[f"{CANARY}.txt"] = pikepdf.AttachedFileSpec(pdf, b"harmless words", filename=f"{CANARY}.txt")


def attached(pdf: Any) -> None:
    """The canary inside an attached file."""
    page_of(pdf, words("first"))
    pdf.attachments["a.txt"] = pikepdf.AttachedFileSpec(pdf, b"one\n" + CANARY.encode(), filename="a.txt")


def described(pdf: Any) -> None:
    """The canary as the description of a picture, for those who cannot see it."""
    page_of(pdf, words("first"))
    element = pdf.make_indirect(Dictionary(Type=Name.StructElem, S=Name.Figure, Alt=String(CANARY)))
    pdf.Root.StructTreeRoot = pdf.make_indirect(Dictionary(Type=Name.StructTreeRoot, K=element))


def scripted(pdf: Any) -> None:
    """The canary in a script."""
    page_of(pdf, words("first"))
    script = pdf.make_stream(f'app.alert("{CANARY}")'.encode())
    pdf.Root.OpenAction = Dictionary(S=Name.JavaScript, JS=script)


def behind_a_scan(pdf: Any) -> None:
    """The canary as letters that are drawn without colour."""
    page_of(pdf, b"q 3 Tr " + words(CANARY) + b"Q")


def on_hidden_layer(pdf: Any) -> None:
    """The canary on a layer that is turned off."""
    layer = pdf.make_indirect(Dictionary(Type=Name.OCG, Name=String("layer")))
    pdf.Root.OCProperties = Dictionary(OCGs=Array([layer]), D=Dictionary(OFF=Array([layer])))
    page = page_of(pdf, b"/OC /L BDC " + words(CANARY) + b"EMC")
    page.Resources.Properties = Dictionary(L=layer)


HIDING_PLACES: dict[Callable[[Any], None], str] = {
    on_second_page: "page 2",
    bookmarked: "the bookmarks",
    with_properties: "the document's properties",
    with_xmp: "the document's properties",
    commented: "a comment or field",
    stamped: "page 1",
    filled_in: "a comment or field",
    linked: "the links",
    attached_by_name: "the names of attached files",
    attached: "attached file 1, line 2",
    described: "data behind the text",
    scripted: "data behind the text",
    behind_a_scan: "page 1",
    on_hidden_layer: "page 1",
}


@pytest.mark.parametrize("draw", HIDING_PLACES)
@pytest.mark.parametrize("packed", [False, True])
def test_every_hiding_place_is_read(reader: MemberReader, draw: Callable[[Any], None], *, packed: bool) -> None:
    """Loses: another child's name leaves in a place of a PDF where nobody looked."""
    mode = pikepdf.ObjectStreamMode.generate if packed else pikepdf.ObjectStreamMode.disable
    read = reader.read("a.pdf", pdf_of(draw, object_stream_mode=mode))
    assert HIDING_PLACES[draw] in places(read)
    assert read.unsearchable == ()


def test_a_string_in_any_spelling_is_read(reader: MemberReader) -> None:
    """Loses: a name with a Welsh circumflex, or with brackets, in a bookmark."""
    for name in ("Siân Ŵyn (Bach)", "Łucja O'Neill \\ Парри", "Ffion\rParry"):

        def draw(pdf: Any, name: str = name) -> None:
            page_of(pdf, b"", PieceInfo=Dictionary(A=String(name)))

        assert places(reader.read("a.pdf", pdf_of(draw)), name.replace("\r", "\n")) == ["data behind the text"]


def scanned(pdf: Any, *, header: str = "") -> None:
    """A page that is a picture, with a line by the fax machine."""
    page = page_of(pdf, b"q 595 0 0 842 0 0 cm /Im Do Q " + (words(header, 830) if header else b""))
    shown = pdf.make_stream(b"\0", Type=Name.XObject, Subtype=Name.Image, Width=1, Height=1, BitsPerComponent=8)
    shown.stream_dict.ColorSpace = Name.DeviceGray
    page.Resources.XObject = Dictionary(Im=shown)


def test_scans_are_told_and_blank_pages_are_not(reader: MemberReader) -> None:
    """Loses: the office believes that a scanned letter was searched, or is told of every empty back page."""

    def draw(pdf: Any) -> None:
        page_of(pdf, words("first"))
        scanned(pdf)
        scanned(pdf, header="03/05/2026 10:14 FROM 01633 PAGE 2")
        scanned(pdf)
        page_of(pdf, b"")
        page_of(pdf, words("last"))
        scanned(pdf)

    read = reader.read("a.pdf", pdf_of(draw))
    assert read.unsearchable == ("pages 2 to 4 and 7 (scans without text)",)
    assert places(read, "FROM 01633") == ["page 3"]


def test_letters_without_meaning_are_told(reader: MemberReader) -> None:
    """Loses: a page whose letters no program can read passes for one that names nobody."""

    def draw(pdf: Any) -> None:
        page = page_of(pdf, b"BT /F1 12 Tf 50 700 Td <002600440055005C0056> Tj ET")
        descriptor = Dictionary(Type=Name.FontDescriptor, FontName=Name("/AAAAAA+Odd"), Flags=4, ItalicAngle=0)
        inner = Dictionary(
            Type=Name.Font,
            Subtype=Name.CIDFontType2,
            BaseFont=Name("/AAAAAA+Odd"),
            CIDSystemInfo=Dictionary(Registry=String("Adobe"), Ordering=String("Identity"), Supplement=0),
            FontDescriptor=pdf.make_indirect(descriptor),
        )
        page.Resources.Font.F1 = Dictionary(
            Type=Name.Font,
            Subtype=Name.Type0,
            BaseFont=Name("/AAAAAA+Odd"),
            Encoding=Name("/Identity-H"),
            DescendantFonts=Array([pdf.make_indirect(inner)]),
        )

    assert reader.read("a.pdf", pdf_of(draw)).unsearchable == ("page 1 (letters that no program can read)",)


def test_a_word_that_is_split_at_a_lines_end_keeps_its_hyphen(reader: MemberReader) -> None:
    """Loses: the search cannot tell a split word from two words, and misses a surname."""
    content = b"BT /F1 12 Tf 50 700 Td (Ffion Llewelyn-) Tj 0 -14 Td (Parry came) Tj 0 -14 Td (home) Tj ET"
    read = reader.read("a.pdf", pdf_of(lambda pdf: page_of(pdf, content)))
    assert "Ffion Llewelyn-\nParry came\nhome" in read.stretches[1].text


@pytest.mark.parametrize("strength", [2, 3, 4, 6])
def test_a_locked_pdf_is_read_with_the_right_password_alone(reader: MemberReader, strength: Any) -> None:
    """Loses: our own locked packs are not searched, or a locked paper passes for a searched one."""
    lock = pikepdf.Encryption(owner="an owner's", user="tin drum", R=strength, aes=strength > 3, metadata=strength > 3)
    content = pdf_of(on_second_page, encryption=lock)
    assert places(reader.read("a.pdf", content, ("wrong", "tin drum"))) == ["page 2"]
    assert places(reader.read("a.pdf", content, ("an owner's",))) == ["page 2"]
    for passwords in ((), ("wrong",)):
        read = reader.read("a.pdf", content, passwords)
        assert (places(read), read.unsearchable) == ([], ("the whole file (it is locked)",))


def test_an_earlier_version_in_the_file_is_read(reader: MemberReader) -> None:
    """Loses: a name that was taken out of a document, and is still in its file."""
    first = pdf_with_words(CANARY)
    at = first.rindex(b"startxref")
    start = int(first[at:].split()[1])
    with pikepdf.open(io.BytesIO(first)) as pdf:
        key, size, root = pdf.pages[0].obj.Contents.objgen[0], len(pdf.objects) + 1, pdf.Root.objgen[0]
    change = words("nobody")
    update = b"%d 0 obj\n<< /Length %d >>\nstream\n%s\nendstream\nendobj\n" % (key, len(change), change)
    index = b"xref\n%d 1\n%010d 00000 n \ntrailer\n<< /Size %d /Root %d 0 R /Prev %d >>\n" % (
        key,
        len(first),
        size,
        root,
        start,
    )
    content = first + update + index + b"startxref\n%d\n%%%%EOF\n" % (len(first) + len(update))
    read = reader.read("a.pdf", content)
    assert places(read, "nobody") == ["page 1"]
    assert places(read) == ["earlier version 1 of it, page 1"]


def test_an_attached_picture_and_an_attached_puzzle_are_told(reader: MemberReader) -> None:
    """Loses: a photograph of a letter, attached to a PDF, leaves unsearched and untold."""

    def draw(pdf: Any) -> None:
        page_of(pdf, words("first"))
        pdf.attachments["a.png"] = pikepdf.AttachedFileSpec(pdf, picture(), filename="a.png")
        pdf.attachments["b"] = pikepdf.AttachedFileSpec(pdf, b"\0\1\2" * 40, filename="b")

    told = reader.read("a.pdf", pdf_of(draw)).unsearchable
    assert sorted(told) == ["attached file 1 (a picture)", "attached file 2 (of a kind that cannot be read)"]


def test_a_file_is_read_where_it_lies(reader: MemberReader, tmp_path: Path) -> None:
    """Loses: a large pack, which is too large for memory."""
    path = tmp_path / "a.pdf"
    path.write_bytes(pdf_of(on_second_page))
    assert places(reader.read("a.pdf", path)) == ["page 2"]


def test_a_pack_of_two_thousand_pages_is_read(reader: MemberReader) -> None:
    """Loses: the briefing pack of a large case, of which only the first pages are searched."""
    read = reader.read("a.pdf", pdf_with_words(*["some words of a page"] * 1999, CANARY))
    assert (places(read), read.unsearchable) == (["page 2000"], ())
