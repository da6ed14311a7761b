"""Questions that would hold a test up until somebody answers them: shown and looked at, but never waited for."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtWidgets import QFileDialog, QInputDialog, QMessageBox, QWidget

Button = QMessageBox.StandardButton


class Asked:
    """Hands every message box to `look`, and keeps the words of those dialogs that the system may make itself."""

    def __init__(self, monkeypatch, look: Callable[[str, QWidget], None]) -> None:
        self._look = look
        self.captions: list[str] = []
        for kind, buttons, answer in (
            ("about", Button.Ok, None),
            ("warning", Button.Ok, Button.Ok),
            ("question", Button.Yes | Button.No, Button.No),
        ):
            monkeypatch.setattr(QMessageBox, kind, self._box(buttons, answer))
        monkeypatch.setattr(QMessageBox, "exec", lambda box: self._show(box))  # noqa: PLW0108 - a method of the box
        for kind in ("getOpenFileName", "getSaveFileName"):
            monkeypatch.setattr(QFileDialog, kind, self._file)
        monkeypatch.setattr(QInputDialog, "getText", self._text)

    def _box(self, buttons: Button, answer: Button | None) -> Callable[..., Button | None]:
        def ask(parent: QWidget, title: str, text: str, *_: object) -> Button | None:
            self._show(QMessageBox(QMessageBox.Icon.Information, title, text, buttons, parent))
            return answer

        return ask

    def _show(self, box: QMessageBox) -> None:
        box.show()
        self._look(f"box {box.windowTitle()}", box)
        box.close()
        box.deleteLater()

    def _file(self, _: QWidget, title: str, _path: str = "", filters: str = "", *_rest: object) -> tuple[str, str]:
        self.captions += [title, *(kind.partition("(")[0] for kind in filters.split(";;"))]
        return "", ""

    def _text(self, _: QWidget, title: str, label: str, *_rest: object) -> tuple[str, bool]:
        self.captions += [title, label]
        return "", False
