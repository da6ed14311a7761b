"""Problems of shapes: layers that refuse what they are given."""

from __future__ import annotations

from collections.abc import Iterator

from nnstudio.network.document import Document
from nnstudio.network.inference import Inference
from nnstudio.network.problem import Problem
from nnstudio.network.repairs import shape_repairs


def shape_problems(document: Document, inference: Inference) -> Iterator[Problem]:
    """One problem for every node that refuses its inputs."""
    for node_id, error in inference.failures.items():
        node = document.network.by_id.get(node_id)
        if node is None:  # inside a block, whose own problem it is
            continue
        yield Problem(
            code="shape",
            node=node_id,
            field=error.field,
            message=f"{node.title} {error}.",
            fixes=shape_repairs(document, inference, node, error),
        )
