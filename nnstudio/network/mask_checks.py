"""Problems of masks: layers behind which hidden steps count again, and outputs that have no such steps."""

from __future__ import annotations

from collections.abc import Iterator

from nnstudio.catalog.layers.base import Layer, shape_text
from nnstudio.network.block import Block
from nnstudio.network.document import Document
from nnstudio.network.figures import outputs_of
from nnstudio.network.inference import Inference
from nnstudio.network.problem import Problem
from nnstudio.sentence import Sentence


def mask_problems(document: Document, inference: Inference) -> Iterator[Problem]:
    """What is wrong with the masks of outputs, and what nodes do with masks that they are given."""
    yield from _masks_of_outputs(document, inference)
    yield from lost_masks(document, inference)


def _masks_of_outputs(document: Document, inference: Inference) -> Iterator[Problem]:
    """An error for every output whose mask has other positions than its result, so that no loss can heed it."""
    for output in outputs_of(document.network):
        mask, shape = inference.masks.get(output.id), inference.shapes.get(output.id)
        if mask is None or shape is None or (mask == shape[: len(mask)] and len(mask) < len(shape)):
            continue
        yield Problem(
            code="mask-shape",
            node=output.id,
            message=Sentence(
                "{output} gives {result}, but the mask that reaches it is for positions of {mask}, so that the loss "
                "cannot tell which of its steps are hidden. End the mask before, or let no layer make one.",
                output=output.title,
                result=inference.described(output.id),
                mask=shape_text(mask),
            ),
        )


def lost_masks(document: Document, inference: Inference) -> Iterator[Problem]:
    """A warning for every node that is given a mask and knows nothing of masks; blocks are looked into."""
    network = document.network
    for node in network.active:
        if isinstance(node.layer, Block):
            continue
        sources = [edge.source for edge in network.incoming[node.id] if edge.source in inference.masks]
        if sources and node.id in inference.shapes and not _knows_masks(node.layer):
            yield Problem(
                code="mask-lost",
                severity="warning",
                node=node.id,
                message=Sentence(
                    "{node} knows nothing of masks: what is hidden in the result of “{sources}” counts "
                    "again from there on.",
                    node=node.title,
                    sources=sources[0],
                ),
            )


def _knows_masks(layer: Layer) -> bool:
    """Whether it hands masks on, or does something of its own with them."""
    return layer.supports_mask or type(layer).output_mask is not Layer.output_mask
