"""Networks of several layers that can do no more than one."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from nnstudio.catalog.activations import Linear, Relu
from nnstudio.catalog.fields import fields_of
from nnstudio.network import edits
from nnstudio.network.doctor.case import Case
from nnstudio.network.doctor.diagnosis import Diagnosis
from nnstudio.network.graph import Node
from nnstudio.network.problem import Fix, Problem
from nnstudio.sentence import Sentence

_SUMS: Final = frozenset({"Dense", "Conv1D", "Conv2D", "Conv1DTranspose", "Conv2DTranspose"})
"""Layers of weighted sums, which are nothing more without an activation."""
_LINEAR: Final = frozenset(
    {
        *("Input", "Flatten", "Reshape", "Permute", "RepeatVector", "Dropout", "Rescaling", "Normalization"),
        *("BatchNormalization", "Add", "Average", "Subtract", "Concatenate", "ZeroPadding1D", "ZeroPadding2D"),
        *("Cropping1D", "Cropping2D", "UpSampling1D", "UpSampling2D", "Resizing", "GaussianNoise"),
        *("AveragePooling1D", "AveragePooling2D", "GlobalAveragePooling1D", "GlobalAveragePooling2D"),
        *("SpatialDropout1D", "SpatialDropout2D"),
    }
)
"""Further layers that change sums into sums."""


class LinearNetwork(Diagnosis):
    """Layers of sums with nothing but sums between them."""

    def problems(self, case: Case) -> Iterator[Problem]:
        """One for the network, if none of its layers bends anything before the output; said once there is data."""
        network = case.network
        ends = {network.acting(node.id).id: network.acting(node.id) for node in network.outputs}
        hidden = [node for node in network.active if node.id not in ends]
        sums = [node for node in hidden if node.type_name in _SUMS]
        last = next((node for node in ends.values() if node.type_name in _SUMS), None)
        if not sums or last is None or case.description is None or not all(map(_is_linear, hidden)):
            return
        first = sums[0]
        if first.id not in network.ancestors(last.id):
            return
        change = edits.set_fields(case.document, [node.id for node in sums], activation=Relu())
        yield Problem(
            code="linear-network",
            severity="warning",
            node=first.id,
            field="activation",
            message=Sentence(
                "{first} leads to {last} with no activation between them, so that together they can "
                "do no more than one layer. Use relu in the hidden layers.",
                first=first.title,
                last=last.title,
            ),
            fixes=(Fix("Use relu in the hidden layers", change),),
        )


def _is_linear(node: Node) -> bool:
    if node.type_name in _SUMS:
        return "activation" in fields_of(type(node.layer)) and isinstance(node.layer.output_activation, Linear)
    return node.type_name in _LINEAR
