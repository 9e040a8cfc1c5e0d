"""The records of a ZIP file, as PKWARE's APPNOTE 6.3 and WinZip's description of AE-1 and AE-2 lay them out.

What a record says is neither checked nor believed here: `structure` does that.
"""

from __future__ import annotations

import struct
from typing import NamedTuple

END = struct.Struct("<4sHHHHLLH")
CENTRAL = struct.Struct("<4sHHHHHHLLLHHHHHLL")
LOCAL = struct.Struct("<4sHHHHHLLLHH")
END_SIGNATURE, CENTRAL_SIGNATURE, LOCAL_SIGNATURE = b"PK\5\6", b"PK\1\2", b"PK\3\4"
DESCRIPTOR_SIZE = 12

STORED, DEFLATED = 0, 8
AES_METHOD = 99

ENCRYPTED, DESCRIPTOR, UTF8 = 0x0001, 0x0008, 0x0800
_DEFLATE_LEVEL = 0x0006
KNOWN_FLAGS = ENCRYPTED | DESCRIPTOR | UTF8 | _DEFLATE_LEVEL

AES_EXTRA = 0x9901
AES_FIELD = struct.Struct("<H2sBH")
_EXTRA_HEADER = struct.Struct("<HH")

CHECK_BYTES, CODE_BYTES = 2, 10
"""Around an entry's contents: what tells a wrong passphrase at once, and the authentication code after them."""

SALT_BYTES = {1: 8, 2: 12, 3: 16}
"""The salt before them, by AES strength (128, 192, 256 bits)."""

AES_OVERHEAD = {strength: salt + CHECK_BYTES + CODE_BYTES for strength, salt in SALT_BYTES.items()}
"""All bytes around an entry's contents, by AES strength."""


class End(NamedTuple):
    """The record at the file's end (APPNOTE 4.3.16)."""

    signature: bytes
    disk: int
    directory_disk: int
    entries_here: int
    entries: int
    directory_size: int
    directory_offset: int
    comment_size: int


class Central(NamedTuple):
    """An entry's record in the list of contents (APPNOTE 4.3.12)."""

    signature: bytes
    made_by: int
    needed: int
    flags: int
    method: int
    time: int
    date: int
    crc: int
    packed_size: int
    size: int
    name_size: int
    extra_size: int
    comment_size: int
    disk: int
    internal_attributes: int
    external_attributes: int
    offset: int


class Local(NamedTuple):
    """The header before an entry's contents (APPNOTE 4.3.7)."""

    signature: bytes
    needed: int
    flags: int
    method: int
    time: int
    date: int
    crc: int
    packed_size: int
    size: int
    name_size: int
    extra_size: int


class Encryption(NamedTuple):
    """What an entry's AES field says: AE-1 or AE-2; 1, 2 or 3 for 128, 192 or 256 bits; and how it is compressed."""

    version: int
    vendor: bytes
    strength: int
    method: int

    @property
    def has_checksum(self) -> bool:
        """Whether the entry's CRC-32 counts: AE-1 keeps it beside the authentication code, AE-2 leaves it out."""
        return self.version == 1

    @property
    def is_known(self) -> bool:
        """Whether this is what WinZip's description of AES entries allows."""
        return self.version in {1, 2} and self.vendor == b"AE" and self.strength in AES_OVERHEAD


def extra_fields(extra: bytes) -> list[tuple[int, bytes]] | None:
    """An entry's extra fields by their kinds (APPNOTE 4.5.1); None when they do not fill their place exactly."""
    fields = []
    position = 0
    while position < len(extra):
        start = position + _EXTRA_HEADER.size
        if start > len(extra):
            return None
        kind, size = _EXTRA_HEADER.unpack_from(extra, position)
        position = start + size
        if position > len(extra):
            return None
        fields.append((kind, extra[start:position]))
    return fields
