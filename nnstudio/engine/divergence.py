"""What is said of a training whose loss is not finite any more."""

from __future__ import annotations

import numpy as np

from nnstudio.engine.model import Model
from nnstudio.engine.plan import Plan
from nnstudio.errors import TrainingError
from nnstudio.sentence import Sentence, joined

_ADVICE = Sentence("Try a smaller learning rate or standardized inputs.")


def not_finite(plan: Plan, model: Model, epoch: int, step: int) -> TrainingError:
    """Names the first node, in the order of computing, whose result is not finite; epoch and step count from 1."""
    nodes = model.network.by_id
    for node_id in model.inference.order:
        if not np.isfinite(plan.activations[node_id]).all():
            fault = Sentence(
                "{node} gave values that are not finite in epoch {epoch}, step {step}, so the training was stopped.",
                node=nodes[node_id].title,
                epoch=epoch,
                step=step,
            )
            return TrainingError(joined([fault, _ADVICE]), node=node_id)
    guilty = [output for output, loss in plan.losses.items() if not np.isfinite(loss)]
    output = nodes[model.outputs[guilty[0] if guilty else next(iter(plan.outputs))]]
    fault = Sentence(
        "The loss at {node} is not finite in epoch {epoch}, step {step}, so the training was stopped.",
        node=output.title,
        epoch=epoch,
        step=step,
    )
    return TrainingError(joined([fault, _ADVICE]), node=output.id)
