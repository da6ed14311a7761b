"""What the numbers at an output say about classes."""

from __future__ import annotations

import numpy as np

from nnstudio.catalog.kernels import Array
from nnstudio.catalog.losses import Loss


def probabilities(outputs: Array, loss: Loss) -> Array:
    """Outputs as probabilities: as they are, or, where the loss takes logits, their sigmoid or softmax."""
    if not getattr(loss, "from_logits", False):
        return outputs
    with np.errstate(over="ignore"):
        if outputs.shape[-1] == 1:
            return 1 / (1 + np.exp(-outputs))
        powers = np.exp(outputs - outputs.max(axis=-1, keepdims=True))
    shares: Array = powers / powers.sum(axis=-1, keepdims=True)
    return shares
