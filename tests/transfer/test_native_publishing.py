"""A package folder takes its place whole: killed at any moment, the old package or the new one is there."""

from __future__ import annotations

import os
import shutil
import stat
import subprocess
import sys
from pathlib import Path

import pytest
from native_packages import CANARY, LETTER, native, small_word
from sealing import PASSPHRASE, files_below

from mas_docs.errors import UsageError
from mas_docs.files import WORK_PREFIX, publish_folder, work_folder
from mas_docs.transfer.archive import Member
from mas_docs.transfer.native import publishing as folder_publishing
from mas_docs.transfer.native.folder import MANIFEST, is_native_package, verify_native
from mas_docs.transfer.native.publishing import publish_over, put_back

NEW = Member("new.docx", small_word(b"new" * 2000))
SEAL = """
import os, sys
from pathlib import Path
from native_packages import native
from test_native_publishing import NEW

folder, last = sys.argv[1], int(sys.argv[2])
steps = 0

def die_in_time(event, arguments):
    global steps
    if event == "open":
        changes = bool(arguments[2] & (os.O_WRONLY | os.O_RDWR | os.O_CREAT))
    else:
        changes = event in {"os.rename", "os.mkdir", "os.remove", "os.rmdir", "os.chmod"}
    if changes and folder in str(arguments[0]):
        steps += 1
        if steps == last:
            os._exit(9)

sys.addaudithook(die_in_time)
for _ in range(int(sys.argv[3])):
    native(Path(folder), [NEW])
print(steps)
"""


def sealing(folder: Path, *, killed_at: int = 0, times: int = 1) -> subprocess.Popen[str]:
    """Seal the new package in a process of its own, which dies before the change of that number in the folder."""
    paths = os.pathsep.join((str(Path(__file__).parent), str(Path(__file__).parents[2])))
    return subprocess.Popen(
        [sys.executable, "-c", SEAL, str(folder), str(killed_at), str(times)],
        env={**os.environ, "PYTHONPATH": paths},
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )


def whole_packages(folder: Path) -> list[set[str]]:
    """The files of each whole package that lies in a folder, under whatever name but those of work folders."""
    found = [path for path in folder.iterdir() if is_native_package(path) and not path.name.startswith(WORK_PREFIX)]
    return [{member.name for member in verify_native(path, [PASSPHRASE]).members} for path in found]


def places(folder: Path) -> list[str]:
    """What lies in a folder."""
    return sorted(path.name for path in folder.iterdir())


def check_after_kill(folder: Path) -> None:
    """Either package is whole, nothing is half, and no word is readable outside a closed work folder."""
    packages = whole_packages(folder)
    assert packages
    assert all(names in ({"letter.docx"}, {"new.docx"}) for names in packages)
    if (folder / "package").exists():
        verify_native(folder / "package", [PASSPHRASE])
    for name, raw in files_below(folder).items():
        if name.startswith(WORK_PREFIX):
            assert stat.S_IMODE((folder / name.split("/")[0]).stat().st_mode) == 0o700
        else:
            assert CANARY.encode() not in raw


def test_a_run_killed_at_any_change_leaves_the_old_package_or_the_new_one(tmp_path: Path) -> None:
    """Loses: the only package, to a laptop whose lid was closed; or a child's name, to what lay about then."""
    whole = tmp_path / "whole"
    whole.mkdir()
    native(whole, [LETTER])
    steps = int(sealing(shutil.copytree(whole, tmp_path / "counted")).communicate()[0])
    assert steps > 12
    for step in range(1, steps + 1):
        folder = shutil.copytree(whole, tmp_path / f"killed at {step}")
        process = sealing(folder, killed_at=step)
        assert process.communicate()[1] == ""
        assert process.returncode == 9
        check_after_kill(folder)
        with work_folder(folder) as work:
            put_back(folder / "package", work)
        verify_native(folder / "package", [PASSPHRASE])
        assert places(folder) == ["package"]


def test_two_runs_at_once_do_not_harm_each_other(tmp_path: Path) -> None:
    """Loses: the package, when two colleagues make it at the same time."""
    processes = [sealing(tmp_path, times=4) for _ in range(2)]
    assert [process.communicate()[1] for process in processes] == ["", ""]
    assert whole_packages(tmp_path) == [{"new.docx"}]
    assert places(tmp_path) == ["package"]


def test_a_package_replaces_an_earlier_one_whole(tmp_path: Path) -> None:
    """Loses: the difference between this week's papers and last week's, mixed in one folder."""
    native(tmp_path, [LETTER])
    done = native(tmp_path, [NEW])
    assert verify_native(tmp_path / "package", [PASSPHRASE]) == done
    assert places(tmp_path) == ["package"]
    assert places(tmp_path / "package") == [MANIFEST, "new.docx"]


def test_the_old_package_stays_when_the_new_one_fails(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Loses: the package that is there, for one that could not take its place."""
    old = native(tmp_path, [LETTER])

    def fail(_temporary: Path, final: Path) -> None:
        raise UsageError("This cannot be written", where=str(final))

    monkeypatch.setattr(folder_publishing, "publish_folder", fail)
    with pytest.raises(UsageError, match="cannot be written"):
        native(tmp_path, [NEW])
    assert verify_native(tmp_path / "package", [PASSPHRASE]) == old
    assert places(tmp_path) == ["package"]


def test_another_run_between_the_two_renames_is_no_failure(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Loses: a package, because another run put the old one back just then."""
    native(tmp_path, [LETTER])
    disturbed: list[Path] = []

    def disturb(temporary: Path, final: Path) -> None:
        if not disturbed:
            with work_folder(tmp_path) as other:
                put_back(final, other)
            disturbed.append(final)
        publish_folder(temporary, final)

    monkeypatch.setattr(folder_publishing, "publish_folder", disturb)
    native(tmp_path, [NEW])
    assert disturbed
    assert whole_packages(tmp_path) == [{"new.docx"}]
    assert places(tmp_path) == ["package"]


@pytest.mark.parametrize("kind", ["file", "full folder", "link", "notes", "another archive", "damaged archive"])
def test_what_is_not_ours_is_never_replaced(tmp_path: Path, kind: str) -> None:
    """Loses: somebody's notes or pictures, which lay where the package should go."""
    place = tmp_path / "package"
    native(tmp_path, [LETTER], "other")
    if kind == "file":
        place.write_text("mine")
    elif kind == "link":
        place.symlink_to(tmp_path / "other")
    elif kind == "notes":
        shutil.copytree(tmp_path / "other", place)
        (place / "my notes.txt").write_text("mine")
    else:
        place.mkdir()
        content = {"full folder": None, "another archive": b"PK\5\6" + bytes(18), "damaged archive": b"mine"}[kind]
        (place / ("mine.pdf" if content is None else MANIFEST)).write_bytes(content or b"mine")
    before = files_below(tmp_path)
    with pytest.raises(UsageError, match="something here already"):
        native(tmp_path, [NEW])
    assert files_below(tmp_path) == before
    assert places(tmp_path) == ["other", "package"]


def test_an_empty_folder_is_used(tmp_path: Path) -> None:
    """Loses: nothing but patience; a folder made beforehand is as good as none."""
    (tmp_path / "package").mkdir()
    native(tmp_path, [NEW])
    assert whole_packages(tmp_path) == [{"new.docx"}]


def test_names_that_look_alike_are_left_alone(tmp_path: Path) -> None:
    """Loses: another package, whose name has signs that file searches read in their own way."""
    native(tmp_path, [LETTER], "package [1]")
    (tmp_path / "package [1]").rename(tmp_path / ".package 1.before-0")
    (tmp_path / ".package [1].before-notes").mkdir()
    with work_folder(tmp_path) as work:
        put_back(tmp_path / "package [1]", work)
    assert places(tmp_path) == [".package 1.before-0", ".package [1].before-notes"]


def test_a_folder_that_went_away_meanwhile_is_no_failure(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Loses: a package, because another run moved the old one in the same instant."""
    native(tmp_path, [LETTER], "new")
    monkeypatch.setattr(folder_publishing, "is_native_package", lambda _: True)
    with work_folder(tmp_path) as work:
        publish_over(tmp_path / "new", tmp_path / "package", work)
    assert places(tmp_path) == ["package"]
