import _ctypes
import os
import sys

import libraries
import pytest
import steps


@pytest.fixture
def installed(monkeypatch):
    """The packages that would be installed."""
    packages = []
    monkeypatch.setattr(libraries.system_packages, "install", lambda names, _: packages.extend(names))
    return packages


def complaints(monkeypatch, *said):
    """Let Qt say these things, one a start."""
    answers = iter(said)
    monkeypatch.setattr(libraries, "complaint_of_qt", lambda *_: next(answers))


def test_a_library_that_cannot_be_loaded_is_missing():
    assert libraries.missing(sys.executable, [_ctypes.__file__, "libnowhere.so.1"]) == ["libnowhere.so.1"]


def test_qt_starts_offscreen_in_this_very_environment():
    assert libraries.complaint_of_qt(sys.executable, os.environ | {"QT_QPA_PLATFORM": "offscreen"}) is None


def test_a_qt_that_aborts_is_a_complaint_and_no_crash():
    complaint = libraries.complaint_of_qt(sys.executable, os.environ | {"QT_QPA_PLATFORM": "nowhere"})
    assert 'Could not find the Qt platform plugin "nowhere"' in complaint


def test_each_missing_library_is_installed_by_its_package(installed):
    libraries.install(["libGL.so.1", "libglib-2.0.so.0", "libxcb-cursor.so.0"])
    assert installed == ["libgl1", "libglib2.0-0", "libxcb-cursor0"]


def test_a_qt_that_starts_needs_nothing(monkeypatch, installed):
    complaints(monkeypatch, None)
    assert libraries.make_qt_start("python", libraries.FOR_QT, {}) is None
    assert installed == []


def test_a_qt_that_lacks_libraries_starts_once_they_are_there(monkeypatch, installed):
    complaints(monkeypatch, "libEGL.so.1: cannot open shared object file", None)
    monkeypatch.setattr(libraries, "missing", lambda *_: ["libEGL.so.1", "libdbus-1.so.3"])
    assert libraries.make_qt_start("python", libraries.FOR_QT, {}) is None
    assert installed == ["libdbus-1-3", "libegl1"]


def test_a_qt_that_lacks_none_of_them_complains_of_something_else(monkeypatch, installed):
    complaints(monkeypatch, "could not connect to display :9")
    monkeypatch.setattr(libraries, "missing", lambda *_: [])
    assert libraries.make_qt_start("python", libraries.FOR_QT, {}) == "could not connect to display :9"
    assert installed == []


def test_missing_libraries_without_the_right_to_install_stop_with_the_line(monkeypatch, tmp_path):
    complaints(monkeypatch, "libGL.so.1: cannot open shared object file")
    monkeypatch.setattr(libraries, "missing", lambda *_: ["libGL.so.1", "libEGL.so.1"])
    monkeypatch.setattr(libraries.system_packages, "APT", tmp_path)
    monkeypatch.setattr(libraries.system_packages, "_is_root", lambda: False)
    with pytest.raises(steps.SetupError) as stopped:
        libraries.make_qt_start("python", libraries.FOR_QT, {})
    assert str(stopped.value) == (
        "Qt, which draws the window, needs libGL.so.1, libEGL.so.1. Run this line, then this script again:\n"
        "    sudo apt-get update && sudo apt-get install -y --no-install-recommends libegl1 libgl1"
    )


def test_a_library_not_known_here_is_named():
    said = "ImportError: libnew.so.3: cannot open shared object file: No such file or directory"
    assert libraries.need(said) == (
        "Qt, which draws the window, needs libnew.so.3. Install the package that holds it, and run this again."
    )


def test_any_other_complaint_is_told_in_its_own_words():
    assert libraries.need("Illegal instruction").endswith("cannot start. It says:\nIllegal instruction")
