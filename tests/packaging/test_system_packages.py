import pytest
import steps
import system_packages


@pytest.fixture
def commands(monkeypatch, tmp_path):
    """What would be started on a Debian where the user is root; the last installs, with status 0."""
    started = []

    def call(command, **_):
        started.append(command[1:])
        return 0

    monkeypatch.setattr(system_packages.subprocess, "call", call)
    monkeypatch.setattr(system_packages, "APT", tmp_path / "apt-get")
    monkeypatch.setattr(system_packages, "_is_root", lambda: True)
    system_packages.APT.touch()
    return started


def test_root_updates_the_lists_and_installs(commands):
    system_packages.install(["libgl1", "libegl1"], "Qt needs two libraries.")
    assert commands == [
        ["update", "-q"],
        ["install", "-q", "-y", "--no-install-recommends", "libgl1", "libegl1"],
    ]


def test_another_user_is_told_the_exact_line(commands, monkeypatch):
    monkeypatch.setattr(system_packages, "_is_root", lambda: False)
    with pytest.raises(steps.SetupError) as stopped:
        system_packages.install(["libgl1", "libegl1"], "Qt needs two libraries.")
    assert str(stopped.value) == (
        "Qt needs two libraries. Run this line, then this script again:\n"
        "    sudo apt-get update && sudo apt-get install -y --no-install-recommends libgl1 libegl1"
    )
    assert commands == []


def test_a_system_without_apt_is_told_the_names(commands):
    system_packages.APT.unlink()
    with pytest.raises(steps.SetupError, match="Install what Debian calls libgl1 with the package manager"):
        system_packages.install(["libgl1"], "Qt needs a library.")
    assert commands == []


def test_a_failing_apt_is_told(commands, monkeypatch):
    monkeypatch.setattr(system_packages.subprocess, "call", lambda *_, **__: 100)
    with pytest.raises(steps.SetupError, match="apt-get could not install libgl1; its own words are above"):
        system_packages.install(["libgl1"], "Qt needs a library.")
    assert commands == []


def test_a_failing_update_does_not_keep_the_installation_from_working(commands, monkeypatch):
    monkeypatch.setattr(system_packages.subprocess, "call", lambda command, **_: 100 if command[1] == "update" else 0)
    system_packages.install(["libgl1"], "Qt needs a library.")
    assert commands == []
