"""Where NN Studio keeps what belongs to the user rather than to a project."""

from __future__ import annotations

from pathlib import Path

from platformdirs import user_config_path

_APPLICATION = "nnstudio"


def settings_folder() -> Path:
    """The folder of the user's settings; it is made when something is written there first."""
    return user_config_path(_APPLICATION, appauthor=False)
