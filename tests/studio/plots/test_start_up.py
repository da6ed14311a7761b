"""The window can show its first frame before pyqtgraph is loaded."""

import subprocess
import sys


def test_theme_and_confusion_matrix_do_not_load_pyqtgraph():
    program = (
        "import sys; import nnstudio.studio.theme, nnstudio.studio.plots, nnstudio.studio.plots.confusion;"
        "sys.exit('pyqtgraph' in sys.modules)"
    )
    assert subprocess.run([sys.executable, "-c", program], check=False).returncode == 0


def test_a_program_that_drew_plots_ends_cleanly():
    program = """
import sys
import numpy as np
from PySide6.QtWidgets import QApplication
from nnstudio.studio.plots.boundary import BoundaryPlot
from nnstudio.studio.plots.curves import CurvesPlot
from nnstudio.studio.plots.series import SeriesRole
from nnstudio.studio.theme import DARK, apply
app = QApplication(["-platform", "offscreen"])
apply(app, DARK)
curves, boundary = CurvesPlot(DARK), BoundaryPlot(DARK)
curves.set_series("loss", np.arange(9.0), np.arange(9.0), SeriesRole.TRAINING)
curves.show(), boundary.show()
app.processEvents()
curves.grab()
curves.close(), boundary.close()
"""
    done = subprocess.run([sys.executable, "-c", program], check=False, capture_output=True, text=True)
    assert (done.returncode, done.stdout) == (0, "")
