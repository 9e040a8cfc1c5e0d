"""The seal of a package: a code over every byte of its archive, which stands at its very end.

It is an HMAC-SHA256 (RFC 2104) by a random key that lies in the encrypted manifest, so that nobody who cannot decrypt
that can change a name, a size, the order or the padding unseen.
"""

from __future__ import annotations

import hashlib
import hmac

from mas_docs.transfer.untrusted import UntrustedArchive

COMMENT_START = b"mas-docs/1 hmac-sha256 "
"""How the comment of our archives begins; the seal's 64 hexadecimal digits end it."""

SEAL_DIGITS = 64


class RunningSeal:
    """The seal over an archive: takes in bytes as they are read for another purpose, and reads those that are not.

    Args:
        archive: the file.
        key: of the seal.
    """

    def __init__(self, archive: UntrustedArchive, key: bytes) -> None:
        self._archive = archive
        self._code = hmac.new(key, digestmod=hashlib.sha256)
        self._position = 0

    def take(self, chunk: bytes) -> None:
        """Take in the bytes that stand after those taken in before."""
        self._code.update(chunk)
        self._position += len(chunk)

    def read_up_to(self, offset: int) -> None:
        """Read, and take in, whatever stands before that byte and was not taken in yet.

        Raises:
            DamagedArchiveError: the file ends before that byte, or cannot be read.
        """
        for chunk in self._archive.chunks(self._position, offset - self._position):
            self.take(chunk)

    def digits(self) -> str:
        """The seal over all bytes but the last 64, in hexadecimal digits.

        Raises:
            DamagedArchiveError: the file ends before them, or cannot be read.
        """
        self.read_up_to(self._archive.size - SEAL_DIGITS)
        return self._code.hexdigest()


def seal_digits(archive: UntrustedArchive, key: bytes) -> str:
    """The seal over an archive: HMAC-SHA256 of all of its bytes but the last 64, which hold it."""
    return RunningSeal(archive, key).digits()
