"""The manifest inside every package: what is in it, for whom, and the key of the seal over the whole file.

`manifest-sha256.txt` is what BagIt (RFC 8493) calls a payload manifest, so that `sha256sum -c manifest-sha256.txt`
checks the files it stands beside. Before the checksums stand lines that begin with `#`, which that command passes over:

    # Format: mas-docs-package/1
    # Package: P-7Q2M9K4D1X
    # Case: MAS-2026-014
    ...
    # Key: 64 hexadecimal digits
    9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08  invitation.docx

Checksums find corruption. Forgery by somebody without the passphrase is found by the seal: an HMAC-SHA256 over every
other byte of the archive by the random key here, which nobody sees who cannot decrypt the manifest.
"""

from __future__ import annotations

import datetime as dt
import re
import secrets
from dataclasses import dataclass, field

from mas_docs.transfer.member_names import fault_among_names, fault_in_name, folded_name

NAME = "manifest-sha256.txt"
"""The manifest's own name in the package."""

FORMAT = "mas-docs-package/1"
BEGINNING = b"# Format: mas-docs-package/"
"""How the manifest of a package of ours begins, whatever version made it."""

KEY_BYTES = 32
MOST_MEMBERS = 2000
"""How many files a package may hold, beside the manifest."""

LARGEST_PACKAGE = 1_900_000_000
"""Bytes of all files together: beyond, an archive is of a kind that older programs do not open."""

LARGEST = 2 * 1024 * 1024
"""Bytes a manifest may have."""

DESTROY_AFTER = (
    "Destroy this package and what was taken out of it once the review period has ended; "
    "keep only basics such as name and area (guidance 4.10)."
)

_LONGEST_VALUE = 500
_NO_CASE = "none"
_CROCKFORD = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
_PACKAGE_ID = re.compile(rf"P-[{_CROCKFORD}]{{10}}")
# Unicode's categories Cc, Cs, Zl and Zp.
_UNPRINTABLE = re.compile(r"[\x00-\x1f\x7f-\x9f\u2028\u2029\ud800-\udfff]")
_HEADERS = (
    "Format",
    "Package",
    "Case",
    "Recipient",
    "Role",
    "Purpose",
    "Passphrase",
    "Sealed",
    "Marking",
    "Destroy",
    "Key",
)
_LINE = re.compile(r"([0-9a-f]{64})  ([^\n]+)")


@dataclass(frozen=True, slots=True)
class PackageFacts:
    """What a package says about itself.

    Attributes:
        package_id: its own id, as `new_package_id` gives it.
        reference: the case's neutral reference; empty when the package belongs to no case.
        recipient: the name of whom it is for.
        role: the role in which they receive it.
        purpose: what it is for, in words.
        label: the label of the passphrase it was sealed with.
        sealed_on: the day.
        marking: the protective marking.
        destroy_after: until when it may be kept, in words.
    """

    package_id: str
    reference: str
    recipient: str
    role: str
    purpose: str
    label: str
    sealed_on: dt.date
    marking: str
    destroy_after: str = DESTROY_AFTER


@dataclass(frozen=True, slots=True)
class Manifest:
    """A package's facts, its files' checksums, and the key of its seal.

    Attributes:
        facts: what the package says about itself.
        key: the random key of the seal; never shown.
        digests: the SHA-256 of each file by its name, in the order of the archive, in hexadecimal digits.
    """

    facts: PackageFacts
    key: bytes = field(repr=False)
    digests: dict[str, str]


class InvalidManifestError(ValueError):
    """A text is no manifest of ours, or a fact cannot stand in one; says why, in words for a sentence."""


def new_package_id() -> str:
    """A random id, easy to say over the telephone: `P-` and ten of Crockford's 32 letters and digits (50 bits)."""
    return "P-" + "".join(secrets.choice(_CROCKFORD) for _ in range(10))


def new_key() -> bytes:
    """A random key for the seal of one package."""
    return secrets.token_bytes(KEY_BYTES)


def manifest_text(manifest: Manifest) -> bytes:
    """Write a manifest as it stands in the package.

    Raises:
        InvalidManifestError: a fact is empty, too long, or more than one printable line.
    """
    facts = manifest.facts
    values = (
        FORMAT,
        facts.package_id,
        facts.reference or _NO_CASE,
        facts.recipient,
        facts.role,
        facts.purpose,
        facts.label,
        facts.sealed_on.isoformat(),
        facts.marking,
        facts.destroy_after,
        manifest.key.hex(),
    )
    lines = [f"# {key}: {_checked(key, str(value))}" for key, value in zip(_HEADERS, values, strict=True)]
    lines += [f"{digest}  {name}" for name, digest in manifest.digests.items()]
    return ("\n".join(lines) + "\n").encode()


def _checked(key: str, value: str) -> str:
    if not value.strip():
        raise InvalidManifestError(f"the entry {key} is empty")
    if len(value) > _LONGEST_VALUE:
        raise InvalidManifestError(f"the entry {key} is longer than {_LONGEST_VALUE} characters")
    if _UNPRINTABLE.search(value):
        raise InvalidManifestError(f"the entry {key} has line breaks or characters that cannot be printed")
    return value


def parse_manifest(untrusted: bytes) -> Manifest:
    """Read a manifest, strictly: every line is one that `manifest_text` writes, in its order.

    Raises:
        InvalidManifestError: it is not.
    """
    if len(untrusted) > LARGEST:
        raise InvalidManifestError("it is too large")
    try:
        text = untrusted.decode("utf-8")
    except UnicodeDecodeError:
        raise InvalidManifestError("it is not text") from None
    if not text.endswith("\n"):
        raise InvalidManifestError("its last line is not whole")
    lines = text[:-1].split("\n")
    values = _parse_headers(lines[: len(_HEADERS)])
    return Manifest(facts=_facts(values), key=_key(values["Key"]), digests=_parse_digests(lines[len(_HEADERS) :]))


def _parse_headers(lines: list[str]) -> dict[str, str]:
    if len(lines) != len(_HEADERS):
        raise InvalidManifestError("it is not whole")
    values = {}
    for key, line in zip(_HEADERS, lines, strict=True):
        start = f"# {key}: "
        if not line.startswith(start):
            raise InvalidManifestError(f"the entry {key} is missing")
        values[key] = _checked(key, line.removeprefix(start))
    if values["Format"] != FORMAT:
        raise InvalidManifestError("its format is not one that this version of mas-docs knows")
    return values


def _facts(values: dict[str, str]) -> PackageFacts:
    if not _PACKAGE_ID.fullmatch(values["Package"]):
        raise InvalidManifestError("its package id is malformed")
    if not re.fullmatch(r"\d{4}-\d{2}-\d{2}", values["Sealed"], re.ASCII):
        raise InvalidManifestError("its date is malformed")
    try:
        sealed_on = dt.date.fromisoformat(values["Sealed"])
    except ValueError:
        raise InvalidManifestError("its date is not in the calendar") from None
    return PackageFacts(
        package_id=values["Package"],
        reference="" if values["Case"] == _NO_CASE else values["Case"],
        recipient=values["Recipient"],
        role=values["Role"],
        purpose=values["Purpose"],
        label=values["Passphrase"],
        sealed_on=sealed_on,
        marking=values["Marking"],
        destroy_after=values["Destroy"],
    )


def _key(written: str) -> bytes:
    if not re.fullmatch(rf"[0-9a-f]{{{2 * KEY_BYTES}}}", written):
        raise InvalidManifestError("its key is malformed")
    return bytes.fromhex(written)


def _parse_digests(lines: list[str]) -> dict[str, str]:
    if not 0 < len(lines) <= MOST_MEMBERS:
        raise InvalidManifestError("it lists no file, or too many")
    digests: dict[str, str] = {}
    for line in lines:
        match = _LINE.fullmatch(line)
        if match is None or match[2] in digests:
            raise InvalidManifestError("a line is no checksum with a name, or a name is there twice")
        digests[match[2]] = match[1]
    fault = fault_in_members(tuple(digests))
    if fault:
        raise InvalidManifestError(fault)
    return digests


def fault_in_members(names: tuple[str, ...]) -> str:
    """Why these names cannot be the files of one package, as a clause with the name; empty when they can."""
    for name in names:
        fault = fault_in_name(name)
        if fault:
            return f"the name {name!r} {fault}"
        if folded_name(name).split("/")[0] == NAME:
            return f"the name {name!r} is that of the manifest"
    name, fault = fault_among_names(names)
    return f"the name {name!r} {fault}" if fault else ""
