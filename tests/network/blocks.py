"""Documents with blocks to try, and networks whose nodes are grouped at random."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from typing import Any

import hypothesis.strategies as st

from nnstudio.catalog.activations import Relu
from nnstudio.catalog.layers.core import Dense, Input
from nnstudio.catalog.layers.merging.arithmetic import Add
from nnstudio.errors import NetworkError
from nnstudio.network.block import Block
from nnstudio.network.change import apply
from nnstudio.network.document import Document
from nnstudio.network.grouping import group
from tests.network.networks import sound_networks, wired

_BLOCKS = re.compile(r"^((block|block_\d+|eye|front)/)+")

RESIDUAL = wired(
    {"x": Input(shape=(3,)), "a": Dense(units=3, activation=Relu()), "sum": Add()}, "x > a", "x > sum", "a > sum:1"
).network
"""x + relu(Dense(x)), as a block holds it."""


def with_residual(*, definition: str | None = None, **document: Any) -> Document:
    """Two residual blocks in a row and a layer at either end."""
    block = Block(network=RESIDUAL, definition=definition)
    definitions = {} if definition is None else {definition: RESIDUAL}
    return wired(
        {"input": Input(shape=(4,)), "in": Dense(units=3), "one": block, "two": block, "out": Dense(units=2)},
        "input > in",
        "in > one",
        "one > two",
        "two > out",
        definitions=type(Document().definitions)(definitions),
        **document,
    )


@st.composite
def grouped(draw: st.DrawFn) -> tuple[Document, Document]:
    """A document that computes, and the same with some of its nodes in blocks, which may hold blocks."""
    plain = Document(network=draw(sound_networks(most=5)))
    document = plain
    for _ in range(draw(st.integers(1, 3))):
        names = [node.id for node in document.network.nodes]
        chosen = draw(st.lists(st.sampled_from(names), min_size=1, max_size=4, unique=True))
        try:
            document = apply(document, group(document, chosen))
        except NetworkError:
            continue
    return plain, document


def weights_of_the_same_nodes(weights: Mapping[str, Any], paths: Iterable[str]) -> dict[str, Any]:
    """Weights under other paths, which differ in the blocks that they begin with."""
    other = {_BLOCKS.sub("", path): path for path in paths}
    return {other[_BLOCKS.sub("", path)]: values for path, values in weights.items()}
