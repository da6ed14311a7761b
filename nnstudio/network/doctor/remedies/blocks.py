"""Blocks that nothing enters, or that give more than one thing."""

from __future__ import annotations

from collections.abc import Iterator

from nnstudio.catalog.layers.core import Input
from nnstudio.network import edits
from nnstudio.network.block import Block
from nnstudio.network.change import Change, apply
from nnstudio.network.doctor.case import Case
from nnstudio.network.doctor.remedy import Remedy
from nnstudio.network.document import Document
from nnstudio.network.inside import inside, lifted
from nnstudio.network.layout import ROW
from nnstudio.network.problem import Fix, Problem
from nnstudio.network.several_outputs import joined_outputs, leading_to
from nnstudio.sentence import Sentence


class _InsideBlock(Remedy):
    """Changes of what is inside the block that has the problem."""

    def proposals(self, case: Case, problem: Problem) -> Iterator[Fix]:
        """As changes of the network around it."""
        node = case.node(problem.node)
        if node is not None and isinstance(node.layer, Block):
            for fix in self.changes(inside(case.document, [node.id]), node.layer):
                label = Sentence("{change} inside “{block}”", change=Sentence.of(fix.label), block=node.id)
                yield Fix(label, lifted(case.document, [node.id], Change(label, fix.change.steps)))

    def changes(self, document: Document, block: Block) -> Iterator[Fix]:
        """What might mend it, as changes of the network inside."""
        raise NotImplementedError


class OneResult(_InsideBlock):
    """Several results, of which a block gives one."""

    codes = frozenset({"block-output"})
    order = 20

    def changes(self, document: Document, block: Block) -> Iterator[Fix]:
        """Each of them without what leads to the others; or all of them joined."""
        inputs = {node.id for node in block.network.inputs}
        for node in block.results if len(block.results) > 1 else ():
            if block.network.ancestors(node.id) & inputs:
                yield Fix(Sentence("Keep only what leads to “{node}”", node=node.id), leading_to(document, [node.id]))
        if len(block.results) > 1:
            yield Fix(Sentence("Join them with Concatenate"), joined_outputs(document, block.results))


class Entrance(_InsideBlock):
    """An Input for a block that has none inside."""

    codes = frozenset({"block-input"})
    order = 20

    def changes(self, document: Document, block: Block) -> Iterator[Fix]:
        """Before the nodes that nothing leads to."""
        lacking = [node for node in block.network.nodes if not block.network.incoming[node.id]]
        if not lacking:
            return
        above = (lacking[0].position[0], lacking[0].position[1] - ROW)
        change = edits.add_node(document, Input(shape=(1,)), above)
        (name,) = edits.added_ids(change)
        for node in lacking:
            change = change.then(edits.connect(apply(document, change), name, node.id))
        yield Fix(Sentence("Add an Input"), change)
