"""Figures that are printed and never asserted."""

import os

# What runs calls by itself, without a plan that sees to it, is to compute on one thread as a plan would.
os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")
