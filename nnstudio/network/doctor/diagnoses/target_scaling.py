"""Targets whose numbers are too large to be met soon."""

from __future__ import annotations

from collections.abc import Iterator

from nnstudio.catalog.layers.scaling import Normalization, Rescaling
from nnstudio.catalog.losses import Huber, LogCosh, Loss, MeanAbsoluteError, MeanSquaredError
from nnstudio.data.preprocessing import MinMax, Standardize
from nnstudio.data.target import TargetDescription
from nnstudio.network import edits
from nnstudio.network.doctor.case import Case
from nnstudio.network.doctor.diagnosis import Diagnosis
from nnstudio.network.figures import outputs_of
from nnstudio.network.graph import Node
from nnstudio.network.problem import Fix, Problem
from nnstudio.sentence import Sentence

_LARGE = 10.0
"""Networks begin with results about 0; up to here they get along."""
_OF_DISTANCES: tuple[type[Loss], ...] = (MeanSquaredError, MeanAbsoluteError, Huber, LogCosh)
"""Losses that know no unit: targets may be moved and stretched. Those of ratios and logarithms may not."""


class UnscaledTarget(Diagnosis):
    """Numbers far from 0 that weights near 0 have to reach in small steps."""

    def problems(self, case: Case) -> Iterator[Problem]:
        """For every output that predicts such numbers, unless it ends with a layer that scales."""
        for output in outputs_of(case.network):
            target = case.description.target_of(output.id) if case.description is not None else None
            if target is None or target.range is None or not _may_be_scaled(case, output):
                continue
            largest = max(map(abs, target.range))
            if largest > _LARGE:
                yield Problem(
                    code="unscaled-target",
                    severity="warning",
                    node=output.id,
                    message=Sentence(
                        "{node} is to predict {target}, which goes up to {largest}; networks begin near 0 and take "
                        "long to get there. Standardize the target; predictions are told in its own unit all the same.",
                        node=output.title,
                        target=target.label,
                        largest=f"{largest:.4g}",
                    ),
                    fixes=tuple(_scalings(case, target)),
                )


def _may_be_scaled(case: Case, output: Node) -> bool:
    """Whether nothing at the output or in its loss stands for the unit of the target."""
    if not isinstance(case.document.training.loss_of(output.id), _OF_DISTANCES):
        return False
    for node in case.line(output):
        if isinstance(node.layer, Normalization | Rescaling):
            return False
        if case.inference.weights.get(node.id):
            break
    return True


def _scalings(case: Case, target: TargetDescription) -> Iterator[Fix]:
    """To mean and deviation, or to a range: both are turned round for whoever looks at predictions."""
    data = case.document.data
    if data is None:
        return
    for label, step in (
        (Sentence("Standardize the target {target}", target=target.label), Standardize(columns=target.names)),
        (Sentence("Bring the target {target} to 0 … 1", target=target.label), MinMax(columns=target.names)),
    ):
        prepared = data.replace(preprocessing=(*data.preprocessing, step))
        yield Fix(label, edits.set_data(case.document, prepared))
