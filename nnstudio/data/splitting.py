"""Which rows train, validate and test."""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np

from nnstudio.catalog.kernels import Array
from nnstudio.data.dataset import Dataset
from nnstudio.data.reference import Split
from nnstudio.errors import DataError
from nnstudio.sentence import Sentence, counted


@dataclass(frozen=True, eq=False)
class Rows:
    """The numbers of the rows of each part, in the order in which they are used; None for a part that is not there."""

    train: Array
    validation: Array | None
    test: Array | None


def split_dataset(dataset: Dataset, split: Split) -> Rows:
    """The parts that the data comes with, or those that the split makes of it.

    Validation rows that the data comes with stand in place of a split, as Keras' `validation_data` does.
    """
    ready = {part: np.arange(rows.start, rows.stop) for part, rows in dataset.parts.items()}
    train = ready.get("train", np.arange(len(dataset)))
    validation = ready.get("validation")
    if validation is None:
        train, validation = split_rows(train, split)
    return Rows(train, validation, ready.get("test"))


def split_rows(rows: Array, split: Split) -> tuple[Array, Array | None]:
    """Training and validation rows: the last fraction validates, after a shuffle if one is asked for.

    The first floor(n · (1 - validation_split)) rows train, as in Keras: of 10 rows a split of 0.25 leaves 7 to train.
    """
    if split.validation_split == 0:
        return rows, None
    border = math.floor(len(rows) * (1 - split.validation_split))
    if border in (0, len(rows)):
        raise DataError(_nothing_left(split.validation_split, len(rows), for_training=border == 0))
    if split.shuffle_split:
        rows = np.random.Generator(np.random.PCG64(split.split_seed)).permutation(rows)
    return rows[:border], rows[border:]


def _nothing_left(fraction: float, count: int, *, for_training: bool) -> str:
    rows = counted(count, "{count} row", "{count:,} rows")
    if for_training:
        return Sentence(
            "A validation split of {fraction:g} leaves none of {rows} for training. "
            "Choose a smaller split or use more rows.",
            fraction=fraction,
            rows=rows,
        )
    return Sentence(
        "A validation split of {fraction:g} leaves none of {rows} for validation. "
        "Choose a larger split or use more rows.",
        fraction=fraction,
        rows=rows,
    )
