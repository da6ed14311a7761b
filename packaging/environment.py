"""The virtual environment `.venv` of a checkout: made once, brought up to date when pyproject.toml changes, mended.

The file `.venv/nnstudio-setup` says how far the set-up has come: it holds the word "unfinished" while pip works, and
then what was installed. An environment whose last installation was cut short cannot be trusted, and is made anew.
"""

import hashlib
import os
import re
import subprocess
from collections.abc import Sequence
from pathlib import Path

import system_packages
from steps import SetupError, ask, say

UNFINISHED = "unfinished"
PIP_WITH_PYTHON_OPTION = (22, 3)  # the first pip that can install into the environment of another interpreter
VERSION_IF_USABLE = "import pip, sys; assert sys.version_info >= (3, 11); print(sys.version.split()[0])"

Command = list[str]


class Environment:
    """The environment of the checkout at `root`, made by the interpreter `base`."""

    def __init__(self, root: Path, base: str, os_name: str = os.name) -> None:
        self.root = root
        self.base = base
        self.folder = root / ".venv"
        self.python = str(self.folder / ("Scripts/python.exe" if os_name == "nt" else "bin/python"))
        self.state = self.folder / "nnstudio-setup"

    def prepare(self, extras: Sequence[str] = ()) -> None:
        """Make sure that NN Studio and these extras of pyproject.toml are installed; instant when they are."""
        state = self.state.read_text("utf-8") if self.state.exists() else ""
        version = ask([self.python, "-c", VERSION_IF_USABLE])
        digest, *installed = state.split() or [""]
        if version and digest == self._digest(version) and set(extras) <= set(installed):
            return
        if version is None or digest == UNFINISHED:
            version, installed = self._make(), []
        wanted = sorted({*installed, *extras})
        self._install(wanted)
        self.state.write_text(" ".join([self._digest(version), *wanted]), "utf-8")

    def _digest(self, version: str) -> str:
        """Changes with all that makes an installation stale: the requirements, the place and the interpreter."""
        told = (self.root / "pyproject.toml").read_bytes() + f"{self.root} {version}".encode()
        return hashlib.sha256(told).hexdigest()

    def _make(self) -> str:
        """Make the environment from nothing, and tell the version of its Python."""
        anew = " anew, because the one here is unfinished or unusable" if self.folder.exists() else ""
        say(f"Making the virtual environment {self.folder}{anew}.")
        version = self._make_with_what_is_here()
        if version is None:
            minor = ask([self.base, "-c", "import sys; print(sys.version_info[1])"])
            system_packages.install(
                [f"python3.{minor}-venv"], f"The Python at {self.base} cannot make a virtual environment with pip."
            )
            version = self._make_with_what_is_here()
        if version is None:
            raise SetupError(f"{self.base} cannot make the virtual environment {self.folder}; its own words are above.")
        return version

    def _make_with_what_is_here(self) -> str | None:
        has_ensurepip = ask([self.base, "-c", "import venv, ensurepip"]) is not None
        for commands in ways_to_make(self, has_ensurepip=has_ensurepip, pip=ask([self.base, "-m", "pip", "--version"])):
            if all(subprocess.call(command, env=pip_environ()) == 0 for command in commands):
                return ask([self.python, "-c", VERSION_IF_USABLE])
        return None

    def _install(self, extras: Sequence[str]) -> None:
        project = f".[{','.join(extras)}]" if extras else "."
        say(f"Installing NN Studio and what it needs into {self.folder}; the first time this takes a minute or two.")
        self.state.write_text(UNFINISHED, "utf-8")
        command = [self.python, "-m", "pip", "install", "--editable", project]
        if subprocess.call(command, cwd=self.root, env=pip_environ()) != 0:
            self.state.unlink()  # pip has undone what it began
            raise SetupError(
                "pip could not install what NN Studio needs; its own words are above. Check the connection and the "
                "free disk space, and run this again."
            )


def ways_to_make(environment: Environment, *, has_ensurepip: bool, pip: str | None) -> list[list[Command]]:
    """The commands that can make an environment with pip in it, the best way first; `pip` is what `pip --version` says.

    Debian's Python comes without ensurepip. If it has pip, that may not install into the system (PEP 668), but
    can put itself into an environment made without it.
    """
    make = [environment.base, "-m", "venv", "--clear", str(environment.folder)]
    ways = []
    if has_ensurepip:
        ways.append([make])
    if pip is not None and _pip_version(pip) >= PIP_WITH_PYTHON_OPTION:
        add_pip = [environment.base, "-m", "pip", "--python", environment.python, "install", "pip"]
        ways.append([[*make, "--without-pip"], add_pip])
    return ways


def pip_environ() -> dict[str, str]:
    """The surroundings in which pip installs into an environment, asks nothing, and says nothing about its own age."""
    return os.environ | {"PIP_USER": "0", "PIP_NO_INPUT": "1", "PIP_DISABLE_PIP_VERSION_CHECK": "1"}


def _pip_version(told: str) -> tuple[int, int]:
    """The numbers in a line like "pip 23.0.1 from /usr/lib/python3/dist-packages/pip (python 3.11)"."""
    match = re.match(r"pip (\d+)\.(\d+)", told)
    return (int(match[1]), int(match[2])) if match else (0, 0)
