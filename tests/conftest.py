"""Comes before every test: NN Studio is imported before NumPy, whose number of threads it chooses.

What hypothesis tries is the same in every run, so that a green tree stays green; HYPOTHESIS_PROFILE=explore tries
something else each time, and more of it.
"""

import os

from hypothesis import settings

import nnstudio  # noqa: F401

settings.register_profile("repeatable", derandomize=True, deadline=None)
settings.register_profile("explore", max_examples=1000, deadline=None, print_blob=True)
settings.load_profile(os.environ.get("HYPOTHESIS_PROFILE", "repeatable"))
