"""Layers that look up what matters."""
