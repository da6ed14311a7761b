"""The outputs of a network: the layer that answers a question, its loss, its metrics and its target."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from nnstudio.catalog.losses import Loss
from nnstudio.catalog.metrics import Metric
from nnstudio.catalog.registry import types_of
from tests.golden.drawing.networks import Sketch
from tests.golden.drawing.objectives import LABELS, ONE_HOT, Question, drawn_loss, drawn_metrics
from tests.golden.drawing.tables import Rng, between


@dataclass(frozen=True)
class Output:
    """One output, by the id of its node."""

    node: str
    question: Question
    loss: dict[str, Any]
    metrics: list[Any]
    weighted_metrics: list[Any]
    classes: int = 0
    """The number of classes that it tells apart; 0 if it does something else."""

    @property
    def column(self) -> str:
        """The array of its target."""
        return f"y_{self.node}"


def drawn_outputs(sketch: Sketch, loss: type[Loss], metric: type[Metric], rng: Rng) -> list[Output]:
    """One output, or two: the second one looks at anything that was computed on the way to the first."""
    source = _joined(sketch, rng)
    outputs = [_drawn(sketch, source, loss, metric, rng)]
    if rng.random() < 0.2:
        inside = [name for name in sketch.shapes if name != outputs[0].node]
        source = _flattened(sketch, inside[int(rng.integers(len(inside)))])
        outputs.append(_drawn(sketch, source, _any(Loss, rng), _any(Metric, rng), rng))
    return outputs


def training_of(outputs: Sequence[Output], rng: Rng) -> dict[str, Any]:
    """What the training says about its outputs."""
    if len(outputs) == 1:
        (only,) = outputs
        weights = _class_weights(only, rng) if rng.random() < 0.4 else {}
        return {"loss": only.loss, "metrics": only.metrics, "weighted_metrics": only.weighted_metrics, **weights}
    return {
        "loss": {output.node: output.loss for output in outputs},
        "loss_weights": {output.node: between(0.2, 2.0)(rng) for output in outputs if rng.random() < 0.7},
        "metrics": {output.node: output.metrics for output in outputs},
        "weighted_metrics": {output.node: output.weighted_metrics for output in outputs},
    }


def _drawn(sketch: Sketch, source: str, loss: type[Loss], metric: type[Metric], rng: Rng) -> Output:
    written, question = drawn_loss(loss, rng)
    units = int(rng.integers(question.least_units, question.most_units + 1))
    node = sketch.place("Dense", {"units": units, "activation": question.activation}, [source])
    metrics = drawn_metrics(metric, written, sketch.shapes[node], rng)
    weighted = metrics[1:] if rng.random() < 0.4 else []
    tells_classes = question.target in (LABELS.target, ONE_HOT.target) and len(sketch.shapes[node]) == 1
    return Output(
        node, question, written, metrics[:1] if weighted else metrics, weighted, units if tells_classes else 0
    )


def _joined(sketch: Sketch, rng: Rng) -> str:
    """All that is loose as one, flattened mostly."""
    loose = sketch.loose
    if len(loose) == 1 and len(sketch.shapes[loose[0]]) == 2 and rng.random() < 0.5:
        return loose[0]
    flat = [_flattened(sketch, name) for name in loose]
    return flat[0] if len(flat) == 1 else sketch.place("Concatenate", {}, flat)


def _flattened(sketch: Sketch, name: str) -> str:
    return name if len(sketch.shapes[name]) == 1 else sketch.place("Flatten", {}, [name])


def _class_weights(output: Output, rng: Rng) -> dict[str, Any]:
    return {"class_weight": {str(number): between(0.2, 3.0)(rng) for number in range(output.classes)}}


def _any(kind: type[Any], rng: Rng) -> type[Any]:
    types = list(types_of(kind).values())
    return types[int(rng.integers(len(types)))]
