"""The search at the cursor: a layer by a few letters, with what would come out of it there."""

from __future__ import annotations

from typing import Final

from PySide6.QtCore import QPoint, QTimer, Signal
from PySide6.QtGui import QColor
from PySide6.QtWidgets import QListWidgetItem, QWidget

from nnstudio.catalog.fields import fields_of
from nnstudio.catalog.kernels import Shape
from nnstudio.catalog.layers.base import Layer, shape_text
from nnstudio.catalog.registry import types_of
from nnstudio.studio.edited_network import EditedNetwork
from nnstudio.studio.layer_matches import matching_layers
from nnstudio.studio.layer_outcome import Outcome, outcome
from nnstudio.studio.search_popup import BESIDE, SearchPopup
from nnstudio.studio.theme import ThemeSource, icon

_WIDTH: Final = 320
_AHEAD_MILLISECONDS: Final = 30


class LayerSearch(SearchPopup):
    """Finds layers: first those that can follow, then the others in gray."""

    chosen = Signal(str)
    """The type name of the layer to add."""

    def __init__(self, session: EditedNetwork, theme_source: ThemeSource, parent: QWidget) -> None:
        self._session = session
        self._theme_source = theme_source
        self._given: Shape | None = None
        self._only_fitting = False
        super().__init__("canvas.search", _WIDTH, parent)
        self.set_prompt(self.tr("Add a layer"))
        self._unread = iter(types_of(Layer).values())
        self._ahead = QTimer(self, interval=_AHEAD_MILLISECONDS)
        self._ahead.timeout.connect(self._read_ahead)
        self._ahead.start()

    def open(self, at: QPoint, given: Shape | None, *, only_fitting: bool = False) -> None:
        """Ask for a layer at a point of the view; `given` is the shape that would come in, if that is known.

        With `only_fitting`, others are found only by the beginning of their name, or where nothing that fits is found.
        """
        self._given = given
        self._only_fitting = only_fitting
        self.open_at(at)

    def found(self, query: str, most: int) -> list[QListWidgetItem]:
        """What fits comes first, but never before a name that begins with what was typed."""
        names = matching_layers(query)
        outcomes: dict[str, Outcome] = {}
        if self._given is not None:
            outcomes = {name: outcome(name, self._session, self._given) for name in names}
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

    def _read_ahead(self) -> None:
        """Read one declaration after the other while nobody waits for it: the first search needs all of them."""
        layer = next(self._unread, None)
        if layer is None:
            self._ahead.stop()
        else:
            fields_of(layer)

    def _row(self, name: str, found: Outcome | None) -> QListWidgetItem:
        theme = self._theme_source.theme
        category = types_of(Layer)[name].category
        fits = found is None or found.shape is not None
        row = QListWidgetItem(icon(category.lower(), theme.category(category) if fits else theme.disabled), name)
        row.setForeground(QColor(theme.text if fits else theme.third))
        if found is not None:
            row.setData(BESIDE, self.tr("does not fit") if found.shape is None else f"→ {shape_text(found.shape)}")
            row.setToolTip("" if fits else self.tr("{layer} {reason}.").format(layer=name, reason=found.reason))
        return row
