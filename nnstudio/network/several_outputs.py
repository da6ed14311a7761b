"""Problems of networks with several outputs: which are meant to be, and whether each has a loss and a target."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from difflib import get_close_matches

from nnstudio.catalog.layers.base import Layer
from nnstudio.catalog.losses import Loss, MeanSquaredError
from nnstudio.catalog.registry import types_of
from nnstudio.data.preparation import DataDescription
from nnstudio.data.reference import ONLY
from nnstudio.network import edits
from nnstudio.network.change import Change, apply
from nnstudio.network.document import Document
from nnstudio.network.figures import outputs_of
from nnstudio.network.graph import Node
from nnstudio.network.layout import ROW
from nnstudio.network.output_edits import follow_nodes, set_for_output
from nnstudio.network.problem import Fix, Problem, in_words
from nnstudio.sentence import Sentence, joined

_MOST_CHOICES = 3
"""How many ways to go on are offered where there could be one for every node."""
_OF_TRAINING = {
    "loss": "The loss of the training",
    "loss_weights": "The loss weights of the training",
    "metrics": "The metrics of the training",
    "weighted_metrics": "The weighted metrics of the training",
}
_OF_DATA = {"target": "The target of the data", "sample_weight": "The sample weight of the data"}
"""What is said by output, and how a sentence begins that names it."""


def output_naming_problems(document: Document, description: DataDescription | None) -> Iterator[Problem]:
    """Problems of outputs that lack something of their own, and of names that are no outputs."""
    outputs = outputs_of(document.network)
    yield from _unknown_names(document, outputs)
    if len(outputs) < 2:
        return
    if not _are_meant(document, description):
        yield _several_outputs(document, outputs)
        return
    yield from _missing_losses(document, outputs)
    yield from _missing_targets(document, outputs, description)


def _are_meant(document: Document, description: DataDescription | None) -> bool:
    """Whether several outputs are there on purpose: something is said of each of them."""
    if isinstance(document.training.loss, Mapping):
        return True
    if description is not None:
        return description.targets.keys() != {ONLY}
    return document.data is not None and not isinstance(document.data.target, str | tuple)


def _several_outputs(document: Document, outputs: tuple[Node, ...]) -> Problem:
    network = document.network
    inputs = {node.id for node in network.inputs}
    fed = [node for node in outputs if network.ancestors(node.id) & inputs]
    return Problem(
        code="several-outputs",
        node=outputs[-1].id,
        message=Sentence(
            "{nodes} are outputs, because nothing follows them, but only one target is chosen. "
            "Choose a target for each, join them with Concatenate or Add, or delete what is not "
            "needed.",
            nodes=in_words(outputs),
        ),
        fixes=(
            Fix("Join them with Concatenate", joined_outputs(document, outputs)),
            *(
                Fix(Sentence("Keep only what leads to “{node}”", node=node.id), leading_to(document, [node.id]))
                for node in fed[:_MOST_CHOICES]
            ),
        ),
    )


def joined_outputs(document: Document, outputs: Iterable[Node]) -> Change:
    """A Concatenate behind all of these nodes."""
    outputs = tuple(outputs)
    across = sum(node.position[0] for node in outputs) / len(outputs)
    below = max(node.position[1] for node in outputs) + ROW
    change = edits.add_node(document, types_of(Layer)["Concatenate"](), (across, below))
    (joint,) = edits.added_ids(change)
    for node in outputs:
        change = change.then(edits.connect(apply(document, change), node.id, joint))
    return Change("Join outputs", change.steps)


def leading_to(document: Document, outputs: Iterable[str]) -> Change:
    """The document without what leads to none of these outputs."""
    needed: set[str] = set()
    for output in outputs:
        needed |= {output, *document.network.ancestors(output)}
    return edits.remove(document, [node.id for node in document.network.nodes if node.id not in needed])


def _unknown_names(document: Document, outputs: tuple[Node, ...]) -> Iterator[Problem]:
    """Losses, metrics and targets of nodes that are no outputs: one problem for each such node."""
    said: dict[str, tuple[str, str]] = {}
    for field, setting in _OF_TRAINING.items():
        said |= dict.fromkeys(_names(getattr(document.training, field)), (field, setting))
    for field, setting in _OF_DATA.items() if document.data is not None else ():
        said |= dict.fromkeys(_names(getattr(document.data, field)), (field, setting))
    known = [node.id for node in outputs]
    for name, (field, setting) in said.items():
        if name not in known:
            free = [output for output in known if output not in said]
            yield _unknown_name(document, name, field, setting, free, known)


def _names(value: object) -> tuple[str, ...]:
    return tuple(value) if isinstance(value, Mapping) else ()


def _unknown_name(
    document: Document, name: str, field: str, setting: str, free: list[str], known: list[str]
) -> Problem:
    network = document.network
    is_node = name in network.by_id
    reason = Sentence("other nodes follow it" if is_node else "there is no such node")
    close = get_close_matches(name, known, n=1)
    hint = Sentence("Did you mean “{close}”?", close=close[0]) if close and not is_node else ""
    mistake = Sentence(
        "{setting} names “{name}”, which is no output: {reason}.", setting=Sentence(setting), name=name, reason=reason
    )
    heirs = [output for output in free if not is_node or output in network.descendants(name)]
    return Problem(
        code="unknown-output",
        node=name if is_node else None,
        field=field,
        message=joined((mistake, hint, Sentence("Name an output, or remove it."))),
        fixes=(
            *(
                Fix(
                    Sentence("Use it for “{heir}”", heir=heir),
                    Change("Set output", tuple(follow_nodes(document, {name: heir}))),
                )
                for heir in heirs[:_MOST_CHOICES]
            ),
            Fix(Sentence("Remove “{name}”", name=name), Change("Remove", tuple(follow_nodes(document, {name: None})))),
        ),
    )


def _missing_losses(document: Document, outputs: tuple[Node, ...]) -> Iterator[Problem]:
    losses = document.training.loss
    for output in outputs:
        if not isinstance(losses, Loss) and output.id not in losses:
            plain = MeanSquaredError()
            yield Problem(
                code="missing-loss",
                node=output.id,
                field="loss",
                message=Sentence("No loss is chosen for the output {output}. Choose one.", output=output.title),
                fixes=(
                    Fix(Sentence("Use {loss}", loss=plain.label), set_for_output(document, output.id, "loss", plain)),
                ),
            )


def _missing_targets(
    document: Document, outputs: tuple[Node, ...], description: DataDescription | None
) -> Iterator[Problem]:
    target = None if document.data is None else document.data.target
    for output in outputs:
        is_named = target is None or (isinstance(target, Mapping) and output.id in target)
        is_known = description is None or output.id in description.targets
        if not (is_named and is_known):
            yield Problem(
                code="missing-target",
                node=output.id,
                field="target",
                message=Sentence(
                    "No target is chosen for the output {output}. Choose it among the columns of the data.",
                    output=output.title,
                ),
            )
