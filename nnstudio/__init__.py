"""NN Studio: build, train, understand and hand on neural networks without writing code."""

import os

# NumPy reads this when it is loaded. With several threads OpenBLAS waits for all of them in every product: on a
# computer that has anything else to do, such as drawing the window, networks then train many times slower.
os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")

__version__ = "0.1.0"
