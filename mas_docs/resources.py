"""Where the installed templates and examples lie."""

from __future__ import annotations

from functools import cache
from pathlib import Path

_PACKAGE = Path(__file__).resolve().parent


@cache
def _shipped(name: str) -> Path:
    """A folder that ships with mas-docs: inside the installed package, or beside it in a checkout."""
    installed = _PACKAGE / "data" / name
    return installed if installed.is_dir() else _PACKAGE.parent / name


def templates_folder() -> Path:
    """The folder of our own templates."""
    return _shipped("templates")


def examples_folder() -> Path:
    """The folder of the example workspace."""
    return _shipped("examples")
