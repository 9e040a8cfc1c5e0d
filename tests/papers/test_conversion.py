"""Word papers become pages: what they say travels, what they would fetch does not, and one bad one harms no other."""

from __future__ import annotations

import os
import stat
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import docx
import pypdfium2
import pytest
from word_papers import (
    EMBED,
    inside,
    line,
    open_frame,
    open_meta,
    open_paper,
    open_section,
    outside,
    picture,
    put,
    rich_field,
    rich_paper,
    word_field,
    word_paper,
    word_picture,
    word_shape,
)

from mas_docs.errors import ExitCode, MissingProgramError
from mas_docs.papers.converting import conversion, soffice
from mas_docs.papers.converting.conversion import NOT_CONVERTED, TOO_MUCH, Source, convert
from mas_docs.papers.converting.neutral_copy import LINKED, NESTED
from mas_docs.papers.converting.soffice import Office, Target
from mas_docs.papers.faults import DAMAGED, UNREADABLE, Fault
from mas_docs.papers.formats import DOC, DOCX, ODT, RTF

RED, BLUE = (255, 0, 0), (0, 0, 255)
CANARY = "CANARY"
FORMATS = {".docx": DOCX, ".odt": ODT, ".rtf": RTF, ".doc": DOC}


def pages(pdf: Path | Fault) -> str:
    """The words of all pages."""
    assert isinstance(pdf, Path)
    with pypdfium2.PdfDocument(pdf) as document:
        return "\n".join(page.get_textpage().get_text_range() for page in document)


def shows(pdf: Path | Fault, colour: tuple[int, int, int]) -> bool:
    """Whether a picture of this colour can be seen on a page."""
    assert isinstance(pdf, Path)
    with pypdfium2.PdfDocument(pdf) as document:
        images = [page.render(scale=0.2).to_pil().convert("RGB") for page in document]
    return any(colour == found for image in images for _, found in image.getcolors(1 << 20))


def converted(folder: Path, name: str, content: bytes) -> Path | Fault:
    """One paper's pages."""
    path = put(folder, name, content)
    (result,) = convert([Source(path, FORMATS[path.suffix])], folder)
    return result


@dataclass(frozen=True)
class Elsewhere:
    """What no paper may fetch: a red picture and a text on this machine, and a server that counts who asks."""

    folder: Path
    url: str
    asked: list[str]

    @property
    def red(self) -> str:
        """The picture's address."""
        return (self.folder / "red.png").as_uri()

    @property
    def text(self) -> str:
        """The text's address."""
        return (self.folder / "secret.txt").as_uri()


@pytest.fixture(scope="module")
def elsewhere(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Elsewhere]:
    """The picture, the text and the server."""
    folder = tmp_path_factory.mktemp("elsewhere")
    put(folder, "red.png", picture(RED))
    put(folder, "secret.txt", CANARY.encode())
    asked: list[str] = []

    class Counting(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            asked.append(self.path)
            self.send_response(200)
            self.end_headers()
            self.wfile.write(picture(RED))

        do_HEAD = do_OPTIONS = do_PROPFIND = do_GET  # noqa: N815 - the names are the library's

        def log_message(self, *_: object) -> None:
            pass

    server = ThreadingHTTPServer(("127.0.0.1", 0), Counting)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    yield Elsewhere(folder, f"http://127.0.0.1:{server.server_port}/", asked)
    server.shutdown()
    server.server_close()


HOSTILE: dict[str, Callable[[Elsewhere], bytes]] = {
    "file picture.docx": lambda e: word_paper(word_picture('r:link="x"'), outside("x", "image", e.red)),
    "web picture.docx": lambda e: word_paper(word_picture('r:link="x"'), outside("x", "image", e.url)),
    "picture called a link.docx": lambda e: word_paper(word_picture('r:link="x"'), outside("x", "hyperlink", e.red)),
    "picture said to be inside.docx": lambda e: word_paper(word_picture('r:embed="x"'), inside("x", "image", e.red)),
    "old picture.docx": lambda e: word_paper(word_shape('r:id="x"'), outside("x", "image", e.url)),
    "included.docx": lambda e: word_paper(word_field(f'INCLUDETEXT "{e.text}"') + word_field(f"INCLUDETEXT {e.text}")),
    "included picture.docx": lambda e: word_paper(word_field(f'INCLUDEPICTURE "{e.url}" \\d')),
    "exchange.docx": lambda e: word_paper(word_field(f'DDEAUTO soffice "{e.text}" x') + word_field(f"LINK a {e.text}")),
    "web template.docx": lambda e: word_paper("", outside("x", "attachedTemplate", f"{e.url}t.dotx")),
    "page inside.docx": lambda e: word_paper(
        '<w:altChunk r:id="x"/>',
        inside("x", "aFChunk", "page.html"),
        word__page_dot_html=f'<html>{CANARY}<img src="{e.red}"><img src="{e.url}"></html>',
    ),
    "chunk elsewhere.docx": lambda e: word_paper('<w:altChunk r:id="x"/>', outside("x", "aFChunk", e.text)),
    "part elsewhere.docx": lambda e: word_paper('<w:subDoc r:id="x"/>', outside("x", "subDocument", e.text)),
    "linked object.docx": lambda e: word_paper(
        word_shape("", '<o:OLEObject Type="Link" ProgID="Word.Document.12" ShapeID="s1" r:id="x"/>'),
        outside("x", "oleObject", e.text),
    ),
    "entity.docx": lambda e: word_paper(line("&e;"), start=f'<!DOCTYPE x [<!ENTITY e SYSTEM "{e.text}">]>'),
    "file picture.odt": lambda e: open_paper(open_frame("image", e.red)),
    "web picture.odt": lambda e: open_paper(open_frame("image", e.url)),
    "picture beside.odt": lambda _: open_paper(
        open_frame("image", "../red.png") + open_frame("image", "a/%2e%2e/../b")
    ),
    "frame.odt": lambda e: open_paper(open_frame("floating-frame", e.text)),
    "linked object.odt": lambda e: open_paper(open_frame("object", e.text)),
    "section.odt": lambda e: open_paper(open_section(f'<text:section-source xlink:href="{e.text}" {EMBED}/>')),
    "exchange.odt": lambda e: open_paper(
        open_section(f'<office:dde-source office:dde-application="soffice" office:dde-topic="{e.text}"/>')
    ),
    "background.odt": lambda e: open_paper(
        '<text:p text:style-name="P1">x</text:p>',
        f'<office:automatic-styles><style:style style:name="P1" style:family="paragraph"><style:paragraph-properties>'
        f'<style:background-image xlink:href="{e.red}" {EMBED}/></style:paragraph-properties></style:style>'
        "</office:automatic-styles>",
    ),
    "reload.odt": lambda e: open_paper("", meta=open_meta(f'<meta:auto-reload xlink:href="{e.text}" {EMBED}/>')),
    "entity.odt": lambda e: open_paper("<text:p>&e;</text:p>", start=f'<!DOCTYPE x [<!ENTITY e SYSTEM "{e.text}">]>'),
    "included.rtf": lambda e: rich_paper(rich_field(f'INCLUDETEXT "{e.text}"')),
    "included picture.rtf": lambda e: rich_paper(
        rich_field(f'INCLUDEPICTURE "{e.red}" \\\\d') + rich_field(f'INCLUDEPICTURE "{e.url}" \\\\d')
    ),
    "picture in disguise.rtf": lambda e: rich_paper(
        rich_field(f'{{\\b INC}}LUDE\\i PICTURE "{e.red}"')
        + rich_field(f'{{\\*\\x PAGE }}INCLUDEPICTURE "{e.red}"')
        + rich_field(f'{{\\info PAGE }}\\\'49NCLUDEPICTURE "{e.red}"')
    ),
    "exchange.rtf": lambda e: rich_paper(rich_field(f'DDEAUTO soffice "{e.text}" x')),
    "template.rtf": lambda e: rich_paper(f"{{\\*\\template {e.url}t.dot}}"),
    "object.rtf": lambda e: rich_paper(f"{{\\object\\objautlink{{\\*\\objdata 0105}}{{\\result {e.folder.name}}}}}"),
}


@pytest.fixture(scope="module")
def fetched(elsewhere: Elsewhere, tmp_path_factory: pytest.TempPathFactory) -> dict[str, Path | Fault]:
    """What became of each hostile paper."""
    folder = tmp_path_factory.mktemp("hostile")
    papers = [put(folder, name, make(elsewhere)) for name, make in HOSTILE.items()]
    results = convert([Source(paper, FORMATS[paper.suffix]) for paper in papers], folder)
    return dict(zip(HOSTILE, results, strict=True))


@pytest.mark.needs("soffice")
@pytest.mark.parametrize("name", HOSTILE)
def test_no_paper_brings_in_what_lies_elsewhere(
    elsewhere: Elsewhere, fetched: dict[str, Path | Fault], name: str
) -> None:
    """Loses: a paper takes another file of the office's computer with it, or tells a stranger that it was opened."""
    result = fetched[name]
    if isinstance(result, Path):
        assert CANARY not in pages(result)
        assert "AFTER" in pages(result)
        assert not shows(result, RED)
    else:
        assert result in (LINKED, NESTED, DAMAGED)
    assert elsewhere.asked == []


@pytest.mark.needs("soffice")
def test_word_97_papers_bring_in_nothing_either(elsewhere: Elsewhere, tmp_path: Path) -> None:
    """Loses: the old format is the way round every check of the new ones."""
    put(tmp_path, "a.odt", open_paper(open_frame("image", elsewhere.red)))
    subprocess.run(
        ["soffice", f"-env:UserInstallation={tmp_path.as_uri()}/p", "--headless", "--convert-to", "doc", "a.odt"],
        cwd=tmp_path,
        check=True,
        capture_output=True,
        timeout=60,
    )
    linked = (tmp_path / "a.doc").read_bytes()
    field = "INCLUDEPICTURE ".encode("utf-16-le")
    assert field in linked
    section = linked.replace(field, "INCLUDETEXT    ".encode("utf-16-le")).replace(b"\x13\x43", b"\x13\x44")
    assert converted(tmp_path, "picture.doc", linked) is LINKED
    assert converted(tmp_path, "section.doc", section) is LINKED


@pytest.mark.needs("soffice")
def test_the_settings_alone_keep_a_linked_picture_away(elsewhere: Elsewhere, tmp_path: Path) -> None:
    """Loses: the second line of defence, for the day when a paper gets past the first."""
    papers = [
        put(tmp_path, f"{number}.docx", HOSTILE[name](elsewhere))
        for number, name in enumerate(("file picture.docx", "web picture.docx", "included.docx", "web template.docx"))
    ]
    Office.prepared(tmp_path / "office").convert(papers, Target.PDF, tmp_path / "pages", 30)
    made = sorted((tmp_path / "pages").iterdir())
    assert len(made) == len(papers)
    assert not any(shows(pdf, RED) or CANARY in pages(pdf) for pdf in made)
    assert elsewhere.asked == []


@pytest.mark.needs("soffice")
def test_several_formats_in_one_run_each_whole_and_private(tmp_path: Path) -> None:
    """Loses: minutes arrive without their words, in another paper's place, or readable by others on the computer."""
    work = tmp_path / "work"
    work.mkdir(mode=0o700)
    papers = [
        put(tmp_path, "one.docx", word_paper(line("Cofnodion y Grŵp Craidd"))),
        put(tmp_path, "two.rtf", rich_paper("The second")),
        put(tmp_path, "three.odt", open_paper("<text:p>The third</text:p>")),
        put(tmp_path, "four.docx", b"PK\x03\x04 nonsense"),
    ]
    results = convert([Source(paper, FORMATS[paper.suffix]) for paper in papers], work)
    assert "Cofnodion y Grŵp Craidd" in pages(results[0])
    assert "The second" in pages(results[1])
    assert "The third" in pages(results[2])
    assert results[3] is DAMAGED
    left = list(work.rglob("*"))
    assert {path.suffix for path in left if path.is_file()} == {".pdf"}
    assert {stat.S_IMODE(path.stat().st_mode) for path in left if path.is_file()} == {0o600}
    assert {stat.S_IMODE(path.stat().st_mode) for path in left if path.is_dir()} == {0o700}


CHANGED = (
    '<w:p><w:ins w:id="1" w:author="A"><w:r><w:t>CAME</w:t></w:r></w:ins>'
    '<w:del w:id="2" w:author="A"><w:r><w:delText>WENT</w:delText></w:r></w:del></w:p>'
)


@pytest.mark.needs("soffice")
@pytest.mark.parametrize(
    ("name", "content"),
    [
        ("a.docx", word_paper(CHANGED)),
        ("a.rtf", rich_paper("{\\revised CAME} {\\deleted WENT}")),
        (
            "a.odt",
            open_paper(
                "<text:tracked-changes><text:changed-region text:id='c1'><text:deletion><office:change-info>"
                "<dc:creator>A</dc:creator><dc:date>2026-01-01T00:00:00</dc:date></office:change-info>"
                "<text:p>WENT</text:p></text:deletion></text:changed-region></text:tracked-changes>"
                "<text:p>CAME <text:change text:change-id='c1'/></text:p>"
            ),
        ),
    ],
)
def test_what_was_deleted_does_not_travel(tmp_path: Path, name: str, content: bytes) -> None:
    """Loses: a sentence that the author struck out reaches every facilitator."""
    words = pages(converted(tmp_path, name, content))
    assert "CAME" in words
    assert "WENT" not in words


@pytest.mark.needs("soffice")
def test_comments_stay_behind_and_form_values_are_seen(tmp_path: Path) -> None:
    """Loses: a note between colleagues reaches the facilitator, or what somebody filled in does not."""
    document = docx.Document()
    paragraph = document.add_paragraph("Minutes")
    document.add_comment(paragraph.runs, "a note between colleagues", author="A")
    document.save(str(tmp_path / "a.docx"))
    (noted,) = convert([Source(tmp_path / "a.docx", DOCX)], tmp_path)
    assert "Minutes" in pages(noted)
    assert "colleagues" not in pages(noted)
    field = "{\\*\\formfield{\\fftype0{\\*\\ffdeftext x}}}"
    assert "FILLED IN" in pages(converted(tmp_path, "a.rtf", rich_paper(rich_field(f"FORMTEXT {field}", "FILLED IN"))))


@pytest.mark.needs("soffice")
def test_an_embedded_object_is_seen_as_it_last_looked(tmp_path: Path) -> None:
    """Loses: a table that was put in from Excel is gone from the minutes, or travels as a workbook."""
    content = word_paper(
        word_shape('r:id="p"', '<o:OLEObject Type="Embed" ProgID="Excel.Sheet.12" ShapeID="s1" r:id="x"/>'),
        inside("p", "image", "media/blue.png") + inside("x", "package", "embeddings/book.xlsx"),
        word__media__blue_dot_png=picture(BLUE),
        word__embeddings__book_dot_xlsx=b"PK\x03\x04 whatever",
    )
    assert shows(converted(tmp_path, "a.docx", content), BLUE)


@pytest.mark.needs("soffice")
def test_ordinary_links_and_page_numbers_survive(tmp_path: Path) -> None:
    """Loses: minutes with a web address or a numbered foot are refused, or say page 77 on every page."""
    linked = word_paper(
        '<w:p><w:hyperlink r:id="x"><w:r><w:t>our policy</w:t></w:r></w:hyperlink></w:p>'
        + word_shape('r:id="p" r:href="y"'),
        outside("x", "hyperlink", "https://council.example/")
        + inside("p", "image", "media/blue.png")
        + outside("y", "image", "https://council.example/logo.png"),
        word__media__blue_dot_png=picture(BLUE),
    )
    result = converted(tmp_path, "a.docx", linked)
    assert "our policy" in pages(result)
    assert shows(result, BLUE)
    foot = rich_field("\\rtlch\\fcs1 \\af0 \\insrsid12  PAGE  \\\\* MERGEFORMAT ", "77")
    words = pages(converted(tmp_path, "a.rtf", rich_paper(f"{{\\footer Foot {foot}\\par}}one\\page two")))
    assert "Foot 1" in words
    assert "Foot 2" in words


@pytest.mark.needs("soffice")
def test_a_small_picture_that_takes_a_gigabyte_is_given_up(tmp_path: Path) -> None:
    """Loses: a paper of some kilobytes takes the memory of the office's computer, and with it the run."""
    bomb = word_paper(
        word_picture('r:embed="x"'),
        inside("x", "image", "media/p.png"),
        word__media__p_dot_png=picture(RED, (18_000, 18_000)),
    )
    put(tmp_path, "bomb.docx", bomb)
    put(tmp_path, "sound.docx", word_paper(line("sound")))
    sources = [Source(tmp_path / name, DOCX) for name in ("bomb.docx", "sound.docx")]
    begun = time.monotonic()
    results = convert(sources, tmp_path)
    assert results[0] is TOO_MUCH
    assert "sound" in pages(results[1])
    assert time.monotonic() - begun < 20


STAND_IN = """#!{python}
import os, pathlib, sys, time
into = pathlib.Path(sys.argv[sys.argv.index("--outdir") + 1])
into.mkdir(exist_ok=True)
log = pathlib.Path({log!r})
with log.open("a") as file:
    print(sys.argv, sorted(os.environ), os.getcwd(), file=file)
for name in sys.argv[sys.argv.index("--outdir") + 2:]:
    paper = pathlib.Path(name)
    words = paper.read_bytes()
    if b"HANG" in words:
        time.sleep(60)
    if b"CRASH" in words:
        os.abort()
    if b"ONCE" in words and log.read_text().count("argv") == 0 and log.read_text().count("--outdir") == 1:
        continue
    if b"NOTHING" not in words:
        (into / (paper.stem + ".pdf")).write_bytes(b"%PDF-1.7 made of " + words[-40:] + b" %%EOF")
"""


@pytest.fixture
def log(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The log of a stand-in for LibreOffice, which hangs, crashes or makes nothing when a paper says so."""
    folder = tmp_path / "programs"
    folder.mkdir()
    log = tmp_path / "log"
    script = put(folder, "soffice", STAND_IN.format(python=sys.executable, log=str(log)).encode())
    script.chmod(0o700)
    monkeypatch.setenv("PATH", f"{folder}{os.pathsep}{os.environ['PATH']}")
    return log


def stand_in_results(folder: Path, *words: str, seconds: float = 1.0) -> tuple[Path | Fault, ...]:
    """What becomes of Word papers with these words."""
    papers = [put(folder, f"Tomos {number}.docx", word_paper(line(word))) for number, word in enumerate(words)]
    return convert([Source(paper, DOCX) for paper in papers], folder, give_up_after=seconds)


def test_a_paper_that_hangs_or_breaks_the_program_harms_no_other(
    tmp_path: Path, log: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Loses: one paper keeps every other one of the case out of the pack, or the run hangs for ever."""
    monkeypatch.setattr(soffice, "STARTING", 1.0)
    results = stand_in_results(tmp_path, "one", "HANG", "two", "CRASH", "three", "NOTHING", "four")
    assert [isinstance(result, Path) for result in results] == [True, False, True, False, True, False, True]
    assert [results[1], results[3], results[5]] == [TOO_MUCH, NOT_CONVERTED, NOT_CONVERTED]
    assert len(log.read_text().splitlines()) <= 8


def test_many_papers_take_one_call_that_names_no_child_and_tells_no_passphrase(
    tmp_path: Path, log: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Loses: every user of the computer reads a child's name among the running programs, or the passphrase leaks."""
    monkeypatch.setenv("MAS_DOCS_PASSPHRASE", "fictional words only for these tests here")
    results = stand_in_results(tmp_path, "one", "two", "three")
    assert all(isinstance(result, Path) for result in results)
    (call,) = log.read_text().splitlines()
    assert "Tomos" not in call
    assert "MAS_DOCS" not in call
    assert str(tmp_path / "conversion-") in call


def test_what_came_to_nothing_is_tried_once_more(tmp_path: Path, log: Path) -> None:
    """Loses: a passing hitch of LibreOffice sends the office off to save a sound paper as PDF."""
    results = stand_in_results(tmp_path, "ONCE", "two")
    assert all(isinstance(result, Path) for result in results)
    assert len(log.read_text().splitlines()) == 2


@pytest.mark.usefixtures("log")
def test_a_paper_that_went_away_is_one_fault(tmp_path: Path) -> None:
    """Loses: a file that somebody moved a moment ago ends the run in a traceback."""
    sources = [Source(tmp_path / "gone.docx", DOCX), Source(put(tmp_path, "a.docx", word_paper("")), DOCX)]
    gone, there = convert(sources, tmp_path)
    assert gone is UNREADABLE
    assert isinstance(there, Path)


LEAVING = """#!/bin/sh
sleep 60 &
echo $! > "{left}"
exit 3
"""


def test_what_libreoffice_leaves_behind_ends_with_it(tmp_path: Path, log: Path) -> None:
    """Loses: a helper of LibreOffice goes on writing a child's paper into a folder that is already removed."""
    left = tmp_path / "left"
    put(log.parent / "programs", "soffice", LEAVING.format(left=left).encode())
    office = Office.prepared(tmp_path / "office")
    assert office.convert([tmp_path / "1.docx"], Target.PDF, tmp_path, 5)
    process, until = int(left.read_text()), time.monotonic() + 5
    while is_running(process) and time.monotonic() < until:
        time.sleep(0.02)
    assert not is_running(process)


def is_running(process: int) -> bool:
    """Whether it is there; one that has ended and is still listed is not."""
    told = subprocess.run(["ps", "-o", "stat=", "-p", str(process)], capture_output=True, text=True, check=False)
    return told.stdout.strip()[:1] not in {"", "Z"}


def test_without_libreoffice_the_user_is_told_what_to_install(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Loses: a traceback instead of the command that installs what is missing."""
    monkeypatch.setenv("PATH", str(tmp_path))
    monkeypatch.setattr(soffice, "_USUAL_PLACES", ())
    paper = put(tmp_path, "Tomos.docx", word_paper(""))
    with pytest.raises(MissingProgramError) as raised:
        convert([Source(paper, DOCX)], tmp_path)
    assert raised.value.exit_code is ExitCode.MISSING_PROGRAM
    assert "sudo apt install libreoffice-writer-nogui" in raised.value.remedy
    assert "PDF" in raised.value.remedy
    assert "Tomos" not in str(raised.value)
    assert convert([], tmp_path) == ()
    assert conversion.converter_version().strip() == conversion.CONVERTER
