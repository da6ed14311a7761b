"""A document: a network, a reference to its data, and its training set-up."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Annotated, Any, ClassVar, TypeAlias, TypeVar

from msgspec import Meta, Struct

from nnstudio.catalog.callbacks import Callback
from nnstudio.catalog.declaration import Declaration
from nnstudio.catalog.fields import fields_of
from nnstudio.catalog.frozen_mapping import FrozenMapping
from nnstudio.catalog.losses import Loss, MeanSquaredError
from nnstudio.catalog.metrics import Metric
from nnstudio.catalog.optimizers import Optimizer, RMSprop
from nnstudio.data.reference import DataReference
from nnstudio.network.graph import Network

T = TypeVar("T")
PerOutput: TypeAlias = FrozenMapping[str, T]
"""A value for each output node, by its id."""


class Training(Declaration, frozen=True, kw_only=True):
    """How a network is trained. The defaults are those of Keras' compile and fit."""

    kind: ClassVar[str] = "training"

    loss: Annotated[
        Loss | PerOutput[Loss],
        Meta(title="Loss", description="What the training makes small; with several outputs, one for each."),
    ] = MeanSquaredError()
    loss_weights: Annotated[
        PerOutput[float],
        Meta(title="Loss weights", description="How much the loss of each output counts in their sum; 1 if left out."),
    ] = FrozenMapping()
    optimizer: Annotated[Optimizer, Meta(title="Optimizer", description="How weights follow their gradients.")] = (
        RMSprop()
    )
    metrics: Annotated[
        tuple[Metric, ...] | PerOutput[tuple[Metric, ...]],
        Meta(title="Metrics", description="Figures that are shown beside the loss; sample weights do not count."),
    ] = ()
    weighted_metrics: Annotated[
        tuple[Metric, ...] | PerOutput[tuple[Metric, ...]],
        Meta(title="Weighted metrics", description="Figures in which samples count by their sample or class weights."),
    ] = ()
    class_weight: Annotated[
        FrozenMapping[str, Annotated[float, Meta(ge=0)]],
        Meta(
            title="Class weights",
            description="How much samples count by their class, named or numbered; 1 if left out. For one output.",
        ),
    ] = FrozenMapping()
    epochs: Annotated[int, Meta(ge=1, title="Epochs", description="How often the training data is gone through.")] = 1
    batch_size: Annotated[
        int, Meta(ge=1, title="Batch size", description="How many samples make one step of the optimizer.")
    ] = 32
    shuffle: Annotated[bool, Meta(title="Shuffle", description="Put the samples in a new order every epoch.")] = True
    seed: Annotated[int, Meta(ge=0, title="Seed", description="The same seed gives the same weights, bit for bit.")] = 0
    callbacks: Annotated[
        tuple[Callback, ...], Meta(title="Callbacks", description="What watches the training and may end it.")
    ] = ()

    def value_of(self, name: str, output: str) -> Any:
        """A setting that may differ from output to output, for one of them."""
        value = getattr(self, name)
        if name == "loss_weights":
            return self.loss_weight_of(output)
        return value.get(output, fields_of(Training)[name].default) if isinstance(value, Mapping) else value

    def loss_of(self, output: str) -> Loss:
        """The loss of an output node."""
        loss: Loss = self.value_of("loss", output)
        return loss

    def loss_weight_of(self, output: str) -> float:
        """How much the loss of an output node counts."""
        return self.loss_weights.get(output, 1.0)

    def metrics_of(self, output: str) -> tuple[Metric, ...]:
        """The metrics of an output node; a plain list is for every one."""
        metrics: tuple[Metric, ...] = self.value_of("metrics", output)
        return metrics

    def weighted_metrics_of(self, output: str) -> tuple[Metric, ...]:
        """The metrics of an output node that sample weights count in."""
        metrics: tuple[Metric, ...] = self.value_of("weighted_metrics", output)
        return metrics


class Document(Struct, frozen=True, kw_only=True):
    """Everything that a person edits, as one immutable value."""

    name: str = "untitled"
    network: Network = Network()
    data: DataReference | None = None
    training: Training = Training()
    definitions: FrozenMapping[str, Network] = FrozenMapping()
    """The networks of linked blocks by name. Every such block also holds its network itself, which is this one."""
