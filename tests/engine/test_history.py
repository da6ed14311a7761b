from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from nnstudio.engine.history import RunHistory

ROWS = st.lists(
    st.dictionaries(st.sampled_from(["loss", "val_loss", "accuracy"]), st.floats(-10, 10), min_size=1), max_size=40
)


@given(ROWS)
def test_rows_come_back_as_they_were_appended(rows):
    history = RunHistory(capacity=2)
    for row in rows:
        history.append(row)
    assert list(history.rows()) == rows
    assert len(history) == len(rows)
    assert list(RunHistory.of(history.columns()).rows()) == rows


@given(ROWS, st.integers(1, 5))
def test_it_may_be_asked_at_any_time(rows, every):
    history = RunHistory(capacity=3)
    for number, row in enumerate(rows, 1):
        history.append(row)
        if number % every == 0:
            assert history.row(-1) == row
    assert list(history.rows()) == rows


def test_a_figure_that_comes_later_is_missing_before():
    history = RunHistory()
    history.append({"loss": 2.0})
    history.append({"loss": 1.0, "val_loss": 3.0})
    np.testing.assert_array_equal(history.columns()["val_loss"], [np.nan, 3])
    assert history.row(0) == {"loss": 2.0}
    assert history.row(-1) == {"loss": 1.0, "val_loss": 3.0}


def test_columns_that_were_handed_out_stay_as_they_were():
    history = RunHistory(capacity=2)
    history.append({"loss": 1.0})
    before = history.columns()["loss"]
    for value in range(9):
        history.append({"loss": float(value)})
    np.testing.assert_array_equal(before, [1.0])


def test_columns_cannot_be_written_to():
    history = RunHistory()
    history.append({"loss": 1.0})
    with pytest.raises(ValueError, match="read-only"):
        history.columns()["loss"][0] = 2


def test_a_history_goes_on_from_columns_without_touching_them():
    columns = {"loss": np.array([3.0, 2.0])}
    history = RunHistory.of(columns)
    history.append({"loss": 1.0})
    np.testing.assert_array_equal(history.columns()["loss"], [3, 2, 1])
    np.testing.assert_array_equal(columns["loss"], [3, 2])
    assert len(RunHistory.of({})) == 0
