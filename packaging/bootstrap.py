"""Set up NN Studio and start it, or test it: the one script that a fresh machine needs.

    python3 packaging/bootstrap.py run                   open the studio
    python3 packaging/bootstrap.py test [PYTEST ARGS]    run the whole test suite

Everything is installed into `.venv` in this checkout. This file runs on Python 3.6 and newer, far enough to find
a Python that NN Studio can use and to hand over to `launch.py` beside it.
"""

import os
import sys
from pathlib import Path

from steps import ask, hand_over, say

OLDEST = (3, 11)
NAMED = ["python3.14", "python3.13", "python3.12", "python3.11", "python3", "python"]
CANDIDATES = [[name] for name in NAMED] + [["py", "-3"]]  # the last is the launcher of Python for Windows
NAME_YOURSELF = f"import sys; print(sys.executable if sys.version_info >= {OLDEST} else '')"


def find_python(running: str, version: "tuple[int, ...]") -> "str | None":
    """The running interpreter if it is new enough, else the first on PATH that is."""
    if version >= OLDEST:
        return running
    # What a name is worth shows only when it is run: version managers and Windows put empty shells on PATH.
    answers = (ask([*candidate, "-c", NAME_YOURSELF]) for candidate in CANDIDATES)
    return next((answer for answer in answers if answer), None)


def main() -> int:
    """Hand over to `launch.py`, or say why that cannot be."""
    python = find_python(sys.executable, sys.version_info[:3])
    this = f"Python {sys.version_info[0]}.{sys.version_info[1]}"
    if python is None:
        print(
            f"Python 3.11 or newer is needed, and this is {this} ({sys.executable}); on PATH, {', '.join(NAMED)} are "
            "absent or too old as well. Install a newer one, for example from https://www.python.org/downloads/, and "
            "run this again.",
            file=sys.stderr,
        )
        return 1
    if python != sys.executable:
        say(f"{this} is too old, so {python} is used.")
    launch = Path(__file__).resolve().with_name("launch.py")
    return hand_over([python, str(launch), *sys.argv[1:]], dict(os.environ))


if __name__ == "__main__":
    sys.exit(main())
