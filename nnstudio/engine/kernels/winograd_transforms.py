"""The linear maps of Winograd's F(4x4, 3x3): they take tiles to where a convolution is a product, and back.

A tile of 4x4 results comes from 6x6 inputs d and a 3x3 kernel g:  y = Aᵀ [(G g Gᵀ) ∘ (Bᵀ d B)] A.
Each map below works along one axis, on six or four arrays at a time, so that a whole block of tiles takes one call for
each addition; it is applied to the rows and then to the columns. `spread_results` and `gather_inputs` are the adjoints
of `results` and `inputs`, which carry gradients the other way.

A. Lavin and S. Gray, Fast Algorithms for Convolutional Neural Networks, 2015. https://arxiv.org/abs/1509.09308
"""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial
from typing import NamedTuple, TypeAlias

import numpy as np

from nnstudio.catalog.kernels import Array, Calls, Context

Parts: TypeAlias = Array | Sequence[Array]
"""Six or four arrays of one shape."""
_G = np.array(
    [
        [1 / 4, 0, 0],
        [-1 / 6, -1 / 6, -1 / 6],
        [-1 / 6, 1 / 6, -1 / 6],
        [1 / 24, 1 / 12, 1 / 6],
        [1 / 24, -1 / 12, 1 / 6],
        [0, 0, 1],
    ]
)
KERNEL_MAP = np.kron(_G, _G)
"""From the 9 values of a kernel to its 36 factors."""


class Numbers(NamedTuple):
    """The factors of the maps as arrays without axes."""

    four: Array
    five: Array

    @classmethod
    def of(cls, ctx: Context) -> Numbers:
        """In the type of a plan."""
        return cls(ctx.constant(4.0), ctx.constant(5.0))


def inputs(d: Parts, v: Parts, s: Array, t: Array, n: Numbers) -> Calls:
    """v = Bᵀ d: six inputs to six factors.

    v0 = 4d0 - 5d2 + d4,  v1 = d4 - 4d2 + (d3 - 4d1),  v2 = d4 - 4d2 - (d3 - 4d1),
    v3 = d4 - d2 + 2(d3 - d1),  v4 = d4 - d2 - 2(d3 - d1),  v5 = 4d1 - 5d3 + d5.
    """
    yield partial(np.multiply, d[2], n.four, s)
    yield partial(np.subtract, d[4], s, s)
    yield partial(np.multiply, d[1], n.four, t)
    yield partial(np.subtract, d[3], t, t)
    yield partial(np.add, s, t, v[1])
    yield partial(np.subtract, s, t, v[2])
    yield partial(np.subtract, d[4], d[2], s)
    yield partial(np.subtract, d[3], d[1], t)
    yield partial(np.add, t, t, t)
    yield partial(np.add, s, t, v[3])
    yield partial(np.subtract, s, t, v[4])
    yield partial(np.subtract, d[0], d[2], t)
    yield partial(np.multiply, t, n.four, t)
    yield partial(np.add, s, t, v[0])
    yield partial(np.subtract, d[5], d[3], s)
    yield partial(np.subtract, d[1], d[3], t)
    yield partial(np.multiply, t, n.four, t)
    yield partial(np.add, s, t, v[5])


def results(m: Parts, y: Parts, s: Array, t: Array, n: Numbers) -> Calls:
    """y = Aᵀ m: six products to four results.

    y0 = m0 + (m1 + m2) + (m3 + m4),  y1 = (m1 - m2) + 2(m3 - m4),
    y2 = (m1 + m2) + 4(m3 + m4),  y3 = (m1 - m2) + 8(m3 - m4) + m5.
    """
    yield partial(np.add, m[1], m[2], s)
    yield partial(np.add, m[3], m[4], t)
    yield partial(np.add, m[0], s, y[0])
    yield partial(np.add, y[0], t, y[0])
    yield partial(np.multiply, t, n.four, t)
    yield partial(np.add, s, t, y[2])
    yield partial(np.subtract, m[1], m[2], s)
    yield partial(np.subtract, m[3], m[4], t)
    yield partial(np.add, t, t, t)
    yield partial(np.add, s, t, y[1])
    yield partial(np.multiply, t, n.four, t)
    yield partial(np.add, s, t, s)
    yield partial(np.add, s, m[5], y[3])


def spread_results(dy: Parts, dm: Parts, s: Array, t: Array, n: Numbers) -> Calls:
    """dm = A dy: the gradients of four results to those of six products.

    dm0 = dy0,  dm1, dm2 = (dy0 + dy2) ± (dy1 + dy3),  dm3, dm4 = (dy0 + 4dy2) ± 2(dy1 + 4dy3),  dm5 = dy3.
    """
    yield partial(np.copyto, dm[0], dy[0])
    yield partial(np.copyto, dm[5], dy[3])
    yield partial(np.add, dy[0], dy[2], s)
    yield partial(np.add, dy[1], dy[3], t)
    yield partial(np.add, s, t, dm[1])
    yield partial(np.subtract, s, t, dm[2])
    yield partial(np.multiply, dy[2], n.four, s)
    yield partial(np.add, s, dy[0], s)
    yield partial(np.multiply, dy[3], n.four, t)
    yield partial(np.add, t, dy[1], t)
    yield partial(np.add, t, t, t)
    yield partial(np.add, s, t, dm[3])
    yield partial(np.subtract, s, t, dm[4])


def gather_inputs(dv: Parts, dd: Parts, s: Array, t: Array, n: Numbers) -> Calls:
    """dd = B dv: the gradients of six factors to those of six inputs.

    dd0 = 4dv0,  dd1 = 4(dv2 - dv1) + 2(dv4 - dv3) + 4dv5,  dd2 = -5dv0 - 4(dv1 + dv2) - (dv3 + dv4),
    dd3 = (dv1 - dv2) + 2(dv3 - dv4) - 5dv5,  dd4 = dv0 + (dv1 + dv2) + (dv3 + dv4),  dd5 = dv5.
    """
    yield partial(np.multiply, dv[0], n.four, dd[0])
    yield partial(np.add, dv[3], dv[4], t)
    yield partial(np.add, dv[1], dv[2], s)
    yield partial(np.add, s, t, dd[4])
    yield partial(np.add, dd[4], dv[0], dd[4])
    yield partial(np.multiply, s, n.four, s)
    yield partial(np.add, s, t, s)
    yield partial(np.multiply, dv[0], n.five, t)
    yield partial(np.add, s, t, s)
    yield partial(np.negative, s, dd[2])
    yield partial(np.subtract, dv[2], dv[1], s)
    yield partial(np.subtract, dv[4], dv[3], t)
    yield partial(np.add, t, t, t)
    yield partial(np.add, s, t, dd[3])
    yield partial(np.negative, dd[3], dd[3])
    yield partial(np.add, s, dv[5], s)
    yield partial(np.multiply, s, n.four, s)
    yield partial(np.add, s, t, dd[1])
    yield partial(np.multiply, dv[5], n.five, t)
    yield partial(np.subtract, dd[3], t, dd[3])
    yield partial(np.copyto, dd[5], dv[5])
