"""The lines of the ledger: what may stand in one, how it is written, and how it is read back without being trusted.

No field takes free text, so that no name gets in: each is a number, a hash, a date, or a word of a list or a shape.
Only the label of a passphrase is the office's own word.
"""

from __future__ import annotations

import datetime as dt
import json
import re
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

from mas_docs.case.model import REFERENCE
from mas_docs.guidance.roles import Role
from mas_docs.transfer.manifest import MOST_MEMBERS
from mas_docs.transfer.passphrases.passphrase import GIVEN, is_label
from mas_docs.transfer.verification import VerifiedMember
from mas_docs.yaml_files.values import Protection

FORMAT = "mas-ledger/1"
"""The version of this format, which each line names."""

LONGEST_LINE = 2 * 1024 * 1024
"""Bytes a line may have, its line end included; two thousand files fill a quarter of it."""

BEFORE_THE_FIRST = "0" * 64
"""What the first line has for the hash of the one before it."""

NAMED_BY_SENDER = "as named by the sender"
"""The role of whoever a package of any files is for."""

PACKAGE_ID = re.compile(r"P-[0-9A-HJKMNP-TV-Z]{10}", re.ASCII)
"""A package's id, as the manifest has it."""

_SLUG = re.compile(r"[a-z0-9]+(?:-[a-z0-9]+)*", re.ASCII)
_MEMBER = re.compile(r"[a-z0-9]+(?:[-._/][a-z0-9]+)*", re.ASCII)
_ARCHIVE = re.compile(rf"{REFERENCE.pattern}(?:-[a-z0-9]+)+(?:\.zip)?", re.ASCII)
_SHA256 = re.compile(r"[0-9a-f]{64}", re.ASCII)
_LONGEST_SLUG = 80
_LONGEST_NAME = 120
_MOST = 2**53
_ROLES = frozenset({"", NAMED_BY_SENDER, *Role})
_PROTECTIONS = frozenset({"", *Protection})


class Event(StrEnum):
    """What happened."""

    SEALED = "sealed"
    """A package was sealed and verified, and was about to take its name."""
    WITHDRAWN = "withdrawn"
    """A package that is told as sealed could not take its name: it is not in its place."""
    OPENED = "opened"
    """An archive was verified, and its files were taken out here."""
    REFUSED = "refused"
    """Something was not sealed, or not opened."""


_EVENTS = frozenset(Event)


class HeadFault(StrEnum):
    """How the head did not fit the ledger when an entry was added; the entry keeps it for good."""

    NONE = ""
    AHEAD = "ahead"
    """It counted more entries than there were: the newest ones had been removed."""
    DIFFERS = "differs"
    """It was that of other entries."""
    MISSING = "missing"
    """It was not there, or not readable, though there were entries."""


class InvalidEntryError(ValueError):
    """An entry has a value that may not stand in the ledger; says which field, never what was in it."""


class InvalidLineError(ValueError):
    """A line of the ledger is none that this version writes."""


class NewerLineError(InvalidLineError):
    """A line is of a format or a kind that this version does not know."""


@dataclass(frozen=True, slots=True)
class Entry:
    """One thing that happened to a package, as whoever made or opened it tells.

    Attributes:
        event: what happened.
        package: the package's id; empty where there is none, as for what was refused before it had one.
        case: the case's reference; empty for none.
        role: the role in which it is received; `NAMED_BY_SENDER` for files of no case, empty where it is unknown.
        purpose: the key of its kind in the catalogue (`briefing`); empty for files of no case.
        label: the label of the passphrase by which it is known here.
        protection: `zip` or `native`; empty where nothing was sealed.
        recipient_number: the recipient's place among those of the same role in the case, from 1; 0 for none.
        members: its files under neutral names (see `ledger_members.neutral_members`).
        bound: the papers that are bound into its briefing pack, as they were taken in, under their neutral names.
        archive: its neutral file name, which begins with the reference; empty where the user chose another.
        archive_sha256: the SHA-256 of the archive, or empty.
        seal: the 64 digits of its seal, or empty.
        mentions: references of other cases that it was allowed to identify.
        unsearched: how many of its files, or parts of them, could not be searched for other cases.
        reason: a stable id of why it was refused.
        found: references of the cases that were found in what was refused.

    Raises:
        InvalidEntryError: a value is not of the shape that its field has.
    """

    event: Event
    package: str = ""
    case: str = ""
    role: str = ""
    purpose: str = ""
    label: str = ""
    protection: str = ""
    recipient_number: int = 0
    members: tuple[VerifiedMember, ...] = ()
    bound: tuple[VerifiedMember, ...] = ()
    archive: str = ""
    archive_sha256: str = ""
    seal: str = ""
    mentions: tuple[str, ...] = ()
    unsearched: int = 0
    reason: str = ""
    found: tuple[str, ...] = ()

    def __post_init__(self) -> None:
        fault = next((name for name, right in _judged(self) if not right), "")
        if fault:
            raise InvalidEntryError(f"The field {fault} of an entry of the ledger is malformed")


def _judged(entry: Entry) -> tuple[tuple[str, bool], ...]:
    """Each field, and whether its value may stand in the ledger."""
    needs_id = entry.event in {Event.SEALED, Event.WITHDRAWN}
    return (
        ("package", _is_empty_or(PACKAGE_ID, entry.package) and bool(entry.package or not needs_id)),
        ("case", _is_empty_or(REFERENCE, entry.case)),
        ("role", entry.role in _ROLES),
        ("purpose", _is_slug(entry.purpose)),
        ("label", entry.label in {"", GIVEN} or is_label(entry.label)),
        ("protection", entry.protection in _PROTECTIONS),
        ("recipient_number", _is_count(entry.recipient_number)),
        ("members", len(entry.members) <= MOST_MEMBERS and all(map(_is_member, entry.members))),
        ("bound", len(entry.bound) <= MOST_MEMBERS and all(map(_is_member, entry.bound))),
        ("archive", _is_empty_or(_ARCHIVE, entry.archive)),
        ("archive_sha256", _is_empty_or(_SHA256, entry.archive_sha256)),
        ("seal", _is_empty_or(_SHA256, entry.seal)),
        ("unsearched", _is_count(entry.unsearched)),
        ("mentions", all(map(REFERENCE.fullmatch, entry.mentions))),
        ("reason", _is_slug(entry.reason) and bool(entry.reason or entry.event is not Event.REFUSED)),
        ("found", all(map(REFERENCE.fullmatch, entry.found))),
    )


def _is_empty_or(shape: re.Pattern[str], value: str) -> bool:
    return not value or shape.fullmatch(value) is not None


def _is_slug(value: str) -> bool:
    return _is_empty_or(_SLUG, value) and len(value) <= _LONGEST_SLUG


def _is_count(value: object) -> bool:
    return type(value) is int and 0 <= value < _MOST


def _is_member(member: VerifiedMember) -> bool:
    named = _MEMBER.fullmatch(member.name) is not None and len(member.name) <= _LONGEST_NAME
    return named and _is_count(member.size) and _SHA256.fullmatch(member.sha256) is not None


def _member_object(member: VerifiedMember) -> dict[str, object]:
    return {"name": member.name, "size": member.size, "sha256": member.sha256}


def known_role(untrusted: str) -> str:
    """A role as a package says it, where it is one of ours; else empty."""
    return untrusted if untrusted in _ROLES else ""


@dataclass(frozen=True, slots=True)
class Recorded:
    """An entry with what the ledger itself adds.

    Attributes:
        number: its place, from 1; the order is that of the numbers, not of the clock.
        at: when it was added, in UTC, to the second, by the machine's clock.
        day: the day that counted as today.
        entry: what happened.
        torn: whether half a line that a killed run had left before it was cut off.
        head: how the head did not fit when it was added.
        removed: how many entries the head counted that were not there any more.
        previous: the SHA-256 of the line before it with its line end, in hexadecimal digits.
    """

    number: int
    at: dt.datetime
    day: dt.date
    entry: Entry
    torn: bool = False
    head: HeadFault = HeadFault.NONE
    removed: int = 0
    previous: str = BEFORE_THE_FIRST

    def as_object(self) -> dict[str, object]:
        """What stands in its line, by key, in the line's order."""
        entry = self.entry
        return {
            "format": FORMAT,
            "number": self.number,
            "at": self.at.astimezone(dt.UTC).isoformat(timespec="seconds").replace("+00:00", "Z"),
            "day": self.day.isoformat(),
            "event": str(entry.event),
            "package": entry.package,
            "case": entry.case,
            "role": str(entry.role),
            "purpose": entry.purpose,
            "label": entry.label,
            "protection": str(entry.protection),
            "recipient_number": entry.recipient_number,
            "members": [_member_object(one) for one in entry.members],
            "bound": [_member_object(one) for one in entry.bound],
            "archive": entry.archive,
            "archive_sha256": entry.archive_sha256,
            "seal": entry.seal,
            "mentions": list(entry.mentions),
            "unsearched": entry.unsearched,
            "reason": entry.reason,
            "found": list(entry.found),
            "torn": self.torn,
            "head": str(self.head),
            "removed": self.removed,
            "previous": self.previous,
        }


def line_of(recorded: Recorded) -> bytes:
    """Write an entry as its line, in ASCII, with its line end.

    Raises:
        InvalidEntryError: the line would be longer than any reader takes.
    """
    line = json.dumps(recorded.as_object(), separators=(",", ":")).encode("ascii") + b"\n"
    if len(line) > LONGEST_LINE:
        raise InvalidEntryError("An entry of the ledger is too long")
    return line


def parse_line(untrusted: bytes) -> Recorded:
    """Read a line, strictly: it is byte for byte what `line_of` writes.

    Args:
        untrusted: the line with its line end.

    Raises:
        InvalidLineError: it is not.
        NewerLineError: it seems to be of a newer version.
    """
    try:
        values = json.loads(untrusted.decode("ascii"))
        _check_known(values)
        recorded = _recorded(values)
        same = line_of(recorded) == untrusted
    except NewerLineError:
        raise
    except (ValueError, TypeError, KeyError, AttributeError, RecursionError):
        same = False
    if not same:
        raise InvalidLineError("This is no line of a ledger")
    return recorded


def _check_known(values: Any) -> None:
    """Tell a line of a newer version from one that is broken."""
    written = values["format"]
    if written != FORMAT and re.fullmatch(r"mas-ledger/[0-9]{1,4}", written, re.ASCII):
        raise NewerLineError("This line is of another format")
    if values["event"] not in _EVENTS and _is_slug(values["event"]):
        raise NewerLineError("This line is of another kind")


def _recorded(values: dict[str, Any]) -> Recorded:
    """Build the entry of a line; whatever is of the wrong type fails, or does not come out as it went in."""
    if not _is_count(values["number"]) or not _is_count(values["removed"]):
        raise InvalidLineError("A number is none")
    if not _SHA256.fullmatch(values["previous"]):
        raise InvalidLineError("A hash is none")
    return Recorded(
        number=values["number"],
        at=dt.datetime.fromisoformat(values["at"]),
        day=dt.date.fromisoformat(values["day"]),
        entry=_entry(values),
        torn=bool(values["torn"]),
        head=HeadFault(values["head"]),
        removed=values["removed"],
        previous=values["previous"],
    )


def _entry(values: dict[str, Any]) -> Entry:
    texts = ("package", "case", "role", "purpose", "label", "protection", "archive", "archive_sha256", "seal", "reason")
    return Entry(
        event=Event(values["event"]),
        recipient_number=values["recipient_number"],
        members=tuple(VerifiedMember(one["name"], one["size"], one["sha256"]) for one in values["members"]),
        bound=tuple(VerifiedMember(one["name"], one["size"], one["sha256"]) for one in values["bound"]),
        mentions=tuple(values["mentions"]),
        unsearched=values["unsearched"],
        found=tuple(values["found"]),
        **{key: values[key] for key in texts},
    )
