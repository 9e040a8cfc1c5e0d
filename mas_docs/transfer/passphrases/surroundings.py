"""What a keyring may start or look for meanwhile: programs that inherit our environment, found through PATH."""

from __future__ import annotations

import contextlib
import os
import sys
from collections.abc import Iterator

_OUR_VARIABLES = "MAS_DOCS_"
_MACOS_LIBRARIES = "keyring.backends.macOS.api"


@contextlib.contextmanager
def hidden_from_children() -> Iterator[None]:
    """Take what concerns the passphrase out of the environment for a while: children would inherit it."""
    hidden = {name: os.environ.pop(name) for name in tuple(os.environ) if name.startswith(_OUR_VARIABLES)}
    try:
        yield
    finally:
        os.environ.update(hidden)


@contextlib.contextmanager
def compilers_unused() -> Iterator[None]:
    """Keep `keyring` from looking for macOS' libraries on any other system.

    To find out which backend works here it imports each, and that of macOS looks for the system's libraries. Python
    looks for libraries elsewhere with `ldconfig`, `gcc` and `ld`. A module that stands as None among the imported ones
    is not imported (Python's reference, 5.3.1); the backend expects its libraries to be missing, and then says that it
    does not work. Which backend is chosen, by the user's own settings or by keyring, stays the same.
    """
    if sys.platform == "darwin" or _MACOS_LIBRARIES in sys.modules:
        yield
        return
    sys.modules[_MACOS_LIBRARIES] = None  # type: ignore[assignment]  # None is what keeps a module from being imported
    try:
        yield
    finally:
        del sys.modules[_MACOS_LIBRARIES]
