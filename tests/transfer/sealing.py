"""What the tests of packages share: a fictional passphrase, facts, and packages made with them."""

from __future__ import annotations

import datetime as dt
import shutil
import struct
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest

from mas_docs.files import work_folder
from mas_docs.transfer import verification
from mas_docs.transfer.archive import Member, seal
from mas_docs.transfer.engine import ArchiveWriter, contents_of
from mas_docs.transfer.manifest import PackageFacts
from mas_docs.transfer.passphrases.passphrase import Passphrase
from mas_docs.transfer.seals import COMMENT_START, seal_digits
from mas_docs.transfer.structure import Entry, read_structure
from mas_docs.transfer.untrusted import opened
from mas_docs.transfer.verification import Verified

WORDS = "fictional words only for these tests here"
PASSPHRASE = Passphrase(WORDS, "SEWSCB-2026-11")
WRONG = Passphrase("entirely other words which open nothing whatsoever", "SEWSCB-2025-11")
FACTS = PackageFacts(
    package_id="P-7Q2M9K4D1X",
    reference="MAS-2026-014",
    recipient="Siân O'Brien",
    role="facilitator",
    purpose="Briefing pack",
    label="SEWSCB-2026-11",
    sealed_on=dt.date(2026, 12, 1),
    marking="OFFICIAL-SENSITIVE",
)
LETTER = Member("letter.txt", b"Dear colleague\n" * 40)
PLAN = Member("papers/Cynllun Tŷ.pdf", b"%PDF-1.7 fictional")
NOTHING = Member("empty.txt", b"")


def sealed(folder: Path, members: Iterable[Member] = (LETTER, PLAN, NOTHING), name: str = "package.zip") -> Verified:
    """Seal members into a package in that folder."""
    with work_folder(folder) as work:
        return seal(members, FACTS, PASSPHRASE, folder / name, work)


def seven_zip() -> str:
    """7-Zip's program, under whichever of its names it is here."""
    return next(found for name in ("7z", "7zz", "7za") if (found := shutil.which(name)))


def content_of(member: Member) -> bytes:
    """A member's bytes, wherever they are."""
    return member.content if isinstance(member.content, bytes) else member.content.read_bytes()


def files_below(folder: Path) -> dict[str, bytes]:
    """Every file below a folder by its relative name."""
    return {
        path.relative_to(folder).as_posix(): path.read_bytes() for path in sorted(folder.rglob("*")) if path.is_file()
    }


def fail_while_writing(monkeypatch: pytest.MonkeyPatch, name: str, failure: BaseException) -> None:
    """Let the writer fail in the middle of the entry of that name."""
    whole: Callable[..., str] = ArchiveWriter.add

    def add(writer: ArchiveWriter, entry: str, chunks: Iterable[bytes], *, stored: bool) -> str:
        def broken() -> Iterator[bytes]:
            yield b"begun"
            raise failure

        return whole(writer, entry, broken() if entry == name else chunks, stored=stored)

    monkeypatch.setattr(ArchiveWriter, "add", add)


def happens_in_the_middle(monkeypatch: pytest.MonkeyPatch, name: str, event: Callable[[], object]) -> None:
    """Let something happen once the first chunk of the entry of that name was read."""
    whole: Callable[..., str] = ArchiveWriter.add

    def add(writer: ArchiveWriter, entry: str, chunks: Iterable[bytes], *, stored: bool) -> str:
        def disturbed() -> Iterator[bytes]:
            for number, chunk in enumerate(chunks):
                if entry == name and number == 0:
                    event()
                yield chunk

        return whole(writer, entry, disturbed(), stored=stored)

    monkeypatch.setattr(ArchiveWriter, "add", add)


def happens_before_the_files(monkeypatch: pytest.MonkeyPatch, event: Callable[[], object]) -> None:
    """Let something happen once the structure and the manifest of a package were read, and before its files are."""
    pending = [event]

    def look(entry: Entry) -> tuple[int, int]:
        while pending:
            pending.pop()()
        return contents_of(entry)

    monkeypatch.setattr(verification, "contents_of", look)


@dataclass(frozen=True)
class Parts:
    """A ZIP file taken apart: each entry's own bytes and its record in the central directory, and the comment."""

    entries: tuple[tuple[bytes, bytes], ...]
    comment: bytes

    @classmethod
    def of(cls, archive: Path) -> Parts:
        """Take an archive apart."""
        raw = archive.read_bytes()
        with opened(archive) as untrusted:
            structure = read_structure(untrusted)
        records = []
        position = structure.directory_offset
        for _ in structure.entries:
            sizes = struct.unpack_from("<HHH", raw, position + 28)
            records.append(raw[position : position + 46 + sum(sizes)])
            position += 46 + sum(sizes)
        bodies = [raw[entry.offset : entry.end] for entry in structure.entries]
        return cls(tuple(zip(bodies, records, strict=True)), structure.comment)

    def joined(self, before: bytes = b"", between: bytes = b"", count: int | None = None) -> bytes:
        """Put a ZIP file together from the parts, its offsets right."""
        content, directory = bytearray(before), b""
        for body, record in self.entries:
            directory += record[:42] + struct.pack("<L", len(content)) + record[46:]
            content += body
        content += between
        counted = len(self.entries) if count is None else count
        sizes = (0, 0, counted, counted, len(directory), len(content), len(self.comment))
        return bytes(content) + directory + struct.pack("<4sHHHHLLH", b"PK\5\6", *sizes) + self.comment


def forged(path: Path, contents: dict[str, bytes], manifest: bytes, key: bytes = b"k" * 32) -> None:
    """Write what somebody who holds the passphrase could: entries, any manifest, and a right seal by that key."""
    with path.open("w+b") as file:
        writer = ArchiveWriter(file, WORDS.encode())
        for name, content in contents.items():
            writer.add(name, (content,), stored=False)
        writer.add("manifest-sha256.txt", (manifest,), stored=False)
        writer.finish(COMMENT_START + b"0" * 64)
    with opened(path) as written:
        digits = seal_digits(written, key)
    path.write_bytes(path.read_bytes()[:-64] + digits.encode())
