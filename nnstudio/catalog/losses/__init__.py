"""What a training makes small."""

from nnstudio.catalog.losses.base import Loss, TargetForm
from nnstudio.catalog.losses.binary import BinaryCrossentropy, BinaryFocalCrossentropy
from nnstudio.catalog.losses.categorical import CategoricalCrossentropy, CategoricalFocalCrossentropy
from nnstudio.catalog.losses.hinge import CategoricalHinge, Hinge, SquaredHinge
from nnstudio.catalog.losses.overlap import Dice, Tversky
from nnstudio.catalog.losses.regression import (
    Huber,
    LogCosh,
    MeanAbsoluteError,
    MeanAbsolutePercentageError,
    MeanSquaredError,
    MeanSquaredLogarithmicError,
    Poisson,
)
from nnstudio.catalog.losses.sparse import CategoricalGeneralizedCrossEntropy, SparseCategoricalCrossentropy
from nnstudio.catalog.losses.vectors import CosineSimilarity, KLDivergence

__all__ = [
    "BinaryCrossentropy",
    "BinaryFocalCrossentropy",
    "CategoricalCrossentropy",
    "CategoricalFocalCrossentropy",
    "CategoricalGeneralizedCrossEntropy",
    "CategoricalHinge",
    "CosineSimilarity",
    "Dice",
    "Hinge",
    "Huber",
    "KLDivergence",
    "LogCosh",
    "Loss",
    "MeanAbsoluteError",
    "MeanAbsolutePercentageError",
    "MeanSquaredError",
    "MeanSquaredLogarithmicError",
    "Poisson",
    "SparseCategoricalCrossentropy",
    "SquaredHinge",
    "TargetForm",
    "Tversky",
]
