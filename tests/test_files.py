"""Files are whole or not there: work folders, atomic publishing, and paths that may not escape."""

from __future__ import annotations

import errno
import os
import signal
import stat
import subprocess
import sys
import time
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from mas_docs import files
from mas_docs.errors import InvalidCaseError, UsageError
from mas_docs.files import (
    WORK_PREFIX,
    contained,
    private_folder,
    publish,
    publish_folder,
    remove_left_overs,
    work_folder,
    write_atomically,
)


def mode(path: Path) -> int:
    """The permission bits of a file or folder."""
    return stat.S_IMODE(path.stat().st_mode)


def left_overs(folder: Path) -> list[Path]:
    """The work folders that are still there."""
    return list(folder.glob(f"{WORK_PREFIX}*"))


def test_a_work_folder_is_private_and_gone_at_the_end(tmp_path: Path) -> None:
    """Otherwise others on the machine could read papers in progress, or find them afterwards."""
    with work_folder(tmp_path) as work:
        (work / "letters").mkdir()
        (work / "letters" / "plain.txt").write_text("Carys")
        assert work.parent == tmp_path
        assert mode(work) == 0o700
    assert list(tmp_path.iterdir()) == []


def test_a_work_folder_is_gone_after_a_failure(tmp_path: Path) -> None:
    """Otherwise every failure would leave plain text behind."""

    def fail() -> None:
        with work_folder(tmp_path) as work:
            (work / "plain.txt").write_text("Carys")
            raise RuntimeError

    with pytest.raises(RuntimeError):
        fail()
    assert list(tmp_path.iterdir()) == []


def test_a_killed_run_s_work_folder_is_removed_by_the_next_run(tmp_path: Path) -> None:
    """Otherwise plain text of a killed run would stay for ever."""
    script = (
        "import os, signal, sys; from pathlib import Path; from mas_docs.files import work_folder\n"
        "with work_folder(Path(sys.argv[1])) as work:\n"
        "    (work / 'plain.txt').write_text('Carys'); os.kill(os.getpid(), signal.SIGKILL)\n"
    )
    killed = subprocess.run([sys.executable, "-c", script, str(tmp_path)], check=False)
    assert killed.returncode == -signal.SIGKILL
    (left,) = left_overs(tmp_path)
    assert mode(left) == 0o700
    with work_folder(tmp_path) as work:
        assert left_overs(tmp_path) == [work]


def test_a_folder_left_before_it_was_locked_is_removed(tmp_path: Path) -> None:
    """Otherwise a run killed in its first instant would leave a folder for ever."""
    (tmp_path / f"{WORK_PREFIX}0123456789abcdef").mkdir()
    with work_folder(tmp_path) as work:
        assert left_overs(tmp_path) == [work]


def test_a_work_folder_in_use_is_left_alone(tmp_path: Path) -> None:
    """Otherwise two commands at once would delete each other's work."""
    with work_folder(tmp_path) as first, work_folder(tmp_path) as second:
        assert first.is_dir()
        assert second.is_dir()
        assert first != second


def test_links_that_look_like_left_overs_are_left_alone(tmp_path: Path) -> None:
    """Otherwise somebody could have us delete a folder of theirs choosing."""
    victim = tmp_path / "victim"
    victim.mkdir()
    (victim / "paper.pdf").write_text("kept")
    (tmp_path / f"{WORK_PREFIX}link").symlink_to(victim)
    with work_folder(tmp_path):
        pass
    assert (victim / "paper.pdf").read_text() == "kept"


def test_a_work_folder_that_is_taken_before_it_is_locked_is_made_again(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Otherwise two runs that start together could fail, or share a folder that one of them removes."""
    taken: list[Path] = []
    lock = files._lock_of  # noqa: SLF001 - the race cannot be made to happen from outside

    def taken_once(folder: Path, *, may_be_unlocked: bool = True) -> int | None:
        if not taken:
            taken.append(folder)
            return None
        return lock(folder, may_be_unlocked=may_be_unlocked)

    monkeypatch.setattr(files, "_lock_of", taken_once)
    with work_folder(tmp_path) as work:
        assert left_overs(tmp_path) == [work]
        assert taken != [work]


def refuse_locks(monkeypatch: pytest.MonkeyPatch, code: int) -> None:
    """Let the file system answer every lock with this error."""

    def refuse(_descriptor: int) -> None:
        raise OSError(code, os.strerror(code))

    monkeypatch.setattr(files, "_lock", refuse)


def age(folder: Path, hours: int) -> None:
    """Let a folder have been written that long ago."""
    then = time.time() - hours * 3600
    os.utime(folder, (then, then))


@pytest.mark.parametrize("code", [errno.ENOLCK, errno.ENOTSUP, errno.ENOSYS])
def test_a_share_without_locks_can_be_used(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, code: int) -> None:
    """Otherwise an office whose drive knows no locks would wait for ever, or lose the work of a colleague's run."""
    left, live = (tmp_path / f"{WORK_PREFIX}{name}" for name in ("0", "1"))
    left.mkdir()
    live.mkdir()
    (left / "plain.txt").write_text("Carys")
    (live / "plain.txt").write_text("Carys")
    age(left, 25)
    age(live, 23)
    refuse_locks(monkeypatch, code)
    with work_folder(tmp_path) as work:
        assert set(left_overs(tmp_path)) == {work, live}
    assert left_overs(tmp_path) == [live]


def test_a_lock_that_fails_otherwise_is_said_in_a_sentence(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Otherwise a failing disk would make the run try again for ever."""
    refuse_locks(monkeypatch, errno.EIO)
    with pytest.raises(UsageError, match="cannot be written"), work_folder(tmp_path):
        pass
    assert list(tmp_path.iterdir()) == []


def test_a_lock_that_cannot_be_made_is_said_in_a_sentence(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Otherwise a disk without room for another file, or a path grown too long, would make the run try for ever."""
    real = os.open

    def full(path: Path, flags: int, *rest: int, **options: int) -> int:
        if flags & os.O_CREAT:
            raise OSError(errno.ENOSPC, "No space left on device")
        return real(path, flags, *rest, **options)

    monkeypatch.setattr(os, "open", full)
    with pytest.raises(UsageError, match="No space left"), work_folder(tmp_path):
        pass
    monkeypatch.undo()
    assert list(tmp_path.iterdir()) == []


def test_a_folder_that_is_always_taken_is_given_up(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Otherwise two programs could chase each other for ever."""
    refuse_locks(monkeypatch, errno.EWOULDBLOCK)
    with pytest.raises(UsageError, match="cannot be written"), work_folder(tmp_path):
        pass
    assert list(tmp_path.iterdir()) == []


def test_left_overs_below_a_folder_are_removed(tmp_path: Path) -> None:
    """Otherwise the plain text of a run killed while writing drafts would stay, folders below the case's own."""
    drafts = tmp_path / "drafts" / "MAS-2026-014-panel"
    for folder in (drafts, tmp_path):
        (folder / f"{WORK_PREFIX}0" / "letters").mkdir(parents=True)
        (folder / f"{WORK_PREFIX}0" / "letters" / "plain.txt").write_text("Carys")
    (drafts / "letter.docx").write_text("kept")
    outside = tmp_path.parent / f"{tmp_path.name}-outside" / f"{WORK_PREFIX}0"
    outside.mkdir(parents=True)
    (tmp_path / "link").symlink_to(outside.parent)
    with work_folder(drafts) as live:
        (drafts / f"{WORK_PREFIX}1").mkdir()
        remove_left_overs(tmp_path)
        assert left_overs(drafts) == [live]
    assert left_overs(tmp_path) == []
    assert (drafts / "letter.docx").read_text() == "kept"
    assert outside.is_dir()
    remove_left_overs(tmp_path / "missing")


def test_a_sweep_goes_four_folders_deep(tmp_path: Path) -> None:
    """Otherwise a folder of somebody's whole archive would be walked before every run."""
    near, far = tmp_path / "a" / "b" / "c" / "d", tmp_path / "a" / "b" / "c" / "d" / "e"
    (near / f"{WORK_PREFIX}0").mkdir(parents=True)
    (far / f"{WORK_PREFIX}0").mkdir(parents=True)
    remove_left_overs(tmp_path)
    assert left_overs(near) == []
    assert len(left_overs(far)) == 1


def test_a_folder_that_cannot_be_written_is_said_in_a_sentence(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Otherwise a read-only share would end in a traceback."""

    def refuse(*_: object, **__: object) -> None:
        raise PermissionError(errno.EACCES, "Permission denied")

    monkeypatch.setattr(Path, "mkdir", refuse)
    with pytest.raises(UsageError, match="Permission denied") as caught, work_folder(tmp_path):
        pass
    assert caught.value.where == str(tmp_path)


def test_a_missing_folder_is_said_in_a_sentence(tmp_path: Path) -> None:
    """Otherwise a mistyped --out would end in a traceback."""
    with pytest.raises(UsageError, match="cannot be written"):
        write_atomically(tmp_path / "missing" / "file", b"")


def test_written_files_are_whole_and_private(tmp_path: Path) -> None:
    """Otherwise others could read them, or a reader could meet half of one."""
    path = tmp_path / "note.txt"
    write_atomically(path, b"first")
    write_atomically(path, b"second")
    assert path.read_bytes() == b"second"
    assert mode(path) == 0o600
    assert list(tmp_path.iterdir()) == [path]


def test_a_shared_mode_is_honoured(tmp_path: Path) -> None:
    """Otherwise a workspace's settings could not be read by the colleagues who share it."""
    previous = os.umask(0o022)
    try:
        write_atomically(tmp_path / "board.yaml", b"format: mas-board/1\n", mode=0o644)
    finally:
        os.umask(previous)
    assert mode(tmp_path / "board.yaml") == 0o644


@pytest.mark.parametrize("step", ["os.fsync", "os.replace", "os.write"])
def test_a_failing_write_keeps_the_old_file(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, step: str) -> None:
    """Otherwise a full disk would cost the good file too."""
    path = tmp_path / "note.txt"
    path.write_bytes(b"old")

    def fail(*_: object, **__: object) -> None:
        raise OSError(errno.ENOSPC, "No space left on device")

    monkeypatch.setattr("mas_docs.files.os.fdopen" if step == "os.write" else step, fail)
    with pytest.raises(UsageError, match="No space left"):
        write_atomically(path, b"new")
    monkeypatch.undo()
    assert path.read_bytes() == b"old"
    assert list(tmp_path.iterdir()) == [path]


def test_publishing_replaces_and_syncs_file_and_folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Otherwise a power cut could leave an empty file under the final name."""
    synced: list[int] = []
    real = os.fsync

    def fsync(descriptor: int) -> None:
        synced.append(os.fstat(descriptor).st_ino)
        real(descriptor)

    monkeypatch.setattr(os, "fsync", fsync)
    temporary, final = tmp_path / "new", tmp_path / "package.zip"
    temporary.write_bytes(b"new")
    final.write_bytes(b"old")
    publish(temporary, final)
    assert final.read_bytes() == b"new"
    assert synced == [final.stat().st_ino, tmp_path.stat().st_ino]


def test_a_folder_is_published_in_place_of_an_empty_one_only(tmp_path: Path) -> None:
    """Otherwise opening a package could mix its files with others, or delete them."""
    for target in ("free", "empty", "full"):
        (tmp_path / f"new-{target}").mkdir()
        (tmp_path / f"new-{target}" / "file").write_text("new")
    (tmp_path / "empty").mkdir()
    (tmp_path / "full").mkdir()
    (tmp_path / "full" / "mine").write_text("mine")
    publish_folder(tmp_path / "new-free", tmp_path / "free")
    publish_folder(tmp_path / "new-empty", tmp_path / "empty")
    with pytest.raises(UsageError):
        publish_folder(tmp_path / "new-full", tmp_path / "full")
    assert (tmp_path / "free" / "file").read_text() == (tmp_path / "empty" / "file").read_text() == "new"
    assert [path.name for path in (tmp_path / "full").iterdir()] == ["mine"]


def test_private_folders_are_private_with_their_new_parents(tmp_path: Path) -> None:
    """Otherwise others could list the drafts of a case."""
    private_folder(tmp_path / "drafts" / "package")
    assert mode(tmp_path / "drafts") == mode(tmp_path / "drafts" / "package") == 0o700
    open_to_all = tmp_path / "open"
    open_to_all.mkdir(mode=0o755)
    private_folder(open_to_all)
    assert mode(open_to_all) == 0o700


def test_a_private_folder_that_cannot_be_made_is_said_in_a_sentence(tmp_path: Path) -> None:
    """Otherwise a file in the way would end in a traceback."""
    (tmp_path / "drafts").write_text("a file")
    with pytest.raises(UsageError):
        private_folder(tmp_path / "drafts" / "package")


@pytest.mark.parametrize(
    "escape",
    [
        *("", " ", "..", "../other/plan.pdf", "papers/../../plan.pdf", "/etc/passwd", "//server/share/plan.pdf"),
        *("..\\other\\plan.pdf", "papers\\..\\..\\plan.pdf", "C:\\plan.pdf", "C:plan.pdf", "\\plan.pdf", "a\0b"),
        *("link-out/plan.pdf", "loop/plan.pdf"),
    ],
)
def test_a_path_that_leaves_the_case_folder_is_refused(tmp_path: Path, escape: str) -> None:
    """Otherwise a case file could have any file of the machine sealed for a recipient."""
    case = tmp_path / "case"
    case.mkdir()
    (case / "link-out").symlink_to(tmp_path)
    (case / "loop").symlink_to(case / "loop")
    with pytest.raises(InvalidCaseError, match="outside the case folder"):
        contained(case, escape)


def test_a_path_inside_the_case_folder_is_found(tmp_path: Path) -> None:
    """Otherwise ordinary papers, or links within the case, could not be used."""
    (tmp_path / "papers").mkdir()
    (tmp_path / "newest").symlink_to(tmp_path / "papers")
    assert contained(tmp_path, "papers/Cynllun Tŷ.pdf") == tmp_path / "papers" / "Cynllun Tŷ.pdf"
    assert contained(tmp_path, "newest/plan.pdf") == tmp_path / "newest" / "plan.pdf"
    assert contained(tmp_path, "..plan..pdf") == tmp_path / "..plan..pdf"


def test_a_backslash_separates_on_every_system(tmp_path: Path) -> None:
    """Otherwise a case written on Windows would lose its papers on a Linux server, and only there."""
    assert contained(tmp_path, "papers\\2026\\plan.pdf") == tmp_path / "papers" / "2026" / "plan.pdf"
    assert contained(tmp_path, "papers\\2026/plan.pdf") == tmp_path / "papers" / "2026" / "plan.pdf"


@settings(deadline=None, max_examples=200)
@given(relative=st.text(alphabet="ab./\\: \0~", max_size=12))
def test_whatever_is_accepted_lies_inside(tmp_path_factory: pytest.TempPathFactory, relative: str) -> None:
    """Otherwise an odd spelling would be a way out of the case folder."""
    root = tmp_path_factory.getbasetemp()
    try:
        path = contained(root, relative)
    except InvalidCaseError:
        return
    assert path.resolve().is_relative_to(root.resolve())
