"""Figures that are printed and never asserted; NN Studio comes before NumPy, whose number of threads it chooses."""

import nnstudio  # noqa: F401
