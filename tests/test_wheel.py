"""What `pip install` puts on a machine: the program with its templates and examples."""

from __future__ import annotations

import os
import subprocess
import sys
import zipfile
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent


@pytest.fixture(scope="module")
def wheel(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The wheel, built as a release is."""
    folder = tmp_path_factory.mktemp("wheel")
    subprocess.run(
        [sys.executable, "-m", "hatchling", "build", "-t", "wheel", "-d", str(folder)],
        cwd=ROOT,
        check=True,
        capture_output=True,
    )
    return next(folder.glob("*.whl"))


def test_the_wheel_holds_templates_and_examples(wheel: Path) -> None:
    """An installed program would have nothing to write letters with."""
    names = zipfile.ZipFile(wheel).namelist()
    shipped = {name.removeprefix("mas_docs/data/") for name in names if name.startswith("mas_docs/data/")}
    for folder in ("templates", "examples"):
        for path in (ROOT / folder).rglob("*"):
            if path.is_file() and "__pycache__" not in path.parts and "out" not in path.parts:
                assert path.relative_to(ROOT).as_posix() in shipped
    assert not [name for name in names if "__pycache__" in name or name.startswith("tests/")]
    assert "mas_docs/py.typed" in names


def test_the_demo_runs_from_the_wheel_in_any_folder(wheel: Path, tmp_path: Path) -> None:
    """A newcomer who installed it would meet an error at the first command."""
    installed = tmp_path / "installed"
    zipfile.ZipFile(wheel).extractall(installed)
    elsewhere = tmp_path / "elsewhere"
    elsewhere.mkdir()
    done = subprocess.run(
        [sys.executable, "-c", "from mas_docs.cli.main import run; run()", "demo"],
        cwd=elsewhere,
        env=os.environ | {"PYTHONPATH": str(installed)},
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    assert len(list((elsewhere / "mas-docs-demo" / "out").rglob("*.zip"))) > 60
