"""Sealing: files go in, one encrypted and verified archive comes out, or nothing does."""

from __future__ import annotations

import errno
import io
import os
import secrets
import stat
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, replace
from pathlib import Path, PurePosixPath
from typing import BinaryIO

from mas_docs.errors import DamagedArchiveError, PaperError, UsageError
from mas_docs.files import cannot_write, new_private_file, publish
from mas_docs.transfer import manifest as manifests
from mas_docs.transfer.beside import synced_meanwhile
from mas_docs.transfer.engine import ArchiveWriter
from mas_docs.transfer.entry_keys import KeyMemory
from mas_docs.transfer.manifest import InvalidManifestError, Manifest, PackageFacts, fault_in_members, manifest_text
from mas_docs.transfer.passphrases.passphrase import Passphrase, check_strength
from mas_docs.transfer.seals import COMMENT_START, SEAL_DIGITS, seal_digits
from mas_docs.transfer.untrusted import CHUNK, opened
from mas_docs.transfer.verification import Verified, verify

_WRITTEN = 4
"""How many parts of a file's identity tell whether it was written to."""

_COMPRESSED_ALREADY = frozenset(
    {
        *(".pdf", ".docx", ".docm", ".xlsx", ".pptx", ".odt", ".ods"),
        *(".jpg", ".jpeg", ".png", ".gif", ".webp", ".heic", ".mp3", ".m4a", ".mp4"),
        *(".zip", ".7z", ".gz"),
    }
)


@dataclass(frozen=True, slots=True)
class Member:
    """A file to be sealed.

    Attributes:
        name: its name in the package, with `/` between folders.
        content: its bytes, or where they lie; a file is read a chunk at a time, and a link in its place is refused.
        identity: of the file that was examined, where one was: its device, inode, size in bytes, and the nanoseconds
            since 1970 when it was last written and last changed in any way, as `os.stat_result` has them.
        unlocked: the same content without its own lock, where it has one; the two were compared when it was locked.
        made_of: what we put it together from, where we did: all of its words come from there. A string is words that
            were read back from it; a file or bytes are as they were before they were bound or locked.
    """

    name: str
    content: bytes | Path
    identity: tuple[int, int, int, int, int] | None = None
    unlocked: Path | None = None
    made_of: tuple[str | Path | bytes, ...] = ()

    @property
    def is_stored(self) -> bool:
        """Whether the contents go in as they are, by its name: deflating a PDF or .docx again gains nothing."""
        return PurePosixPath(self.name).suffix.lower() in _COMPRESSED_ALREADY


Announce = Callable[[Verified], None]
"""Told of a package that is whole and verified, just before it gets its name: what is there is in the books already."""


def unannounced(_verified: Verified) -> None:
    """Tell nobody."""


def seal(  # noqa: PLR0913, PLR0917 - what is sealed, for whom, with what, whereto, and who is told
    members: Iterable[Member],
    facts: PackageFacts,
    passphrase: Passphrase,
    destination: Path,
    work: Path,
    announce: Announce = unannounced,
) -> Verified:
    """Seal files into one archive: AES-256 (AE-2), with a manifest inside and a seal over the whole.

    It is written in the work folder, reopened and verified, synced, and only then takes its final name; a file that
    had this name stays as it is until then.

    Args:
        members: the files, at least one; their names must be safe on every system and differ on all.
        facts: what the manifest says about the package; its label is the passphrase's.
        passphrase: a strong one.
        destination: the archive's final place.
        work: a private folder on the same file system (see `work_folder`).
        announce: told of the package once it is verified, at the place that it is about to take.

    Returns:
        The package as it was verified, at its final place.

    Raises:
        UsageError: a name cannot be in a package, there are no files or too many bytes, or it cannot be written.
        PassphraseError: the passphrase is weak.
        PaperError: a file cannot be read, or changed meanwhile.
        DamagedArchiveError: what was written did not verify; it was thrown away.
    """
    chosen = tuple(members)
    check_members(chosen)
    check_strength(passphrase.reveal().decode("utf-8", errors="replace"))
    temporary = work / f"{secrets.token_hex(8)}.zip"
    memory = KeyMemory()
    try:
        manifest = _write(chosen, facts, passphrase, temporary, memory)
        with synced_meanwhile(temporary):
            verified = replace(_verify(temporary, manifest, passphrase, memory), archive=destination)
        announce(verified)
        publish(temporary, destination)
    except OSError as error:
        raise cannot_write(destination, error) from error
    finally:
        temporary.unlink(missing_ok=True)
    return verified


def check_members(members: tuple[Member, ...]) -> None:
    """Refuse files that cannot be one package: none, too many, or under names that are not safe everywhere.

    Raises:
        UsageError: with the reason.
    """
    if not members:
        raise UsageError("There is nothing to seal", remedy="Name at least one file.")
    if len(members) > manifests.MOST_MEMBERS:
        raise UsageError(
            f"{len(members)} files are too many for one package",
            remedy=f"Seal at most {manifests.MOST_MEMBERS} at a time.",
        )
    fault = fault_in_members(tuple(member.name for member in members))
    if fault:
        raise UsageError(f"These files cannot go into one package: {fault}", remedy="Rename the file.")


def _write(
    members: tuple[Member, ...], facts: PackageFacts, passphrase: Passphrase, temporary: Path, memory: KeyMemory
) -> Manifest:
    with os.fdopen(new_private_file(temporary), "w+b") as file:
        writer = ArchiveWriter(file, passphrase.reveal(), memory)
        try:
            manifest = _write_entries(writer, members, facts)
            writer.finish(COMMENT_START + b"0" * SEAL_DIGITS)
        finally:
            writer.abandon()
        _write_seal(file, temporary, manifest.key)
    return manifest


def _write_entries(writer: ArchiveWriter, members: tuple[Member, ...], facts: PackageFacts) -> Manifest:
    budget = _Budget(manifests.LARGEST_PACKAGE)
    digests = {
        member.name: writer.add(member.name, budget.spent_on(chunks_of(member)), stored=member.is_stored)
        for member in members
    }
    manifest = Manifest(facts, manifests.new_key(), digests)
    try:
        text = manifest_text(manifest)
    except InvalidManifestError as error:
        raise UsageError(f"The package's manifest cannot be written: {error}") from None
    writer.add(manifests.NAME, (text,), stored=False)
    return manifest


def _write_seal(file: BinaryIO, temporary: Path, key: bytes) -> None:
    file.flush()
    with opened(temporary) as written:
        digits = seal_digits(written, key)
    file.seek(-SEAL_DIGITS, os.SEEK_END)
    file.write(digits.encode())
    # Closing it hands it to the system, which is what verification reads; `publish` syncs it to the disk.


def _verify(temporary: Path, manifest: Manifest, passphrase: Passphrase, memory: KeyMemory) -> Verified:
    """Reopen what was written: each entry is encrypted, and each file, each fact is what was to be sealed."""
    try:
        verified = verify(temporary, (passphrase,), memory)
    except DamagedArchiveError as error:
        raise _miswritten(error.message) from None
    if verified.facts != manifest.facts:
        raise _miswritten("The manifest does not say what it should")
    if {member.name: member.sha256 for member in verified.members} != manifest.digests:
        raise _miswritten("The files do not match their checksums")
    return verified


def _miswritten(reason: str) -> DamagedArchiveError:
    return DamagedArchiveError(
        f"The archive that was just written does not verify, so it was thrown away. {reason}",
        remedy="Try again; if it happens again, tell whoever supports mas-docs.",
    )


class _Budget:
    """How many bytes a package may still take."""

    def __init__(self, left: int) -> None:
        self._left = left

    def spent_on(self, chunks: Iterator[bytes]) -> Iterator[bytes]:
        for chunk in chunks:
            self._left -= len(chunk)
            if self._left < 0:
                raise UsageError(
                    f"These files are too large for one package ({manifests.LARGEST_PACKAGE // 1_000_000} MB)",
                    remedy="Seal them in several packages.",
                )
            yield chunk


def chunks_of(member: Member) -> Iterator[bytes]:
    """A member's bytes, a chunk at a time.

    Raises:
        PaperError: it cannot be read, or changed since it was examined or meanwhile.
    """
    if isinstance(member.content, bytes):
        view = memoryview(member.content)
        for start in range(0, len(view), CHUNK):
            yield bytes(view[start : start + CHUNK])
        return
    try:
        yield from _read(member, member.content)
    except OSError as error:
        reason = "it is a link" if error.errno == errno.ELOOP else error.strerror
        # The file's own name stays unsaid, in the traceback too: it may hold a child's name.
        raise PaperError(
            f"This file cannot be read ({reason})", where=member.name, remedy="Check that it is there, and may be read."
        ) from None


def _read(member: Member, path: Path) -> Iterator[bytes]:
    """A file's bytes, if it stays as it is meanwhile: half of a paper that is being saved is no paper."""
    with _opened_itself(path) as file:
        before = _identity(file)
        if member.identity not in {None, before}:
            raise _changed(member, "after it was examined")
        size = 0
        while chunk := file.read(CHUNK):
            size += len(chunk)
            yield chunk
        # A file that was replaced by another one is still read whole; only that others link to it no more has changed.
        if (_identity(file)[:_WRITTEN], size) != (before[:_WRITTEN], before[2]):
            raise _changed(member, "while it was being sealed")


def _opened_itself(path: Path) -> io.FileIO:
    """Open an ordinary file, no link to one, without waiting for the other end of a pipe."""
    extra = getattr(os, "O_NOFOLLOW", 0) | getattr(os, "O_NONBLOCK", 0)
    file = io.FileIO(path, "r", opener=lambda name, flags: os.open(name, flags | extra))
    if not stat.S_ISREG(os.fstat(file.fileno()).st_mode):
        file.close()
        raise OSError(errno.EINVAL, "it is no ordinary file")
    return file


def _identity(file: io.FileIO) -> tuple[int, int, int, int, int]:
    status = os.fstat(file.fileno())
    return status.st_dev, status.st_ino, status.st_size, status.st_mtime_ns, status.st_ctime_ns


def _changed(member: Member, when: str) -> PaperError:
    return PaperError(
        f"This file changed {when}, so nothing was sealed",
        where=member.name,
        remedy="Wait until it is saved or copied whole, then try again.",
    )
