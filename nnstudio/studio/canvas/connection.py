"""Whether an edge may be drawn, what it would carry, and the change that draws it."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from PySide6.QtCore import QCoreApplication

from nnstudio.catalog.kernels import Shape
from nnstudio.catalog.layers.base import ShapeError, shape_text
from nnstudio.network import edits
from nnstudio.network.change import Change, apply
from nnstudio.network.document import Document
from nnstudio.network.graph import Edge, Network, Node
from nnstudio.network.inference import Inference, accepts, infer, shape_and_weights
from nnstudio.network.shape_checks import refusal
from nnstudio.studio.language import told


@dataclass(frozen=True)
class Verdict:
    """What can be said of an edge before it is drawn."""

    change: Change | None
    """What would draw it; None where no edge may be."""
    fits: bool
    """Whether the target can work with what the edge brings."""
    sentence: str
    """Why it does not fit, or what becomes of the shape."""


def judge(
    document: Document,
    inference: Inference,
    source: str,
    target: str,
    port: int | None = None,
    taken: Edge | None = None,
) -> Verdict:
    """The verdict on an edge from source to target; `taken` is an edge that it would replace.

    A shape that does not fit still makes an edge: the problem that it causes comes with repairs.
    """
    released = edits.disconnect(document, [taken] if taken else [], keep_ports=True)
    before = apply(document, released)
    refusal = _refusal(before.network, source, target, port)
    if refusal:
        return Verdict(None, fits=False, sentence=refusal)
    change = edits.connect(before, source, target, port)
    if taken is not None:
        drawn = Change(_tr("Rewire"), released.steps + change.steps)
        change = drawn.then(edits.number_ports(apply(document, drawn), [taken.target]))
    after = apply(document, change).network
    node = after.by_id[target]
    shapes = [inference.shapes.get(edge.source) for edge in after.incoming[target]]
    known = [shape for shape in shapes if shape is not None]
    if len(known) < len(shapes) or not accepts(node, len(shapes)):
        return Verdict(change, fits=True, sentence=_tr("Connect to {node}").format(node=node.title))
    return _verdict_on_shapes(change, after, inference, node, known)


def judge_change(document: Document, change: Change, nodes: Iterable[str]) -> Verdict:
    """The verdict on a change from what these nodes make of their inputs after it; the first is what it is about."""
    names = [*nodes]
    network = apply(document, change).network
    found = infer(network)
    for name in names:
        if name in found.failures:
            sentence = told(refusal(network, found, network.by_id[name], found.failures[name]))
            return Verdict(change, fits=False, sentence=sentence)
    sentence = _tr("Put {node} here").format(node=network.by_id[names[0]].title)
    given = [found.shapes.get(edge.source) for edge in network.incoming[names[0]]]
    result = found.shapes.get(names[0])
    if result is not None and None not in given:
        sentence += ": " + _from_to(filter(None, given), result)
    return Verdict(change, fits=True, sentence=sentence)


def _verdict_on_shapes(
    change: Change, network: Network, inference: Inference, node: Node, shapes: list[Shape]
) -> Verdict:
    try:
        result, _ = shape_and_weights(node.layer, tuple(shapes))
    except ShapeError as error:
        return Verdict(change, fits=False, sentence=told(refusal(network, inference, node, error)))
    return Verdict(change, fits=True, sentence=f"{node.title}: {_from_to(shapes, result)}")


def _from_to(given: Iterable[Shape], result: Shape) -> str:
    return f"{' + '.join(map(shape_text, given))} → {shape_text(result)}"


def _refusal(network: Network, source: str, target: str, port: int | None) -> str | None:
    """Why there must be no such edge at all."""
    node, incoming = network.by_id[target], network.incoming[target]
    most = node.layer.most_inputs
    if source == target:
        return _tr("{node} cannot feed itself; data must flow one way.").format(node=node.title)
    if most == 0:
        return _tr("{node} takes no edge: data enters the network there.").format(node=node.title)
    if target in network.ancestors(source):
        return _tr("{node} already leads to “{source}”; an edge back would close a cycle.").format(
            node=node.title, source=source
        )
    if most is not None and most > 1 and len(incoming) >= most and port is None:
        return _tr("{node} takes {most} edges and has them all.").format(node=node.title, most=most)
    if most != 1 and any(edge.source == source and edge.port == port for edge in incoming):
        return _tr("“{source}” is connected there already.").format(source=source)
    return None


def _tr(text: str) -> str:
    return QCoreApplication.translate("Connection", text)
