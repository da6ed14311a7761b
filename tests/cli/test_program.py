import subprocess
import sys

import numpy as np
import pytest

from nnstudio.cli import program


def test_help_lists_every_command_in_80_columns(nnstudio):
    result = nnstudio("--help")
    assert result.status == 0
    for command in program.COMMANDS:
        assert f"\n  {command} " in result.out
    assert max(map(len, result.out.splitlines())) <= 80


@pytest.mark.parametrize("command", program.COMMANDS)
def test_every_command_explains_itself_in_80_columns(nnstudio, command):
    result = nnstudio(f"{command} --help")
    assert result.status == 0
    assert result.out.startswith(f"usage: nnstudio {command}")
    assert max(map(len, result.out.splitlines())) <= 80


def test_the_version_is_told(nnstudio):
    first, second = nnstudio("--version").out.splitlines()
    assert first.startswith("NN Studio 0.")
    assert second.startswith("Python 3.")
    assert f"NumPy {np.__version__} with " in second


@pytest.mark.parametrize(
    ("line", "sentence"),
    [
        ("trian", "There is no command or file 'trian'. Did you mean 'train'?"),
        ("--foo", "There is no command or file '--foo'. nnstudio --help lists the commands."),
        ("xyzzy a.json", "There is no command or file 'xyzzy'. nnstudio --help lists the commands."),
        ("nowhere.json", "There is no file nowhere.json. Check the path."),
        ("a.json b.json", "nnstudio: unrecognized arguments: b.json. See nnstudio --help."),
        ("train", "nnstudio train: the following arguments are required: FILE. See nnstudio train --help."),
        ("train a.json --foo", "nnstudio train: unrecognized arguments: --foo. See nnstudio train --help."),
        ("train a.json --epo 3", "nnstudio train: unrecognized arguments: --epo 3. See nnstudio train --help."),
        (
            "train a.json --epochs many",
            "nnstudio train: argument --epochs: invalid int value: 'many'. See nnstudio train --help.",
        ),
        (
            "predict a.nnstudio --data b.csv",
            "nnstudio predict: the following arguments are required: --out. See nnstudio predict --help.",
        ),
    ],
)
def test_a_wrong_call_is_one_sentence_and_status_2(nnstudio, line, sentence):
    result = nnstudio(line)
    assert (result.status, result.out, result.err) == (2, "", f"{sentence}\n")


def test_without_a_display_the_studio_says_what_works_all_the_same(nnstudio, monkeypatch, square):
    for name in ("DISPLAY", "WAYLAND_DISPLAY", "QT_QPA_PLATFORM"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setattr("sys.platform", "linux")
    result = nnstudio(square.name)
    assert result.status == 1
    assert result.err.startswith("There is no display to open the studio on.")


def test_a_file_opens_in_the_studio(nnstudio, square, monkeypatch):
    opened = []
    monkeypatch.setenv("QT_QPA_PLATFORM", "offscreen")
    monkeypatch.setitem(sys.modules, "nnstudio.studio.app", type("App", (), {"main": staticmethod(opened.append)}))
    nnstudio(square.name)
    nnstudio("")
    assert [None if path is None else path.name for path in opened] == ["square.json", None]


@pytest.mark.parametrize(
    ("error", "status", "sentence"),
    [
        (KeyboardInterrupt(), 130, "Stopped."),
        (MemoryError(), 1, "The memory is full. Choose a smaller batch size, fewer units or less data."),
        (ValueError("odd"), 1, "Something went wrong inside NN Studio: ValueError('odd'). Please report it."),
    ],
)
def test_whatever_happens_is_told_without_a_traceback(capsys, monkeypatch, error, status, sentence):
    def fail(*_):
        raise error

    monkeypatch.setattr(program, "_dispatch", fail)
    assert program.main(["check"]) == status
    assert capsys.readouterr().err == f"{sentence}\n"


def test_a_reader_that_has_had_enough_ends_the_output_quietly():
    line = f"{sys.executable} -m nnstudio layers | head -1"
    ended = subprocess.run(["bash", "-o", "pipefail", "-c", line], capture_output=True, text=True, check=False)  # noqa: S607 - any bash
    assert (ended.returncode, ended.stderr) == (0, "")


def test_a_terminal_that_lacks_the_characters_gets_escapes():
    ended = subprocess.run(
        [sys.executable, "-m", "nnstudio", "layers", "Dense"],
        env={"PYTHONIOENCODING": "ascii", "PATH": ""},
        capture_output=True,
        text=True,
        check=True,
    )
    assert "y = activation(x \\xb7 W + b)" in ended.stdout
