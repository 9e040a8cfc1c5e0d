"""Writing encrypted entries, by pyzipper, which nothing else knows; and decrypting one entry's bytes, without it.

Facts about pyzipper that decide the code here: without `encryption=` it writes plain text without a word; an exception
inside its `with` block leaves a whole-looking, truncated archive. So nothing is ever closed as complete that is not,
and whoever seals, reopens and verifies. Reading goes by WinZip's description of AE-1 and AE-2 alone: what pyzipper gets
wrong is not got wrong a second time where it is checked, and the system's own OpenSSL hashes faster.
"""

from __future__ import annotations

import hashlib
import hmac
import zlib
from collections.abc import Iterable, Iterator
from typing import Any, BinaryIO

from mas_docs.transfer.structure import Entry
from mas_docs.transfer.untrusted import CHUNK, UntrustedArchive
from mas_docs.transfer.zip_records import AES_OVERHEAD, CHECK_BYTES, CODE_BYTES, DEFLATED, SALT_BYTES, STORED

_EPOCH = (1980, 1, 1, 0, 0, 0)
_NEEDED_FOR_AES = 51
_MADE_ON_UNIX = 3
_ROUNDS = 1000
_KEY_BYTES = {1: 16, 2: 24, 3: 32}


class EntryRefusesError(Exception):
    """An entry does not take this passphrase; one in 65,536 wrong ones is taken, and then fails its authentication."""


class ArchiveWriter:
    """Writes one archive of AES-256 entries (AE-2, so that no checksum of the plain contents shows).

    Args:
        file: an empty file, open for reading and writing.
        passphrase: the words' bytes.
    """

    def __init__(self, file: BinaryIO, passphrase: bytes) -> None:
        import pyzipper

        self._zip: Any = pyzipper.AESZipFile(
            file,
            "w",
            encryption=pyzipper.WZ_AES,
            encryption_kwargs={"nbits": 256, "force_wz_aes_version": pyzipper.zipfile_aes.WZ_AES_V2},
        )
        self._zip.setpassword(passphrase)
        self._new_entry = pyzipper.zipfile_aes.AESZipInfo

    def add(self, name: str, chunks: Iterable[bytes], *, stored: bool) -> str:
        """Write one entry.

        Args:
            name: its name, already found safe.
            chunks: its contents.
            stored: whether to leave the contents as they are, because they are compressed already.

        Returns:
            The SHA-256 of the contents, in hexadecimal digits.
        """
        entry = self._new_entry(name, date_time=_EPOCH)
        entry.compress_type = STORED if stored else DEFLATED
        entry.create_system = _MADE_ON_UNIX
        entry.create_version = entry.extract_version = _NEEDED_FOR_AES
        digest = hashlib.sha256()
        with self._zip.open(entry, "w") as target:
            for chunk in chunks:
                digest.update(chunk)
                target.write(chunk)
        return digest.hexdigest()

    def finish(self, comment: bytes) -> None:
        """Write the list of contents and the comment: only now is the archive one."""
        self._zip.comment = comment
        self._zip.close()

    def abandon(self) -> None:
        """Let go of an archive that will not be finished, so that nothing closes it as if it were."""
        self._zip.fp = None


def decrypted(archive: UntrustedArchive, entry: Entry, passphrase: bytes) -> Iterator[bytes]:
    """Decrypt one entry's contents, a chunk at a time; only the end of the iteration says that they are genuine.

    Args:
        archive: the file.
        entry: an encrypted entry of it.
        passphrase: the words' bytes.

    Raises:
        EntryRefusesError: the entry does not take this passphrase.
        DamagedArchiveError: the contents do not match their authentication code, checksum or size.
    """
    keys, contents = _unlocked(archive, entry, passphrase)
    pieces = keys.decrypted(contents)
    has_checksum = entry.encryption is not None and entry.encryption.has_checksum
    size = checksum = 0
    try:
        for piece in _unpacked(archive, entry, pieces):
            size += len(piece)
            if size > entry.size:
                raise archive.damaged(f"The entry {entry.name!r} holds more than it says")
            if has_checksum:
                checksum = zlib.crc32(piece, checksum)
            yield piece
    except zlib.error:
        raise archive.damaged(f"The entry {entry.name!r} is damaged") from None
    if not hmac.compare_digest(keys.code(), archive.read_at(entry.end - CODE_BYTES, CODE_BYTES)):
        raise archive.damaged(f"The entry {entry.name!r} is damaged, or was changed")
    if size != entry.size:
        raise archive.damaged(f"The entry {entry.name!r} holds less than it says")
    if has_checksum and checksum != entry.crc:
        raise archive.damaged(f"The entry {entry.name!r} does not match its checksum")


def takes(archive: UntrustedArchive, entry: Entry, passphrase: bytes) -> bool:
    """Whether an entry takes this passphrase, by the two bytes that say so."""
    try:
        _unlocked(archive, entry, passphrase)
    except EntryRefusesError:
        return False
    return True


class _Keys:
    """What decrypts one entry's contents and authenticates them as they go by.

    Args:
        strength: 1, 2 or 3 for AES of 128, 192 or 256 bits.
        material: a key for AES, and one as long for the authentication code.
    """

    def __init__(self, strength: int, material: bytes) -> None:
        from Cryptodome.Cipher import AES
        from Cryptodome.Util import Counter

        size = _KEY_BYTES[strength]
        counter = Counter.new(128, little_endian=True)
        self._cipher = AES.new(material[:size], AES.MODE_CTR, counter=counter)
        self._code = hmac.new(material[size : 2 * size], digestmod="sha1")

    def decrypted(self, chunks: Iterable[bytes]) -> Iterator[bytes]:
        """Decrypt encrypted contents, a chunk at a time."""
        for chunk in chunks:
            self._code.update(chunk)
            yield self._cipher.decrypt(chunk)

    def code(self) -> bytes:
        """The authentication code of what was decrypted so far."""
        return self._code.digest()[:CODE_BYTES]


def _unlocked(archive: UntrustedArchive, entry: Entry, passphrase: bytes) -> tuple[_Keys, Iterator[bytes]]:
    """An entry's keys, if its two check bytes say that this passphrase is right; and its contents, still encrypted."""
    if entry.encryption is None:
        raise archive.damaged(f"The entry {entry.name!r} is not encrypted")
    strength = entry.encryption.strength
    header = archive.read_at(entry.data_offset, SALT_BYTES[strength] + CHECK_BYTES)
    salt, check = header[:-CHECK_BYTES], header[-CHECK_BYTES:]
    material = hashlib.pbkdf2_hmac("sha1", passphrase, salt, _ROUNDS, 2 * _KEY_BYTES[strength] + CHECK_BYTES)
    if not hmac.compare_digest(material[-CHECK_BYTES:], check):
        raise EntryRefusesError(entry.name)
    contents = archive.chunks(entry.data_offset + len(header), entry.data_size - AES_OVERHEAD[strength])
    return _Keys(strength, material), contents


def _unpacked(archive: UntrustedArchive, entry: Entry, pieces: Iterator[bytes]) -> Iterator[bytes]:
    method = entry.encryption.method if entry.encryption else STORED
    if method == STORED:
        return pieces
    if method == DEFLATED:
        return _inflated(archive, entry, pieces)
    raise archive.damaged(
        f"The entry {entry.name!r} is compressed in a way (number {method}) that mas-docs does not read",
        "Ask for an archive that is compressed in the ordinary way (Deflate).",
    )


def _inflated(archive: UntrustedArchive, entry: Entry, pieces: Iterator[bytes]) -> Iterator[bytes]:
    """Inflate at most a chunk at a time, so that a bomb fills neither memory nor disk."""
    engine = zlib.decompressobj(-zlib.MAX_WBITS)
    for piece in pieces:
        if engine.eof:
            raise archive.damaged(f"The entry {entry.name!r} holds more than it says")
        waiting = piece
        while True:
            plain = engine.decompress(waiting, CHUNK)
            waiting = engine.unconsumed_tail
            if plain:
                yield plain
            if not waiting and len(plain) < CHUNK:
                break
    if not engine.eof or engine.unused_data:
        raise archive.damaged(f"The entry {entry.name!r} is damaged")
