"""The figures that a training measures at its outputs, under the names that Keras gives them in a history."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from nnstudio.catalog.kernels import Shape
from nnstudio.catalog.metrics import Metric
from nnstudio.network.document import Training
from nnstudio.network.graph import Network, Node

LOSS = "loss"


@dataclass(frozen=True)
class Figure:
    """A metric of an output; `key` is its name in a history."""

    key: str
    output: str
    metric: Metric
    """What is computed: a string such as "accuracy" stands for another metric with every loss."""
    weighted: bool = False
    """Whether sample weights count."""


def outputs_of(network: Network) -> tuple[Node, ...]:
    """The nodes whose results are held against targets: those that compute something and that nothing follows."""
    return tuple(node for node in network.outputs if node.layer.most_inputs != 0)


def loss_keys(outputs: tuple[str, ...]) -> tuple[str, ...]:
    """The names of the losses of several outputs; a lone one has none, since it is the loss of all."""
    return tuple(f"{output}_{LOSS}" for output in outputs) if len(outputs) > 1 else ()


def figures(training: Training, shapes: Mapping[str, Shape]) -> tuple[Figure, ...]:
    """Every metric of outputs with predictions of these shapes: the plain ones first, then the weighted ones.

    As in Keras, several outputs put their name before the metric's, a second metric of a name ends in `_1`, a third
    in `_2`, and a weighted one of a name that is taken begins with `weighted_`.
    """
    taken: dict[str, int] = {}
    return (
        *_numbered(_measured(training, shapes, weighted=False), taken),
        *_numbered(_measured(training, shapes, weighted=True), taken),
    )


def _measured(training: Training, shapes: Mapping[str, Shape], *, weighted: bool) -> Iterator[Figure]:
    for output, shape in shapes.items():
        metrics = training.weighted_metrics_of(output) if weighted else training.metrics_of(output)
        for metric in metrics:
            resolved = metric.resolved(training.loss_of(output).target_form, shape)
            yield Figure(f"{output}_{resolved.key}" if len(shapes) > 1 else resolved.key, output, resolved, weighted)


def _numbered(found: Iterator[Figure], taken: dict[str, int]) -> Iterator[Figure]:
    """The same figures under names that are each given once."""
    for figure in found:
        key = figure.key
        if figure.weighted and key in taken:
            before = key.removesuffix(figure.metric.key)
            key = f"{before}weighted_{figure.metric.key}"
        count = taken.get(key, 0)
        taken[key] = count + 1
        yield Figure(f"{key}_{count}" if count else key, figure.output, figure.metric, figure.weighted)
