"""The row under the curves: logarithmic scale, smoothing, the whole picture, saving."""

from __future__ import annotations

from pathlib import Path
from typing import Final

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QFileDialog, QHBoxLayout, QLabel, QMessageBox, QPushButton, QSlider, QWidget

from nnstudio.errors import NNStudioError
from nnstudio.studio.forms.icon_button import IconButton
from nnstudio.studio.language import told
from nnstudio.studio.plots.curves import CurvesPlot
from nnstudio.studio.theme import Role, set_role
from nnstudio.studio.theme.spacing import SMALL, TIGHT

_HUNDREDTHS: Final = 100
_SLIDER_WIDTH: Final = 64
_NUMBER_WIDTH: Final = 32


class CurveControls(QWidget):
    """Sets how a `CurvesPlot` shows its curves."""

    def __init__(self, plot: CurvesPlot, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._plot = plot
        self.log = QPushButton(self.tr("Log scale"))
        self.smoothing = QSlider(Qt.Orientation.Horizontal)
        self._smoothing_value = QLabel("0")
        self.fit = IconButton("fit", self.tr("Show all curves from beginning to end, and follow them"))
        self.save = IconButton(
            "picture", self.tr("Save as a picture (PNG), a drawing (SVG) or a table of numbers (CSV)")
        )
        self._arrange()

    def save_to(self, path: Path) -> None:
        """Saves as the ending of the file's name asks: `.svg` a drawing, `.csv` the numbers, else a picture."""
        match path.suffix.lower():
            case ".svg":
                self._plot.save_svg(path)
            case ".csv":
                self._plot.save_csv(path)
            case ".png":
                self._plot.save_png(path)
            case _:
                self._plot.save_png(path.with_name(path.name + ".png"))

    def _arrange(self) -> None:
        label = QLabel(self.tr("Smoothing"))
        label.setBuddy(self.smoothing)
        set_role(label, Role.SECOND)
        set_role(self._smoothing_value, Role.MONO)
        self._smoothing_value.setFixedWidth(_NUMBER_WIDTH)
        self.smoothing.setRange(0, _HUNDREDTHS - 1)
        self.smoothing.setFixedWidth(_SLIDER_WIDTH)
        self.smoothing.setAccessibleName(self.tr("Smoothing"))
        self.log.setCheckable(True)
        self.log.setToolTip(self.tr("Show the values on a logarithmic scale"))
        self.smoothing.setToolTip(self.tr("Average over past epochs; what was measured stays visible, faintly"))
        self.fit.setAccessibleName(self.tr("Show all"))
        self.save.setAccessibleName(self.tr("Save picture…"))
        layout = QHBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(TIGHT)
        set_role(self.log, Role.QUIET)
        layout.addWidget(self.log)
        layout.addSpacing(SMALL)
        for widget in (label, self.smoothing, self._smoothing_value, self.fit, self.save):
            layout.addWidget(widget)
        layout.addStretch(1)
        self.log.toggled.connect(self._plot.set_log)
        self.smoothing.valueChanged.connect(self._smooth)
        self.fit.clicked.connect(self._plot.fit)
        self.save.clicked.connect(self._ask_where_to_save)

    def _smooth(self, hundredths: int) -> None:
        self._smoothing_value.setText(f"{hundredths / _HUNDREDTHS:.2f}" if hundredths else "0")
        self._plot.set_smoothing(hundredths / _HUNDREDTHS)

    def _ask_where_to_save(self) -> None:
        kinds = ";;".join([self.tr("Picture (*.png)"), self.tr("Drawing (*.svg)"), self.tr("Numbers (*.csv)")])
        chosen, _ = QFileDialog.getSaveFileName(self, self.tr("Save the curves"), "curves.png", kinds)
        if not chosen:
            return
        try:
            self.save_to(Path(chosen))
        except NNStudioError as error:
            QMessageBox.warning(self, self.tr("Save the curves"), told(error.sentence))
