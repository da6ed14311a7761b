"""A document: a network, a reference to its data, and its training set-up."""

from __future__ import annotations

from typing import Annotated, ClassVar

from msgspec import Meta, Struct

from nnstudio.catalog.callbacks import Callback
from nnstudio.catalog.declaration import Declaration
from nnstudio.catalog.losses import Loss, MeanSquaredError
from nnstudio.catalog.metrics import Metric
from nnstudio.catalog.optimizers import Optimizer, RMSprop
from nnstudio.data.frozen_mapping import FrozenMapping
from nnstudio.data.reference import DataReference
from nnstudio.network.graph import Network


class Training(Declaration, frozen=True, kw_only=True):
    """How a network is trained. The defaults are those of Keras' compile and fit."""

    kind: ClassVar[str] = "training"

    loss: Annotated[Loss, Meta(title="Loss", description="What the training makes small.")] = MeanSquaredError()
    optimizer: Annotated[Optimizer, Meta(title="Optimizer", description="How weights follow their gradients.")] = (
        RMSprop()
    )
    metrics: Annotated[
        tuple[Metric, ...], Meta(title="Metrics", description="Figures that are shown beside the loss.")
    ] = ()
    epochs: Annotated[int, Meta(ge=1, title="Epochs", description="How often the training data is gone through.")] = 1
    batch_size: Annotated[
        int, Meta(ge=1, title="Batch size", description="How many samples make one step of the optimizer.")
    ] = 32
    shuffle: Annotated[bool, Meta(title="Shuffle", description="Put the samples in a new order every epoch.")] = True
    seed: Annotated[int, Meta(ge=0, title="Seed", description="The same seed gives the same weights, bit for bit.")] = 0
    callbacks: Annotated[
        tuple[Callback, ...], Meta(title="Callbacks", description="What watches the training and may end it.")
    ] = ()


class Document(Struct, frozen=True, kw_only=True):
    """Everything that a person edits, as one immutable value."""

    name: str = "untitled"
    network: Network = Network()
    data: DataReference | None = None
    training: Training = Training()
    definitions: FrozenMapping[str, Network] = FrozenMapping()
    """The networks of linked blocks by name. Every such block also holds its network itself, which is this one."""
