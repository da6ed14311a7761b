"""A trained network as one Python file that needs nothing but NumPy."""

from __future__ import annotations

import runpy
from pathlib import Path
from typing import Any, ClassVar

from nnstudio.catalog.kernels import Array
from nnstudio.exchange.exporter import Exporter
from nnstudio.exchange.module_text import module_text
from nnstudio.project.trained import TrainedModel


class PythonModule(Exporter, frozen=True, kw_only=True):
    """The network and its weights as one readable Python file that needs only NumPy.

    `predict(x)` takes rows as they were before preprocessing, `network(x)` takes them as the network sees them.
    """

    label: ClassVar[str] = "Python module (NumPy only)"
    suffix: ClassVar[str] = ".py"
    aliases: ClassVar[tuple[str, ...]] = ("python", "py")

    def content(self, trained: TrainedModel) -> bytes:
        """The text of the module."""
        return module_text(trained).encode()

    def predict(self, path: Path, trained: TrainedModel, inputs: dict[str, Array]) -> dict[str, Array]:
        """What the module's `network` computes."""
        module = runpy.run_path(str(path))
        result: Any = module["network"](*(inputs[node.id] for node in trained.document.network.inputs))
        return result if isinstance(result, dict) else dict.fromkeys(trained.model.prediction_shapes, result)
