"""Comes before every test: NN Studio is imported before NumPy, whose number of threads it chooses."""

import nnstudio  # noqa: F401
