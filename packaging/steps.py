"""What every step of the set-up needs: to say what it does, to stop with a sentence, to ask and to start programs.

Like `bootstrap.py`, it is written so that Python 3.6 can run it: annotations that 3.6 does not know stand in quotes.
"""

import os
import subprocess
import sys
from typing import NoReturn

PATIENCE = 60  # seconds that a question to another program may take, on a machine that is busy


class SetupError(Exception):
    """The set-up cannot go on; the message says in whole sentences why, and what to do."""


def say(text: str) -> None:
    """Tell the user what is being done, in order with what the started programs print."""
    print("nnstudio: " + text, flush=True)


def ask(command: "list[str]") -> "str | None":
    """What a command prints, or None if it cannot be started, fails or does not answer."""
    try:
        answer = subprocess.run(
            command,
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            timeout=PATIENCE,
            check=True,
        )
    except (OSError, subprocess.SubprocessError):
        return None
    return answer.stdout.decode(errors="replace").strip()


def hand_over(command: "list[str]", environ: "dict[str, str]") -> NoReturn:
    """Become another program; Windows cannot, so there run it and end as it ends."""
    if os.name == "nt":
        sys.exit(subprocess.call(command, env=environ))
    os.execve(command[0], command, environ)  # noqa: S606  # no shell is wanted
