"""What the figures of a training are called where people read them; files keep the names of Keras."""

from __future__ import annotations

from PySide6.QtCore import QCoreApplication


def figure_name(name: str) -> str:
    """The usual figures in the user's language; any other metric by its name in Keras."""
    usual = {
        "loss": _tr("loss"),
        "val_loss": _tr("val_loss"),
        "accuracy": _tr("accuracy"),
        "val_accuracy": _tr("val_accuracy"),
        "learning_rate": _tr("learning_rate"),
    }
    return usual.get(name, name)


def _tr(text: str) -> str:
    return QCoreApplication.translate("Figures", text)
