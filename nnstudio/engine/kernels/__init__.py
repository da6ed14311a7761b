"""Kernels that are faster than the plain ones of the catalog, for some layers and shapes."""
