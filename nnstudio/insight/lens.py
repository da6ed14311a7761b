"""Looks at what every node of a trained network gives for a sample."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from threading import Lock

from nnstudio.catalog.kernels import Array
from nnstudio.data.preparation import PreparedData, Samples
from nnstudio.insight.classification import class_names, true_labels
from nnstudio.insight.evaluation import in_target_form, parts, trained_model
from nnstudio.insight.originals import OriginalColumn, original_columns
from nnstudio.network.document import Document


@dataclass(frozen=True, eq=False)
class Look:
    """One sample, and what a node gives for it."""

    place: int
    node: str
    activation: Array
    """What the node gives for this sample, without the batch axis."""


class Lens:
    """A trained network over the most telling part of its data.

    The network's plan has one set of buffers, so that looks from several threads take turns.
    """

    def __init__(self, document: Document, weights: Mapping[str, Array], data: PreparedData) -> None:
        self.data = in_target_form(document, data)
        self.part, self.samples = next(iter(parts(self.data).items()))
        self.classes = {
            output: class_names(target, document.training.loss_of(output))
            for output, target in self.data.description.targets.items()
        }
        self._model = trained_model(document, weights)
        self._turn = Lock()

    def look(self, place: int, node: str) -> Look:
        """What the node gives for the sample at this place."""
        inputs = {name: values[place : place + 1] for name, values in self.samples.inputs.items()}
        with self._turn:
            return Look(place, node, self._model.activations(inputs)[node][0])

    def columns(self, place: int) -> tuple[OriginalColumn, ...]:
        """The inputs of a sample as its source had them."""
        sample: Samples = self.samples
        return tuple(
            column
            for name, values in sample.inputs.items()
            for column in original_columns(name, values[place : place + 1], self.data.description, self.data.fitted)
        )

    def truth(self, place: int) -> str:
        """The class of a sample, or those of several outputs; nothing where numbers are predicted."""
        found = (
            names[int(true_labels(self.samples.targets[output][place : place + 1])[0])]
            for output, names in self.classes.items()
            if names and self.samples.targets[output].ndim <= 2
        )
        return ", ".join(found)
