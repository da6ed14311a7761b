"""What is said of a training whose loss is not finite any more."""

from __future__ import annotations

import numpy as np

from nnstudio.engine.model import Model
from nnstudio.engine.plan import Plan
from nnstudio.errors import TrainingError

_ADVICE = "Try a smaller learning rate or standardized inputs."


def not_finite(plan: Plan, model: Model, when: str) -> TrainingError:
    """Names the first node, in the order of computing, whose result is not finite; `when` tells epoch and step."""
    nodes = model.network.by_id
    for node_id in model.inference.order:
        if not np.isfinite(plan.activations[node_id]).all():
            title = nodes[node_id].title
            return TrainingError(
                f"{title} gave values that are not finite {when}, so the training was stopped. {_ADVICE}", node=node_id
            )
    guilty = [output for output, loss in plan.losses.items() if not np.isfinite(loss)]
    output = nodes[model.outputs[guilty[0] if guilty else next(iter(plan.outputs))]]
    return TrainingError(
        f"The loss at {output.title} is not finite {when}, so the training was stopped. {_ADVICE}", node=output.id
    )
