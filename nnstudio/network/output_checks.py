"""Doubts about the activation of the output: whether the network gives what its loss takes."""

from __future__ import annotations

from collections.abc import Iterator

from msgspec import structs

from nnstudio.catalog.activations import ActivationFunction, HardSigmoid, Linear, Sigmoid, Softmax, SparseSigmoid
from nnstudio.catalog.fields import fields_of
from nnstudio.catalog.kernels import Shape
from nnstudio.catalog.layers.activation import Activation
from nnstudio.catalog.layers.activation import Softmax as SoftmaxLayer
from nnstudio.catalog.layers.base import Layer
from nnstudio.catalog.losses import BinaryCrossentropy, BinaryFocalCrossentropy, Loss
from nnstudio.network import edits
from nnstudio.network.block import Block
from nnstudio.network.change import Change
from nnstudio.network.document import Document
from nnstudio.network.figures import outputs_of
from nnstudio.network.graph import Network, Node
from nnstudio.network.inside import inside, problems_inside
from nnstudio.network.output_edits import set_for_output
from nnstudio.network.problem import Fix, Problem
from nnstudio.sentence import Sentence

YES_OR_NO = (BinaryCrossentropy, BinaryFocalCrossentropy)
"""Losses that take every unit for a question of its own."""
_PASSING_ON = ("Reshaping", "Pooling", "Regularization")
_PROBABILITIES = (HardSigmoid, Sigmoid, Softmax, SparseSigmoid)


def output_problems(document: Document, output: Node, shape: Shape, judged: str | None = None) -> Iterator[Problem]:
    """Warnings about the function that the output went through last.

    `judged` is the output to which the loss belongs, where the node stands inside it.
    """
    judged = output.id if judged is None else judged
    is_direct = document.network.acting(output.id) is giving(document.network, output.id)
    output = giving(document.network, output.id)
    if isinstance(output.layer, Block):
        inner = structs.replace(inside(document, [output.id]), training=document.training)
        found = output_problems(inner, output.layer.result, shape, judged) if output.layer.result is not None else ()
        yield from problems_inside(document, output, found)
        return
    function = function_of(output.layer)
    if function is None:
        return
    if isinstance(function, Softmax) and shape[-1:] == (1,) and is_direct:
        is_number = document.training.loss_of(judged).target_form == "values"
        instead = (Linear(), Sigmoid()) if is_number else (Sigmoid(),)
        yield Problem(
            code="softmax-of-one",
            severity="warning",
            node=output.id,
            field="activation",
            message=Sentence(
                "{output} applies softmax to a single unit, which always gives 1. Use {instead} instead.",
                output=output.title,
                instead=instead[0].short_name,
            ),
            fixes=tuple(
                Fix(Sentence("Use {function}", function=one.short_name), with_function(document, output, one))
                for one in instead
            ),
        )
        return
    from_logits: bool | None = getattr(document.training.loss_of(judged), "from_logits", None)
    if from_logits is not None and isinstance(function, _PROBABILITIES) == from_logits:
        yield _probabilities_or_logits(document, output, judged, function, from_logits)


def if_several(document: Document, output: str) -> str | None:
    """The output that a setting of the training belongs to, where there is more than one."""
    return output if len(outputs_of(document.network)) > 1 else None


def at_output(document: Document, output: str, message: Sentence) -> Sentence:
    """A sentence about a setting of the training, which says of which output it is where there are several."""
    if if_several(document, output) is None:
        return message
    return Sentence("At the output “{output}”: {message}", output=output, message=message)


def giving(network: Network, node_id: str) -> Node:
    """The node whose function the numbers of an output went through last.

    Muted nodes do nothing to them, and some layers only move them about, leave some out or take their means.
    """
    node = network.acting(node_id)
    while node.layer.category in _PASSING_ON and len(network.incoming[node.id]) == 1:
        before = network.acting(network.incoming[node.id][0].source)
        if before.layer.most_inputs == 0:
            break
        node = before
    return node


def function_of(layer: Layer) -> ActivationFunction | None:
    """The activation that a layer's result went through last; None if it has none."""
    if isinstance(layer, SoftmaxLayer):
        return Softmax()
    function: ActivationFunction | None = getattr(layer, "function", None)
    return layer.output_activation or function


def function_for(loss: Loss) -> ActivationFunction:
    """The function that gives what a loss takes: probabilities, or numbers as they come."""
    if getattr(loss, "from_logits", True):
        return Linear()
    return Sigmoid() if isinstance(loss, YES_OR_NO) else Softmax()


def _probabilities_or_logits(
    document: Document, output: Node, judged: str, function: ActivationFunction, from_logits: bool
) -> Problem:
    loss = document.training.loss_of(judged)
    if from_logits:
        message = Sentence(
            "{output} gives probabilities ({function}), but {loss} is set to expect logits, the "
            "values before that. Turn From logits off.",
            output=output.title,
            function=function.short_name,
            loss=loss.label,
        )
        fixes = [Fix("Turn From logits off", set_for_output(document, judged, "loss", loss.replace(from_logits=False)))]
    else:
        wanted = function_for(loss)
        message = Sentence(
            "{output} ends with {function}, but {loss} expects probabilities. Use {wanted}, or turn From logits on.",
            output=output.title,
            function=function.short_name,
            loss=loss.label,
            wanted=wanted.short_name,
        )
        fixes = [
            Fix(Sentence("Use {function}", function=wanted.short_name), with_function(document, output, wanted)),
            Fix("Turn From logits on", set_for_output(document, judged, "loss", loss.replace(from_logits=True))),
        ]
    return doubt(output, message, *fixes)


def doubt(output: Node, message: str, *fixes: Fix) -> Problem:
    """A warning about the activation of an output."""
    return Problem(
        code="output-activation",
        severity="warning",
        node=output.id,
        field="activation",
        message=message,
        fixes=fixes,
    )


def with_function(document: Document, output: Node, function: ActivationFunction) -> Change:
    """Set the activation of a layer that has one; a layer that is a function itself becomes the wanted one."""
    output = giving(document.network, output.id)
    if "activation" in fields_of(type(output.layer)):
        return edits.set_fields(document, [output.id], activation=function)
    layer = Activation(activation=function)
    return edits.replace_nodes(document, [output.id], lambda node: structs.replace(node, layer=layer), "Set activation")
