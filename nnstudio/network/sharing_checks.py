"""Problems of nodes that use the weights of another one."""

from __future__ import annotations

from collections.abc import Iterator

from nnstudio.catalog.kernels import Shape
from nnstudio.network import edits
from nnstudio.network.document import Document
from nnstudio.network.graph import Network, Node
from nnstudio.network.inference import Inference, input_shapes, shape_and_weights
from nnstudio.network.problem import Fix, Problem
from nnstudio.sentence import Sentence


def sharing_problems(document: Document, inference: Inference) -> Iterator[Problem]:
    """One problem for every node whose weights cannot be those of the other."""
    for node in document.network.active:
        reason = None if node.shared_with is None else _objection(document.network, inference, node)
        if reason is not None:
            own = edits.share_weights(document, [node.id], None)
            yield Problem(
                code="shared-weights",
                node=node.id,
                message=Sentence(
                    "{node} cannot share the weights of “{shared_with}”: {reason}.",
                    node=node.title,
                    shared_with=node.shared_with,
                    reason=reason,
                ),
                fixes=(Fix(Sentence("Give “{node}” weights of its own", node=node.id), own),),
            )


def _objection(network: Network, inference: Inference, node: Node) -> str | None:
    """Why it cannot; None also while the shapes are not known yet."""
    owner = network.by_id[network.owner_of(node.id)]
    if owner.id == node.id:
        return Sentence("that is the node itself")
    if owner.shared_with is not None:
        return Sentence("it has none of its own, but those of “{shared_with}”", shared_with=owner.shared_with)
    if owner.muted:
        return "that is muted and has none"
    if inference.is_idle(owner.id):
        return "that leads to nothing but muted layers and has none"
    mine, theirs = (_weights(network, inference, one) for one in (node, owner))
    if mine is None or theirs is None or mine == theirs:
        return None
    return Sentence("the two layers need weights of different kinds or shapes")


def _weights(network: Network, inference: Inference, node: Node) -> dict[str, Shape] | None:
    inputs = input_shapes(network, node, inference.shapes)
    if inputs is None or node.id not in inference.shapes:
        return None
    _, specs = shape_and_weights(node.layer, inputs)
    return {name: spec.shape for name, spec in specs.items()}
