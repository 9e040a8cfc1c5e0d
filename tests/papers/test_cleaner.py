"""The process in which papers are cleaned: bounded, without a passphrase of ours, believed only as far as must be."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pikepdf
import pytest
from hypothesis import given
from hypothesis import strategies as st
from pdf_making import everything, page_of, texts, words, written
from pikepdf import Array, Dictionary, Name
from PIL import Image

from mas_docs.errors import UsageError
from mas_docs.papers import faults
from mas_docs.papers.cleaning import cleaner as cleaner_module
from mas_docs.papers.cleaning.cleaner import Cleaned, PaperCleaner
from mas_docs.papers.cleaning.pdf_cleaning import clean_pdf
from mas_docs.papers.cleaning.refusal import Outcome, Told
from mas_docs.papers.cleaning.tasks import Task, answer_of, outcome_of
from mas_docs.papers.formats import JPEG, PDF, PNG

MOST_MEBIBYTES = 240
"""What the cleaning process may take of the promised 300; the run itself takes less than the rest."""

SECRET = "fictional words of a locked paper"


@pytest.fixture
def cleaner() -> Iterator[PaperCleaner]:
    """A cleaner, ended afterwards."""
    with PaperCleaner() as started:
        yield started


def flate_bomb(pdf: Any, size: int) -> Any:
    """A stream that unpacks to so many bytes."""
    import zlib

    stream = pikepdf.Stream(pdf, zlib.compress(bytes(size), 9))
    stream.Filter = Name.FlateDecode
    return pdf.make_indirect(stream)


def content_bomb(pdf: Any) -> None:
    """A page whose content unpacks to 200 MB."""
    page_of(pdf, b"").Contents = flate_bomb(pdf, 200_000_000)


def many_contents(pdf: Any) -> None:
    """A page of many contents that unpack to 20 MB each."""
    bomb = flate_bomb(pdf, 20_000_000)
    page_of(pdf, b"").Contents = Array([bomb] * 50)


def font_bomb(pdf: Any) -> None:
    """A font that unpacks to 200 MB."""
    page = page_of(pdf, words("a"))
    page.Resources.Font.F1 = Dictionary(
        Type=Name.Font,
        Subtype=Name.TrueType,
        BaseFont=Name.A,
        FontDescriptor=Dictionary(Type=Name.FontDescriptor, FontFile2=flate_bomb(pdf, 200_000_000)),
    )


def huge_picture(pdf: Any) -> None:
    """A picture that declares more dots than any computer holds."""
    image = pdf.make_stream(b"x", Type=Name.XObject, Subtype=Name.Image, Width=1_000_000, Height=1_000_000)
    page = page_of(pdf, b"/X Do")
    page.Resources.XObject = Dictionary(X=image)


def circles(pdf: Any) -> None:
    """Objects that lead back to themselves."""
    page = page_of(pdf, b"/X Do")
    form = pdf.make_stream(b"/X Do", Type=Name.XObject, Subtype=Name.Form, BBox=[0, 0, 9, 9])
    form.Resources = Dictionary(XObject=Dictionary(X=form))
    page.Resources.XObject = Dictionary(X=form)
    function = pdf.make_indirect(Dictionary(FunctionType=3, Domain=[0, 1]))
    function.Functions = Array([function])
    space = pdf.make_indirect(Array([Name.Separation, Name.A]))
    space.append(space)
    space.append(function)
    page.Resources.ColorSpace = Dictionary(S=space)


HOSTILE = {
    "content": (content_bomb, (faults.OVERSIZED_INSIDE,)),
    "contents": (many_contents, (faults.OVERSIZED_INSIDE.on_pages([1]),)),
    "font": (font_bomb, (faults.OVERSIZED_INSIDE,)),
    "picture": (huge_picture, (faults.TOO_MANY_DOTS.on_pages([1]),)),
    "circles": (circles, ()),
}


@pytest.mark.parametrize("what", HOSTILE)
def test_a_hostile_paper_is_refused_in_a_line_and_the_next_is_cleaned(
    tmp_path: Path, cleaner: PaperCleaner, what: str
) -> None:
    """Loses: a paper of a few kilobytes brings the office's computer to a standstill."""
    draw, expected = HOSTILE[what]
    source = written(tmp_path / "a.pdf", draw, compress_streams=False)
    started = time.monotonic()
    assert cleaner.clean(source, PDF, tmp_path / "1.pdf").faults == expected
    assert time.monotonic() - started < 10
    assert (tmp_path / "1.pdf").exists() is (expected == ())
    sound = written(tmp_path / "b.pdf", lambda pdf: page_of(pdf, words("a")))
    assert cleaner.clean(sound, PDF, tmp_path / "2.pdf") == Cleaned(pages=1)


def highest_memory(path: Path, media_type: str, into: Path) -> int:
    """What the cleaning of a paper takes at its highest, in mebibytes."""
    script = (
        "import resource, sys; from pathlib import Path; from mas_docs.papers.cleaning.cleaner import PaperCleaner\n"
        "from mas_docs.papers.formats import Format\n"
        "with PaperCleaner() as c: c.clean(Path(sys.argv[1]), Format(sys.argv[2], ''), Path(sys.argv[3]))\n"
        "print(resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss // 1024)\n"
    )
    command = [sys.executable, "-c", script, str(path), media_type, str(into)]
    return int(subprocess.run(command, capture_output=True, text=True, check=True).stdout)


@pytest.mark.parametrize("what", ["content", "contents", "font"])
def test_a_hostile_paper_stays_within_the_promised_memory(tmp_path: Path, what: str) -> None:
    """Loses: the promise that no paper takes more than 300 MiB, and with it a small office computer."""
    source = written(tmp_path / "a.pdf", HOSTILE[what][0], compress_streams=False)
    assert highest_memory(source, PDF.media_type, tmp_path / "b.pdf") <= MOST_MEBIBYTES


def test_a_paper_of_many_large_pictures_takes_little_memory(tmp_path: Path) -> None:
    """Loses: a long scan cannot be in a pack on an ordinary computer."""

    def draw(pdf: Any) -> None:
        for _ in range(60):
            page = page_of(pdf, b"/X Do")
            image = pdf.make_stream(os.urandom(1_000_000), Type=Name.XObject, Subtype=Name.Image)
            image.update({"/Width": 1000, "/Height": 1000, "/BitsPerComponent": 8, "/ColorSpace": Name.DeviceGray})
            page.Resources.XObject = Dictionary(X=image)

    source = written(tmp_path / "a.pdf", draw)
    assert highest_memory(source, PDF.media_type, tmp_path / "b.pdf") <= 100
    assert (tmp_path / "b.pdf").stat().st_size > 60_000_000


def test_a_photograph_of_a_large_camera_fits(tmp_path: Path, cleaner: PaperCleaner) -> None:
    """Loses: photographs from a current telephone are turned away."""
    Image.new("RGB", (8000, 5000), "grey").save(tmp_path / "a.jpg")
    Image.new("RGB", (6000, 4000), "grey").save(tmp_path / "a.png")
    assert cleaner.clean(tmp_path / "a.jpg", JPEG, tmp_path / "1.pdf") == Cleaned(pages=1)
    assert cleaner.clean(tmp_path / "a.png", PNG, tmp_path / "2.pdf") == Cleaned(pages=1)


def test_a_paper_that_takes_too_long_is_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Loses: the whole run waits for ever on one paper."""
    source = written(tmp_path / "a.pdf", lambda pdf: page_of(pdf, words("a")))
    with PaperCleaner() as cleaner:
        assert cleaner.examine(source) == Cleaned(pages=1)
        monkeypatch.setattr(cleaner_module, "MOST_SECONDS", 0.0)
        assert cleaner.clean(source, PDF, tmp_path / "b.pdf").faults == (faults.TOO_DEMANDING,)
        monkeypatch.undo()
        assert cleaner.clean(source, PDF, tmp_path / "b.pdf") == Cleaned(pages=1)


def test_a_papers_password_is_on_no_command_line_and_in_no_representation(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Loses: every user of the computer, or whoever reads a log, learns what opens a locked paper."""
    started: list[str] = []
    start = subprocess.Popen

    def watched(*arguments: Any, **options: Any) -> Any:
        started.append(repr((arguments, options)))
        return start(*arguments, **options)

    monkeypatch.setattr(subprocess, "Popen", watched)
    lock = pikepdf.Encryption(user=SECRET, owner="others")
    source = written(tmp_path / "a.pdf", lambda pdf: page_of(pdf, words("a")), encryption=lock)
    with PaperCleaner() as cleaner:
        assert cleaner.clean(source, PDF, tmp_path / "1.pdf").faults == (faults.LOCKED,)
        assert cleaner.clean(source, PDF, tmp_path / "1.pdf", "x").faults == (faults.STILL_LOCKED,)
        assert cleaner.clean(source, PDF, tmp_path / "1.pdf", SECRET) == Cleaned(pages=1)
    assert started
    assert SECRET not in "".join(started)
    assert SECRET not in repr(Task("a", "b", "c", SECRET))
    assert SECRET.encode() not in everything(tmp_path / "1.pdf")


def test_where_no_process_can_be_started_a_paper_is_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Loses: a stranger's PDF is read beside the passphrase and every case, without limits, because of a bad moment."""
    source = written(tmp_path / "a.pdf", lambda pdf: page_of(pdf, words("a")))
    with monkeypatch.context() as patched:
        patched.setattr(sys, "executable", str(tmp_path / "missing"))
        cleaner = PaperCleaner()
        assert cleaner.clean(source, PDF, tmp_path / "b.pdf").refused
    assert cleaner.clean(source, PDF, tmp_path / "b.pdf") == Cleaned(pages=1)
    cleaner.__exit__(None, None, None)


def test_a_clean_pdf_never_replaces_a_file(tmp_path: Path, cleaner: PaperCleaner) -> None:
    """Loses: one paper's pages stand for another's."""
    source = written(tmp_path / "a.pdf", lambda pdf: page_of(pdf, words("a")))
    (tmp_path / "b.pdf").write_bytes(b"before")
    with pytest.raises(UsageError):
        cleaner.clean(source, PDF, tmp_path / "b.pdf")
    assert (tmp_path / "b.pdf").read_bytes() == b"before"


OUTCOMES = st.builds(
    Outcome,
    st.lists(
        st.builds(Told, st.sampled_from([faults.DAMAGED, faults.LOCKED]), st.lists(st.integers(1, 99)).map(tuple)),
        max_size=3,
    ).map(tuple),
    st.none() | st.integers(0, 9999),
)


def test_a_large_picture_that_is_partly_clear_stays_within_the_memory(tmp_path: Path, cleaner: PaperCleaner) -> None:
    """Loses: a page scanned at 600 dots an inch is refused, because it was saved as if one could see through it."""
    source = tmp_path / "a.png"
    Image.new("RGBA", (4960, 7016), (200, 0, 0, 128)).save(source, compress_level=1)
    assert cleaner.clean(source, PNG, tmp_path / "b.pdf") == Cleaned(pages=1)


@given(outcome=OUTCOMES)
def test_an_answer_says_what_was_found(outcome: Outcome) -> None:
    """Loses: a fault that was found is not told, or is told of other pages."""
    assert outcome_of(answer_of(outcome)) == outcome


@given(untrusted=st.text() | st.recursive(st.none() | st.integers() | st.text(), st.lists).map(json.dumps))
def test_no_answer_of_a_process_that_was_taken_over_is_repeated(untrusted: str) -> None:
    """Loses: a hostile PDF writes what it likes on the office's screen."""
    assert outcome_of(untrusted) is None
    assert outcome_of(json.dumps({"told": [[untrusted, [1]]], "pages": 1})) is None


@pytest.mark.needs("pdftotext")
def test_every_paper_of_the_corpus_is_taken_in_or_refused(
    tmp_path: Path, cleaner: PaperCleaner, corpus: Path | None
) -> None:
    """Loses: a paper as offices have them hangs the run, loses words, or takes something active along."""
    for path in sorted((corpus / "pdf").glob("*.pdf")) if corpus else ():
        into = tmp_path / path.name
        started = time.monotonic()
        cleaned = cleaner.clean(path, PDF, into)
        assert time.monotonic() - started < 10, path.name
        assert into.exists() is not cleaned.refused, path.name
        if cleaned.refused or cleaned.faults or _has_form(path):
            continue
        with pikepdf.open(into, attempt_recovery=False) as pdf:
            assert len(pdf.pages) == cleaned.pages, path.name
        assert texts(into) == texts(path), path.name


def _has_form(path: Path) -> bool:
    with pikepdf.open(path, suppress_warnings=True) as pdf:
        return "/AcroForm" in pdf.Root


def children_of(pid: int) -> list[int]:
    """The processes that a process has started, as the system knows them."""
    return [int(child) for child in Path(f"/proc/{pid}/task/{pid}/children").read_text().split()]


def starter_of(cleaner: PaperCleaner) -> int:
    """The process from which those come that read papers."""
    starter = cleaner._starter  # noqa: SLF001 - its processes are looked at from outside
    assert starter is not None
    return starter._process.pid  # noqa: SLF001


def open_files(pid: int) -> set[str]:
    """What a process has open: sockets and files, each by its number."""
    return {str(entry.readlink()) for entry in Path(f"/proc/{pid}/fd").iterdir()} - {"/dev/null"}


def test_each_case_has_a_process_of_its_own(tmp_path: Path, cleaner: PaperCleaner) -> None:
    """Loses: what a hostile paper of one case has put into a process stays there for the papers of the next."""
    source = written(tmp_path / "a.pdf", lambda pdf: page_of(pdf, words("a")))
    seen: list[list[int]] = []
    for number in range(3):
        with cleaner.one_case():
            for paper in range(2):
                assert cleaner.clean(source, PDF, tmp_path / f"{number}-{paper}.pdf") == Cleaned(pages=1)
                seen.append(children_of(starter_of(cleaner)))
    assert [len(children) for children in seen] == [1] * 6
    assert seen[0] == seen[1]
    assert len({children[0] for children in seen}) == 3


def test_a_process_that_reads_papers_holds_no_way_to_another(tmp_path: Path, cleaner: PaperCleaner) -> None:
    """Loses: the papers of the next case, to a process that a hostile paper has taken over."""
    source = written(tmp_path / "a.pdf", lambda pdf: page_of(pdf, words("a")))
    assert cleaner.examine(source) == Cleaned(pages=1)
    starter = starter_of(cleaner)
    (reader,) = children_of(starter)
    held = open_files(reader)
    assert len(held) == 1
    assert not held & open_files(starter)
    with cleaner.one_case():
        assert cleaner.examine(source) == Cleaned(pages=1)
        (other,) = children_of(starter)
        assert not held & open_files(other)


def test_who_was_told_a_password_reads_nothing_else(tmp_path: Path, cleaner: PaperCleaner) -> None:
    """Loses: a password of one paper, to the next one of the same case."""
    lock = pikepdf.Encryption(user=SECRET, owner="others")
    source = written(tmp_path / "a.pdf", lambda pdf: page_of(pdf, words("a")), encryption=lock)
    with cleaner.one_case():
        assert cleaner.examine(source).faults == (faults.LOCKED,)
        before = children_of(starter_of(cleaner))
        assert cleaner.examine(source, SECRET) == Cleaned(pages=1)
        assert cleaner.examine(source).faults == (faults.LOCKED,)
        assert children_of(starter_of(cleaner)) != before


def test_where_what_makes_processes_was_ended_another_is_started(tmp_path: Path, cleaner: PaperCleaner) -> None:
    """Loses: every paper of a batch, once the system has ended one process for want of memory."""
    source = written(tmp_path / "a.pdf", lambda pdf: page_of(pdf, words("a")))
    assert cleaner.examine(source) == Cleaned(pages=1)
    first = starter_of(cleaner)
    os.kill(first, signal.SIGKILL)
    with cleaner.one_case():
        assert cleaner.examine(source) == Cleaned(pages=1)
    assert starter_of(cleaner) != first


def test_a_run_that_is_interrupted_still_learns_what_its_paper_is(tmp_path: Path, cleaner: PaperCleaner) -> None:
    """Loses: the truth about a paper, told to be too demanding because somebody pressed Ctrl-C."""
    source = written(tmp_path / "a.pdf", lambda pdf: page_of(pdf, words("a")))
    assert cleaner.examine(source) == Cleaned(pages=1)
    for pid in (starter_of(cleaner), *children_of(starter_of(cleaner))):
        os.kill(pid, signal.SIGINT)
    assert cleaner.examine(source) == Cleaned(pages=1)


def is_running(pid: int) -> bool:
    """Whether a process is there, and not only its last words."""
    try:
        return Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0] != "Z"
    except OSError:
        return False


def test_a_killed_run_takes_its_processes_along(tmp_path: Path) -> None:
    """Loses: a hostile paper works on after the run is gone."""
    source = written(tmp_path / "a.pdf", lambda pdf: page_of(pdf, words("a")))
    script = (
        "import sys, time; from pathlib import Path; from mas_docs.papers.cleaning.cleaner import PaperCleaner\n"
        "cleaner = PaperCleaner(); cleaner.examine(Path(sys.argv[1]))\n"
        "print(cleaner._starter._process.pid, flush=True); time.sleep(60)\n"
    )
    with subprocess.Popen([sys.executable, "-c", script, str(source)], stdout=subprocess.PIPE, text=True) as run:
        assert run.stdout is not None
        starter = int(run.stdout.readline())
        processes = [starter, *children_of(starter)]
        assert len(processes) == 2
        run.kill()
    until = time.monotonic() + 10
    while any(map(is_running, processes)) and time.monotonic() < until:
        time.sleep(0.02)
    assert not any(map(is_running, processes))


NAMES = st.sampled_from(["/A", "/B", "/Im1", "/Im10", "/F1", "/R7"])
NOISE = st.sampled_from([b"(/A Do) Tj", b"% /B Do\n", b"(a \\( /Im1 Do) Tj", b"((/R7 Do) /R7 Do ) Tj", b"q Q"])


@given(listed=st.sets(NAMES, min_size=1), drawn=st.sets(NAMES), noise=st.lists(NOISE, max_size=3))
def test_only_pictures_that_a_page_draws_travel(
    tmp_path_factory: pytest.TempPathFactory, listed: set[str], drawn: set[str], noise: list[bytes]
) -> None:
    """Loses: pictures of pages that were taken out of a paper before, which still lie in it, unseen."""
    folder = tmp_path_factory.mktemp("listed")

    def draw(pdf: Any) -> None:
        content = b"\n".join([*noise, *(f"q {name} Do Q".encode() for name in sorted(listed & drawn)), *noise])
        page = page_of(pdf, content)
        pictures = {name: pdf.make_stream(name.encode() * 9, **PICTURE) for name in sorted(listed)}
        page.Resources.XObject = Dictionary(pictures)

    outcome = clean_pdf(written(folder / "a.pdf", draw), folder / "b.pdf")
    assert outcome.told == ()
    with pikepdf.open(folder / "b.pdf") as pdf:
        kept = {item.read_bytes() for item in pdf.objects if item.get("/Subtype") == "/Image"}
    assert kept == {name.encode() * 9 for name in listed & drawn}


PICTURE = {
    "Type": Name.XObject,
    "Subtype": Name.Image,
    "Width": 3,
    "Height": 3,
    "BitsPerComponent": 8,
    "ColorSpace": Name.DeviceGray,
}
