"""Networks of several layers that can do no more than one, and of one where that is too few."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from nnstudio.catalog.activations import Linear, Relu
from nnstudio.catalog.fields import fields_of
from nnstudio.catalog.layers.core import Dense
from nnstudio.network import edits
from nnstudio.network.doctor.case import Case
from nnstudio.network.doctor.diagnosis import Diagnosis
from nnstudio.network.doctor.insertion import insertion, layer_text
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
_MUCH, _TIMES = 0.05, 3
"""How much of a target sums have to miss, and how often as much as rows that are alike, for data that is not linear."""
_USUAL_UNITS = 16


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


class SumsForBentData(Diagnosis):
    """A lone layer of sums for a target that no sums tell."""

    def problems(self, case: Case) -> Iterator[Problem]:
        """One for the network, if rows that are alike tell the target much better."""
        network = case.network
        output = network.acting(network.outputs[0].id) if len(network.outputs) == 1 else None
        target = None if output is None or case.description is None else case.description.target_of(output.id)
        if output is None or target is None or target.missed is None or output.type_name not in _SUMS:
            return
        (sums, neighbors), edges = target.missed, network.incoming[output.id]
        others = [node for node in network.active if node.id != output.id]
        if sums > max(_MUCH, _TIMES * neighbors) and len(edges) == 1 and all(map(_is_no_sum, others)):
            hidden = Dense(units=_USUAL_UNITS, activation=Relu())
            title = Sentence("Insert {layers} with {function}", layers=layer_text(hidden), function="relu")
            yield Problem(
                code="sums-for-bent-data",
                severity="warning",
                node=output.id,
                message=Sentence(
                    "{output} only sums up its inputs, but the data is not linear: such sums miss {sums}% of "
                    "{target}, and rows that are alike miss {neighbors}%. Insert a hidden layer with an activation "
                    "before it.",
                    output=output.title,
                    target=target.label,
                    sums=f"{100 * sums:.2g}",
                    neighbors=f"{100 * neighbors:.2g}",
                ),
                fixes=(Fix(title, insertion(case.document, edges[0], [hidden])),),
            )


def _is_no_sum(node: Node) -> bool:
    return node.type_name in _LINEAR


def _is_linear(node: Node) -> bool:
    if node.type_name in _SUMS:
        return "activation" in fields_of(type(node.layer)) and isinstance(node.layer.output_activation, Linear)
    return _is_no_sum(node)
