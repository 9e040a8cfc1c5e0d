"""Files that are whole or not there at all: private work folders, atomic publishing, paths that may not escape."""

from __future__ import annotations

import contextlib
import errno
import io
import os
import secrets
import shutil
import stat
import sys
import time
from collections.abc import Iterator
from pathlib import Path, PureWindowsPath

from mas_docs.errors import InvalidCaseError, UsageError

WORK_PREFIX = ".mas-docs-work-"
"""How the name of every work folder begins."""

OUTSIDE_REMEDY = "Put the file into the case's folder and name it from there, as in papers/plan.pdf."
"""What to do about a path that leaves the case folder."""

_LOCK = ".lock"
_ATTEMPTS = 20
_SWEPT_DEPTH = 4
_SURELY_LEFT_AFTER = 24 * 60 * 60
# What a file system says that has no locks, as some network shares have none.
_NO_LOCKS = {errno.ENOLCK, errno.ENOTSUP, errno.EOPNOTSUPP, errno.ENOSYS}
_PRIVATE_FOLDER = 0o700
_PRIVATE_FILE = 0o600

if sys.platform == "win32":
    import msvcrt

    _HELD = {errno.EACCES, errno.EDEADLK}
    _NO_LOCKS |= {errno.EINVAL}  # what the C library makes of any reason it does not know

    def _lock(descriptor: int) -> None:
        msvcrt.locking(descriptor, msvcrt.LK_NBLCK, 1)

else:
    import fcntl

    _HELD = {errno.EWOULDBLOCK, errno.EAGAIN}

    def _lock(descriptor: int) -> None:
        fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)


def cannot_write(path: Path, error: OSError) -> UsageError:
    """The failure to write somewhere, as a sentence: the system's own reason, and what to try."""
    reason = error.strerror or type(error).__name__
    return UsageError(
        f"This cannot be written ({reason})",
        where=str(path),
        remedy="Check the permissions and the free space there, or choose another folder.",
    )


@contextlib.contextmanager
def work_folder(parent: Path) -> Iterator[Path]:
    """Open a private folder (0700) inside `parent` for work in progress, and remove it at the end.

    It lies on the same file system as what will be published from it, so that publishing is a rename. While it is
    in use it is locked; what a killed run left behind is not, and the next call for this parent removes it. Where the
    file system has no locks, the two look alike, and what was left behind goes after a day.

    Args:
        parent: an existing folder, usually the one that receives the result.

    Yields:
        The folder, which holds nothing but its lock.

    Raises:
        UsageError: nothing can be written in `parent`.
    """
    _sweep(parent, 0)
    try:
        folder, lock = _new_locked_folder(parent)
    except OSError as error:
        raise cannot_write(parent, error) from error
    try:
        yield folder
    finally:
        _remove(folder, lock)


def _new_locked_folder(parent: Path) -> tuple[Path, int]:
    for _ in range(_ATTEMPTS):
        folder = parent / f"{WORK_PREFIX}{secrets.token_hex(8)}"
        folder.mkdir(mode=_PRIVATE_FOLDER)
        lock = None
        try:
            lock = _lock_of(folder)
        finally:
            if lock is None:
                shutil.rmtree(folder, ignore_errors=True)
        if lock is not None:
            return folder, lock
        # Another run took the folder for a left-over in the instant before it was locked: begin again.
    raise OSError(errno.EBUSY, os.strerror(errno.EBUSY), str(parent))


def _lock_of(folder: Path, *, may_be_unlocked: bool = True) -> int | None:
    """Lock a work folder; None when somebody holds it, or removed it meanwhile.

    Args:
        folder: the work folder.
        may_be_unlocked: whether to take it without a lock where the file system has none; else None.

    Raises:
        OSError: its lock cannot be made, for any other reason.
    """
    path = folder / _LOCK
    try:
        descriptor = os.open(path, os.O_RDWR | os.O_CREAT | getattr(os, "O_NOFOLLOW", 0), _PRIVATE_FILE)
    except FileNotFoundError:
        return None
    ours = False
    try:
        ours = _try_lock(descriptor, without=may_be_unlocked) and _is_still(descriptor, path)
    finally:
        if not ours:
            os.close(descriptor)
    return descriptor if ours else None


def _try_lock(descriptor: int, *, without: bool) -> bool:
    try:
        _lock(descriptor)
    except OSError as error:
        if error.errno in _NO_LOCKS:
            return without
        if error.errno in _HELD:
            return False
        raise
    return True


def _is_still(descriptor: int, path: Path) -> bool:
    try:
        return os.path.samestat(os.fstat(descriptor), path.stat())
    except OSError:
        return False


def remove_left_overs(root: Path) -> None:
    """Remove what killed runs left behind in a folder and in the folders below it, four deep; links are not followed.

    What is in use, and what cannot be looked at or removed, stays.

    Args:
        root: the folder, as that of one case; it need not exist.
    """
    _sweep(root, _SWEPT_DEPTH)


def _sweep(root: Path, depth: int) -> None:
    try:
        with os.scandir(root) as entries:
            folders = [Path(entry) for entry in entries if entry.is_dir(follow_symlinks=False)]
    except OSError:
        return
    for folder in folders:
        if folder.name.startswith(WORK_PREFIX):
            # One that cannot be locked or looked at may be another user's, and is theirs to remove.
            with contextlib.suppress(OSError):
                _remove_left_over(folder)
        elif depth:
            _sweep(folder, depth - 1)


def _remove_left_over(folder: Path) -> None:
    surely_left = time.time() - folder.stat().st_mtime > _SURELY_LEFT_AFTER
    lock = _lock_of(folder, may_be_unlocked=surely_left)
    if lock is not None:
        _remove(folder, lock)


def _remove(folder: Path, lock: int) -> None:
    """Remove a work folder that we hold; the lock goes last, so that nobody takes half of one for a left-over."""
    with contextlib.suppress(OSError):
        for child in folder.iterdir():
            if child.is_dir() and not child.is_symlink():
                shutil.rmtree(child, ignore_errors=True)
            elif child.name != _LOCK:
                child.unlink(missing_ok=True)
    if os.name == "nt":
        os.close(lock)  # there, an open file cannot be removed
        shutil.rmtree(folder, ignore_errors=True)
    else:
        shutil.rmtree(folder, ignore_errors=True)
        os.close(lock)


def make_folder(path: Path) -> None:
    """Make a folder with its parents; one that is there already is left as it is.

    Raises:
        UsageError: it cannot be made.
    """
    try:
        path.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise cannot_write(path, error) from error


def private_folder(path: Path) -> None:
    """Make a folder that only its owner can enter (0700), with its parents; an existing one is closed to others.

    Raises:
        UsageError: it cannot be made.
    """
    missing = [folder for folder in (path, *path.parents) if not folder.exists()]
    try:
        for folder in reversed(missing):
            folder.mkdir(mode=_PRIVATE_FOLDER, exist_ok=True)
        path.chmod(_PRIVATE_FOLDER)
    except OSError as error:
        raise cannot_write(path, error) from error


def open_ordinary(path: Path) -> io.FileIO:
    """Open a file for reading, unbuffered, if it is an ordinary one: a pipe would make us wait for its other end.

    Raises:
        OSError: it cannot be opened, or is a folder, a pipe or a device.
    """
    descriptor = os.open(path, os.O_RDONLY | getattr(os, "O_NONBLOCK", 0) | getattr(os, "O_BINARY", 0))
    if not stat.S_ISREG(os.fstat(descriptor).st_mode):
        os.close(descriptor)
        raise OSError(errno.EINVAL, "it is no ordinary file", str(path))
    return io.FileIO(descriptor, "r")


def new_private_file(path: Path, mode: int = _PRIVATE_FILE) -> int:
    """Create a file that was not there, for reading and writing by its owner alone; give its descriptor.

    Raises:
        OSError: it exists, or cannot be made.
    """
    flags = os.O_RDWR | os.O_CREAT | os.O_EXCL | getattr(os, "O_NOFOLLOW", 0) | getattr(os, "O_BINARY", 0)
    return os.open(path, flags, mode)


def write_new(path: Path, content: bytes, mode: int = _PRIVATE_FILE) -> None:
    """Write a file that was not there, as in a work folder; see `new_private_file`.

    Raises:
        OSError: it exists, or cannot be written.
    """
    with os.fdopen(new_private_file(path, mode), "wb") as file:
        file.write(content)


def write_atomically(path: Path, content: bytes, mode: int = _PRIVATE_FILE, *, work: Path | None = None) -> None:
    """Write a file whole: under its name there is the old content or the new one, never half of either.

    Args:
        path: the file; its folder exists.
        content: all of its bytes.
        mode: its permissions; by default only its owner may read it.
        work: a work folder on the same file system, where the caller has one; None to open one for this file.

    Raises:
        UsageError: it cannot be written; the old file is untouched.
    """
    with work_folder(path.parent) if work is None else contextlib.nullcontext(work) as folder:
        temporary = folder / secrets.token_hex(8)
        try:
            write_new(temporary, content, mode)
        except OSError as error:
            raise cannot_write(path, error) from error
        publish(temporary, path)


def publish(temporary: Path, final: Path) -> None:
    """Give a finished file its final name, once its bytes are safe on the disk; a file of that name is replaced.

    Args:
        temporary: the finished file, on the same file system as `final`.
        final: its place.

    Raises:
        UsageError: this failed; the file that had the final name is untouched.
    """
    try:
        sync(temporary)
        temporary.replace(final)
        _sync_folder(final.parent)
    except OSError as error:
        raise cannot_write(final, error) from error


def publish_folder(temporary: Path, final: Path) -> None:
    """Give a finished folder its final name, which must be free or an empty folder.

    Raises:
        UsageError: something is there, or this failed.
    """
    try:
        if final.is_dir():
            final.rmdir()
        temporary.rename(final)
        _sync_folder(final.parent)
    except OSError as error:
        raise cannot_write(final, error) from error


def sync(path: Path) -> None:
    """Bring a file's bytes to the disk.

    Raises:
        OSError: this failed; the system says so only once.
    """
    descriptor = os.open(path, os.O_RDWR | getattr(os, "O_BINARY", 0))
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


def _sync_folder(folder: Path) -> None:
    if os.name == "nt":
        # There, a folder cannot be opened, and a rename is recorded by the file system itself.
        return
    descriptor = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


def contained(root: Path, relative: str) -> Path:
    """Find a file that a case names, which must lie inside the case's folder, through links too.

    Args:
        root: the case's folder.
        relative: the path as the case file has it. Both slashes separate, as on the office's own computers, so that a
            path means the same wherever it is read.

    Returns:
        The path below `root`, links not followed; whether anything is there is for the caller to see.

    Raises:
        InvalidCaseError: the path is empty, absolute, climbs out, or a link in it leads out or round in a circle.
    """
    written = PureWindowsPath(relative)
    leaves = bool(written.anchor) or ".." in written.parts
    path = root.joinpath(*written.parts)
    if not relative.strip() or "\0" in relative or leaves or not _stays(root, path):
        raise InvalidCaseError(
            "This path leads outside the case folder",
            where=relative.replace("\0", "?"),
            remedy=OUTSIDE_REMEDY,
        )
    return path


def _stays(root: Path, path: Path) -> bool:
    try:
        resolved = path.resolve()
        # From Python 3.13 on, links that lead round in a circle are left as they are instead of refused.
        circular = any(part.is_symlink() for part in (resolved, *resolved.parents))
        return resolved.is_relative_to(root.resolve()) and not circular
    except (OSError, RuntimeError, ValueError):
        # A circle of links, or a name that this file system cannot hold, leads nowhere we may go.
        return False
