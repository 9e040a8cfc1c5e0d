"""What the tests of the ledger share: fictional entries, ledgers made of them, and what is found in one."""

from __future__ import annotations

import datetime as dt
from pathlib import Path
from typing import Any

from mas_docs.transfer.ledger.adding import Ledger
from mas_docs.transfer.ledger.entries import Entry, Event
from mas_docs.transfer.verification import VerifiedMember

DAY = dt.date(2026, 12, 1)
PACKAGE = "P-7Q2M9K4D1X"
OTHER_PACKAGE = "P-0123456789"
MEMBERS = (
    VerifiedMember("briefing-pack.pdf", 1_234_567, "ab" * 32),
    VerifiedMember("appendix-2-prefilled-01.docx", 23_456, "bc" * 32),
    VerifiedMember("papers/02-core-group-minutes-2026-11-20.pdf", 34_567, "cd" * 32),
)


def entry(event: Event = Event.SEALED, /, **changes: Any) -> Entry:
    """An ordinary entry, with some fields changed."""
    values: dict[str, Any] = {
        "package": PACKAGE,
        "case": "MAS-2026-014",
        "role": "facilitator",
        "purpose": "briefing",
        "label": "SEWSCB-2026-11",
        "protection": "zip",
        "recipient_number": 1,
        "members": MEMBERS,
        "archive": "MAS-2026-014-briefing-1.zip",
        "archive_sha256": "de" * 32,
        "seal": "ef" * 32,
    }
    return Entry(event=event, **(values | changes))


def refusal(**changes: Any) -> Entry:
    """The entry of a package that was refused before it was sealed."""
    values: dict[str, Any] = {
        "case": "MAS-2026-014",
        "reason": "another-case",
        "found": ("MAS-2026-009",),
    }
    return Entry(event=Event.REFUSED, **(values | changes))


def filled(folder: Path, count: int = 5) -> Ledger:
    """A ledger with that many entries, each of another package."""
    ledger = Ledger(folder)
    for number in range(count):
        ledger.append(entry(package=f"P-{number:010}"), day=DAY + dt.timedelta(days=number))
    return ledger


def lines_of(ledger: Ledger) -> list[bytes]:
    """The lines of a ledger, each with its line end."""
    return (ledger.folder / "packages.jsonl").read_bytes().splitlines(keepends=True)


def rewrite(ledger: Ledger, lines: list[bytes]) -> None:
    """Put other lines in the place of a ledger's; its head stays."""
    (ledger.folder / "packages.jsonl").write_bytes(b"".join(lines))


def errors(ledger: Ledger) -> set[str]:
    """The ids of the errors that are found in a ledger."""
    return {finding.id for finding in ledger.reader.verify().findings.errors}


def warnings(ledger: Ledger) -> set[str]:
    """The ids of the remarks that are made on a ledger."""
    return {finding.id for finding in ledger.reader.verify().findings.warnings}
