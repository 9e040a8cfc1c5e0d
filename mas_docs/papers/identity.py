"""Whether a file is still the one that was examined: a paper may be replaced while packages are being made."""

from __future__ import annotations

import os
import stat
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class FileIdentity:
    """What tells a file from another one, and from its own earlier or later content.

    Attributes:
        device, inode: which file it is.
        size: in bytes.
        mtime_ns: when it was last written, in nanoseconds since 1970.
        ctime_ns: when anything about it changed, which nobody can set back.
    """

    device: int
    inode: int
    size: int
    mtime_ns: int
    ctime_ns: int

    @classmethod
    def of(cls, status: os.stat_result) -> FileIdentity | None:
        """The identity of an ordinary file; None for anything else, a link too."""
        if not stat.S_ISREG(status.st_mode):
            return None
        return cls(status.st_dev, status.st_ino, status.st_size, status.st_mtime_ns, status.st_ctime_ns)
