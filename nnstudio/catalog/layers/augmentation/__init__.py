"""Layers that change pictures at random while training."""
