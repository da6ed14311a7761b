"""Files that are dragged onto a window: each kind has its place there."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from PySide6.QtCore import QMimeData, QObject, Signal

from nnstudio.data.sources import readers
from nnstudio.project.project import SUFFIX

_DOCUMENTS = (SUFFIX, ".json")
_WEIGHTS = (".safetensors",)


class FileDrops(QObject):
    """Sorts out what was dropped: documents, data, weights, and what is none of them."""

    documents_dropped = Signal(list)
    """The paths of documents and projects."""
    data_dropped = Signal(object)
    """The path of a file to train on."""
    weights_dropped = Signal(object)
    """The path of weights to begin with."""
    refused = Signal(str)
    """A sentence about what cannot be taken."""

    def take(self, content: QMimeData) -> None:
        """Hand on everything that was dropped."""
        paths = local_files(content)
        documents, data, weights = (_of_kind(paths, kind) for kind in (_DOCUMENTS, tuple(readers()), _WEIGHTS))
        if documents:
            self.documents_dropped.emit(documents)
        for found, signal in ((data, self.data_dropped), (weights, self.weights_dropped)):
            if found:
                signal.emit(found[0])
            if len(found) > 1:
                text = self.tr("{0} is used. A document takes one such file at a time; {1} was left aside.")
                self.refused.emit(text.format(found[0].name, _names(found[1:])))
        others = [path for path in paths if path not in (*documents, *data, *weights)]
        if others:
            text = self.tr("{0} cannot be opened. NN Studio takes documents ({1}), data ({2}) and weights ({3}).")
            endings = [" ".join(kind) for kind in (_DOCUMENTS, readers(), _WEIGHTS)]
            self.refused.emit(text.format(_names(others), *endings))


def local_files(content: QMimeData) -> list[Path]:
    """The files and folders on this computer that are being dragged."""
    return [Path(url.toLocalFile()) for url in content.urls() if url.isLocalFile()]


def _of_kind(paths: Sequence[Path], endings: Sequence[str]) -> list[Path]:
    return [path for path in paths if path.name.lower().endswith(tuple(endings)) and not path.is_dir()]


def _names(paths: Sequence[Path]) -> str:
    return ", ".join(path.name for path in paths)
