"""One random generator per purpose, each derived from the seed, so that no use of chance disturbs another."""

from __future__ import annotations

from zlib import crc32

import numpy as np


def generator(seed: int, purpose: str) -> np.random.Generator:
    """The generator for a purpose such as "shuffle" or "weights/hidden/kernel"."""
    return np.random.Generator(np.random.PCG64(np.random.SeedSequence([seed, crc32(purpose.encode())])))
