"""Calls that compute the same with less ado.

Kernels are written for any shape, as the textbook says it. Once they are bound the shapes are known, and some calls
say more than they have to: they add up a single product, multiply by one, or by one number after the other. A call
costs a fifth of a microsecond beside what it computes, and of that the step of a small network consists.

A number that never changes, such as those of `Context.constant`, is an array that cannot be written to.
"""

from __future__ import annotations

from collections.abc import Iterable
from functools import partial
from typing import Any

import numpy as np

from nnstudio.catalog.kernels import Array, Call, Together


def simplified(calls: Iterable[Call]) -> tuple[Call, ...]:
    """Calls that leave the same values, within their rounding, in all arrays."""
    found: list[Call] = []
    for call in calls:
        found.append(_simplified(call))
        _join_factors(found)
    return tuple(found)


def _simplified(call: Call) -> Call:
    if isinstance(call, Together):
        return Together(map(simplified, call.parts))
    return _simplified_partial(call) if isinstance(call, partial) else call


def _simplified_partial(call: partial[Any]) -> partial[Any]:
    if call.func is np.dot and len(call.args) == 3:
        return _of_method(*call.args)
    if call.func is np.vecdot and len(call.args) == 3:
        call = _of_single_products(*call.args)
    if isinstance(call.func, np.ufunc) and call.func.nin == 2 and call.func.signature is None:
        return _with_single_values(call)
    return call


def _of_method(a: Array, b: Array, out: Array) -> partial[Any]:
    """The method does not ask first whether other libraries want to do it, as the function does."""
    return partial(a.dot, b, out)


def _of_single_products(a: Array, b: Array, out: Array) -> partial[Any]:
    """A sum of one product is that product."""
    return partial(np.multiply, a[..., 0], b[..., 0], out) if a.shape[-1] == 1 else partial(np.vecdot, a, b, out)


def _with_single_values(call: partial[Any]) -> partial[Any]:
    """A value that is the same everywhere meets all others soonest without axes of its own."""
    a, b, *others = call.args
    if not (isinstance(a, np.ndarray) and isinstance(b, np.ndarray)):
        return call
    if _is_spread_over(b, a):
        b = _single(b)
    elif _is_spread_over(a, b):
        a = _single(a)
    else:
        return call
    return partial(call.func, a, b, *others, **call.keywords)


def _is_spread_over(array: Array, other: Array) -> bool:
    """Whether an array has one value, which meets every value of another."""
    if not 0 < array.ndim <= other.ndim or other.size < 2:
        return False
    is_single = all(length == 1 or not stride for length, stride in zip(array.shape, array.strides, strict=True))
    return is_single and np.broadcast_shapes(array.shape, other.shape) == other.shape


def _single(array: Array) -> Array:
    return array[(slice(1),) * array.ndim].reshape(())


def _join_factors(calls: list[Call]) -> None:
    """Leave out the last call where it multiplies by one, or let the one before do what it does: (x · a) · b."""
    last = _Product.of(calls[-1])
    if last is None or last.source is not last.out:
        return
    before = _Product.of(calls[-2]) if len(calls) > 1 else None
    if last.factor == 1:
        calls.pop()
    elif before is not None and before.out is last.source:
        calls[-2:] = [_Product(before.source, before.factor * last.factor, before.out).call()]


class _Product:
    """An array times a number that never changes."""

    def __init__(self, source: Array, factor: float, out: Array) -> None:
        self.source, self.factor, self.out = source, factor, out

    @classmethod
    def of(cls, call: Call) -> _Product | None:
        """What a call computes, if it is that."""
        if not isinstance(call, partial) or call.func is not np.multiply or len(call.args) != 3:
            return None
        source, factor, out = call.args
        if not isinstance(factor, np.ndarray) or factor.ndim or factor.flags.writeable:
            return None
        return cls(source, float(factor), out)

    def call(self) -> Call:
        """The call that computes it."""
        factor = np.full((), self.factor, self.out.dtype)
        factor.flags.writeable = False
        return partial(np.multiply, self.source, factor, self.out)
