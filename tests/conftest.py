"""Comes before every test.

What hypothesis tries is the same in every run, so that a green tree stays green; HYPOTHESIS_PROFILE=explore tries
something else each time, and more of it.
"""

import os

from hypothesis import settings

# NumPy reads this when it is loaded. Tests run side by side and call kernels without a plan, which would see to it.
os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")

settings.register_profile("repeatable", derandomize=True, deadline=None)
settings.register_profile("explore", max_examples=1000, deadline=None, print_blob=True)
settings.load_profile(os.environ.get("HYPOTHESIS_PROFILE", "repeatable"))
