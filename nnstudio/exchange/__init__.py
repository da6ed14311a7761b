"""Out of NN Studio and into it: every file format, and the proof that an export predicts what the network predicts."""

from nnstudio.exchange import python_module, weight_files
from nnstudio.exchange.exporter import Exporter, export, exporters

__all__ = ["Exporter", "export", "exporters", "python_module", "weight_files"]
