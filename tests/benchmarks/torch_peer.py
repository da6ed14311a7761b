"""A document's training in PyTorch: the same network, weights, batches and optimizer, written as people write it."""

from __future__ import annotations

import os
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

import numpy as np
import torch
from torch import nn
from torch.nn import functional

from nnstudio.catalog.activations import ActivationFunction, Linear, Relu, Sigmoid, Softmax, Tanh
from nnstudio.catalog.layers.activation import ReLU
from nnstudio.catalog.layers.attention.heads import MultiHeadAttention
from nnstudio.catalog.layers.base import Layer
from nnstudio.catalog.layers.convolution import Conv2D
from nnstudio.catalog.layers.core import Dense
from nnstudio.catalog.layers.merging.arithmetic import Add
from nnstudio.catalog.layers.normalization.batch import BatchNormalization
from nnstudio.catalog.layers.normalization.layer import LayerNormalization
from nnstudio.catalog.layers.pooling import MaxPooling2D
from nnstudio.catalog.layers.pooling_global import GlobalAveragePooling1D
from nnstudio.catalog.layers.recurrent.lstm import LSTM
from nnstudio.catalog.layers.regularization.dropout import Dropout
from nnstudio.catalog.layers.reshaping import Flatten
from nnstudio.catalog.losses import BinaryCrossentropy, MeanSquaredError, SparseCategoricalCrossentropy
from nnstudio.catalog.optimizers import SGD, Adam
from nnstudio.data.preparation import Samples
from nnstudio.engine.fitting import fitted_to
from nnstudio.engine.trainer import Trainer
from nnstudio.network.inference import input_shapes
from tests.benchmarks.entrants import Entrant
from tests.benchmarks.workloads import Workload

LIBRARIES = ("torch",)

_ACTIVATIONS = {Relu: nn.ReLU, Tanh: nn.Tanh, Sigmoid: nn.Sigmoid, Linear: nn.Identity, Softmax: nn.Identity}
"""Softmax belongs to PyTorch's crossentropy."""
_PICTURE_AXES = 4
Tensors = Mapping[str, torch.Tensor]


def entrants(workload: Workload, folder: Path) -> dict[str, Entrant]:
    """One for each number of threads and, for pictures, for each order of their axes."""
    document, data = workload.prepared(folder)
    trainer = Trainer(document, data)
    samples = fitted_to(document, trainer.model, data).train
    pictures = next(iter(samples.inputs.values())).ndim == _PICTURE_AXES
    layouts = {"": torch.contiguous_format} | ({" last": torch.channels_last} if pictures else {})
    return {
        f"torch {threads}{suffix}": _entrant(workload, TorchPeer(trainer, samples, layout), threads)
        for threads in range(1, (os.cpu_count() or 1) + 1)
        for suffix, layout in layouts.items()
    }


def _entrant(workload: Workload, peer: TorchPeer, threads: int) -> Entrant:
    x, size = workload.rows()[0][:1], workload.batch

    def step(number: int) -> float:
        torch.set_num_threads(threads)
        return peer.step(np.arange(number * size, (number + 1) * size))

    def predict() -> np.ndarray:
        torch.set_num_threads(threads)
        return peer.predict(x)

    return Entrant(workload.steps, step, predict)


class TorchNetwork(nn.Module):
    """The nodes of a network as modules, called in order. Pictures are channels first, as PyTorch has them."""

    def __init__(self, trainer: Trainer) -> None:
        super().__init__()
        network, inference = trainer.document.network, trainer.model.inference
        self.sources = {node_id: [edge.source for edge in network.incoming[node_id]] for node_id in inference.order}
        self.parts = nn.ModuleDict()
        for node_id in inference.order:
            node = network.by_id[node_id]
            shapes = input_shapes(network, node, inference.shapes) or ()
            weights = {slot.name: torch.tensor(slot.value) for slot in trainer.model.store.slots_of(node_id)}
            if shapes:
                self.parts[node_id] = _module(node.layer, shapes[0], weights)
        (self.entry,) = (node.id for node in network.inputs)
        (self.exit,) = (node.id for node in network.outputs)

    def forward(self, x: torch.Tensor) -> torch.Tensor:
        """The result of the one output."""
        values = {self.entry: x}
        for node_id, part in self.parts.items():
            values[node_id] = part(*(values[source] for source in self.sources[node_id]))
        return values[self.exit]


class TorchPeer:
    """Trains a network as the trainer would, on its rows and from its weights."""

    def __init__(self, trainer: Trainer, samples: Samples, layout: torch.memory_format = torch.channels_last) -> None:
        training = trainer.document.training
        x = torch.from_numpy(next(iter(samples.inputs.values())))
        self._layout = layout if x.ndim == _PICTURE_AXES else torch.contiguous_format
        self._x = self._arranged(x)
        self._y = torch.from_numpy(samples.target)
        self.model = TorchNetwork(trainer)
        if x.ndim == _PICTURE_AXES:
            self.model.to(memory_format=self._layout)
        self._loss = _loss_of(training.loss)
        self._optimizer = _optimizer_of(training.optimizer, self.model)

    def step(self, rows: np.ndarray) -> float:
        """One batch; returns its loss, which NN Studio looks at as well."""
        index = torch.from_numpy(rows)
        x, y = self._x[index], self._y[index]
        self._optimizer.zero_grad()
        loss = self._loss(self.model(x), y)
        loss.backward()
        self._optimizer.step()
        return float(loss.item())

    def predict(self, rows: np.ndarray) -> np.ndarray:
        """What the network gives, before a softmax."""
        self.model.eval()
        with torch.inference_mode():
            result = self.model(self._arranged(torch.from_numpy(rows)))
        self.model.train()
        return result.numpy()

    def _arranged(self, x: torch.Tensor) -> torch.Tensor:
        if x.ndim != _PICTURE_AXES:
            return x
        return x.permute(0, 3, 1, 2).contiguous(memory_format=self._layout)


def _module(layer: Layer, inputs: tuple[int, ...], weights: Tensors) -> nn.Module:
    match layer:
        case Dense():
            return nn.Sequential(_filled(nn.Linear(inputs[-1], layer.units), weights), _activation(layer.activation))
        case Conv2D():
            padding = layer.padding if layer.strides == (1, 1) else 0
            convolution = nn.Conv2d(inputs[-1], layer.filters, layer.kernel_size, layer.strides, padding)
            weights = {**weights, "kernel": weights["kernel"].permute(3, 2, 0, 1)}
            return nn.Sequential(_filled(convolution, weights, turned=False), _activation(layer.activation))
        case BatchNormalization():
            kind = nn.BatchNorm2d if len(inputs) == _PICTURE_AXES - 1 else nn.BatchNorm1d
            return kind(inputs[-1], layer.epsilon, 1 - layer.momentum)
        case LayerNormalization():
            return nn.LayerNorm(inputs[-1], layer.epsilon)
        case LSTM() | MultiHeadAttention():
            return (_Lstm if isinstance(layer, LSTM) else _SelfAttention)(layer, inputs, weights)
        case _:
            return _unweighted(layer)


def _unweighted(layer: Layer) -> nn.Module:
    match layer:
        case MaxPooling2D(strides=None):
            return nn.MaxPool2d(layer.pool_size)
        case GlobalAveragePooling1D():
            return _Lambda(lambda x: x.mean(1))
        case Add():
            return _Lambda(torch.add)
        case ReLU():
            return nn.ReLU()
        case Dropout():
            return nn.Dropout(layer.rate)
        case Flatten():
            return _Lambda(_flat)
    raise NotImplementedError(layer)


def _flat(x: torch.Tensor) -> torch.Tensor:
    """In the order of rows, columns, channels, so that the weights behind it are ours."""
    return (x.permute(0, 2, 3, 1) if x.ndim == _PICTURE_AXES else x).flatten(1)


class _Lambda(nn.Module):
    def __init__(self, function: Callable[..., torch.Tensor]) -> None:
        super().__init__()
        self.function = function

    def forward(self, *x: torch.Tensor) -> torch.Tensor:
        return self.function(*x)


class _Lstm(nn.Module):
    """The state after the last step; PyTorch adds two biases, of which the second stays zero."""

    def __init__(self, layer: LSTM, inputs: tuple[int, ...], weights: Tensors) -> None:
        super().__init__()
        self.lstm = nn.LSTM(inputs[-1], layer.units, batch_first=True)
        with torch.no_grad():
            self.lstm.weight_ih_l0.copy_(weights["kernel"].T)
            self.lstm.weight_hh_l0.copy_(weights["recurrent_kernel"].T)
            self.lstm.bias_ih_l0.copy_(weights["bias"])
            self.lstm.bias_hh_l0.zero_()
        self.lstm.bias_hh_l0.requires_grad_(requires_grad=False)

    def forward(self, x: torch.Tensor) -> torch.Tensor:
        return self.lstm(x)[1][0][0]


class _SelfAttention(nn.Module):
    """One product for query, key and value, PyTorch's fused attention, one product for the output."""

    def __init__(self, layer: MultiHeadAttention, inputs: tuple[int, ...], weights: Tensors) -> None:
        super().__init__()
        self.heads, width = layer.num_heads, layer.num_heads * layer.key_dim
        self.inward, self.outward = nn.Linear(inputs[-1], 3 * width), nn.Linear(width, inputs[-1])
        roles = ("query", "key", "value")
        kernels = torch.cat([weights[f"{role}/kernel"].reshape(inputs[-1], width) for role in roles], 1)
        biases = torch.cat([weights[f"{role}/bias"].reshape(-1) for role in roles])
        _filled(self.inward, {"kernel": kernels, "bias": biases})
        output = weights["attention_output/kernel"].reshape(width, inputs[-1])
        _filled(self.outward, {"kernel": output, "bias": weights["attention_output/bias"]})

    def forward(self, x: torch.Tensor) -> torch.Tensor:
        parts = self.inward(x).unflatten(-1, (3, self.heads, -1)).permute(2, 0, 3, 1, 4)
        mixed = functional.scaled_dot_product_attention(*parts)
        return self.outward(mixed.transpose(1, 2).flatten(2))


def _filled(module: nn.Module, weights: Tensors, *, turned: bool = True) -> nn.Module:
    with torch.no_grad():
        module.weight.copy_(weights["kernel"].T if turned else weights["kernel"])
        module.bias.copy_(weights["bias"])
    return module


def _activation(activation: ActivationFunction) -> nn.Module:
    found: nn.Module = _ACTIVATIONS[type(activation)]()
    return found


def _optimizer_of(optimizer: object, model: nn.Module) -> torch.optim.Optimizer:
    match optimizer:
        case Adam():
            return torch.optim.Adam(model.parameters(), optimizer.learning_rate, eps=1e-7)
        case SGD():
            return torch.optim.SGD(model.parameters(), optimizer.learning_rate, momentum=optimizer.momentum)
    raise NotImplementedError(optimizer)


def _loss_of(loss: object) -> Callable[[torch.Tensor, torch.Tensor], Any]:
    match loss:
        case MeanSquaredError():
            return nn.MSELoss()
        case BinaryCrossentropy():
            return nn.BCEWithLogitsLoss() if loss.from_logits else nn.BCELoss()
        case SparseCategoricalCrossentropy():
            return nn.CrossEntropyLoss()
    raise NotImplementedError(loss)


def probabilities(trainer: Trainer, predictions: np.ndarray) -> np.ndarray:
    """Predictions as NN Studio gives them."""
    last = trainer.document.network.outputs[0].layer
    if isinstance(last, Dense) and isinstance(last.activation, Softmax):
        return torch.softmax(torch.from_numpy(predictions), 1).numpy()
    return predictions
