"""Ways to score how well a key answers a query."""

from __future__ import annotations

from functools import partial

import numpy as np

from nnstudio.catalog.kernels import Array, Call, Calls, Context


class DotScores:
    """score = scale · query · key."""

    def __init__(self, query: Array, key: Array, scale: Array | None, ctx: Context) -> None:
        self._query, self._key, self._scale, self._ctx = query, key, scale, ctx
        self._shape = (len(query), query.shape[1], key.shape[1])
        self._plain = ctx.keep("scores before scale", self._shape) if scale is not None else None

    def forward(self, scores: Array) -> Calls:
        """scores = query · keyᵀ · scale."""
        plain = scores if self._plain is None else self._plain
        yield partial(np.matmul, self._query, self._key.transpose(0, 2, 1), plain)
        if self._scale is not None:
            yield partial(np.multiply, plain, self._scale, scores)

    def backward(self, dscores: Array, dquery: Array, dkey: Array, dscale: Array | None) -> Calls:
        """dquery = dscores · key · scale, dkey = dscoresᵀ · query · scale, dscale = Σ dscores · query · keyᵀ."""
        if self._scale is not None and self._plain is not None and dscale is not None:
            yield partial(np.multiply, self._plain, dscores, self._plain)
            yield total(self._plain, dscale)
            yield partial(np.multiply, dscores, self._scale, dscores)
        yield partial(np.matmul, dscores, self._key, dquery)
        yield partial(np.matmul, dscores.transpose(0, 2, 1), self._query, dkey)


class TanhScores:
    """score = Σ weight · tanh(scale · (query + key)), where each of weight and scale may be absent."""

    def __init__(self, query: Array, key: Array, weight: Array | None, scale: Array | None, ctx: Context) -> None:
        self._query, self._key = query[:, :, None], key[:, None]
        self._weight, self._scale, self._ctx = weight, scale, ctx
        shape = (len(query), query.shape[1], key.shape[1], query.shape[2])
        self._sums, self._bent = ctx.keep("query + key", shape), ctx.keep("tanh", shape)

    def forward(self, scores: Array) -> Calls:
        """Sums of every query with every key, bent, weighed and added up."""
        work = self._ctx.empty(self._bent.shape)
        yield partial(np.add, self._query, self._key, self._sums)
        source = self._sums
        if self._scale is not None:
            yield partial(np.multiply, self._sums, self._scale, work)
            source = work
        yield partial(np.tanh, source, self._bent)
        if self._weight is not None:
            yield partial(np.multiply, self._bent, self._weight, work)
        yield partial(np.add.reduce, self._bent if self._weight is None else work, 3, None, scores)

    def backward(
        self, dscores: Array, dquery: Array, dkey: Array, dweight: Array | None, dscale: Array | None
    ) -> Calls:
        """With u = scale · (query + key): dweight = Σ dscores · tanh u, du = dscores · weight · (1 - tanh² u)."""
        du, each = self._ctx.empty(self._bent.shape), dscores[..., None]
        if self._weight is not None and dweight is not None:
            yield partial(np.multiply, self._bent, each, du)
            yield total(du, dweight)
        yield partial(np.multiply, self._bent, self._bent, du)
        yield partial(np.subtract, self._ctx.constant(1), du, du)
        yield partial(np.multiply, du, each, du)
        if self._weight is not None:
            yield partial(np.multiply, du, self._weight, du)
        if self._scale is not None and dscale is not None:
            yield partial(np.multiply, self._sums, du, self._sums)
            yield total(self._sums, dscale)
            yield partial(np.multiply, du, self._scale, du)
        yield partial(np.add.reduce, du, 2, None, dquery)
        yield partial(np.add.reduce, du, 1, None, dkey)


def total(values: Array, out: Array) -> Call:
    """out = the sum over all axes that it does not have."""
    return partial(np.add.reduce, values, tuple(range(values.ndim - out.ndim)), None, out)
