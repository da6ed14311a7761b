"""How well numbers are predicted, in the unit in which they were given."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from nnstudio.catalog.kernels import Array
from nnstudio.data.fitted import FittedPreprocessing
from nnstudio.data.target import TargetDescription
from nnstudio.insight.originals import original_targets


@dataclass(frozen=True, eq=False)
class RegressionReport:
    """One predicted quantity: true and predicted values, and how far they lie apart."""

    name: str
    true: Array
    predicted: Array

    @property
    def residuals(self) -> Array:
        """Predicted minus true."""
        difference: Array = self.predicted - self.true
        return difference

    @property
    def mae(self) -> float:
        """The mean absolute error: mean(|predicted - true|)."""
        return float(np.mean(np.abs(self.residuals)))

    @property
    def rmse(self) -> float:
        """The root of the mean squared error: √mean((predicted - true)²)."""
        return float(np.sqrt(np.mean(np.square(self.residuals))))

    @property
    def bias(self) -> float:
        """The mean residual: above 0 where predictions are too high on the whole."""
        return float(np.mean(self.residuals))

    @property
    def r2(self) -> float:
        """R² = 1 - Σ(predicted - true)² / Σ(true - mean)²; of a constant, 1 where it is met exactly and else 0."""
        if len(self.true) < 2:
            return float("nan")
        unexplained = float(np.sum(np.square(self.residuals)))
        total = float(np.sum(np.square(self.true - self.true.mean())))
        if total == 0:
            return 1.0 if unexplained == 0 else 0.0
        return 1 - unexplained / total


def reports(
    target: TargetDescription, fitted: FittedPreprocessing, true: Array, predicted: Array
) -> tuple[RegressionReport, ...]:
    """One report for each target column, in its original unit; a single one where the target is an array."""
    right, guessed = (original_targets(target, fitted, values) for values in (true, predicted))
    return tuple(RegressionReport(name, right[name].ravel(), guessed[name].ravel()) for name in right)
