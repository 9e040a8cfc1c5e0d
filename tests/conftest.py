"""What tests share: the recipients' programs, no real passphrase, a workspace, and ways to call a command."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest
from calling import PASSPHRASE, Call, Called

from mas_docs.cli.main import outcome
from mas_docs.resources import examples_folder

ALL_TOOLS = os.environ.get("MAS_DOCS_ALL_TOOLS") == "1"
OTHER_NAMES = {"7z": ("7z", "7zz", "7za")}


def program(name: str) -> str | None:
    """The path of an installed program, under whichever of its names it is here, on the path or in the environment."""
    places = os.pathsep.join((os.environ.get("PATH", ""), str(Path(sys.executable).parent)))
    names = OTHER_NAMES.get(name, (name,))
    return next((found for alias in names if (found := shutil.which(alias, path=places))), None)


def pytest_runtest_setup(item: pytest.Item) -> None:
    """Skip a test whose program is missing, and fail it where every program was promised."""
    for marker in item.iter_markers("needs"):
        absent = [name for name in marker.args if program(name) is None]
        if absent and ALL_TOOLS:
            pytest.fail(f"{', '.join(absent)} is not installed, and MAS_DOCS_ALL_TOOLS=1 promises every program")
        if absent:
            pytest.skip(f"{', '.join(absent)} is not installed")


@pytest.fixture(autouse=True)
def _no_passphrase_of_the_user(monkeypatch: pytest.MonkeyPatch, tmp_path_factory: pytest.TempPathFactory) -> None:
    """No test may read or write the passphrase of whoever runs it."""
    home = tmp_path_factory.mktemp("home")
    for name in ("MAS_DOCS_PASSPHRASE", "MAS_DOCS_PASSPHRASE_FILE"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setenv("HOME", str(home))
    monkeypatch.setenv("XDG_CONFIG_HOME", str(home / ".config"))
    monkeypatch.setenv("PYTHON_KEYRING_BACKEND", "keyring.backends.null.Keyring")


@pytest.fixture(scope="session")
def corpus() -> Path | None:
    """The folder of inputs that nobody here wrote, where the environment names one."""
    named = os.environ.get("MAS_DOCS_CORPUS")
    return Path(named) if named else None


@pytest.fixture
def workspace(tmp_path: Path) -> Path:
    """A copy of the examples."""
    root = tmp_path / "workspace"
    shutil.copytree(examples_folder(), root, ignore=shutil.ignore_patterns("*.py", "texts", "__pycache__", "out"))
    return root


@pytest.fixture
def call(capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch) -> Call:
    """Call a command in this process, in a folder, with the tests' passphrase in the environment."""

    def call_here(*arguments: object, cwd: Path, passphrase: str | None = PASSPHRASE) -> Called:
        monkeypatch.chdir(cwd)
        if passphrase is None:
            monkeypatch.delenv("MAS_DOCS_PASSPHRASE", raising=False)
        else:
            monkeypatch.setenv("MAS_DOCS_PASSPHRASE", passphrase)
        capsys.readouterr()
        code = outcome([str(argument) for argument in arguments])
        said = capsys.readouterr()
        return Called(code, said.out, said.err)

    return call_here


@pytest.fixture
def process() -> Call:
    """Call a command as a process of its own, as a user does."""

    def call_process(*arguments: object, cwd: Path, passphrase: str | None = PASSPHRASE, **environment: str) -> Called:
        environ = dict(os.environ) | environment
        if passphrase is not None:
            environ["MAS_DOCS_PASSPHRASE"] = passphrase
        done = subprocess.run(
            [sys.executable, "-m", "mas_docs", *(str(argument) for argument in arguments)],
            cwd=cwd,
            env=environ,
            capture_output=True,
            text=True,
            encoding="utf-8",
            stdin=subprocess.DEVNULL,
            check=False,
        )
        return Called(done.returncode, done.stdout, done.stderr)

    return call_process
