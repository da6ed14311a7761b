"""A training as a script for PyTorch has it, in a process of its own: `torch_script.py W1|W5 ROWS.npz EPOCHS`."""

from __future__ import annotations

import sys

import numpy as np
import torch
from torch import nn


def _square() -> tuple[nn.Module, nn.Module, torch.optim.Optimizer, int]:
    model = nn.Linear(1, 1)
    return model, nn.MSELoss(), torch.optim.SGD(model.parameters(), 0.01), 100


def _vgg() -> tuple[nn.Module, nn.Module, torch.optim.Optimizer, int]:
    def convolution(inputs: int, filters: int) -> list[nn.Module]:
        return [nn.Conv2d(inputs, filters, 3, padding=1), nn.ReLU()]

    layers = [*convolution(3, 32), *convolution(32, 32), nn.MaxPool2d(2)]
    layers += [*convolution(32, 64), *convolution(64, 64), nn.MaxPool2d(2)]
    layers += [nn.Flatten(), nn.Linear(8 * 8 * 64, 128), nn.ReLU(), nn.Linear(128, 10)]
    model = nn.Sequential(*layers)
    return model, nn.CrossEntropyLoss(), torch.optim.Adam(model.parameters(), 0.001), 64


def main(name: str, path: str, epochs: int) -> None:
    """Train on the rows of a file."""
    model, loss_of, optimizer, batch = {"W1": _square, "W5": _vgg}[name]()
    with np.load(path) as rows:
        x, y = torch.from_numpy(rows["x"]), torch.from_numpy(rows["y"])
    if x.ndim == 4:
        x = x.permute(0, 3, 1, 2).contiguous()
    for _ in range(epochs):
        for start in range(0, len(x), batch):
            optimizer.zero_grad()
            loss = loss_of(model(x[start : start + batch]), y[start : start + batch])
            loss.backward()
            optimizer.step()


main(sys.argv[1], sys.argv[2], int(sys.argv[3]))
