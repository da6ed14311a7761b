"""Problems of shapes: layers that refuse what they are given."""

from __future__ import annotations

from collections.abc import Iterator

from nnstudio.catalog.layers.base import ShapeError
from nnstudio.network.axis_names import names_by_rank
from nnstudio.network.document import Document
from nnstudio.network.graph import Network, Node
from nnstudio.network.inference import Inference
from nnstudio.network.problem import Problem
from nnstudio.sentence import Sentence, listed


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
            message=refusal(document.network, inference, node, error),
        )


def refusal(network: Network, inference: Inference, node: Node, error: ShapeError) -> str:
    """What comes from where, and why a node refuses it, in one sentence."""
    sources = [edge.source for edge in network.incoming[node.id] if edge.source in inference.shapes]
    given = dict.fromkeys(
        Sentence("{source} gives {result}", source=network.by_id[source].title, result=inference.described(source))
        for source in sources
        if source in network.by_id
    )
    if not given:
        return Sentence("{node} {refusal}.", node=node.title, refusal=error)
    difference = _difference(inference, sources)
    words = "{given}, {difference}, but {node} {error}." if difference else "{given}, but {node} {error}."
    return Sentence(words, given=listed(given), difference=difference, node=node.title, error=error)


def _difference(inference: Inference, sources: list[str]) -> str:
    """Along which axes several inputs differ."""
    shapes = [inference.shapes[source] for source in sources]
    if len(set(shapes)) < 2:
        return ""
    if len(set(map(len, shapes))) > 1:
        return Sentence("which differ in their number of axes")
    all_names = {inference.axes[source] for source in sources}
    names = all_names.pop() if len(all_names) == 1 else names_by_rank(len(shapes[0]))
    differing = [name for name, *lengths in zip(names, *shapes, strict=True) if len(set(lengths)) > 1]
    return Sentence("which differ in {axes}", axes=listed(differing))
