"""The manifest: what it says, that it is read strictly, and that nothing slips into a line."""

from __future__ import annotations

import dataclasses
import datetime as dt
import re
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from sealing import FACTS

from mas_docs.transfer.manifest import (
    LARGEST,
    InvalidManifestError,
    Manifest,
    PackageFacts,
    manifest_text,
    new_key,
    new_package_id,
    parse_manifest,
)

MANIFEST = Manifest(FACTS, bytes(range(32)), {"letter.txt": "0" * 64, "papers/Tŷ.pdf": "f" * 64})
TEXT = manifest_text(MANIFEST)


def test_a_manifest_says_what_a_recipient_needs() -> None:
    """Otherwise a printed package would not tell whose it is and when to destroy it."""
    lines = TEXT.decode().splitlines()
    assert lines[0] == "# Format: mas-docs-package/1"
    for line in (
        "# Package: P-7Q2M9K4D1X",
        "# Case: MAS-2026-014",
        "# Recipient: Siân O'Brien",
        "# Role: facilitator",
        "# Purpose: Briefing pack",
        "# Passphrase: SEWSCB-2026-11",
        "# Sealed: 2026-12-01",
        "# Marking: OFFICIAL-SENSITIVE",
    ):
        assert line in lines
    assert any(line.startswith("# Destroy: ") and "review period" in line for line in lines)
    assert lines[-1] == f"{'f' * 64}  papers/Tŷ.pdf"


def test_the_key_is_not_shown() -> None:
    """Otherwise a log would hold what forges a seal."""
    assert MANIFEST.key.hex() not in repr(MANIFEST)
    assert repr(MANIFEST.key) not in repr(MANIFEST)


def test_keys_and_package_ids_are_random() -> None:
    """Otherwise one package's key would forge another's seal."""
    assert len({new_key() for _ in range(100)}) == 100
    ids = {new_package_id() for _ in range(1000)}
    assert len(ids) == 1000
    assert all(re.fullmatch("P-[0-9A-HJKMNP-TV-Z]{10}", package_id) for package_id in ids)


one_line = st.text(st.characters(exclude_categories=("Cc", "Cs", "Zl", "Zp")), min_size=1, max_size=80).filter(
    str.strip
)


@settings(deadline=None, max_examples=60)
@given(
    facts=st.builds(
        PackageFacts,
        package_id=st.just("P-0123456789"),
        reference=st.sampled_from(["", "MAS-2026-014"]),
        recipient=one_line,
        role=one_line,
        purpose=one_line,
        label=one_line,
        sealed_on=st.dates(dt.date(2000, 1, 1)),
        marking=one_line,
        destroy_after=one_line,
    ),
    key=st.binary(min_size=32, max_size=32),
    digest=st.text("0123456789abcdef", min_size=64, max_size=64),
)
def test_what_was_written_is_what_is_read(facts: PackageFacts, key: bytes, digest: str) -> None:
    """Otherwise a recipient's name with a colon or a hash could change what the manifest says."""
    manifest = Manifest(facts, key, {"a.pdf": digest, "b/c d.pdf": digest})
    assert parse_manifest(manifest_text(manifest)) == manifest


@pytest.mark.parametrize("value", ["", "  ", "two\nlines", "a\rb", "a\0b", "a\x1bb", "a\u2028b", "a\ud800b", "x" * 501])
def test_values_that_would_break_a_line_are_refused(value: str) -> None:
    """Otherwise a name with a line break could add a checksum, or an escape could reach a terminal."""
    for name in ("recipient", "role", "purpose", "label", "marking", "destroy_after"):
        changed: dict[str, Any] = {name: value}
        facts = dataclasses.replace(FACTS, **changed)
        with pytest.raises(InvalidManifestError):
            manifest_text(Manifest(facts, MANIFEST.key, MANIFEST.digests))


def replaced(old: str, new: str) -> bytes:
    """The manifest with one text replaced by another."""
    assert old in TEXT.decode()
    return TEXT.decode().replace(old, new, 1).encode()


@pytest.mark.parametrize(
    "text",
    [
        b"",
        b"\n",
        TEXT[:-1],
        TEXT + b"\n",
        TEXT + b"# Note: later\n",
        TEXT + b"0" * 64 + b"  letter.txt\n",
        TEXT + b"0" * 64 + b"  LETTER.TXT\n",
        TEXT + b"0" * 64 + b"  ../escape.txt\n",
        TEXT + b"0" * 64 + b"  Manifest-SHA256.txt\n",
        TEXT + b"0" * 64 + b" *binary.txt\n",
        TEXT + b"A" * 64 + b"  capital.txt\n",
        TEXT + b"\xff\n",
        TEXT.replace(b"\n", b"\r\n"),
        b"\n".join(TEXT.split(b"\n")[:11]) + b"\n",
        b"\n".join(TEXT.split(b"\n")[:5]) + b"\n",
        TEXT + b"0" * LARGEST,
        replaced("mas-docs-package/1", "mas-docs-package/2"),
        replaced("P-7Q2M9K4D1X", "P-7Q2M9K4D1U"),
        replaced("2026-12-01", "2026-02-30"),
        replaced("2026-12-01", "20261201"),
        replaced("# Role: facilitator\n", ""),
        replaced("# Role: facilitator", "# Role: "),
        replaced("# Key: 00", "# Key: 0G"),
        replaced("# Role: facilitator\n# Purpose: Briefing pack", "# Purpose: Briefing pack\n# Role: facilitator"),
    ],
)
def test_anything_else_is_no_manifest(text: bytes) -> None:
    """Otherwise a damaged or forged manifest could be half understood."""
    with pytest.raises(InvalidManifestError):
        parse_manifest(text)


@settings(deadline=None, max_examples=100)
@given(untrusted=st.binary(max_size=300))
def test_no_bytes_break_the_reader(untrusted: bytes) -> None:
    """Otherwise a damaged archive would end in a traceback."""
    with pytest.raises(InvalidManifestError):
        parse_manifest(untrusted)
