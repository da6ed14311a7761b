"""Frees what only reference cycles keep alive, and does so on the GUI thread alone.

Python runs its cyclic collector on whichever thread happens to allocate. While a network trains, that is mostly the
training thread; a form or a card of the canvas that ends there is torn down beside a window that is using Qt, and the
process dies sooner or later. So automatic collection is switched off, and a timer of the GUI thread takes its place.
"""

from __future__ import annotations

import gc
from typing import Final

from PySide6.QtCore import QObject, QTimerEvent

_MILLISECONDS: Final = 100


class GarbageCollector(QObject):
    """Collects between two events whenever Python's own thresholds say that it is time."""

    def __init__(self, parent: QObject) -> None:
        super().__init__(parent)
        gc.disable()
        self.startTimer(_MILLISECONDS)

    def timerEvent(self, _event: QTimerEvent) -> None:  # noqa: N802 - Qt's name
        """Collect the oldest generation that is due."""
        due = [count > threshold > 0 for count, threshold in zip(gc.get_count(), gc.get_threshold(), strict=True)]
        if any(due):
            gc.collect(max(generation for generation, is_due in enumerate(due) if is_due))
