"""Weights alone, by the contract's names and in Keras' layouts."""

from __future__ import annotations

import io
from pathlib import Path
from typing import ClassVar

import numpy as np
import safetensors.numpy

from nnstudio.catalog.kernels import Array
from nnstudio.engine.model import Model
from nnstudio.exchange.exporter import Exporter
from nnstudio.project.trained import TrainedModel
from nnstudio.sentence import Sentence


class _WeightFile(Exporter, frozen=True, kw_only=True):
    """A file of arrays named `<node id>/<weight name>`."""

    def arrays(self, path: Path) -> dict[str, Array]:
        """Every array of such a file."""
        raise NotImplementedError

    def predict(self, path: Path, trained: TrainedModel, inputs: dict[str, Array]) -> dict[str, Array]:
        """What the network predicts with the weights of the file."""
        model = Model(trained.document.network)
        model.store.load(self.arrays(path), Sentence("The exported weights"))
        return model.predictions(inputs)


class Npz(_WeightFile, frozen=True, kw_only=True):
    """Weights as a NumPy archive: `np.load(path)["hidden/kernel"]`."""

    label: ClassVar[str] = "NumPy archive"
    suffix: ClassVar[str] = ".npz"

    def content(self, trained: TrainedModel) -> bytes:
        """Every weight as one array of the archive."""
        buffer = io.BytesIO()
        np.savez(buffer, **trained.weights)  # type: ignore[arg-type]  # a name with “/” cannot be that of an option
        return buffer.getvalue()

    def arrays(self, path: Path) -> dict[str, Array]:
        """The arrays of the archive."""
        with np.load(path, allow_pickle=False) as archive:
            return dict(archive)


class Safetensors(_WeightFile, frozen=True, kw_only=True):
    """Weights as safetensors, which PyTorch, JAX and TensorFlow read without running code."""

    label: ClassVar[str] = "safetensors"
    suffix: ClassVar[str] = ".safetensors"

    def content(self, trained: TrainedModel) -> bytes:
        """Every weight as one tensor of the file."""
        return safetensors.numpy.save(trained.weights)

    def arrays(self, path: Path) -> dict[str, Array]:
        """The tensors of the file."""
        return safetensors.numpy.load(path.read_bytes())
