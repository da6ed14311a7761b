"""Edits of what belongs to an output: its loss, metrics and target, which stay with it whatever it is called."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from nnstudio.catalog.fields import fields_of, labels_of
from nnstudio.catalog.frozen_mapping import FrozenMapping
from nnstudio.data.reference import DataReference
from nnstudio.network.change import Change, PartStep, Step
from nnstudio.network.document import Document, Training
from nnstudio.network.figures import outputs_of
from nnstudio.sentence import Sentence

_OF_DATA: dict[str, Any] = {"inputs": FrozenMapping(), "target": None, "sample_weight": None}
"""What a data reference says by node, and what it says where it names none."""
_OF_TRAINING = (*(name for name, field in fields_of(Training).items() if field.by_output), "loss_weights")


def set_for_output(document: Document, output: str, name: str, value: Any) -> Change:
    """Give one output a loss, metrics or a loss weight, and leave those of the others as they are."""
    training, outputs = document.training, [node.id for node in outputs_of(document.network)]
    before, after = getattr(training, name), value
    if isinstance(before, Mapping):
        after = FrozenMapping({**before, output: value})
    elif len(outputs) > 1:
        after = FrozenMapping(dict.fromkeys(outputs, before) | {output: value})
    changed = training.replace(**{name: after})
    label = Sentence("Set {settings}", settings=labels_of(Training, [name]))
    return Change(label, () if changed == training else (PartStep("training", training, changed),))


def follow_nodes(document: Document, names: Mapping[str, str | None]) -> list[Step]:
    """Let data and training follow nodes that have other ids now, or none."""
    steps: list[Step] = []
    data, training = document.data, document.training
    if data is not None:
        changed = data.replace(**_followed(data, _OF_DATA, names))
        if changed != data:
            steps.append(PartStep("data", data, changed))
    plain = {name: fields_of(Training)[name].default for name in _OF_TRAINING}
    changed_training = training.replace(**_followed(training, plain, names))
    if changed_training != training:
        steps.append(PartStep("training", training, changed_training))
    return steps


def _followed(
    holder: DataReference | Training, plain: Mapping[str, Any], names: Mapping[str, str | None]
) -> dict[str, Any]:
    """What is said by node, for the nodes as they are called now; the plain value where none is left."""
    found: dict[str, Any] = {}
    for name, otherwise in plain.items():
        value = getattr(holder, name)
        if isinstance(value, Mapping) and names.keys() & value.keys():
            renamed = ((names.get(node, node), said) for node, said in value.items())
            kept = {node: said for node, said in renamed if node is not None}
            found[name] = FrozenMapping(kept) if kept else otherwise
    return found
