"""Problems of masks: layers behind which hidden steps count again."""

from __future__ import annotations

from collections.abc import Iterator

from nnstudio.catalog.layers.base import Layer
from nnstudio.network.document import Document
from nnstudio.network.inference import Inference
from nnstudio.network.problem import Problem
from nnstudio.sentence import Sentence


def mask_problems(document: Document, inference: Inference) -> Iterator[Problem]:
    """A warning for every node that is given a mask and knows nothing of masks."""
    network = document.network
    for node in network.active:
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
