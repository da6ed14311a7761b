"""Predicted against true numbers."""

import numpy as np

from nnstudio.insight.regression import RegressionReport
from nnstudio.studio.results.agreement_plot import AgreementPlot
from nnstudio.studio.theme import LIGHT


def test_predictions_that_are_no_numbers_have_no_place(qtbot):
    plot = AgreementPlot(LIGHT)
    qtbot.addWidget(plot)
    predicted = np.array([1.5, np.nan, np.inf, 3.5], np.float32)
    plot.show_reports((RegressionReport("y", np.array([1, 2, 3, 4], np.float32), predicted),))
    assert plot._points.places.tolist() == [[1, 1.5], [4, 3.5]]
    assert len(plot._points.colors) == 2
    plot.grab()  # Qt would warn of arcs around what is no number
