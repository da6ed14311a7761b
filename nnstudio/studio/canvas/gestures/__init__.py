"""Gestures: one object for each thing that a hand does with the mouse, from press to release."""
