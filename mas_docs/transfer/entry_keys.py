"""The keys of an encrypted entry, and what they do to its contents, as WinZip describes AE-1 and AE-2.

The keys come from the passphrase and the entry's salt by PBKDF2 (RFC 8018, 5.2: HMAC-SHA1, 1,000 rounds). The contents
are encrypted by AES in counter mode, whose counter starts at 1 and has its lowest byte first. OpenSSL's own counter
mode has the highest byte first; so the counters are laid out here, OpenSSL encrypts them, and the contents are XORed
with the result, which is what counter mode is (NIST SP 800-38A, 6.5). That is six times as fast as the library that
pyzipper uses. Decrypting is left to that library: what verifies a package shares no mistake with what encrypted it.
"""

from __future__ import annotations

import functools
import hmac
from collections.abc import Callable
from typing import TYPE_CHECKING

from mas_docs.transfer.zip_records import CHECK_BYTES, CODE_BYTES

if TYPE_CHECKING:
    from cryptography.hazmat.primitives.ciphers import CipherContext

Cipher = Callable[[bytes], bytes]
"""Encrypts or decrypts the bytes that follow those it was given before."""

STRONGEST = 3
"""The strength of AES-256, as an entry's AES field counts."""

_ROUNDS = 1000
_KEY_BYTES = {1: 16, 2: 24, 3: 32}
_BLOCK = 16
_BLOCKS = 1 << 16
_LAP = _BLOCKS * _BLOCK
_HIGHER_BYTES = 4
"""How many bytes of the counter above the lowest two are ever used: 2**48 blocks are more than any archive."""


class KeyMemory:
    """Derives the keys of entries, and knows for as long as it lives which salt gave which.

    They are a function of the passphrase, the salt and the strength alone: remembering them believes nothing of what
    an archive says. Whoever has one keeps it no longer than the one archive takes.
    """

    __slots__ = ("_known",)

    def __init__(self) -> None:
        self._known: dict[tuple[bytes, bytes, int], bytes] = {}

    def derived(self, passphrase: bytes, salt: bytes, strength: int) -> bytes:
        """A key for AES, one as long for the authentication code, and the two bytes that tell a wrong passphrase.

        Args:
            passphrase: the words' bytes.
            salt: the entry's.
            strength: 1, 2 or 3 for AES of 128, 192 or 256 bits.
        """
        question = (passphrase, salt, strength)
        if question not in self._known:
            self._known[question] = _derived(passphrase, salt, 2 * _KEY_BYTES[strength] + CHECK_BYTES)
        return self._known[question]


def _derived(passphrase: bytes, salt: bytes, size: int) -> bytes:
    from cryptography.hazmat.primitives.hashes import SHA1
    from cryptography.hazmat.primitives.kdf.pbkdf2 import PBKDF2HMAC

    return PBKDF2HMAC(SHA1(), size, salt, _ROUNDS).derive(passphrase)  # noqa: S303 - the format has no other


class EntryKeys:
    """What encrypts or decrypts one entry's contents, and authenticates them.

    Args:
        strength: 1, 2 or 3 for AES of 128, 192 or 256 bits.
        material: as `KeyMemory.derived` gives it.
    """

    __slots__ = ("_code", "_key")

    def __init__(self, strength: int, material: bytes) -> None:
        size = _KEY_BYTES[strength]
        self._key = material[:size]
        self._code = hmac.new(material[size : 2 * size], digestmod="sha1")

    def encryption(self) -> Cipher:
        """Encrypts the contents, from their beginning."""
        return CounterMode(self._key).encrypt

    def decryption(self) -> Cipher:
        """Decrypts the contents, from their beginning."""
        from Cryptodome.Cipher import AES
        from Cryptodome.Util import Counter

        counter = Counter.new(8 * _BLOCK, little_endian=True)
        return AES.new(self._key, AES.MODE_CTR, counter=counter).decrypt

    def authenticate(self, encrypted: bytes) -> None:
        """Take the next encrypted bytes into the authentication code."""
        self._code.update(encrypted)

    def code(self) -> bytes:
        """The authentication code of all that was taken into it."""
        return self._code.digest()[:CODE_BYTES]


class CounterMode:
    """AES in counter mode, the counter from 1 and its lowest byte first.

    Args:
        key: of 16, 24 or 32 bytes.
    """

    __slots__ = ("_counters", "_encryptor", "_lap", "_position", "_room")

    def __init__(self, key: bytes) -> None:
        self._encryptor = _encryptor(key)
        self._counters: bytes | bytearray = _first_counters()
        self._lap = 0
        self._position = _BLOCK  # the first counter is 1: a block of the key stream stays unused
        self._room = bytearray()

    def encrypt(self, data: bytes) -> bytes:
        """Encrypt the next bytes."""
        from Cryptodome.Util.strxor import strxor

        if not data:
            return b""
        stream = self._key_stream(len(data))
        strxor(data, stream, output=stream)  # type: ignore[arg-type]  # it takes any buffer
        return bytes(stream)

    def _key_stream(self, count: int) -> memoryview:
        """The next bytes of the key stream, in a place that is used again."""
        skipped = self._position % _BLOCK
        start, end = self._position - skipped, self._position + count
        if len(self._room) < count + 3 * _BLOCK:
            self._room = bytearray(count + 3 * _BLOCK)
        room = memoryview(self._room)
        for lap in range(start // _LAP, (end - 1) // _LAP + 1):
            first, after = max(start, lap * _LAP), min(end + -end % _BLOCK, (lap + 1) * _LAP)
            self._encryptor.update_into(self._counters_of(lap, first, after), room[first - start :])
        self._position = end
        return room[skipped : skipped + count]

    def _counters_of(self, lap: int, start: int, end: int) -> memoryview:
        """The counters whose key stream is that of some whole blocks of one lap."""
        if lap != self._lap:
            self._begin(lap)
        return memoryview(self._counters)[start - lap * _LAP : end - lap * _LAP]

    def _begin(self, lap: int) -> None:
        """Begin with another lap of the lowest two bytes: of those above, few change, in every block alike."""
        if not isinstance(self._counters, bytearray):
            self._counters = bytearray(self._counters)
        before, now = (number.to_bytes(_HIGHER_BYTES, "little") for number in (self._lap, lap))
        for place in range(_HIGHER_BYTES):
            if now[place] != before[place]:
                self._counters[2 + place :: _BLOCK] = now[place : place + 1] * _BLOCKS
        self._lap = lap


def _encryptor(key: bytes) -> CipherContext:
    from cryptography.hazmat.primitives import ciphers
    from cryptography.hazmat.primitives.ciphers import algorithms, modes

    # Each block that it encrypts is a counter, and no two are the same: this is counter mode, not a code book.
    return ciphers.Cipher(algorithms.AES(key), modes.ECB()).encryptor()  # noqa: S305


@functools.cache
def _first_counters() -> bytes:
    """The counter's blocks from 0 to 65,535, in which its lowest two bytes run through."""
    counters = bytearray(_LAP)
    counters[0::_BLOCK] = bytes(range(256)) * 256
    counters[1::_BLOCK] = b"".join(bytes([high]) * 256 for high in range(256))
    return bytes(counters)
