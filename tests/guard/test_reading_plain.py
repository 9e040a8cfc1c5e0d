"""Text, web pages, calendars, e-mail, RTF and archives as a recipient could read them."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from email.message import EmailMessage

import pytest
from reading_making import CANARY, paragraph, pdf_with_words, picture, places, word, zipped

from mas_docs.guard.reading import MemberReader

WELSH = "Siân Ŵyn-Llŷr"


@pytest.fixture(scope="module")
def reader() -> Iterator[MemberReader]:
    """One process for all tests here."""
    with MemberReader() as opened:
        yield opened


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16"])
def test_text_is_read_in_its_encoding_with_its_lines(reader: MemberReader, encoding: str) -> None:
    """Loses: a Welsh name in a file of Notepad's."""
    read = reader.read("a.txt", f"one\r\ntwo\r\n{WELSH} came\r\n".encode(encoding))
    assert (places(read, f"{WELSH} came\n"), read.unsearchable) == (["line 3"], ())


def test_lines_of_several_encodings_are_each_read(reader: MemberReader) -> None:
    """Loses: a name in a text to which two programs added."""
    read = reader.read("a.txt", "Siân\n".encode() + "Ffîon Parry\n".encode("cp1252"))
    assert places(read, "Siân\nFfîon Parry") == ["line 1"]


def test_a_long_text_loses_no_name_between_its_stretches(reader: MemberReader) -> None:
    """Loses: a name on two lines, in the middle of a long export."""
    text = "".join(f"Ffion{number}\nParry{number}\n" for number in range(60_000))
    read = reader.read("a.csv", text.encode())
    assert len(read.stretches) > 3
    whole = [set(re.findall(r"Ffion(\d+)\nParry\1\n", stretch.text)) for stretch in read.stretches]
    assert len(set().union(*whole)) == 60_000
    assert places(read, "Ffion59999\n")[-1] == "line 119999"


def test_a_long_line_loses_no_name(reader: MemberReader) -> None:
    """Loses: a name in a file that is one line."""
    text = "".join(f"Ffion{number} Parry{number}, " for number in range(60_000))
    read = reader.read("a.txt", text.encode())
    whole = [set(re.findall(r"Ffion(\d+) Parry\1,", stretch.text)) for stretch in read.stretches]
    assert len(set().union(*whole)) == 60_000


def test_escapes_of_json_are_undone(reader: MemberReader) -> None:
    """Loses: an accented name in a data file."""
    content = json.dumps({"child": {"name": WELSH}, "note": 'a "quoted"\nword'}, indent=1)
    assert places(reader.read("a.json", content.encode()), WELSH)
    assert places(reader.read("a.json", content[:-1].encode()), WELSH)


def test_a_web_pages_words_are_read_as_they_are_shown(reader: MemberReader) -> None:
    """Loses: a name with one letter in bold, or in two cells, or that a browser does not show."""
    page = (
        "<!DOCTYPE html><title>t</title><p>Ffi<b>on</b>\n Llew&eacute;lyn<br>next<table><tr><td>Parry<td>Ffion</table>"
        f"<!-- {CANARY} --><img alt='alt {CANARY}'><script>let a='script {CANARY}'</script>"
    )
    read = reader.read("a.html", page.encode())
    assert places(read, "Ffion Llewélyn\nnext\n") == ["paragraph 3"]
    assert places(read, "Parry\tFfion") == ["paragraph 5"]
    assert set(places(read)) == {"paragraph 6", "data behind the text"}
    assert sum(CANARY in stretch.text for stretch in read.stretches) == 2
    assert places(read, f"alt {CANARY}") == ["data behind the text"]


def test_a_web_page_that_says_its_encoding_is_read_in_it(reader: MemberReader) -> None:
    """Loses: an export of an old case-management system."""
    page = f"<html><meta charset='windows-1257'><p>{'Łucja'}".encode("windows-1257")
    assert places(reader.read("a.doc", page), "Łucja")


def test_a_calendar_is_unfolded_and_unescaped(reader: MemberReader) -> None:
    """Loses: a child's name in an invitation, folded in the middle as the format demands."""
    summary = f"SUMMARY:About {WELSH}\\, and others\\nnext".encode()
    middle = summary.index("â".encode()) + 1
    folded = summary[:middle] + b"\r\n " + summary[middle:]
    calendar = b"BEGIN:VCALENDAR\r\nBEGIN:VEVENT\r\n" + folded + b"\r\nEND:VEVENT\r\nEND:VCALENDAR\r\n"
    assert places(reader.read("a.ics", calendar), f"About {WELSH}, and others next") == ["line 3"]


def message(**attached: bytes) -> EmailMessage:
    """An e-mail draft with these attachments."""
    mail = EmailMessage()
    mail["Subject"] = f"Subject {WELSH}"
    mail["From"] = "office@board.example"
    mail["X-Unsent"] = "1"
    mail.set_content(f"plain body {WELSH}")
    mail.add_alternative(f"<p>web bo<i>dy</i> {WELSH}</p>", subtype="html")
    for name, content in attached.items():
        mail.add_attachment(content, maintype="application", subtype="octet-stream", filename=f"{name} {WELSH}.bin")
    return mail


def test_a_message_is_read_with_its_attachments(reader: MemberReader) -> None:
    """Loses: a name in an encoded subject, a body, an attachment or its name."""
    read = reader.read("a.eml", message(a=word(paragraph("x") + paragraph(CANARY)), b=picture()).as_bytes())
    assert places(read, f"Subject {WELSH}") == ["the headings"]
    assert places(read, f"plain body {WELSH}") == ["line 1"]
    assert places(read, f"web body {WELSH}") == ["paragraph 2"]
    assert places(read, f"a {WELSH}.bin") == ["the headings"]
    assert places(read) == ["attached file 1, paragraph 2"]
    assert read.unsearchable == ("attached file 2 (a picture)",)


def test_messages_within_messages_are_read_until_they_lie_too_deep(reader: MemberReader) -> None:
    """Loses: what was forwarded and forwarded again; or a run that never ends."""
    content, wanted = CANARY.encode(), ""
    for level in range(5):
        content = zipped({f"{level}.eml": message(inner=content).as_bytes()})
        read = reader.read("a.zip", content)
        if level == 0:
            wanted = places(read)[0]
    assert wanted == "file 1 in it, attached file 1, line 1"
    assert places(read) == []
    assert any(told.endswith("(it lies too deep)") for told in read.unsearchable)


RTF_HEAD = r"{\rtf1\ansi\ansicpg1252\deff0{\fonttbl{\f0 Arial;}}{\info{\author Taliesin}}"
RTF = {
    "plain": r"one\par Ffion Llewelyn-Parry",
    "runs": r"one\par Ffi{\b on} {\i Llewelyn}{\*\bkmkstart x}-Parry",
    "escapes": r"one\par Ffion Llewel\'79n\u45?Parry",
    "lines": "one\\par Ffion Llew\r\nelyn-Parry",
    "no-break": r"one\par Ffion Llewelyn\_Parry",
    "two bytes for one": r"one\par \uc2 Ffion Llewelyn\u45 ??Parry",
}


@pytest.mark.parametrize("spelling", RTF)
def test_rtf_is_read_in_every_spelling(reader: MemberReader, spelling: str) -> None:
    """Loses: a name in an RTF letter, which Word writes in its own way."""
    read = reader.read("a.rtf", f"{RTF_HEAD}{RTF[spelling]}\\par}}".encode("cp1252"))
    assert places(read) == ["paragraph 2"]
    assert places(read, "Taliesin") == ["data behind the text"]
    assert read.unsearchable == ()


def test_what_rtf_holds_beside_its_text_is_read_or_told(reader: MemberReader) -> None:
    """Loses: a header, a comment, a cell of an RTF letter; a picture in it goes unsaid."""
    parts = (
        r"{\header Head of it}Text{\*\annotation\pard Comment} on{\footnote Note}ward\par Parry\cell Ffion\cell\row "
    )
    shown = r"{\pict\pngblip 89504e47}{\object\objemb{\*\objdata 0105}{\result Shown}}{\*\unknown Hidden}"
    code = r"\u321?ucja \'e9"
    read = reader.read("a.rtf", f"{RTF_HEAD}{parts}{shown}{code}}}".encode())
    assert places(read, "Text onward\nParry\tFfion\t\n") == ["paragraph 1"]
    assert places(read, "Łucja é") == ["paragraph 3"]
    for aside in ("Head of it", "Comment", "Note", "Shown", "Hidden"):
        assert places(read, aside) == ["data behind the text"]
    assert read.unsearchable == ("a picture in it", "attached file 1 (of a kind that cannot be read)")


def test_an_archives_names_and_files_are_read_and_locked_ones_told(reader: MemberReader) -> None:
    """Loses: a name among the files of an archive, or a locked file that nobody searched."""
    content = zipped({f"{CANARY}.txt": "x", "b.pdf": pdf_with_words("first", CANARY), "c/": "", "d.txt": CANARY})
    read = reader.read("a.zip", content)
    assert places(read) == ["the names of the files in it", "file 2 in it, page 2", "file 3 in it, line 1"]
    assert read.unsearchable == ()
    at = content.rindex(b"PK\x01\x02")
    locked = content[: at + 8] + b"\x01" + content[at + 9 :]
    assert reader.read("a.zip", locked).unsearchable == ("file 3 in it (it is locked)",)


def test_many_locked_files_are_told_in_a_few_words(reader: MemberReader) -> None:
    """Loses: the one part that matters, in a list of a thousand."""
    content = zipped({f"{number}.png": picture((200, 200)) for number in range(50)})
    told = reader.read("a.zip", content).unsearchable
    assert len(told) == 21
    assert told[-1] == "other parts of it"


def test_two_files_of_one_name_are_both_read(reader: MemberReader) -> None:
    """Loses: a file that hides behind another of the same name."""
    content = zipped({"a.txt": CANARY, "b.txt": "x"}).replace(b"b.txt", b"a.txt")
    assert places(reader.read("a.zip", content)) == ["file 1 in it, line 1"]


@pytest.mark.parametrize("kind", ["flat OpenDocument", "Word 2003", "any", "drawing"])
def test_xml_files_are_read(reader: MemberReader, kind: str) -> None:
    """Loses: a name in a file that an office program wrote without a container."""
    namespace = "urn:oasis:names:tc:opendocument:xmlns:text:1.0"
    content = {
        "flat OpenDocument": f"<o xmlns:t='{namespace}'><t:p>Ffion <t:span>Llewelyn</t:span>-Parry</t:p></o>",
        "Word 2003": "<w:d xmlns:w='http://schemas.microsoft.com/office/word/2003/wordml'><w:p><w:r><w:t>Ffion Llew"
        "</w:t></w:r><w:r><w:t>elyn-Parry</w:t></w:r></w:p></w:d>",
        "any": f"<a><b>x</b><c d='{CANARY}'/></a>",
        "drawing": "<svg xmlns='http://www.w3.org/2000/svg'><text>Ffi<tspan>on</tspan> Llewelyn-Parry</text></svg>",
    }[kind]
    read = reader.read("a.xml", f"<?xml version='1.0'?>{content}".encode())
    assert len(places(read)) == 1
    assert read.unsearchable == ()
