"""Mistakes in networks that compute, one family a module."""
