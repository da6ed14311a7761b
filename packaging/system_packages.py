"""Packages of the operating system: installed where that is allowed, otherwise named in the exact line to run."""

import os
import subprocess
from collections.abc import Sequence
from pathlib import Path

from steps import SetupError, say

APT = Path("/usr/bin/apt-get")


def install(packages: Sequence[str], reason: str) -> None:
    """Install Debian packages as root, or stop with the line that does it; `reason` is a sentence that says why."""
    if not APT.exists():
        raise SetupError(
            f"{reason} Install what Debian calls {', '.join(packages)} with the package manager of this system, "
            "and run this again."
        )
    if not _is_root():
        raise SetupError(f"{reason} Run this line, then this script again:\n    {apt_line(packages)}")
    say(f"{reason} Installing {', '.join(packages)} with apt-get.")
    environ = os.environ | {"DEBIAN_FRONTEND": "noninteractive"}
    # One dead source makes the update fail although the others are enough: the installation itself decides.
    subprocess.call([str(APT), "update", "-q"], env=environ, stdin=subprocess.DEVNULL)
    command = [str(APT), "install", "-q", "-y", "--no-install-recommends", *packages]
    if subprocess.call(command, env=environ, stdin=subprocess.DEVNULL) != 0:
        raise SetupError(
            f"apt-get could not install {', '.join(packages)}; its own words are above. Mend that, then run this line "
            f"and this script again:\n    {apt_line(packages)}"
        )


def apt_line(packages: Sequence[str]) -> str:
    """The line that installs these packages for a user who may use sudo."""
    return f"sudo apt-get update && sudo apt-get install -y --no-install-recommends {' '.join(packages)}"


def _is_root() -> bool:
    return hasattr(os, "geteuid") and os.geteuid() == 0
