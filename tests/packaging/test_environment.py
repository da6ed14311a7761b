import environment
import pytest
import steps
from environment import Environment, ways_to_make

PIP = "pip 23.0.1 from /usr/lib/python3/dist-packages/pip (python 3.11)"
VENV = ["/usr/bin/python3", "-m", "venv", "--clear", "/checkout/.venv"]


class Machine:
    """A machine that answers and carries out commands in thought, and remembers what it carried out."""

    def __init__(self, checkout):
        self.of_checkout = Environment(checkout, "/usr/bin/python3")
        self.carried_out = []
        self.has_ensurepip = True
        self.pip_status = 0
        self.interrupted = False
        self.version = None  # of the environment's Python, once it is made

    def ask(self, command):
        if command[0] == self.of_checkout.python:
            return self.version
        if "ensurepip" in command[-1]:
            return "" if self.has_ensurepip else None
        return "11" if command[1] == "-c" else None

    def call(self, command, **_):
        if "venv" in command:
            self.carried_out.append("venv")
            self.of_checkout.folder.mkdir(exist_ok=True)
            self.of_checkout.state.unlink(missing_ok=True)  # as --clear does
            self.version = "3.11.2"
            return 0
        self.carried_out.append(command[-1])
        if self.interrupted:
            raise KeyboardInterrupt
        return self.pip_status

    def install(self, packages, _):
        self.carried_out.append(*packages)
        self.has_ensurepip = True


@pytest.fixture
def machine(tmp_path, monkeypatch):
    (tmp_path / "pyproject.toml").write_text("[project]\n")
    thought = Machine(tmp_path)
    monkeypatch.setattr(environment, "ask", thought.ask)
    monkeypatch.setattr(environment.subprocess, "call", thought.call)
    monkeypatch.setattr(environment.system_packages, "install", thought.install)
    return thought


def prepare(machine, *extras):
    """Prepare the environment, and tell what that carried out."""
    machine.carried_out.clear()
    machine.of_checkout.prepare(extras)
    return list(machine.carried_out)


def checkout(os_name="posix"):
    return Environment(environment.Path("/checkout"), "/usr/bin/python3", os_name)


def test_a_python_with_ensurepip_makes_the_environment_by_itself():
    assert ways_to_make(checkout(), has_ensurepip=True, pip=None) == [[VENV]]


def test_a_python_without_ensurepip_lets_its_own_pip_put_pip_there():
    add_pip = ["/usr/bin/python3", "-m", "pip", "--python", "/checkout/.venv/bin/python", "install", "pip"]
    assert ways_to_make(checkout(), has_ensurepip=False, pip=PIP) == [[[*VENV, "--without-pip"], add_pip]]


@pytest.mark.parametrize("pip", [None, "pip 22.2.9 from /usr/lib (python 3.11)", "something else"])
def test_a_python_without_ensurepip_and_without_a_recent_pip_has_no_way(pip):
    assert ways_to_make(checkout(), has_ensurepip=False, pip=pip) == []


def test_on_windows_the_python_lies_in_scripts():
    assert checkout("nt").python.endswith("Scripts/python.exe")


def test_the_first_time_makes_and_installs_and_the_second_does_nothing(machine):
    assert prepare(machine) == ["venv", "."]
    assert prepare(machine) == []


def test_an_extra_is_added_once_and_kept(machine):
    prepare(machine)
    assert prepare(machine, "test") == [".[test]"]
    assert prepare(machine) == []
    (machine.of_checkout.root / "pyproject.toml").write_text("[project]\nname = 'changed'\n")
    assert prepare(machine) == [".[test]"]


def test_a_changed_pyproject_is_installed_again_into_the_same_environment(machine):
    prepare(machine)
    (machine.of_checkout.root / "pyproject.toml").write_text("[project]\nname = 'changed'\n")
    assert prepare(machine) == ["."]


def test_an_environment_made_by_hand_is_kept(machine):
    machine.of_checkout.folder.mkdir()
    machine.version = "3.13.0"
    assert prepare(machine) == ["."]


def test_an_environment_whose_python_is_gone_is_made_anew(machine):
    prepare(machine)
    machine.version = None
    assert prepare(machine) == ["venv", "."]


def test_an_interrupted_installation_is_made_anew(machine):
    machine.interrupted = True
    with pytest.raises(KeyboardInterrupt):
        prepare(machine)
    machine.interrupted = False
    assert prepare(machine) == ["venv", "."]
    assert prepare(machine) == []


def test_a_failing_pip_is_told_and_tried_again_in_the_same_environment(machine):
    machine.pip_status = 1
    with pytest.raises(steps.SetupError, match="pip could not install what NN Studio needs"):
        prepare(machine)
    machine.pip_status = 0
    assert prepare(machine) == ["."]


def test_debian_without_ensurepip_and_pip_gets_them_from_apt(machine):
    machine.has_ensurepip = False
    assert prepare(machine) == ["python3.11-venv", "venv", "."]


def test_an_environment_that_cannot_be_made_is_told(machine, monkeypatch):
    monkeypatch.setattr(environment.subprocess, "call", lambda *_, **__: 1)
    with pytest.raises(steps.SetupError, match=r"/usr/bin/python3 cannot make the virtual environment .*\.venv"):
        prepare(machine)


def test_pip_is_never_sent_to_the_home_of_the_user(monkeypatch):
    monkeypatch.setenv("PIP_USER", "1")
    assert environment.pip_environ()["PIP_USER"] == "0"
