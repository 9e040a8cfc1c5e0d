"""What a call of the command line answers, and what the tests call it with."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

PASSPHRASE = "fictional words only for these tests here"
TODAY = "2026-12-07"


@dataclass(frozen=True, slots=True)
class Called:
    """What a command answered."""

    code: int
    out: str
    err: str


Call = Callable[..., Called]
