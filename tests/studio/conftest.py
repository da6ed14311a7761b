"""What every test of the studio stands on: no screen, and nothing of one test left for the next."""

from __future__ import annotations

import os

os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")

import pytest
from PySide6.QtCore import QCoreApplication, QEvent, QSettings


@pytest.fixture(autouse=True)
def delete_what_was_left():
    """Carry out every `deleteLater`: without a running event loop Qt would keep those widgets for ever."""
    yield
    if QCoreApplication.instance() is not None:
        QCoreApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete.value)


@pytest.fixture(autouse=True)
def settings_of_their_own(tmp_path, monkeypatch):
    """Leave the user's settings alone: recent files, drafts, journals, the theme."""
    monkeypatch.setenv("XDG_CONFIG_HOME", str(tmp_path / "settings"))
    QSettings.setPath(QSettings.Format.NativeFormat, QSettings.Scope.UserScope, str(tmp_path / "settings"))
