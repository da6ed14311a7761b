"""The set-up for real, in a small checkout that pip can install without a network: one that brings its own build."""

import os
import shutil
import subprocess
import sys
from pathlib import Path

import launch
import pytest

BUILD = '''
"""Builds an editable wheel: a path to the checkout, and who it is."""
import pathlib, zipfile

def build_editable(folder, config_settings=None, metadata_directory=None):
    about = "nnstudio-0.dist-info/"
    files = {
        "nnstudio.pth": str(pathlib.Path.cwd()),
        about + "METADATA": "Metadata-Version: 2.1\\nName: nnstudio\\nVersion: 0\\nProvides-Extra: test\\n",
        about + "WHEEL": "Wheel-Version: 1.0\\nGenerator: test\\nRoot-Is-Purelib: true\\nTag: py3-none-any\\n",
    }
    files[about + "RECORD"] = "".join(f"{name},,\\n" for name in [*files, about + "RECORD"])
    with zipfile.ZipFile(pathlib.Path(folder, "nnstudio-0-py3-none-any.whl"), "w") as wheel:
        for name, text in files.items():
            wheel.writestr(name, text)
    return "nnstudio-0-py3-none-any.whl"
'''
PYPROJECT = '[build-system]\nrequires = []\nbuild-backend = "build"\nbackend-path = ["."]\n'
TELL = "import os, sys; print('demo got', sys.argv[1], os.environ['QT_QPA_PLATFORM'])"


@pytest.fixture(scope="module")
def checkout(tmp_path_factory):
    root = tmp_path_factory.mktemp("a checkout")
    shutil.copytree(Path(launch.__file__).parent, root / "packaging", ignore=shutil.ignore_patterns("__pycache__"))
    files = {
        "pyproject.toml": PYPROJECT,
        "build.py": BUILD,
        "PySide6/QtWidgets.py": "QApplication = list\n",
        "nnstudio/studio/demo.py": TELL,
    }
    for name, text in files.items():
        (root / name).parent.mkdir(parents=True, exist_ok=True)
        (root / name).write_text(text, "utf-8")
    return root


def run(checkout, **environ):
    command = [sys.executable, str(checkout / "packaging" / "bootstrap.py"), "run"]
    here = {name: value for name, value in os.environ.items() if name not in {"DISPLAY", "WAYLAND_DISPLAY"}}
    surroundings = here | {"PIP_NO_INDEX": "1", "PIP_CONFIG_FILE": os.devnull} | environ
    return subprocess.run(
        command, cwd=checkout.parent, env=surroundings, capture_output=True, text=True, check=False, timeout=120
    )


def test_a_checkout_is_set_up_once_and_mended_when_it_changes_or_was_interrupted(checkout):
    first = run(checkout)
    assert first.returncode == 0, first.stderr
    assert "Making the virtual environment" in first.stdout
    assert "demo got nnstudio-demo offscreen" in first.stdout

    second = run(checkout)
    assert second.returncode == 0
    assert "virtual environment" not in second.stdout
    assert "Installing" not in second.stdout
    assert "demo got nnstudio-demo offscreen" in second.stdout

    (checkout / "pyproject.toml").write_text(PYPROJECT.replace("[]", '["nowhere-to-be-found"]'))
    third = run(checkout)
    assert third.returncode == 1
    assert "pip could not install what NN Studio needs" in third.stderr
    assert "demo got" not in third.stdout

    (checkout / "pyproject.toml").write_text(PYPROJECT)
    (checkout / ".venv" / "nnstudio-setup").write_text("unfinished")
    fourth = run(checkout)
    assert fourth.returncode == 0, fourth.stderr
    assert "anew" in fourth.stdout
    assert "demo got nnstudio-demo offscreen" in fourth.stdout
