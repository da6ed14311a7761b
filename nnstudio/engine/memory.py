"""Whether a network fits into this computer, asked before anything is allocated."""

from __future__ import annotations

import math
import os

from nnstudio.errors import NetworkError
from nnstudio.network.inference import Inference

_VECTORS = 5
"""Weights, those of the epoch's beginning, gradients, an optimizer's two slots: how often training holds them all."""


def require_memory(inference: Inference, batch: int = 1) -> None:
    """Raise NetworkError if weights and activations would take more than four fifths of the memory."""
    weights = inference.total_weights * _VECTORS
    activations = 2 * batch * sum(math.prod(inference.shapes[node_id]) for node_id in inference.order)
    needed, available = 4 * (weights + activations), physical_memory()
    if needed > 0.8 * available:
        largest = max(inference.order, key=lambda node_id: _values_of(inference, node_id, batch))
        raise NetworkError(
            f"Training this network takes about {_readable(needed)}, but this computer has {_readable(available)}. "
            f"Make “{largest}” smaller, which needs the most."
        )


def physical_memory() -> int:
    """The bytes of memory of this computer, or a cautious guess where the system does not tell."""
    try:
        return os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES")
    except (AttributeError, OSError, ValueError):
        return 8 * 2**30


def _values_of(inference: Inference, node_id: str, batch: int) -> int:
    return _VECTORS * inference.weight_count(node_id) + 2 * batch * math.prod(inference.shapes[node_id])


def _readable(size: float) -> str:
    for unit in ("bytes", "kB", "MB", "GB", "TB"):
        if size < 1000:
            return f"{size:.0f} {unit}"
        size /= 1000
    return f"{size:.0f} PB"
