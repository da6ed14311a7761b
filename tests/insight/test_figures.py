"""Figures of a run by name."""

import numpy as np
import pytest

from nnstudio.insight.figures import best, columns_of, higher_is_better, leading, quantities, short_name

HISTORY = {
    "loss": np.array([3.0, 2.0, 1.0]),
    "accuracy": np.array([0.1, 0.5, 0.4]),
    "val_loss": np.array([3.0, np.nan, 4.0]),
    "val_accuracy": np.array([0.2, 0.6, 0.6]),
    "epoch": np.arange(3.0),
    "learning_rate": np.ones(3),
    "seconds": np.ones(3),
    "samples_per_second": np.ones(3),
    "r2_score": np.full(3, np.nan),
}


def test_quantities_leave_bookkeeping_out_and_put_the_learning_rate_last():
    assert quantities(HISTORY) == ("loss", "accuracy", "r2_score", "learning_rate")
    assert columns_of("loss", HISTORY) == ("loss", "val_loss")
    assert columns_of("learning_rate", HISTORY) == ("learning_rate",)


@pytest.mark.parametrize(
    ("name", "expected"),
    [("val_accuracy", True), ("r2_score", True), ("mean_absolute_error", False), ("val_loss", False), ("?", False)],
)
def test_every_metric_knows_which_way_is_better(name, expected):
    assert higher_is_better(name) is expected


def test_the_first_best_epoch_counts():
    assert best("loss", HISTORY) == (3, 1.0)
    assert best("val_accuracy", HISTORY) == (2, 0.6)
    assert best("val_loss", HISTORY) == (1, 3.0)
    assert best("r2_score", HISTORY) is None
    assert best("unknown", HISTORY) is None


def test_a_run_is_judged_by_its_accuracy_in_validation_or_else_by_its_loss():
    assert leading(HISTORY) == "val_accuracy"
    assert leading({"loss": np.ones(1), "val_loss": np.ones(1)}) == "val_loss"
    assert leading({"loss": np.ones(1)}) == "loss"
    assert leading({"loss": np.empty(0)}) is None


@pytest.mark.parametrize(
    ("name", "expected"),
    [("mean_absolute_error", "MAE"), ("val_mean_squared_error", "MSE"), ("accuracy", "accuracy"), ("loss", "loss")],
)
def test_a_narrow_column_uses_the_usual_abbreviation(name, expected):
    assert short_name(name) == expected
