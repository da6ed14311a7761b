"""Layers that read a sequence step by step and remember."""

from nnstudio.catalog.layers.recurrent.bidirectional import Bidirectional
from nnstudio.catalog.layers.recurrent.gru import GRU
from nnstudio.catalog.layers.recurrent.lstm import LSTM
from nnstudio.catalog.layers.recurrent.simple import SimpleRNN

__all__ = ["GRU", "LSTM", "Bidirectional", "SimpleRNN"]
