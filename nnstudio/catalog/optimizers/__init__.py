"""How weights follow their gradients."""

from nnstudio.catalog.optimizers.adafactor import Adafactor
from nnstudio.catalog.optimizers.adam import Adam, Adamax, AdamW, Nadam
from nnstudio.catalog.optimizers.adaptive import Adadelta, Adagrad, RMSprop
from nnstudio.catalog.optimizers.base import LIMITS, Optimizer
from nnstudio.catalog.optimizers.ftrl import Ftrl
from nnstudio.catalog.optimizers.lamb import Lamb
from nnstudio.catalog.optimizers.lion import Lion
from nnstudio.catalog.optimizers.muon import Muon
from nnstudio.catalog.optimizers.sgd import SGD

__all__ = [
    "LIMITS",
    "SGD",
    "Adadelta",
    "Adafactor",
    "Adagrad",
    "Adam",
    "AdamW",
    "Adamax",
    "Ftrl",
    "Lamb",
    "Lion",
    "Muon",
    "Nadam",
    "Optimizer",
    "RMSprop",
]
