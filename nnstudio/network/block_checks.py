"""Problems of blocks: what is wrong inside, and whether something goes in and one thing comes out."""

from __future__ import annotations

from collections.abc import Iterator

from nnstudio.network.block import Block
from nnstudio.network.document import Document
from nnstudio.network.graph import Node
from nnstudio.network.inference import Inference
from nnstudio.network.inside import inside, problems_inside, with_arriving_shapes
from nnstudio.network.mask_checks import lost_masks
from nnstudio.network.problem import Problem
from nnstudio.network.shape_checks import shape_problems
from nnstudio.network.sharing_checks import sharing_problems
from nnstudio.network.structure_checks import wiring_problems
from nnstudio.sentence import Sentence, listed


def block_problems(document: Document, inference: Inference) -> Iterator[Problem]:
    """Every problem inside the blocks of a network, at whatever depth."""
    for node in document.network.active:
        if isinstance(node.layer, Block):
            yield from _border(node, node.layer)
            known = inference.inside(node.id)
            inner = with_arriving_shapes(inside(document, [node.id]), known)
            yield from problems_inside(document, node, inner_problems(inner, known))


def _border(node: Node, block: Block) -> Iterator[Problem]:
    """A block is to have ports and one result."""
    if not block.network.inputs:
        yield Problem(
            code="block-input",
            node=node.id,
            message=Sentence(
                "{node} has no Input inside, so that nothing can enter it. Open it and add one.", node=node.title
            ),
        )
    if not block.results and not block.network.cycle:  # of which is told inside
        yield Problem(
            code="block-output",
            node=node.id,
            message=Sentence(
                "{node} has no result, because nothing inside is an output. Open it and add a layer.", node=node.title
            ),
        )
    if len(block.results) > 1:
        names = listed((f"“{result.id}”" for result in block.results), "{first}, {last}")
        yield Problem(
            code="block-output",
            node=node.id,
            message=Sentence(
                "{node} has several results inside ({names}), but a block gives one. Open it and join"
                " them with Concatenate or Add, or delete what is not needed.",
                node=node.title,
                names=names,
            ),
        )


def inner_problems(document: Document, inference: Inference) -> Iterator[Problem]:
    """The problems of a network that is inside a block."""
    yield from wiring_problems(document)
    yield from shape_problems(document, inference)
    yield from lost_masks(document, inference)
    yield from sharing_problems(document, inference)
    yield from block_problems(document, inference)
