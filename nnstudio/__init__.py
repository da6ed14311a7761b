"""NN Studio: build, train, understand and hand on neural networks without writing code."""
