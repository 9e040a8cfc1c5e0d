"""What a ZIP file says about itself, read with suspicion (PKWARE's APPNOTE 6.3, WinZip's AE-1 and AE-2 beside it).

One reader decides what is in an archive, and everything else goes by it: no second reader could be made to see
something different. Whatever two parts of the file say about the same thing must agree.
"""

from __future__ import annotations

import stat
from dataclasses import dataclass

from mas_docs.transfer.untrusted import UntrustedArchive
from mas_docs.transfer.zip_records import (
    AES_EXTRA,
    AES_FIELD,
    AES_METHOD,
    AES_OVERHEAD,
    CENTRAL,
    CENTRAL_SIGNATURE,
    DESCRIPTOR,
    DESCRIPTOR_SIZE,
    ENCRYPTED,
    END,
    END_SIGNATURE,
    KNOWN_FLAGS,
    LOCAL,
    LOCAL_SIGNATURE,
    UTF8,
    Central,
    Encryption,
    End,
    Local,
    extra_fields,
)

MOST_ENTRIES = 2001
"""As many as a package may have files, and its manifest."""

_LONGEST_COMMENT = 0xFFFF
_BEYOND_32_BITS = 0xFFFFFFFF
_LARGEST_DIRECTORY = 32 * 1024 * 1024


@dataclass(frozen=True, slots=True)
class Entry:
    """One entry, as the central directory and its own header agree about it.

    Attributes:
        name: its name, decoded; nothing else about it is checked here.
        offset: where its header starts.
        data_offset, data_size: its encrypted bytes, with salt, password check and authentication code.
        size: bytes of its contents, as it claims.
        crc: the CRC-32 it claims; 0 in AE-2.
        flags: its general-purpose flags.
        stamp: its time and date, as MS-DOS counts them.
        encryption: how it is encrypted; None when it is not.
        file_type: the type bits of its Unix mode (`stat.S_IFLNK`, …); 0 when it has none.
        plain_extras: whether it carries extra fields beside the one of its encryption, or a comment.
    """

    name: str
    offset: int
    data_offset: int
    data_size: int
    size: int
    crc: int
    flags: int
    stamp: tuple[int, int]
    encryption: Encryption | None
    file_type: int
    plain_extras: bool

    @property
    def is_folder(self) -> bool:
        """Whether this names a folder, which has no contents."""
        return self.name.endswith("/")

    @property
    def end(self) -> int:
        """The first byte after its contents."""
        return self.data_offset + self.data_size


@dataclass(frozen=True, slots=True)
class Structure:
    """What an archive holds.

    Attributes:
        entries: in the order of the central directory.
        directory_offset: where that starts.
        comment: the archive's comment.
    """

    entries: tuple[Entry, ...]
    directory_offset: int
    comment: bytes


def read_structure(archive: UntrustedArchive) -> Structure:
    """Read an archive's structure; its contents stay unread.

    Raises:
        DamagedArchiveError: it is no whole ZIP archive, or contradicts itself, or its entries overlap.
    """
    end, comment = _read_end(archive)
    directory = archive.read_at(end.directory_offset, end.directory_size)
    entries = []
    position = 0
    for _ in range(end.entries):
        entry, position = _read_entry(archive, directory, position)
        entries.append(entry)
    if position != len(directory):
        raise archive.damaged("The archive's list of contents holds more than it says")
    _check_apart(archive, entries, end.directory_offset)
    return Structure(tuple(entries), end.directory_offset, comment)


def _read_end(archive: UntrustedArchive) -> tuple[End, bytes]:
    """The record at the end: the last one whose comment ends exactly where the file does."""
    tail_size = min(archive.size, END.size + _LONGEST_COMMENT)
    tail = archive.read_at(archive.size - tail_size, tail_size)
    found = tail.rfind(END_SIGNATURE)
    while found >= 0:
        if found + END.size <= tail_size:
            end = End(*END.unpack_from(tail, found))
            comment = tail[found + END.size :]
            if end.comment_size == len(comment):
                _check_end(archive, end, archive.size - tail_size + found)
                return end, comment
        found = tail.rfind(END_SIGNATURE, 0, found + len(END_SIGNATURE) - 1)
    raise archive.damaged("This is no ZIP archive, or its end is missing")


def _check_end(archive: UntrustedArchive, end: End, position: int) -> None:
    if end.disk or end.directory_disk or end.entries_here != end.entries:
        raise archive.damaged("The archive is one part of several, or its end is damaged")
    if end.directory_offset + end.directory_size != position:
        raise archive.damaged("The archive's list of contents is not where it says, or it is of the kind for over 4 GB")
    if end.entries > MOST_ENTRIES or end.directory_size > _LARGEST_DIRECTORY:
        raise archive.damaged("The archive claims to hold more files than any package does")


def _read_entry(archive: UntrustedArchive, directory: bytes, position: int) -> tuple[Entry, int]:
    central, name, extra, after = _read_central(archive, directory, position)
    if central.disk or _BEYOND_32_BITS in (central.packed_size, central.size, central.offset):
        raise archive.damaged(f"The entry {name!r} lies in another part, or is over 4 GB")
    if central.flags & ~KNOWN_FLAGS:
        raise archive.damaged(f"The entry {name!r} is of a kind that cannot be verified")
    encryption, other_extras = _encryption(archive, central.flags, central.method, name, extra)
    local, local_extras = _read_local(archive, central, name, encryption)
    entry = Entry(
        name=name,
        offset=central.offset,
        data_offset=central.offset + LOCAL.size + local.name_size + local.extra_size,
        data_size=central.packed_size,
        size=central.size,
        crc=central.crc,
        flags=central.flags,
        stamp=(central.time, central.date),
        encryption=encryption,
        file_type=stat.S_IFMT(central.external_attributes >> 16),
        plain_extras=other_extras or local_extras or bool(central.comment_size),
    )
    return entry, after


def _read_central(archive: UntrustedArchive, directory: bytes, position: int) -> tuple[Central, str, bytes, int]:
    if len(directory) - position < CENTRAL.size:
        raise archive.damaged("The archive's list of contents is cut off")
    central = Central(*CENTRAL.unpack_from(directory, position))
    name_at = position + CENTRAL.size
    extra_at = name_at + central.name_size
    comment_at = extra_at + central.extra_size
    after = comment_at + central.comment_size
    if central.signature != CENTRAL_SIGNATURE or after > len(directory):
        raise archive.damaged("The archive's list of contents is damaged")
    name = _decoded(archive, directory[name_at:extra_at], central.flags)
    return central, name, directory[extra_at:comment_at], after


def _decoded(archive: UntrustedArchive, name: bytes, flags: int) -> str:
    try:
        return name.decode("utf-8" if flags & UTF8 else "cp437")
    except UnicodeDecodeError:
        raise archive.damaged("The archive holds a name that is no text") from None


def _encryption(
    archive: UntrustedArchive, flags: int, method: int, name: str, extra: bytes
) -> tuple[Encryption | None, bool]:
    """How an entry's header says that it is encrypted, and whether it has extra fields beside that one."""
    fields = extra_fields(extra)
    if fields is None:
        raise archive.damaged(f"The entry {name!r} has a damaged header")
    found = [body for kind, body in fields if kind == AES_EXTRA]
    others = len(found) != len(fields)
    says_encrypted = {bool(flags & ENCRYPTED), method == AES_METHOD, bool(found)}
    if says_encrypted == {False}:
        return None, others
    if len(says_encrypted) > 1 or len(found) > 1 or len(found[0]) != AES_FIELD.size:
        raise archive.damaged(f"The entry {name!r} is not encrypted with AES, or says so only in part")
    encryption = Encryption(*AES_FIELD.unpack(found[0]))
    if not encryption.is_known:
        raise archive.damaged(f"The entry {name!r} is encrypted in a way that mas-docs does not know")
    return encryption, others


def _read_local(
    archive: UntrustedArchive, central: Central, name: str, encryption: Encryption | None
) -> tuple[Local, bool]:
    """The entry's own header, which must say what the central directory says; and whether it has other extra fields."""
    local = Local(*LOCAL.unpack(archive.read_at(central.offset, LOCAL.size)))
    if local.signature != LOCAL_SIGNATURE:
        raise archive.damaged(f"The entry {name!r} is not where the list of contents says")
    names_and_extras = archive.read_at(central.offset + LOCAL.size, local.name_size + local.extra_size)
    extra = names_and_extras[local.name_size :]
    same_name = _decoded(archive, names_and_extras[: local.name_size], local.flags) == name
    same_kind = (local.flags, local.method) == (central.flags, central.method)
    same_stamp = (local.time, local.date) == (central.time, central.date)
    sizes_follow = bool(central.flags & DESCRIPTOR)
    sizes, listed_sizes = (local.crc, local.packed_size, local.size), (central.crc, central.packed_size, central.size)
    same_sizes = sizes_follow or sizes == listed_sizes
    local_encryption, others = _encryption(archive, local.flags, local.method, name, extra)
    if not (same_name and same_kind and same_stamp and same_sizes and local_encryption == encryption):
        raise archive.damaged(f"The entry {name!r} contradicts the archive's list of contents")
    if encryption is not None and central.packed_size < AES_OVERHEAD[encryption.strength]:
        raise archive.damaged(f"The entry {name!r} is shorter than any encrypted file")
    return local, others


def _check_apart(archive: UntrustedArchive, entries: list[Entry], directory_offset: int) -> None:
    """Two entries that share bytes, or reach into the list of contents, show different readers different things."""
    free_from = 0
    for entry in sorted(entries, key=lambda entry: entry.offset):
        if entry.offset < free_from:
            raise archive.damaged(f"The entry {entry.name!r} overlaps another one")
        free_from = entry.end + (DESCRIPTOR_SIZE if entry.flags & DESCRIPTOR else 0)
    if free_from > directory_offset:
        raise archive.damaged("The archive's last entry overlaps its list of contents")
