"""What watches a training epoch by epoch, and may end it or change its learning rate."""

from nnstudio.catalog.callbacks.base import Callback, CallbackState, Decision
from nnstudio.catalog.callbacks.logging import CSVLogger
from nnstudio.catalog.callbacks.saving import ModelCheckpoint
from nnstudio.catalog.callbacks.scheduling import LearningRateScheduler
from nnstudio.catalog.callbacks.terminating import TerminateOnNaN
from nnstudio.catalog.callbacks.watching import EarlyStopping, ReduceLROnPlateau

__all__ = [
    "CSVLogger",
    "Callback",
    "CallbackState",
    "Decision",
    "EarlyStopping",
    "LearningRateScheduler",
    "ModelCheckpoint",
    "ReduceLROnPlateau",
    "TerminateOnNaN",
]
