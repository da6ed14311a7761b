"""How NumPy computes while a plan runs: without warnings, and with values where they are.

What is not finite is found by looking at the loss. Parts of arrays, such as all columns of pictures but the first, are
many short runs of values. By itself NumPy copies several runs together, up to 8,192 values, which takes longer than to
compute with each of them by itself. How results are rounded depends on it where values are added up, so that every
thread that does parts of a plan has to compute in this way.
"""

from __future__ import annotations

from contextvars import Context, copy_context
from typing import Final

import numpy as np

_COPIED_VALUES: Final = 1024
"""With fewer, single columns are slower; with more, runs of the usual lengths are copied (pooling 1.7 times slower)."""


def arithmetic_context() -> Context:
    """A context to run plans in. To enter it costs a thirtieth of `np.errstate`, in every step.

    Only one thread can be in it at a time.
    """
    context = copy_context()
    context.run(np.seterr, all="ignore")
    context.run(np.setbufsize, _COPIED_VALUES)
    return context
