"""The layers and blocks on offer, and how they come onto the canvas."""
