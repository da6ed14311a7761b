"""Data as checks see it: shapes, columns and the target, without rows."""

from __future__ import annotations

from nnstudio.catalog.kernels import Shape
from nnstudio.data.preparation import DataDescription
from nnstudio.data.reference import ONLY
from nnstudio.data.target import TargetDescription

NUMBERS = TargetDescription(names=("y",), kind="values", shape=(1,))
PAIRS = TargetDescription(names=("u", "v"), kind="values", shape=(2,))
COUNTS = TargetDescription(names=("count",), kind="values", shape=(1,), class_count=4)
YES_NO = TargetDescription(names=("ill",), kind="values", shape=(1,), class_count=2)
SPECIES = TargetDescription(
    names=("species",), kind="classes", shape=(), class_names=("ape", "bear", "cat"), class_count=3
)
ONE_HOT = TargetDescription(names=("y",), kind="one_hot", shape=(3,), class_names=("0", "1", "2"), class_count=3)
PICTURES = TargetDescription(names=("y",), kind="values", shape=(4, 4, 1))
TARGETS = [NUMBERS, PAIRS, COUNTS, YES_NO, SPECIES, ONE_HOT, PICTURES]


def described(target: TargetDescription, rows: int = 80, validation: int = 20, **inputs: Shape) -> DataDescription:
    return DataDescription(
        name="rows.csv",
        rows=rows + validation,
        train_rows=rows,
        validation_rows=validation,
        test_rows=0,
        input_shapes=inputs,
        columns=dict.fromkeys(inputs, ("x",)),
        ranges=dict.fromkeys(inputs, (0.0, 1.0)),
        targets={ONLY: target},
    )
