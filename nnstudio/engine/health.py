"""What the nodes of a training network look like from outside: activations, gradients, dead units."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace

import numpy as np

from nnstudio.catalog.activations import Relu, Relu6
from nnstudio.catalog.kernels import Array
from nnstudio.catalog.layers.base import Layer
from nnstudio.engine.plan import Plan
from nnstudio.engine.trainer import Trainer
from nnstudio.engine.weights import Slot
from nnstudio.network.output_checks import function_of
from nnstudio.sentence import Sentence

BINS = 24
SLOWEST_UPDATE, FASTEST_UPDATE = 1e-6, 1e-1
"""Between these, a step changes a weight by a sensible part of its size."""
_SHOWN_PERCENTILES = (1, 99)
"""Rare values beyond these stand in the outermost bars, so that one of them does not squeeze all others."""
_SAMPLE = 4096
"""How many values of an array are looked at: enough for a histogram, few enough to cost nothing."""


@dataclass(frozen=True)
class NodeHealth:
    """One node at a glance."""

    histogram: tuple[float, ...]
    """The distribution of its activations in BINS bars of height 0 to 1."""
    gradient: float | None
    """The root mean square of the gradient at its output; None where there is none."""
    dead: float = 0.0
    """The part of its units that gave zero for every sample of the batch."""
    message: str | None = None
    """What is wrong, in a few words, such as "11% of units dead"."""


@dataclass(frozen=True)
class NodeLive:
    """One node in detail, as the inspector shows it."""

    activations: tuple[float, ...]
    gradients: tuple[float, ...]
    kernel: tuple[float, ...]
    step: int
    verdict: str
    """How its weights move; empty where none do, or before the first batch in which it was looked at."""
    healthy: bool


@np.errstate(all="ignore")  # a training that grows without bounds is to be seen too
def observe(trainer: Trainer) -> dict[str, NodeHealth]:
    """The health of every node after the last batch; nothing before the first.

    A block has that of its result, and the complaint of what is worst inside.
    """
    plan = trainer.last_plan
    if plan is None:
        return {}
    nodes = trainer.model.network.by_id
    found = {
        name: _health(plan.activations.glance(name), _gradient(plan, name), can_die=_can_die(nodes[name].layer))
        for name in plan.activations
    }
    return found | {name: _block_health(name, found[origin], found) for name, origin in trainer.model.origins.items()}


@np.errstate(all="ignore")
def observe_node(trainer: Trainer, node_id: str, before: Mapping[str, Array]) -> NodeLive | None:
    """One node in detail after the last batch; None before the first, and for a node that is not in the network.

    `before` holds its weights before the batch, by their names in files.
    """
    plan, origin = trainer.last_plan, trainer.model.origin(node_id)
    if plan is None or origin is None:
        return None
    weights = trainer.model.slots_of(node_id)
    gradient = _gradient(plan, origin)
    ratio = _update_ratio(weights, before)
    healthy = ratio is None or SLOWEST_UPDATE < ratio < FASTEST_UPDATE
    return NodeLive(
        activations=histogram(plan.activations.glance(origin)),
        gradients=() if gradient is None else histogram(gradient),
        kernel=histogram(weights[0].value) if weights else (),
        step=trainer.step,
        verdict=_verdict(ratio),
        healthy=healthy,
    )


def histogram(values: Array) -> tuple[float, ...]:
    """The distribution of (a sample of) the values in BINS bars, the highest of height 1."""
    flat = _sampled(values).astype(np.float64)  # the range of float32 values need not be one itself
    flat = flat[np.isfinite(flat)]
    if not len(flat):
        return (0.0,) * BINS
    low, high = np.percentile(flat, _SHOWN_PERCENTILES)
    if low == high:
        return tuple(float(bar == BINS // 2) for bar in range(BINS))
    counts, _ = np.histogram(np.clip(flat, low, high), BINS)
    return tuple((counts / max(1, counts.max())).tolist())


def _health(activation: Array, gradient: Array | None, *, can_die: bool) -> NodeHealth:
    rms = None if gradient is None else _rms(gradient)
    dead = float(np.mean(~np.any(activation.reshape(-1, activation.shape[-1]), axis=0))) if can_die else 0.0
    message = Sentence("{percent:.0f}% of units dead", percent=100 * dead) if dead >= 0.1 else None
    return NodeHealth(histogram(activation), rms, dead, message)


def _gradient(plan: Plan, node_id: str) -> Array | None:
    return plan.gradients.glance(node_id) if node_id in plan.gradients else None


def _block_health(name: str, result: NodeHealth, found: Mapping[str, NodeHealth]) -> NodeHealth:
    prefix = f"{name}/"
    inside = {path.removeprefix(prefix): health for path, health in found.items() if path.startswith(prefix)}
    worst = max(inside, key=lambda path: inside[path].dead, default=None)
    if worst is None or inside[worst].message is None:
        return replace(result, dead=0.0, message=None)
    return replace(
        result,
        dead=inside[worst].dead,
        message=Sentence("{place}: {message}", place=worst, message=inside[worst].message),
    )


def _can_die(layer: Layer) -> bool:
    """Whether a unit can end at zero for good: its activation cuts values to exactly zero."""
    return isinstance(function_of(layer), Relu | Relu6)


def _update_ratio(weights: list[Slot], before: Mapping[str, Array]) -> float | None:
    """The change of the node's first trained weight over its size, by root mean squares."""
    for slot in weights:
        if slot.gradient is not None and slot.path in before:
            size = _rms(slot.value)
            return _rms(slot.value - before[slot.path]) / size if size else None
    return None


def _verdict(ratio: float | None) -> str:
    if ratio is None:
        return ""
    if ratio < SLOWEST_UPDATE:
        return Sentence("Update ratio {ratio:.1e}: hardly learns", ratio=ratio)
    if ratio > FASTEST_UPDATE:
        return Sentence("Update ratio {ratio:.1e}: jumps; try a smaller learning rate", ratio=ratio)
    return Sentence("Update ratio {ratio:.1e}: healthy", ratio=ratio)


def _rms(values: Array) -> float:
    flat = _sampled(values)
    return float(np.sqrt(np.mean(np.square(flat, dtype=np.float64)))) if len(flat) else 0.0


def _sampled(values: Array) -> Array:
    flat = values.reshape(-1)
    return flat[:: max(1, flat.size // _SAMPLE)]


Healths = Mapping[str, NodeHealth]
