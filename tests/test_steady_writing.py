"""Writing through an engine that must not see a write fail."""

from __future__ import annotations

import errno
import os
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mas_docs.steady_writing import SteadyFile, steady_file


@given(chunks=st.lists(st.binary(max_size=200_000), max_size=6), small=st.booleans())
def test_what_is_given_is_written(
    tmp_path_factory: pytest.TempPathFactory,
    chunks: list[bytes],
    small: bool,  # noqa: FBT001 - hypothesis gives it by name
) -> None:
    """Loses: part of a pack, where its pieces meet."""
    path = tmp_path_factory.mktemp("steady") / "file"
    with steady_file(path, lasting=False, small=small) as file:
        assert [file.write(chunk) for chunk in chunks] == [len(chunk) for chunk in chunks]
        assert file.tell() == sum(map(len, chunks))
    assert path.read_bytes() == b"".join(chunks)


def test_a_failed_write_is_told_in_the_end_and_never_before(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Loses: a full disk ends the whole run without a word, since the engine cannot bear to hear of it."""
    written: list[bytes] = []

    def full(descriptor: int, content: memoryview) -> int:
        del descriptor
        if written:
            raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))
        written.append(bytes(content[:10]))
        return 10

    monkeypatch.setattr(os, "write", full)
    taken: list[int] = []

    def write() -> None:
        with steady_file(tmp_path / "file") as file:
            taken.extend(file.write(b"x" * 300_000) for _ in range(5))

    with pytest.raises(OSError, match="No space") as failed:
        write()
    assert failed.value.errno == errno.ENOSPC
    assert taken == [300_000] * 5
    assert written == [b"x" * 10]


def test_a_write_that_takes_nothing_is_a_full_disk(monkeypatch: pytest.MonkeyPatch) -> None:
    """Loses: a run that tries for ever."""
    monkeypatch.setattr(os, "write", lambda *_: 0)
    file = SteadyFile(1)
    file.write(b"some")
    with pytest.raises(OSError, match="No space"):
        file.finish()


def test_only_its_owner_reads_it_and_nothing_is_replaced(tmp_path: Path) -> None:
    """Loses: others read a pack in the making; or a file that was there."""
    path = tmp_path / "file"
    with steady_file(path) as file:
        file.write(b"new")
    assert path.stat().st_mode & 0o777 == 0o600
    with pytest.raises(FileExistsError), steady_file(path):
        pass
    assert path.read_bytes() == b"new"


@pytest.mark.parametrize("small", [False, True])
def test_what_waits_after_a_failure_is_written_nowhere(tmp_path: Path, small: bool) -> None:  # noqa: FBT001 - a row
    """Loses: the pages of a pack that failed, written into the file that was opened next."""

    def fail() -> None:
        with steady_file(tmp_path / "file", small=small) as file:
            waiting.append(file)
            file.write(b"words of a pack")
            raise LookupError

    waiting: list[object] = []
    with pytest.raises(LookupError):
        fail()
    with (tmp_path / "next").open("wb"):
        waiting.clear()
    assert (tmp_path / "next").read_bytes() == b""


@pytest.mark.parametrize("small", [False, True])
def test_a_full_disk_is_told_whatever_the_size(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, small: bool) -> None:  # noqa: FBT001 - a row
    """Loses: half a pack is taken for a whole one."""
    monkeypatch.setattr(os, "write", lambda *_: 0)
    with pytest.raises(OSError, match="No space"), steady_file(tmp_path / "file", lasting=False, small=small) as file:
        file.write(b"words")
