"""The commands of `bootstrap.py`: set NN Studio up in `.venv`, then start it or test it."""

import os
import sys
from collections.abc import Mapping, Sequence
from pathlib import Path

import bootstrap
import libraries
from environment import Environment
from steps import SetupError, hand_over, say

ROOT = Path(__file__).resolve().parent.parent
DEMO_FOLDER = "nnstudio-demo"


class UsageError(Exception):
    """The words on the command line make no sense; the message says which."""


def run(arguments: Sequence[str]) -> None:
    """Open the studio; without a display, let it train the first example unseen and leave what comes of it."""
    if arguments:
        raise UsageError(f'"run" takes nothing after it, not "{arguments[0]}"; open documents from the File menu.')
    python = set_up()
    if has_display(python):
        say("Starting the studio.")
        hand_over([python, "-m", "nnstudio"], dict(os.environ))
    make_qt_start_offscreen(python)
    say(
        "There is no display to open a window on, so the studio trains its first example offscreen and leaves "
        f"square.nnstudio, square.safetensors and square.png (a picture of the window) in ./{DEMO_FOLDER}/."
    )
    hand_over([python, "-m", "nnstudio.studio.demo", DEMO_FOLDER], offscreen())


def test(arguments: Sequence[str]) -> None:
    """Run the whole test suite, or what pytest's own arguments choose of it."""
    python = set_up("test")
    make_qt_start_offscreen(python)
    say("Running the tests.")
    os.chdir(ROOT)
    hand_over([python, "-m", "pytest", "-n", "2", *arguments], offscreen())


COMMANDS = {"run": run, "test": test}


def set_up(*extras: str) -> str:
    """Make the environment ready, and return its Python."""
    # A virtual environment cannot well make another, or itself anew: the Python it was made from does.
    base = getattr(sys, "_base_executable", None) or sys.executable
    environment = Environment(ROOT, base)
    environment.prepare(extras)
    return environment.python


def has_display(python: str) -> bool:
    """Whether a window can be opened."""
    if not names_display(os.environ, sys.platform):
        return False
    complaint = libraries.make_qt_start(python, libraries_for(os.environ, sys.platform), os.environ)
    if complaint:
        say(f"The display cannot be used ({complaint.splitlines()[0]}).")
    return complaint is None


def make_qt_start_offscreen(python: str) -> None:
    """Make sure that Qt can draw into memory."""
    complaint = libraries.make_qt_start(python, libraries_for({}, sys.platform), offscreen())
    if complaint:
        raise SetupError(libraries.need(complaint))


def names_display(environ: Mapping[str, str], platform: str) -> bool:
    """Whether the environment variables promise a display; Windows and macOS need none to."""
    return not platform.startswith("linux") or bool(environ.get("DISPLAY") or environ.get("WAYLAND_DISPLAY"))


def libraries_for(environ: Mapping[str, str], platform: str) -> dict[str, str]:
    """The system libraries that Qt needs here; on Windows and macOS its wheels hold them all."""
    if not platform.startswith("linux"):
        return {}
    return libraries.FOR_QT | libraries.FOR_X11 if environ.get("DISPLAY") else libraries.FOR_QT


def offscreen() -> dict[str, str]:
    """The surroundings in which Qt draws into memory."""
    return os.environ | {"QT_QPA_PLATFORM": "offscreen"}


def main(arguments: Sequence[str]) -> int:
    """Carry out a command; the exit status is 2 for a wrong call, 1 for a set-up that failed."""
    try:
        _obey(arguments)
    except UsageError as error:
        print(f"nnstudio: {error}\n\n{bootstrap.__doc__}", file=sys.stderr)
        return 2
    except SetupError as error:
        print(f"nnstudio: {error}", file=sys.stderr)
        return 1
    except OSError as error:
        print(f"nnstudio: The set-up stopped at {error.filename or ROOT}: {error.strerror}.", file=sys.stderr)
        return 1
    except KeyboardInterrupt:
        print("nnstudio: Stopped. The next run mends what is unfinished.", file=sys.stderr)
        return 130
    return 0


def _obey(arguments: Sequence[str]) -> None:
    if not arguments:
        raise UsageError("Say what to do.")
    name, *others = arguments
    if name in {"-h", "--help"}:
        print(bootstrap.__doc__)
    elif name in COMMANDS:
        COMMANDS[name](others)
    else:
        raise UsageError(f'"{name}" is not a command; there are {" and ".join(COMMANDS)}.')


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
