"""How long both passes of single layers take, beside PyTorch; printed, never asserted.

    python -m tests.benchmarks.layers [NAME ...]

Forward and backward pass of one batch, on one thread, with the gradients of inputs and weights. PyTorch (the extra
`bench`) runs a layer of the same sizes, channels first and channels last; the faster of the two counts. Without
PyTorch only our own times are printed.
"""

from __future__ import annotations

import sys
from collections.abc import Callable
from dataclasses import dataclass
from importlib.util import find_spec
from time import process_time
from typing import Any

import numpy as np

from nnstudio.catalog.kernels import Shape
from nnstudio.catalog.layers.base import Layer
from nnstudio.catalog.layers.convolution import (
    Conv1D,
    Conv1DTranspose,
    Conv2D,
    Conv2DTranspose,
    DepthwiseConv1D,
    DepthwiseConv2D,
    SeparableConv1D,
    SeparableConv2D,
)
from tests.catalog.layers.harness import BoundLayer

BATCH = 32
_ROUNDS = 15
"""Runs of ours and of PyTorch take turns. The shortest time of the processor counts, so that others may use it too."""

Run = Callable[[], object]


@dataclass(frozen=True)
class Case:
    """A layer on an input, and how PyTorch says the same: modules by their names, with arguments."""

    layer: Layer
    shape: Shape
    modules: tuple[tuple[str, dict[str, Any]], ...]

    @property
    def name(self) -> str:
        """The layer with its sizes."""
        return f"{type(self.layer).__name__} on {'×'.join(map(str, self.shape))}: {self.layer.summary}"


def _conv(kind: str, channels: int, filters: int, size: int, **more: Any) -> tuple[str, dict[str, Any]]:
    return kind, {"in_channels": channels, "out_channels": filters, "kernel_size": size} | more


CASES = [
    Case(Conv1D(filters=64, kernel_size=(5,), padding="same"), (128, 32), (_conv("Conv1d", 32, 64, 5, padding=2),)),
    Case(
        Conv1D(filters=32, kernel_size=(3,), padding="causal", dilation_rate=(4,)),
        (256, 32),
        (_conv("Conv1d", 32, 32, 3, padding=4, dilation=4),),
    ),
    Case(Conv2D(filters=16, kernel_size=(3, 3), padding="same"), (28, 28, 1), (_conv("Conv2d", 1, 16, 3, padding=1),)),
    Case(Conv2D(filters=32, kernel_size=(3, 3), padding="same"), (32, 32, 3), (_conv("Conv2d", 3, 32, 3, padding=1),)),
    Case(Conv2D(filters=16, kernel_size=(3, 3), padding="same"), (28, 28, 8), (_conv("Conv2d", 8, 16, 3, padding=1),)),
    Case(
        Conv2D(filters=64, kernel_size=(3, 3), padding="same"), (16, 16, 32), (_conv("Conv2d", 32, 64, 3, padding=1),)
    ),
    Case(
        Conv2D(filters=64, kernel_size=(3, 3), strides=(2, 2), padding="same"),
        (32, 32, 32),
        (_conv("Conv2d", 32, 64, 3, padding=1, stride=2),),
    ),
    Case(
        Conv2D(filters=64, kernel_size=(3, 3), padding="same", groups=4),
        (16, 16, 64),
        (_conv("Conv2d", 64, 64, 3, padding=1, groups=4),),
    ),
    Case(
        Conv1DTranspose(filters=32, kernel_size=(4,), strides=(2,), padding="same"),
        (64, 64),
        (_conv("ConvTranspose1d", 64, 32, 4, padding=1, stride=2),),
    ),
    Case(
        Conv2DTranspose(filters=32, kernel_size=(3, 3), strides=(2, 2), padding="same"),
        (8, 8, 64),
        (_conv("ConvTranspose2d", 64, 32, 3, padding=1, output_padding=1, stride=2),),
    ),
    Case(
        Conv2DTranspose(filters=3, kernel_size=(4, 4), strides=(2, 2), padding="same"),
        (16, 16, 32),
        (_conv("ConvTranspose2d", 32, 3, 4, padding=1, stride=2),),
    ),
    Case(
        Conv2DTranspose(filters=1, kernel_size=(3, 3), padding="same"),
        (28, 28, 32),
        (_conv("ConvTranspose2d", 32, 1, 3, padding=1),),
    ),
    Case(
        DepthwiseConv1D(kernel_size=(5,), padding="same"),
        (256, 64),
        (_conv("Conv1d", 64, 64, 5, padding=2, groups=64),),
    ),
    Case(
        DepthwiseConv2D(kernel_size=(3, 3), padding="same"),
        (32, 32, 32),
        (_conv("Conv2d", 32, 32, 3, padding=1, groups=32),),
    ),
    Case(
        DepthwiseConv2D(kernel_size=(3, 3), strides=(2, 2), padding="same"),
        (32, 32, 32),
        (_conv("Conv2d", 32, 32, 3, padding=1, groups=32, stride=2),),
    ),
    Case(
        DepthwiseConv2D(kernel_size=(3, 3), padding="same", depth_multiplier=2),
        (14, 14, 32),
        (_conv("Conv2d", 32, 64, 3, padding=1, groups=32),),
    ),
    Case(
        SeparableConv1D(filters=64, kernel_size=(5,), padding="same"),
        (128, 32),
        (_conv("Conv1d", 32, 32, 5, padding=2, groups=32, bias=False), _conv("Conv1d", 32, 64, 1)),
    ),
    Case(
        SeparableConv2D(filters=64, kernel_size=(3, 3), padding="same"),
        (32, 32, 32),
        (_conv("Conv2d", 32, 32, 3, padding=1, groups=32, bias=False), _conv("Conv2d", 32, 64, 1)),
    ),
]


def main(names: list[str]) -> None:
    """Time every case, or those of the layers that are named."""
    print(f"{'ms for both passes':<72} {'NN Studio':>9} {'PyTorch':>9} {'ratio':>6}")
    for case in CASES:
        if not names or type(case.layer).__name__ in names:
            _report(case)


def _report(case: Case) -> None:
    runs: dict[str, Run] = {"ours": _ours(case)}
    if find_spec("torch") is not None:
        runs |= _theirs(case)
    times: dict[str, list[float]] = {key: [] for key in runs}
    for _ in range(_ROUNDS):
        for key, run in runs.items():
            started = process_time()
            run()
            times[key].append(1e3 * (process_time() - started))
    shortest = {key: min(found) for key, found in times.items()}
    ours = shortest.pop("ours")
    if not shortest:
        print(f"{case.name:<72} {ours:>9.2f}   PyTorch is not installed: pip install -e .[bench]")
        return
    theirs = min(shortest.values())
    print(f"{case.name:<72} {ours:>9.2f} {theirs:>9.2f} {theirs / ours:>5.1f}x", flush=True)


def _ours(case: Case) -> Run:
    bound = BoundLayer(case.layer, [case.shape], batch=BATCH, dtype=np.float32)
    calls = bound.forward_calls + bound.backward_calls

    def run() -> None:
        for call in calls:
            call()

    return run


def _theirs(case: Case) -> dict[str, Run]:
    """PyTorch's runs by the order of its axes."""
    import torch

    torch.set_num_threads(1)
    orders = {"channels first": torch.contiguous_format}
    if len(case.shape) == 3:
        orders["channels last"] = torch.channels_last
    return {order: _run_of_torch(case, layout) for order, layout in orders.items()}


def _run_of_torch(case: Case, layout: Any) -> Run:
    import torch

    modules = [getattr(torch.nn, kind)(**arguments) for kind, arguments in case.modules]
    model = torch.nn.Sequential(*modules).to(memory_format=layout)
    x = torch.randn(BATCH, case.shape[-1], *case.shape[:-1]).to(memory_format=layout).requires_grad_()
    dout = torch.randn_like(model(x))

    def run() -> None:
        model(x).backward(dout)

    return run


if __name__ == "__main__":
    main(sys.argv[1:])
