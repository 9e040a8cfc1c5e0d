"""Whatever words are written into a file, they come out of it; whatever a file holds, nothing fails."""

from __future__ import annotations

import re
from collections.abc import Iterator
from email.message import EmailMessage
from itertools import pairwise

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from icalendar import Calendar, Event
from pikepdf import Name, String
from reading_making import annotation, page_of, paragraph, pdf_of, pdf_with_words, picture, places, word, zipped

from mas_docs.guard.reading import MemberReader
from mas_docs.guard.reading.inner import Inner
from mas_docs.guard.reading.members import read_parts
from mas_docs.guard.reading.source import Source
from mas_docs.guard.reading.stretches import member_text

LETTERS = st.text(st.characters(categories=("Lu", "Ll"), max_codepoint=0x24F), min_size=2, max_size=9)
NAMES = st.lists(LETTERS, min_size=1, max_size=4).map(" ".join)
SHOWN = st.text(st.sampled_from("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz"), min_size=2, max_size=12)


@pytest.fixture(scope="module")
def reader() -> Iterator[MemberReader]:
    """One process for all tests here."""
    with MemberReader() as opened:
        yield opened


FEW = settings(max_examples=60, suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None)


@FEW
@given(st.lists(NAMES, min_size=1, max_size=6), st.data())
def test_words_of_a_word_document_come_out_in_order(
    reader: MemberReader, names: list[str], data: st.DataObject
) -> None:
    """Loses: a name that lies in a document in some number of runs."""
    body = ""
    for name in names:
        cuts = sorted(data.draw(st.lists(st.integers(0, len(name)), max_size=3)))
        edges = [0, *cuts, len(name)]
        body += paragraph(*(name[start:end] for start, end in pairwise(edges)))
    read = reader.read("a.docx", word(body))
    assert "\n".join(names) + "\n" in [stretch.text for stretch in read.stretches]
    assert f"paragraph {len(names)}" in places(read, names[-1]) or names[-1] in "\n".join(names[:-1])


@FEW
@given(SHOWN, NAMES)
def test_words_of_a_pdf_come_out(reader: MemberReader, shown: str, hidden: str) -> None:
    """Loses: a name on a page, or in a comment."""
    content = pdf_of(
        lambda pdf: page_of(
            pdf,
            f"BT /F1 12 Tf 50 700 Td ({shown}) Tj ET".encode(),
            Annots=pdf.make_indirect([annotation(Name.Text, Contents=String(hidden))]),
        )
    )
    read = reader.read("a.pdf", content)
    assert places(read, shown)[0] == "page 1"
    assert "a comment or field" in places(read, hidden)


@FEW
@given(NAMES, NAMES)
def test_words_of_a_message_and_a_calendar_come_out(reader: MemberReader, subject: str, body: str) -> None:
    """Loses: a name in a draft or an invitation."""
    mail = EmailMessage()
    mail["Subject"] = subject
    mail.set_content(f"{body}\n")
    calendar, event = Calendar(), Event()
    event.add("summary", f"{subject}, {body}; " * 5)
    calendar.add_component(event)
    mail.add_attachment(calendar.to_ical(), maintype="text", subtype="calendar", filename="a.ics")
    read = reader.read("a.eml", mail.as_bytes())
    assert "the headings" in places(read, subject)
    assert "line 1" in places(read, body)
    assert any("attached file 1" in place for place in places(read, f"{subject}, {body}; " * 5))


@FEW
@given(NAMES)
def test_words_of_rtf_come_out(reader: MemberReader, name: str) -> None:
    """Loses: a name with letters that RTF writes as numbers."""
    coded = "".join(letter if letter.isascii() else f"\\u{ord(letter)}?" for letter in name)
    assert places(reader.read("a.rtf", rf"{{\rtf1 one\par {coded}\par}}".encode()), name)


BEGINNINGS = [
    word(paragraph("words")),
    pdf_with_words("words"),
    picture((9, 9)),
    picture((9, 9), "JPEG"),
    rb"{\rtf1\ansi{\fonttbl}\u8364?{\*\x y}\'e9\bin3 abc}",
    b"From: a@b.example\nMIME-Version: 1.0\nContent-Type: multipart/mixed; boundary=x\n\n--x\n\nwords\n--x--",
    b"BEGIN:VCALENDAR\nSUMMARY:words\nEND:VCALENDAR",
    b"<html><p title='a'>words<!-- b --></p></html>",
    b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(2000),
    zipped({"a.txt": "words"}),
    b'{"a": "\\u00e9"}',
    b"<?xml version='1.0'?><a>words</a>",
]


@settings(max_examples=400, deadline=None)
@given(st.sampled_from(BEGINNINGS), st.data())
def test_no_file_makes_reading_fail(content: bytes, data: st.DataObject) -> None:
    """Loses: a run to a file that is cut, or of which some bytes are others."""
    changed = bytearray(content[: data.draw(st.integers(0, len(content)))] or content)
    for _ in range(data.draw(st.integers(0, 6))):
        changed[data.draw(st.integers(0, len(changed) - 1))] = data.draw(st.integers(0, 255))
    read = member_text(read_parts(Source(bytes(changed)), Inner(read_parts)))
    for stretch in read.stretches:
        assert re.fullmatch(r"[A-Za-z0-9, ']+", stretch.place_at(len(stretch.text)))
