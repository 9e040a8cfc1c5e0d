"""What was measured with: the processor, and the versions of every program and engine."""

from __future__ import annotations

import os
import platform
import re
import shutil
import subprocess
import sys
from collections.abc import Mapping
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path

from benchmarks import node_engines

_PACKAGES = ("docxtpl", "docx-mailmerge2", "pyzipper", "pikepdf", "typst")
_PROGRAMS: Mapping[str, tuple[str, ...]] = {
    "7-Zip": ("7zz", "7z"),
    "qpdf": ("qpdf", "--version"),
    "LibreOffice": ("soffice", "--version"),
    "Node": ("node", "--version"),
}
_VERSION = re.compile(r"\d+\.\d[\w.]*")


def seven_zip() -> str | None:
    """The path of 7-Zip, under whichever of its names it is here."""
    return next((found for name in ("7zz", "7z", "7za") if (found := shutil.which(name))), None)


def machine(load: float) -> dict[str, str]:
    """The processor, the system, and each version, by name.

    Args:
        load: how many processes wanted the processor in the minute before (`os.getloadavg`).
    """
    cores = len(os.sched_getaffinity(0))
    return {
        "processor": f"{_processor()}, {cores} cores, {platform.system()}",
        "other work": f"a load of {load:.1f} in the minute before; above 0.5 the figures say little",
        "Python": sys.version.split()[0],
        "mas-docs": _package("mas-docs"),
        **{name: _package(name) for name in _PACKAGES},
        **{name: _program(words) for name, words in _PROGRAMS.items()},
        **{name: _node(name) for name in node_engines.ENGINES},
    }


def _processor() -> str:
    file = Path("/proc/cpuinfo")
    found = re.search(r"model name\s*: (.*)", file.read_text(encoding="utf-8")) if file.exists() else None
    return found[1].strip() if found else platform.machine()


def _package(name: str) -> str:
    try:
        return version(name)
    except PackageNotFoundError:
        return "not here"


def _program(words: tuple[str, ...]) -> str:
    path = seven_zip() if words[0] == "7zz" else shutil.which(words[0])
    if path is None:
        return "not here"
    options = () if words[0] == "7zz" else words[1:]
    said = subprocess.run([path, *options], capture_output=True, text=True, check=False).stdout
    found = _VERSION.search(said)
    return found[0] if found else "unknown"


def _node(engine: str) -> str:
    try:
        return node_engines.version(engine)
    except (node_engines.UnavailableError, OSError):
        return "not here"
