"""The Node engines, installed beside the environment and kept warm in one process."""

from __future__ import annotations

import json
import shutil
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import IO, Any

ENGINES = ("docxtemplater", "easy-template-x")
_SOURCE = Path(__file__).parent / "node"
_INSTALL = ("npm", "install", "--no-package-lock", "--ignore-scripts", "--no-audit", "--no-fund", "--silent")


class UnavailableError(Exception):
    """Why a peer cannot be measured here, in a sentence for its row."""


@dataclass(frozen=True, slots=True)
class NodeEngines:
    """A warm Node process that renders with either engine.

    Attributes:
        folder: where templates, data and documents lie.
    """

    folder: Path
    _asked: IO[str]
    _answers: IO[str]

    def prepare(self, engine: str, template: bytes, data: dict[str, Any]) -> None:
        """Keep a template and its data for `render`."""
        (self.folder / f"{engine}-template.docx").write_bytes(template)
        (self.folder / f"{engine}.json").write_text(json.dumps(data, ensure_ascii=False), encoding="utf-8")

    def render(self, engine: str) -> float:
        """Make the document once; the seconds it took."""
        files = {
            "template": str(self.folder / f"{engine}-template.docx"),
            "data": str(self.folder / f"{engine}.json"),
            "out": str(self.document(engine)),
        }
        self._asked.write(json.dumps({"engine": engine} | files) + "\n")
        self._asked.flush()
        answer = self._answers.readline()
        if not answer:
            raise UnavailableError(f"{engine} ended with an error")
        return float(json.loads(answer)["milliseconds"]) / 1000

    def document(self, engine: str) -> Path:
        """Where the document lies."""
        return self.folder / f"{engine}.docx"


def installed() -> Path:
    """The folder in the environment in which the engines are installed; they are installed where they are missing.

    Raises:
        UnavailableError: Node or npm is not here, or the engines cannot be installed.
    """
    if shutil.which("node") is None or shutil.which("npm") is None:
        raise UnavailableError("not measured: Node and npm are not installed here")
    folder = Path(sys.prefix) / "benchmarks-node"
    folder.mkdir(exist_ok=True)
    for file in _SOURCE.iterdir():
        shutil.copy(file, folder)
    if not all((folder / "node_modules" / name).is_dir() for name in (*ENGINES, "pizzip")):
        done = subprocess.run(_INSTALL, cwd=folder, capture_output=True, check=False)
        if done.returncode:
            raise UnavailableError("not measured: npm could not install it here")
    return folder


def version(engine: str) -> str:
    """The version of an installed engine."""
    package = installed() / "node_modules" / engine / "package.json"
    return str(json.loads(package.read_text(encoding="utf-8"))["version"])


@contextmanager
def warm_process(folder: Path) -> Iterator[NodeEngines]:
    """Start the process, and end it.

    Args:
        folder: where templates, data and documents may lie.

    Raises:
        UnavailableError: the engines are not to be had here.
    """
    with subprocess.Popen(
        ["node", "render.mjs"], cwd=installed(), stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
    ) as process:
        if process.stdin is None or process.stdout is None:
            raise UnavailableError("not measured: Node could not be started")
        yield NodeEngines(folder, process.stdin, process.stdout)
        process.stdin.close()
