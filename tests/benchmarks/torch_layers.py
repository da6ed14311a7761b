"""Layers as PyTorch has them: the same sizes and settings, written as people write them."""

from __future__ import annotations

import math
import os
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

import torch
from torch import Tensor, nn
from torch.nn import functional

from nnstudio.catalog.kernels import Shape
from nnstudio.catalog.layers.activation import ELU, LeakyReLU, ReLU, Softmax
from nnstudio.catalog.layers.attention.heads import MultiHeadAttention
from nnstudio.catalog.layers.attention.look_up import Attention
from nnstudio.catalog.layers.base import Layer
from nnstudio.catalog.layers.core import Dense
from nnstudio.catalog.layers.einsum_dense import EinsumDense
from nnstudio.catalog.layers.embedding import Embedding
from nnstudio.catalog.layers.merging.arithmetic import Add, Average, Multiply, Subtract
from nnstudio.catalog.layers.merging.concatenate import Concatenate
from nnstudio.catalog.layers.merging.dot import Dot
from nnstudio.catalog.layers.merging.extremes import Maximum, Minimum
from nnstudio.catalog.layers.normalization.batch import BatchNormalization
from nnstudio.catalog.layers.normalization.layer import LayerNormalization
from nnstudio.catalog.layers.normalization.root_mean_square import RMSNormalization
from nnstudio.catalog.layers.normalization.unit import UnitNormalization
from nnstudio.catalog.layers.recurrent.bidirectional import Bidirectional
from nnstudio.catalog.layers.recurrent.gru import GRU
from nnstudio.catalog.layers.recurrent.lstm import LSTM
from nnstudio.catalog.layers.recurrent.simple import SimpleRNN
from nnstudio.catalog.layers.regularization.dropout import AlphaDropout, Dropout
from nnstudio.catalog.layers.regularization.gaussian import GaussianDropout, GaussianNoise
from nnstudio.catalog.layers.reshaping import Permute, RepeatVector
from nnstudio.catalog.layers.scaling import Rescaling
from nnstudio.catalog.layers.time_distributed import TimeDistributed
from tests.benchmarks.layer_cases import Case
from tests.benchmarks.torch_channels_first import Module, channels_first

_PICTURE_AXES = 3
_RECURRENT = {SimpleRNN: nn.RNN, GRU: nn.GRU, LSTM: nn.LSTM}


@dataclass
class TorchRun:
    """Both passes of a module over one batch."""

    module: Module
    inputs: list[Tensor]
    out: Tensor = field(init=False)
    dout: Tensor = field(init=False)

    def __post_init__(self) -> None:
        self.forward()
        self.dout = torch.randn_like(self.out)

    def prepare_forward(self) -> None:
        """Forget the gradients, as the optimizers' zero_grad does."""
        weights = self.module.parameters() if isinstance(self.module, nn.Module) else ()
        for tensor in (*self.inputs, *weights):
            tensor.grad = None

    def forward(self) -> None:
        """From the inputs to the result."""
        self.out = self.module(*self.inputs)

    def prepare_backward(self) -> None:
        """Nothing."""

    def backward(self) -> None:
        """From the gradient of the result to those of weights and inputs."""
        self.out.backward(self.dout)


def torch_runs(case: Case, output_size: int) -> dict[str, Callable[[], TorchRun]]:
    """Runs by the number of threads and the order of the axes; to ask for one sets the number of threads."""
    found: dict[str, Callable[[], TorchRun]] = {}
    has_pictures = len(case.shapes[0]) == _PICTURE_AXES
    for order in ("", " last") if has_pictures else ("",):
        run = _run(case, torch.channels_last if order else torch.contiguous_format)
        if run.out.numel() != output_size:
            raise ValueError(f"{case.name}: PyTorch gives {run.out.shape}")
        for threads in range(1, (os.cpu_count() or 1) + 1):

            def chosen(run: TorchRun = run, threads: int = threads) -> TorchRun:
                torch.set_num_threads(threads)
                return run

            found[f"torch {threads}{order}"] = chosen
    return found


def _run(case: Case, order: torch.memory_format) -> TorchRun:
    layer, shape = case.layer, case.shapes[0]
    if isinstance(layer, Embedding):
        return TorchRun(
            nn.Embedding(layer.input_dim, layer.output_dim), [torch.randint(layer.input_dim, (case.batch, *shape))]
        )
    shapes, module = case.shapes, channels_first(layer, shape)
    if module is None:
        module = _FUNCTIONS.get(type(layer)) or _MODULES[type(layer)](layer, shape)
    else:
        shapes = tuple((shape[-1], *shape[:-1]) for shape in shapes)
    if isinstance(module, nn.Module):
        module.to(memory_format=order)
    inputs = [torch.randn(case.batch, *shape).contiguous(memory_format=order).requires_grad_() for shape in shapes]
    return TorchRun(module, inputs)


def _noise(factor: float, summand: float) -> Module:
    """Values multiplied by random numbers around 1, or with such around 0 added."""
    if factor:
        return lambda x: x * (1 + torch.randn_like(x) * factor)
    return lambda x: x + torch.randn_like(x) * summand


class _Recurrent(nn.Module):
    """All states, or the last one; read both ways, those of both."""

    def __init__(self, layer: Layer, values: int) -> None:
        super().__init__()
        both_ways = isinstance(layer, Bidirectional)
        inner = layer.layer if isinstance(layer, Bidirectional) else layer
        self.all = inner.return_sequences
        self.inner = _RECURRENT[type(inner)](values, inner.units, batch_first=True, bidirectional=both_ways)

    def forward(self, x: Tensor) -> Tensor:
        """The states as Keras gives them."""
        states, last = self.inner(x)
        if self.all:
            return states
        last = last[0] if isinstance(last, tuple) else last
        return last.movedim(0, 1).flatten(1)


class _SelfAttention(nn.Module):
    """One product for query, key and value, PyTorch's fused attention, one product for the output."""

    def __init__(self, layer: MultiHeadAttention, values: int) -> None:
        super().__init__()
        self.heads, width, self.causal = layer.num_heads, layer.num_heads * layer.key_dim, layer.use_causal_mask
        self.inward, self.outward = nn.Linear(values, 3 * width), nn.Linear(width, values)

    def forward(self, x: Tensor) -> Tensor:
        """Attention of a sequence to itself."""
        parts = self.inward(x).unflatten(-1, (3, self.heads, -1)).permute(2, 0, 3, 1, 4)
        mixed = functional.scaled_dot_product_attention(*parts, is_causal=self.causal)
        return self.outward(mixed.transpose(1, 2).flatten(2))


_FUNCTIONS: dict[type[Layer], Callable[..., Tensor]] = {
    Add: torch.add,
    Subtract: torch.sub,
    Multiply: torch.mul,
    Average: lambda a, b: (a + b) / 2,
    Maximum: torch.maximum,
    Minimum: torch.minimum,
    Concatenate: lambda *parts: torch.cat(parts, -1),
    Dot: lambda a, b: a @ b.mT,
    Attention: lambda x: functional.scaled_dot_product_attention(x, x, x, scale=1.0),
    UnitNormalization: lambda x: functional.normalize(x, dim=-1),
}
_MODULES: dict[type[Layer], Callable[[Any, Shape], Module]] = {
    **dict.fromkeys([SimpleRNN, GRU, LSTM, Bidirectional], lambda layer, shape: _Recurrent(layer, shape[-1])),
    Dense: lambda layer, shape: nn.Linear(shape[-1], layer.units),
    TimeDistributed: lambda layer, shape: nn.Linear(shape[-1], layer.layer.units),
    EinsumDense: lambda layer, shape: nn.Linear(shape[-1], layer.result_shape(shape)[-1]),
    MultiHeadAttention: lambda layer, shape: _SelfAttention(layer, shape[-1]),
    BatchNormalization: lambda _, shape: nn.BatchNorm1d(shape[-1]),
    LayerNormalization: lambda _, shape: nn.LayerNorm(shape[-1]),
    RMSNormalization: lambda _, shape: nn.RMSNorm(shape[-1]),
    Dropout: lambda layer, _: nn.Dropout(layer.rate),
    AlphaDropout: lambda layer, _: nn.AlphaDropout(layer.rate),
    GaussianNoise: lambda layer, _: _noise(0, layer.stddev),
    GaussianDropout: lambda layer, _: _noise(math.sqrt(layer.rate / (1 - layer.rate)), 0),
    ReLU: lambda *_: nn.ReLU(),
    LeakyReLU: lambda layer, _: nn.LeakyReLU(layer.negative_slope),
    ELU: lambda *_: nn.ELU(),
    Softmax: lambda *_: nn.Softmax(-1),
    Rescaling: lambda layer, _: lambda x: x * layer.scale[0],
    RepeatVector: lambda layer, _: lambda x: x.unsqueeze(1).repeat(1, layer.n, 1),
    Permute: lambda layer, _: lambda x: x.permute(0, *layer.dims).contiguous(),
}
