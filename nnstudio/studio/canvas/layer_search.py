"""The search at the cursor: a layer by a few letters, with what would come out of it there."""

from __future__ import annotations

from collections.abc import Callable
from typing import Final, TypeAlias

from PySide6.QtCore import QPoint, QTimer, Signal
from PySide6.QtGui import QColor
from PySide6.QtWidgets import QListWidgetItem, QWidget

from nnstudio.catalog.fields import fields_of
from nnstudio.catalog.layers.base import Layer, shape_text
from nnstudio.catalog.registry import types_of
from nnstudio.studio.search.layer_matches import matching_layers
from nnstudio.studio.search.layer_outcome import Outcome
from nnstudio.studio.search.search_popup import BESIDE, SearchPopup
from nnstudio.studio.theme import ThemeSource, icon

Judge: TypeAlias = Callable[[str], Outcome]
"""What would come out of a layer of a type at the place that the search is about."""

_WIDTH: Final = 320
_AHEAD_MILLISECONDS: Final = 30


class LayerSearch(SearchPopup):
    """Finds layers: first those that can come there, then the others in gray."""

    chosen = Signal(str)
    """The type name of the layer to add."""

    def __init__(self, theme_source: ThemeSource, parent: QWidget) -> None:
        self._theme_source = theme_source
        self._judge: Judge | None = None
        self._outcomes: dict[str, Outcome] = {}
        self._only_fitting = False
        super().__init__("canvas.search", _WIDTH, parent)
        self.set_prompt(self.tr("Add a layer"))
        self._unread = iter(types_of(Layer).values())
        self._ahead = QTimer(self, interval=_AHEAD_MILLISECONDS)
        self._ahead.timeout.connect(self._read_ahead)
        self._ahead.start()

    def open(self, at: QPoint, judge: Judge | None, *, only_fitting: bool = False) -> None:
        """Ask for a layer at a point of the view; `judge` tells what would come out of each, if that can be known.

        With `only_fitting`, others are found only by the beginning of their name, or where nothing that fits is found.
        """
        self._judge = judge
        self._outcomes = {}
        self._only_fitting = only_fitting
        self.open_at(at)

    def found(self, query: str, most: int) -> list[QListWidgetItem]:
        """What fits comes first, but never before a name that begins with what was typed."""
        names = matching_layers(query)
        outcomes = {name: found for name in names if (found := self._outcome(name)) is not None}
        if outcomes:
            typed = query.strip().lower()
            names.sort(key=lambda name: (not name.lower().startswith(typed), outcomes[name].shape is None))
            meant = [
                name for name in names if outcomes[name].shape is not None or (typed and name.lower().startswith(typed))
            ]
            names = meant if self._only_fitting and meant else names
        return [self._row(name, outcomes.get(name)) for name in names[:most]]

    def take(self, item: QListWidgetItem) -> None:
        """Tell which layer is wanted."""
        self.chosen.emit(item.text())

    def _outcome(self, name: str) -> Outcome | None:
        """What would come out of a layer, worked out once for each place that the search was opened at."""
        if name not in self._outcomes and self._judge is not None:
            self._outcomes[name] = self._judge(name)
        return self._outcomes.get(name)

    def _read_ahead(self) -> None:
        """Read one declaration after the other while nobody waits for it: the first search needs all of them."""
        layer = next(self._unread, None)
        if layer is None:
            self._ahead.stop()
        else:
            fields_of(layer)

    def _beside(self, found: Outcome) -> str:
        if found.shape is None:
            return self.tr("does not fit")
        return self.tr("fits") if found.is_guess else f"→ {shape_text(found.shape)}"

    def _row(self, name: str, found: Outcome | None) -> QListWidgetItem:
        theme = self._theme_source.theme
        category = types_of(Layer)[name].category
        fits = found is None or found.shape is not None
        row = QListWidgetItem(icon(category.lower(), theme.category(category) if fits else theme.disabled), name)
        row.setForeground(QColor(theme.text if fits else theme.third))
        if found is not None:
            row.setData(BESIDE, self._beside(found))
            row.setToolTip("" if fits else self.tr("{layer} {reason}.").format(layer=name, reason=found.reason))
        return row
