import re

import launch
import libraries
import pytest
from steps import SetupError

ROOT = launch.ROOT


class HandedOver(Exception):  # noqa: N818  # stands for a process that has become another program
    pass


@pytest.fixture
def handed_over(monkeypatch):
    """The commands to which the set-up would hand over, each with its platform, on a machine that is all set up."""
    commands = []

    def hand_over(command, environ):
        commands.append((command[1:], environ.get("QT_QPA_PLATFORM")))
        raise HandedOver

    monkeypatch.setattr(launch, "hand_over", hand_over)
    monkeypatch.setattr(launch.Environment, "prepare", lambda *_: None)
    monkeypatch.setattr(launch.libraries, "complaint_of_qt", lambda *_: None)
    monkeypatch.delenv("QT_QPA_PLATFORM", raising=False)
    monkeypatch.chdir(ROOT)
    return commands


def test_a_display_is_promised_by_the_variables_of_x11_or_wayland():
    assert launch.names_display({"DISPLAY": ":0"}, "linux")
    assert launch.names_display({"WAYLAND_DISPLAY": "wayland-0"}, "linux")
    assert not launch.names_display({"DISPLAY": ""}, "linux")


@pytest.mark.parametrize("platform", ["darwin", "win32"])
def test_windows_and_macos_have_a_display_and_need_no_system_libraries(platform):
    assert launch.names_display({}, platform)
    assert launch.libraries_for({}, platform) == {}


def test_the_libraries_of_x11_are_needed_only_with_its_display():
    assert launch.libraries_for({"WAYLAND_DISPLAY": "wayland-0"}, "linux") == libraries.FOR_QT
    assert launch.libraries_for({"DISPLAY": ":0"}, "linux") == libraries.FOR_QT | libraries.FOR_X11


def test_run_opens_the_studio_where_there_is_a_display(handed_over, monkeypatch):
    monkeypatch.setenv("DISPLAY", ":0")
    with pytest.raises(HandedOver):
        launch.main(["run"])
    assert handed_over == [(["-m", "nnstudio"], None)]


def test_run_trains_the_first_example_unseen_where_there_is_none(handed_over, monkeypatch, capsys):
    monkeypatch.delenv("DISPLAY", raising=False)
    monkeypatch.delenv("WAYLAND_DISPLAY", raising=False)
    monkeypatch.setattr(launch.sys, "platform", "linux")
    with pytest.raises(HandedOver):
        launch.main(["run"])
    assert handed_over == [(["-m", "nnstudio.studio.demo", "nnstudio-demo"], "offscreen")]
    assert "There is no display to open a window on" in capsys.readouterr().out


def test_run_trains_the_first_example_unseen_where_the_display_is_dead(handed_over, monkeypatch, capsys):
    monkeypatch.setenv("DISPLAY", ":9")
    monkeypatch.setattr(
        launch.libraries,
        "complaint_of_qt",
        lambda _, environ: None if "QT_QPA_PLATFORM" in environ else "could not connect to display :9\nReinstall.",
    )
    monkeypatch.setattr(launch.libraries, "missing", lambda *_: [])
    with pytest.raises(HandedOver):
        launch.main(["run"])
    assert handed_over == [(["-m", "nnstudio.studio.demo", "nnstudio-demo"], "offscreen")]
    assert "The display cannot be used (could not connect to display :9)." in capsys.readouterr().out


def test_test_runs_the_whole_suite_on_two_processes(handed_over):
    with pytest.raises(HandedOver):
        launch.main(["test"])
    assert handed_over == [(["-m", "pytest", "-n", "2"], "offscreen")]


def test_test_hands_the_arguments_of_pytest_on(handed_over):
    with pytest.raises(HandedOver):
        launch.main(["test", "-k", "packaging", "-x"])
    assert handed_over == [(["-m", "pytest", "-n", "2", "-k", "packaging", "-x"], "offscreen")]


@pytest.mark.parametrize(
    ("arguments", "sentence"),
    [
        ([], "Say what to do."),
        (["dance"], '"dance" is not a command; there are run and test.'),
        (["run", "my.json"], '"run" takes nothing after it, not "my.json"; open documents from the File menu.'),
    ],
)
def test_a_wrong_call_is_told_with_the_right_ones(arguments, sentence, capsys):
    assert launch.main(arguments) == 2
    told = capsys.readouterr().err
    assert told.startswith(f"nnstudio: {sentence}\n")
    assert "python3 packaging/bootstrap.py run" in told


def test_help_is_no_wrong_call(capsys):
    assert launch.main(["--help"]) == 0
    assert "python3 packaging/bootstrap.py test" in capsys.readouterr().out


@pytest.mark.parametrize(
    ("error", "status", "sentence"),
    [
        (SetupError("pip could not install."), 1, "nnstudio: pip could not install.\n"),
        (PermissionError(13, "Permission denied", "/x/.venv"), 1, "The set-up stopped at /x/.venv: Permission denied."),
        (KeyboardInterrupt(), 130, "Stopped. The next run mends what is unfinished."),
    ],
)
def test_a_set_up_that_fails_ends_in_a_sentence(error, status, sentence, monkeypatch, capsys):
    def prepare(*_):
        raise error

    monkeypatch.setattr(launch.Environment, "prepare", prepare)
    assert launch.main(["test"]) == status
    assert sentence in capsys.readouterr().err


def test_the_readme_names_only_commands_that_exist():
    named = re.findall(r"packaging/bootstrap\.py (\w+)", (ROOT / "README.md").read_text("utf-8"))
    assert {"run", "test"} <= set(named) <= set(launch.COMMANDS)


def test_ci_runs_the_test_command_of_the_readme():
    command = "python3 packaging/bootstrap.py test"
    assert command in (ROOT / "README.md").read_text("utf-8")
    assert command in (ROOT / ".ci" / "run").read_text("utf-8")
