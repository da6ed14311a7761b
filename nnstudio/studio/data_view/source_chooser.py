"""Where the data comes from: a sample or a file."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QFileDialog, QHBoxLayout, QWidget

from nnstudio.data.sources import SAMPLE_PREFIX, readers, samples
from nnstudio.studio.forms.chooser import Chooser
from nnstudio.studio.forms.icon_button import IconButton
from nnstudio.studio.forms.wording import words
from nnstudio.studio.theme import spacing


class SourceChooser(QWidget):
    """A list of the samples, with the opened file first, and a button to open another one."""

    sample_chosen = Signal(str)
    """A sample was chosen, by the name that documents use."""
    file_chosen = Signal(object)
    """A file was chosen: its `Path`."""
    reload_requested = Signal()
    """The file is to be read again."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._sources: list[str] = []
        self._chooser = Chooser()
        self._chooser.setObjectName("data.source")
        self._chooser.setAccessibleName(self.tr("Source"))
        self._chooser.setPlaceholderText(self.tr("Choose…"))
        self._chooser.currentIndexChanged.connect(self._choose)
        self._open = IconButton("open", self.tr("Open a file…"))
        self._open.setObjectName("data.open")
        self._open.clicked.connect(self._ask)
        self._reload = IconButton("reset", self.tr("Read the file again"))
        self._reload.setObjectName("data.reload")
        self._reload.clicked.connect(self.reload_requested)
        line = QHBoxLayout(self)
        line.setContentsMargins(0, 0, 0, 0)
        line.setSpacing(spacing.TIGHT)
        line.addWidget(self._chooser, 1)
        line.addWidget(self._open)
        line.addWidget(self._reload)
        self.setFocusProxy(self._chooser)
        self.show_source("")

    def show_source(self, source: str) -> None:
        """Show where the data comes from; an empty text stands for nowhere."""
        is_file = bool(source) and not source.startswith(SAMPLE_PREFIX)
        self._reload.setVisible(is_file)
        wanted = [source] * is_file + [SAMPLE_PREFIX + name for name in samples()]
        if wanted != self._sources:
            self._fill(wanted)
        self._chooser.show_index(self._sources.index(source) if source in self._sources else -1)

    def _fill(self, sources: list[str]) -> None:
        blocked = self._chooser.blockSignals(True)
        self._sources = sources
        self._chooser.clear()
        for index, source in enumerate(sources):
            sample = samples().get(source.removeprefix(SAMPLE_PREFIX))
            self._chooser.addItem(sample.short_name if sample else Path(source).name)
            tip = words(sample.title()) if sample else source
            self._chooser.setItemData(index, tip, Qt.ItemDataRole.ToolTipRole)
        self._chooser.blockSignals(blocked)

    def _choose(self, index: int) -> None:
        if index >= 0 and self._sources[index].startswith(SAMPLE_PREFIX):
            self.sample_chosen.emit(self._sources[index])

    def _ask(self) -> None:
        endings = " ".join(f"*{suffix}" for suffix in readers())
        chosen, _ = QFileDialog.getOpenFileName(self, self.tr("Open data"), "", f"{self.tr('Data')} ({endings})")
        if chosen:
            self.file_chosen.emit(Path(chosen))
