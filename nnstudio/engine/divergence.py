"""What is said of a training whose loss is not finite any more."""

from __future__ import annotations

import numpy as np

from nnstudio.engine.plan import Plan
from nnstudio.errors import TrainingError
from nnstudio.network.graph import Network
from nnstudio.network.inference import Inference

_ADVICE = "Try a smaller learning rate or standardized inputs."


def not_finite(plan: Plan, network: Network, inference: Inference, when: str) -> TrainingError:
    """Names the first node, in the order of computing, whose result is not finite; `when` tells epoch and step."""
    for node_id in inference.order:
        if not np.isfinite(plan.activations[node_id]).all():
            title = network.by_id[node_id].title
            return TrainingError(
                f"{title} gave values that are not finite {when}, so the training was stopped. {_ADVICE}", node=node_id
            )
    (output,) = network.outputs
    return TrainingError(
        f"The loss at {output.title} is not finite {when}, so the training was stopped. {_ADVICE}", node=output.id
    )
