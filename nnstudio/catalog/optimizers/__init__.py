"""How weights follow their gradients."""

from nnstudio.catalog.optimizers.adam import Adam, AdamW
from nnstudio.catalog.optimizers.adaptive import Adagrad, RMSprop
from nnstudio.catalog.optimizers.base import Optimizer
from nnstudio.catalog.optimizers.sgd import SGD

__all__ = ["SGD", "Adagrad", "Adam", "AdamW", "Optimizer", "RMSprop"]
