"""Layers that keep a network from learning its training data by heart."""
