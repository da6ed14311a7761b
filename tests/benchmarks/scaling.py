"""How the time of a step grows with a network, beside the bare products of the same shapes; printed, never asserted.

    python -m tests.benchmarks.scaling [batch width depth nodes sequence threads]

The products are those that a step cannot do without: forward, to the weights and, but for the first layer, to the
inputs; on one thread, or on as many as the training has. Where a step takes twice as long as its products, everything
else together takes as long as they do. Kernels that get by with fewer multiplications are not among these.
"""

from __future__ import annotations

import os
import sys
from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from itertools import pairwise
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import numpy as np
from threadpoolctl import threadpool_limits

from nnstudio.engine.trainer import Trainer
from tests.benchmarks.entrants import median_seconds
from tests.benchmarks.heading import heading, machine
from tests.benchmarks.workloads import CLASSES, Workload, chain

Layers = list[tuple[str, dict[str, Any]]]


@dataclass(frozen=True)
class Product:
    """(rows, inner) · (inner, columns), done `times` times one after the other."""

    rows: int
    inner: int
    columns: int
    times: int = 1

    @property
    def to_weights(self) -> Product:
        """The product of its kernel's gradient."""
        return replace(self, rows=self.inner, inner=self.rows)

    @property
    def to_inputs(self) -> Product:
        """The product of its input's gradient."""
        return replace(self, inner=self.columns, columns=self.inner)


@dataclass(frozen=True)
class Point:
    """A place on a curve: a chain of layers on an input, and the products that it is made of."""

    at: int
    shape: tuple[int, ...]
    layers: Layers
    products: list[Product]
    batch: int
    threads: int = 1


def _dense(at: int, widths: list[int], batch: int, threads: int = 1) -> Point:
    layers: Layers = [("Dense", {"units": width, "activation": "relu"}) for width in widths[1:]]
    products = [Product(batch, *pair) for pair in pairwise(widths)]
    return Point(at, (widths[0],), layers, products, batch, threads)


def _over_batch() -> Iterator[Point]:
    yield from (_dense(batch, [784, 512, 256], batch) for batch in (1, 8, 32, 128, 512, 2048))


def _over_width() -> Iterator[Point]:
    yield from (_dense(width, [width] * 3, 128) for width in (8, 32, 128, 512, 2048))


def _over_depth() -> Iterator[Point]:
    yield from (_dense(depth, [128] * (depth + 1), 64) for depth in (1, 4, 16, 64))


def _over_nodes() -> Iterator[Point]:
    for nodes in (1, 10, 100, 1000):
        # Orthogonal kernels keep the size of what flows through so many layers: tiny numbers take a processor longer.
        layer = {"units": 8, "kernel_initializer": "orthogonal"}
        yield Point(nodes, (8,), [("Dense", layer)] * nodes, [Product(32, 8, 8)] * nodes, 32)


def _over_sequence() -> Iterator[Point]:
    units, batch = 64, 64
    for steps in (5, 20, 50, 200):
        inputs = Product(batch * steps, 16, 4 * units)
        yield Point(
            steps,
            (steps, 16),
            [("LSTM", {"units": units})],
            [inputs, Product(batch, units, 4 * units, times=steps)],
            batch,
        )


def _over_threads() -> Iterator[Point]:
    yield from (_dense(threads, [784, 1024, 1024], 512, threads) for threads in range(1, (os.cpu_count() or 1) + 1))


CURVES: dict[str, tuple[str, Callable[[], Iterator[Point]]]] = {
    "batch": ("samples in a batch (784-512-256)", _over_batch),
    "width": ("units of each of two layers (batch 128)", _over_width),
    "depth": ("layers of 128 units (batch 64)", _over_depth),
    "nodes": ("nodes of 8 units (batch 32)", _over_nodes),
    "sequence": ("steps of a sequence, LSTM(64) (batch 64)", _over_sequence),
    "threads": ("threads (784-1024-1024, batch 512)", _over_threads),
}


def main(names: list[str]) -> None:
    """Every curve, or those that are named."""
    print(heading(machine()))
    for name in names or CURVES:
        title, points = CURVES[name]
        print(f"\n{title:<44}{'ms a step':>10}{'products':>10}{'ratio':>8}{'GFLOP/s':>9}{'of the peak':>13}")
        for point in points():
            _report(point)


def _report(point: Point) -> None:
    step = _step_seconds(point)
    every = [part for product in point.products for part in (product, product.to_weights)]
    every += [product.to_inputs for product in point.products[1:]]
    with threadpool_limits(point.threads):
        products = sum(count * _seconds_of(product) for product, count in Counter(every).items())
    operations = sum(2 * product.rows * product.inner * product.columns * product.times for product in every)
    print(
        f"{point.at:>44}{1e3 * step:>10.3f}{1e3 * products:>10.3f}{step / products:>7.1f}x"
        f"{1e-9 * operations / step:>9.1f}{products / step:>12.0%}",
        flush=True,
    )


def _step_seconds(point: Point) -> float:
    nodes = chain(point.shape, *point.layers, ("Dense", {"units": CLASSES}))

    def make(rng: np.random.Generator, count: int) -> tuple[list[Any], np.ndarray, np.ndarray]:
        return nodes, rng.random((count, *point.shape), np.float32), rng.integers(0, CLASSES, count)

    workload = Workload("curve", "", 0, point.batch, 4, make)
    with TemporaryDirectory() as folder:
        trainer = Trainer(*workload.prepared(Path(folder)), threads=point.threads)
        seconds = median_seconds(trainer.advance)
        trainer.close()
    return seconds


def _seconds_of(product: Product) -> float:
    a = np.ones((product.rows, product.inner), np.float32)
    b = np.ones((product.inner, product.columns), np.float32)
    out = np.empty((product.rows, product.columns), np.float32)
    return product.times * median_seconds(lambda: np.dot(a, b, out), 0.05)


if __name__ == "__main__":
    main(sys.argv[1:])
