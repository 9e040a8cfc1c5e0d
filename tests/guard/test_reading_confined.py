"""The process that reads: what it may take, what it is told, what is made of its answers."""

from __future__ import annotations

import contextlib
import os
import resource
import sys
import time
from pathlib import Path
from unittest.mock import Mock

import pytest
from hypothesis import given
from hypothesis import strategies as st
from reading_making import CANARY, paragraph, pdf_with_words, places, word

from mas_docs.guard.reading import MemberReader, confined, read_member
from mas_docs.guard.reading.inner import Inner
from mas_docs.guard.reading.members import LARGEST, read_parts
from mas_docs.guard.reading.source import Source
from mas_docs.guard.reading.stretches import Found, Gap, Lacking, Spot, member_text
from mas_docs.guard.reading.wire import read_part, written_part

UNREADABLE = ("the whole file (it cannot be read)",)
DOCUMENT = word(paragraph("first") + paragraph(CANARY))


def test_one_file_is_read_in_one_call() -> None:
    """Loses: the simple way to read one file."""
    assert places(read_member("a.docx", DOCUMENT)) == ["paragraph 2"]


def test_the_same_is_read_where_no_process_is_confined(monkeypatch: pytest.MonkeyPatch) -> None:
    """Loses: the guard on Windows."""
    with MemberReader() as reader:
        there = reader.read("a.docx", DOCUMENT)
    monkeypatch.setattr(confined, "_CONFINES", False)
    with MemberReader() as reader:
        here = reader.read("a.docx", DOCUMENT)
    assert here == there
    assert places(here) == ["paragraph 2"]


def test_a_file_that_is_not_there_or_is_none_is_told(tmp_path: Path) -> None:
    """Loses: a run that ends over one file, or waits for ever at a pipe."""
    pipe, large = tmp_path / "pipe", tmp_path / "large"
    os.mkfifo(pipe)
    with large.open("wb") as file:
        file.truncate(LARGEST + 1)
    with MemberReader() as reader:
        for path in (tmp_path / "absent", tmp_path, pipe):
            assert reader.read("a", path).unsearchable == UNREADABLE
        assert reader.read("a", large).unsearchable == ("the whole file (it is too large)",)
        assert places(reader.read("a.docx", DOCUMENT)) == ["paragraph 2"]


@pytest.mark.parametrize(
    "how",
    [
        "deaf",
        "silent",
        "endless",
        "dies",
        "nonsense",
        "[]",
        '["x", null, [], 1, [["Ffion", 1]]]',
        '["LOCKED", [-1], []]',
    ],
)
def test_a_process_that_fails_or_was_taken_over_is_replaced(monkeypatch: pytest.MonkeyPatch, how: str) -> None:
    """Loses: a run to one hostile file; or words of that file reach a message as a place."""
    monkeypatch.setenv("HOSTILE", how)
    monkeypatch.setattr(confined, "LEAST_SECONDS", 8 if how == "dies" else 1)
    monkeypatch.setattr(confined, "_LONGEST_ANSWER", 2**20)
    with monkeypatch.context() as taken_over:
        taken_over.setattr(confined, "_CHILD", "hostile_reading")
        reader = MemberReader()
        start = time.monotonic()
        read = reader.read("a", CANARY.encode() * (20_000 if how == "deaf" else 1))  # more than a pipe holds
    assert read.unsearchable == UNREADABLE
    assert time.monotonic() - start < 10
    assert places(read) == (["page 3"] if how == "dies" else [])
    assert places(reader.read("a.docx", DOCUMENT)) == ["paragraph 2"]
    reader.close()


def never(*_: object) -> None:
    """What must not happen."""
    pytest.fail("a file was read in our own process")


@pytest.mark.parametrize("how", ["no program", "no module", "too slow"])
def test_where_no_process_can_begin_our_own_reads_nothing(monkeypatch: pytest.MonkeyPatch, how: str) -> None:
    """Loses: the passphrase and every case to a hostile file, whenever the computer is busy."""
    if how == "no program":
        monkeypatch.setattr(sys, "executable", "/nowhere/python")
    if how == "no module":
        monkeypatch.setattr(confined, "_CHILD", "no_such_module_of_ours")
    if how == "too slow":
        monkeypatch.setattr(confined, "START_SECONDS", 0)
    start = Mock(wraps=confined._started)  # noqa: SLF001 - how often it is called
    monkeypatch.setattr(confined, "_started", start)
    monkeypatch.setattr(confined, "read_parts", never)
    with MemberReader() as reader:
        reads = [reader.read("a.docx", DOCUMENT) for _ in range(3)]
    assert [read.unsearchable for read in reads] == [UNREADABLE] * 3
    assert start.call_count <= 3


def test_a_process_that_begins_at_the_second_attempt_reads(monkeypatch: pytest.MonkeyPatch) -> None:
    """Loses: a package to one hitch of a busy computer."""
    with monkeypatch.context() as hitch:
        hitch.setattr(confined, "_CHILD", "no_such_module_of_ours")
        reader = MemberReader()
    with reader:
        assert places(reader.read("a.docx", DOCUMENT)) == ["paragraph 2"]


def test_a_run_with_many_open_files_reads() -> None:
    """Loses: a run of many cases to a traceback, for `select` knows no descriptor above 1,023."""
    soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    resource.setrlimit(resource.RLIMIT_NOFILE, (min(2048, hard), hard))
    with contextlib.ExitStack() as opened:
        opened.callback(resource.setrlimit, resource.RLIMIT_NOFILE, (soft, hard))
        for _ in range(1040):
            opened.enter_context(Path(os.devnull).open("rb"))
        with MemberReader() as reader:
            assert places(reader.read("a.docx", DOCUMENT)) == ["paragraph 2"]
            assert reader.read("a.bin", bytes(2**20)).unsearchable != UNREADABLE


def test_memory_is_bounded_and_the_next_file_is_read() -> None:
    """Loses: the computer to a document of a few kilobytes that grows in memory."""
    deep = word("<w:p>" * 200_000)
    wide = word("<w:p><a b='c'/></w:p>" * 2_000_000)
    with MemberReader() as reader:
        for bomb in (deep, wide):
            assert reader.read("a.docx", bomb).unsearchable
            assert places(reader.read("a.docx", DOCUMENT)) == ["paragraph 2"]


def test_passwords_go_neither_into_arguments_nor_into_the_environment(monkeypatch: pytest.MonkeyPatch) -> None:
    """Loses: the passphrase to anybody who lists the machine's processes."""
    if not Path("/proc/self/environ").exists():
        return
    monkeypatch.setenv("MAS_DOCS_PASSPHRASE", "tin drum")
    with MemberReader() as reader:
        reader.read("a.pdf", pdf_with_words("first"), ("tin drum",))
        assert reader._child is not None  # noqa: SLF001 - its process is looked at from outside
        process = Path("/proc") / str(reader._child.process.pid)  # noqa: SLF001
        assert b"tin drum" not in (process / "environ").read_bytes() + (process / "cmdline").read_bytes()


def test_nothing_prints_what_was_read_or_a_password() -> None:
    """Loses: a child's name or a passphrase to a log, through a value that is printed."""
    inner = Inner(read_parts, ("tin drum",))
    assert "tin drum" not in repr(inner)
    assert CANARY not in repr(Source(CANARY.encode()))
    assert CANARY not in repr(member_text(read_parts(Source(CANARY.encode()), inner)))


def test_a_corpus_of_strange_files_breaks_nothing(corpus: Path | None) -> None:
    """Loses: a run to a file that some program wrote in its own way."""
    if corpus is None:
        return
    with MemberReader() as reader:
        for path in sorted((corpus / "pdf").iterdir()):
            start = time.monotonic()
            read = reader.read("a.pdf", path)
            assert len(read.stretches) > 1 or read.unsearchable or path.stat().st_size < 5000, path.name
            assert time.monotonic() - start < confined.LEAST_SECONDS
        assert places(reader.read("a.docx", DOCUMENT)) == ["paragraph 2"]


PARTS = st.builds(
    Found, st.text(), st.lists(st.tuples(st.sampled_from(Spot), st.integers(0, 9999)), max_size=5).map(tuple)
)
GAPS = st.builds(Lacking, st.sampled_from(Gap), st.lists(st.integers(1, 5000), min_size=1).map(tuple))


@given(PARTS | GAPS)
def test_an_answer_means_the_same_on_both_sides(part: Found | Lacking) -> None:
    """Loses: a stretch, or its place, between the process and us."""
    line = written_part(part)
    assert line.count(b"\n") == 1
    assert read_part(line) == part


@given(
    st.binary(max_size=80)
    | st.recursive(st.none() | st.integers() | st.text(max_size=3), st.lists).map(repr).map(str.encode)
)
def test_any_line_is_an_answer_or_none(line: bytes) -> None:
    """Loses: a run to a process that answers nonsense."""
    try:
        read_part(line)
    except ValueError as error:
        assert str(error) == "no part of an answer"  # noqa: PT017 - nothing of the line stands in it


@given(st.lists(st.integers(1, 60), min_size=1, unique=True).map(sorted))
def test_pages_are_told_as_a_sentence_has_them(pages: list[int]) -> None:
    """Loses: which pages to look at."""
    (told,) = member_text([Lacking(Gap.SCANS, tuple(pages))]).unsearchable
    listed = told.removesuffix(" (scans without text)").partition(" ")[2]
    runs = [run.split(" to ") for run in listed.replace(" and ", ", ").split(", ")]
    named = [page for run in runs if run != ["others"] for page in range(int(run[0]), int(run[-1]) + 1)]
    assert named == pages[: len(named)]
    assert named == pages or ["others"] in runs
