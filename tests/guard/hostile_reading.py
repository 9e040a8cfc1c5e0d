"""Reading processes that were taken over, or fail: each as a module's `main` would be, chosen by the environment."""

from __future__ import annotations

import os
import sys
import time


def _say(line: str) -> None:
    sys.stdout.write(f"{line}\n")
    sys.stdout.flush()


def main() -> None:
    """Fail in the way that is asked for."""
    how = os.environ["HOSTILE"]
    _say("ready")
    if how == "deaf":
        time.sleep(60)
    sys.stdin.readline()
    if how == "silent":
        time.sleep(60)
    if how == "endless":
        while True:
            _say('["x", null, [], 1, []]')
    if how == "dies":
        _say('["Ffion Llewelyn-Parry", null, [], 1, [["PAGE", 3]]]')
        time.sleep(1)  # so that it has been told all of the file, which it does not read
        os._exit(1)
    _say(how)


if __name__ == "__main__":
    main()
