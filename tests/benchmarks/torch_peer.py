"""A document's training in PyTorch: the same network, weights, batches and optimizer, written as people write it."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
import torch
from torch import nn

from nnstudio.catalog.activations import Relu, Sigmoid, Softmax, Tanh
from nnstudio.catalog.layers.base import Layer
from nnstudio.catalog.layers.convolution import Conv2D
from nnstudio.catalog.layers.core import Dense
from nnstudio.catalog.layers.pooling import MaxPooling2D
from nnstudio.catalog.layers.regularization import Dropout
from nnstudio.catalog.layers.reshaping import Flatten
from nnstudio.catalog.losses import BinaryCrossentropy, MeanSquaredError, SparseCategoricalCrossentropy
from nnstudio.catalog.optimizers import Adam
from nnstudio.engine.batches import Batches
from nnstudio.engine.trainer import Trainer

_ACTIVATIONS = {Relu: nn.ReLU, Tanh: nn.Tanh, Sigmoid: nn.Sigmoid}


class Permuted(nn.Module):
    """Brings channels last to channels first, or back."""

    def __init__(self, *order: int) -> None:
        super().__init__()
        self.order = order

    def forward(self, x: torch.Tensor) -> torch.Tensor:
        return x.permute(self.order)


class TorchPeer:
    """Trains a chain of layers as the trainer would, on its rows and from its weights."""

    def __init__(self, trainer: Trainer, samples: Batches) -> None:
        training = trainer.document.training
        self._x = torch.from_numpy(next(iter(samples.inputs.values())))
        self._y = torch.from_numpy(samples.target)
        self.model = nn.Sequential(*_modules(trainer))
        self._loss = _loss_of(training.loss)
        if not isinstance(training.optimizer, Adam):
            raise NotImplementedError(training.optimizer)
        self._optimizer = torch.optim.Adam(self.model.parameters(), training.optimizer.learning_rate, eps=1e-7)

    def step(self, rows: np.ndarray) -> float:
        """One batch; returns its loss, which NN Studio looks at as well."""
        index = torch.from_numpy(rows)
        x, y = self._x[index], self._y[index]
        self._optimizer.zero_grad()
        loss = self._loss(self.model(x), y)
        loss.backward()
        self._optimizer.step()
        return loss.item()

    def predict(self, rows: np.ndarray) -> np.ndarray:
        self.model.eval()
        with torch.no_grad():
            result = self.model(self._x[torch.from_numpy(rows)])
        self.model.train()
        return result.numpy()


def _modules(trainer: Trainer) -> list[nn.Module]:
    modules: list[nn.Module] = []
    nodes = [trainer.document.network.by_id[name] for name in trainer.model.inference.order]
    for node in nodes[1:]:
        weights = {slot.name: slot.value for slot in trainer.model.store.slots_of(node.id)}
        inputs = trainer.model.inference.shapes[trainer.document.network.incoming[node.id][0].source]
        modules += _module(node.layer, inputs, weights)
    return modules


def _module(layer: Layer, inputs: tuple[int, ...], weights: dict[str, np.ndarray]) -> list[nn.Module]:
    match layer:
        case Dense():
            linear = nn.Linear(inputs[-1], layer.units)
            _fill(linear, weights["kernel"].T, weights["bias"])
            return [linear, *_activation(layer)]
        case Conv2D(strides=(1, 1), padding="same"):
            convolution = nn.Conv2d(inputs[-1], layer.filters, layer.kernel_size, padding="same")
            _fill(convolution, weights["kernel"].transpose(3, 2, 0, 1), weights["bias"])
            return [Permuted(0, 3, 1, 2), convolution, *_activation(layer), Permuted(0, 2, 3, 1)]
        case MaxPooling2D(strides=None):
            return [Permuted(0, 3, 1, 2), nn.MaxPool2d(layer.pool_size), Permuted(0, 2, 3, 1)]
        case Dropout():
            return [nn.Dropout(layer.rate)]
        case Flatten():
            return [nn.Flatten()]
    raise NotImplementedError(layer)


def _fill(module: nn.Linear | nn.Conv2d, kernel: np.ndarray, bias: np.ndarray) -> None:
    with torch.no_grad():
        module.weight.copy_(torch.from_numpy(np.ascontiguousarray(kernel)))
        module.bias.copy_(torch.from_numpy(bias))


def _activation(layer: Dense | Conv2D) -> list[nn.Module]:
    """Softmax belongs to PyTorch's crossentropy."""
    return [found() for kind, found in _ACTIVATIONS.items() if isinstance(layer.activation, kind)]


def _loss_of(loss: object) -> Callable[[torch.Tensor, torch.Tensor], torch.Tensor]:
    match loss:
        case MeanSquaredError():
            return nn.MSELoss()
        case BinaryCrossentropy():
            return nn.BCELoss()
        case SparseCategoricalCrossentropy():
            return nn.CrossEntropyLoss()
    raise NotImplementedError(loss)


def probabilities(trainer: Trainer, predictions: np.ndarray) -> np.ndarray:
    """Predictions as NN Studio gives them."""
    last = trainer.document.network.outputs[0].layer
    if isinstance(last, Dense) and isinstance(last.activation, Softmax):
        return torch.softmax(torch.from_numpy(predictions), 1).numpy()
    return predictions
