"""Data in one line: 1,797 pictures, 10 classes, 20% for validation."""

from __future__ import annotations

from PySide6.QtCore import QCoreApplication

from nnstudio.catalog.kernels import Array
from nnstudio.data.dataset import Dataset
from nnstudio.data.preparation import DataDescription
from nnstudio.sentence import Sentence, listed
from nnstudio.studio.language import told

_CHANNELS = (1, 3, 4)


def summary(dataset: Dataset, description: DataDescription) -> str:
    """What there is to learn from, and how much of it is kept for checking."""
    parts = [rows_text(dataset), _target_text(description), *_kept_text(dataset, description)]
    return told(listed([Sentence.of(part) for part in parts if part], "{first}, {last}"))


def rows_text(dataset: Dataset) -> str:
    """How many samples there are, and of what."""
    pictures = any(is_pictures(values) for values in dataset.columns.values())
    one, many = (_tr("1 picture"), _tr("{count} pictures")) if pictures else (_tr("1 row"), _tr("{count} rows"))
    return one if len(dataset) == 1 else many.format(count=f"{len(dataset):,}")


def is_pictures(values: Array) -> bool:
    """Whether every entry of a column is a picture: height × width, perhaps with channels."""
    rank = values.ndim - 1
    if rank == 3 and values.shape[-1] not in _CHANNELS:
        return False
    return rank in (2, 3) and min(values.shape[1:3]) > 1


def _target_text(description: DataDescription) -> str:
    target = description.target
    if target.kind != "values":
        return _tr("1 class") if target.class_count == 1 else _tr("{count} classes").format(count=target.class_count)
    return _tr("{names} to predict").format(names=", ".join(target.names))


def _kept_text(dataset: Dataset, description: DataDescription) -> list[str]:
    kept = []
    if description.validation_rows:
        share = round(100 * description.validation_rows / (description.train_rows + description.validation_rows))
        ready = "validation" in dataset.parts
        count = f"{description.validation_rows:,}" if ready else _tr("{percent}%").format(percent=share)
        kept.append(_tr("{count} for validation").format(count=count))
    if description.test_rows:
        kept.append(_tr("{count} for testing").format(count=f"{description.test_rows:,}"))
    return kept


def _tr(text: str) -> str:
    return QCoreApplication.translate("DataView", text)
