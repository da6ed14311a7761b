"""NN Studio: build, train, understand and hand on neural networks without writing code."""

__version__ = "0.1.0"
