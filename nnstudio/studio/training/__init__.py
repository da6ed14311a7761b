"""Steering a training, and setting how it is done."""
