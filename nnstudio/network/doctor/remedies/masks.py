"""Masks that a layer cannot take, or loses."""

from __future__ import annotations

from collections.abc import Iterator

from msgspec import structs

from nnstudio.catalog.activations import Softmax
from nnstudio.catalog.layers.activation import Activation
from nnstudio.catalog.layers.activation import Softmax as SoftmaxLayer
from nnstudio.catalog.layers.embedding import Embedding
from nnstudio.catalog.layers.masking import Masking
from nnstudio.network import edits
from nnstudio.network.doctor.case import Case
from nnstudio.network.doctor.remedy import Remedy
from nnstudio.network.doctor.removal import removed
from nnstudio.network.doctor.setting import with_settings
from nnstudio.network.problem import Fix, Problem
from nnstudio.sentence import Sentence


class PlainSoftmax(Remedy):
    """Softmax as an activation, which leaves masks alone."""

    codes = frozenset({"shape"})
    order = 40

    def proposals(self, case: Case, problem: Problem) -> Iterator[Fix]:
        """In the place of the layer."""
        node = case.node(problem.node)
        if node is not None and isinstance(node.layer, SoftmaxLayer):
            layer = Activation(activation=Softmax())
            label = Sentence("Replace “{node}” by Activation", node=node.id)
            change = edits.replace_nodes(
                case.document, [node.id], lambda other: structs.replace(other, layer=layer), label
            )
            yield Fix(label, change)


class NoMask(Remedy):
    """No mask at all: every step counts."""

    codes = frozenset({"shape", "mask-lost", "mask-shape"})
    order = 70

    def proposals(self, case: Case, problem: Problem) -> Iterator[Fix]:
        """At the layers that it comes from."""
        node = case.node(problem.node)
        for name in sorted(case.network.ancestors(node.id)) if node is not None else ():
            source = case.network.by_id[name]
            if isinstance(source.layer, Embedding) and source.layer.mask_zero:
                yield with_settings(case, source, mask_zero=False)
            if isinstance(source.layer, Masking) and not source.muted:
                yield from removed(case.document, source)
