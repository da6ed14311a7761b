"""Layers that make one result of several."""
