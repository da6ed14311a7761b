"""What is different between two documents, in words."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from nnstudio.catalog.conversion import write_choice
from nnstudio.catalog.declaration import Declaration
from nnstudio.catalog.fields import fields_of
from nnstudio.data.reference import DataReference, Split
from nnstudio.network.block import Block
from nnstudio.network.document import Document
from nnstudio.network.graph import Network, Node
from nnstudio.sentence import Sentence, listed

_DATA = Sentence("Data")
_DATA_ROLES = {
    "inputs": Sentence("inputs"),
    "target": Sentence("target"),
    "sample_weight": Sentence("sample weight"),
    "preprocessing": Sentence("preprocessing"),
}


def differences(before: Document, after: Document) -> tuple[str, ...]:
    """Every setting that differs, such as “hidden: Units 16 → 32”; positions and names do not count."""
    return (
        *_network(before.network, after.network),
        *_data(before.data, after.data),
        *_declaration("", before.training, after.training),
    )


def _network(before: Network, after: Network) -> Iterator[str]:
    for node in after.nodes:
        if node.id not in before.by_id:
            yield Sentence("added {node}", node=node.title)
        else:
            yield from _node(before.by_id[node.id], node)
    yield from (Sentence("removed {node}", node=node.title) for node in before.nodes if node.id not in after.by_id)
    common = before.by_id.keys() & after.by_id.keys()
    rewired = set(before.edges) ^ set(after.edges)
    if any(edge.source in common and edge.target in common for edge in rewired):
        yield "connections changed"


def _node(before: Node, after: Node) -> Iterator[str]:
    if type(before.layer) is not type(after.layer):
        yield _at(after.id, f"{before.type_name} → {after.type_name}")
    elif isinstance(before.layer, Block) and isinstance(after.layer, Block):
        yield from (
            Sentence("{block}/{change}", block=after.id, change=text)
            for text in _network(before.layer.network, after.layer.network)
        )
    else:
        yield from _declaration(after.id, before.layer, after.layer)
    if before.trainable != after.trainable:
        yield _at(after.id, Sentence("unfrozen") if after.trainable else Sentence("frozen"))
    if before.muted != after.muted:
        yield f"{after.id}: {'muted' if after.muted else 'unmuted'}"


def _data(before: DataReference | None, after: DataReference | None) -> Iterator[str]:
    first, second = (data.source if data is not None else Sentence("none") for data in (before, after))
    if first != second:
        yield _change(_DATA, first, second)
    elif before is not None and after is not None:
        yield from _declaration(_DATA, before.options, after.options)
        for name, words in _DATA_ROLES.items():
            old, new = getattr(before, name), getattr(after, name)
            if old != new:
                yield _at(_DATA, _change(words, _shown(old), _shown(new)))
        yield from _declaration(_DATA, *(Split(**_splitting(data)) for data in (before, after)))


def _splitting(data: DataReference) -> dict[str, Any]:
    return {name: getattr(data, name) for name in fields_of(Split)}


def _declaration(where: str, before: Declaration, after: Declaration) -> Iterator[str]:
    """The fields that differ; within a nested choice of the same type, only its own that do."""
    for name, field in fields_of(type(after)).items():
        first, second = getattr(before, name), getattr(after, name)
        if first == second:
            continue
        if isinstance(first, Declaration) and type(first) is type(second):
            yield from _declaration(where, first, second)
        else:
            yield _at(where, _change(Sentence(field.label), _shown(first), _shown(second)))


def _at(where: str, change: str) -> str:
    return Sentence("{where}: {change}", where=where, change=change) if where else change


def _change(what: str, before: str, after: str) -> str:
    return Sentence("{what} {before} → {after}", what=what, before=before, after=after)


def _shown(value: Any) -> str:
    if value is None or value in ((), {}):
        return Sentence("none")
    if isinstance(value, bool):
        return Sentence("yes") if value else Sentence("no")
    if isinstance(value, Declaration):
        return _choice(write_choice(value))
    if isinstance(value, tuple):
        return listed(map(_shown, value), "{first}, {last}")
    if isinstance(value, Mapping):
        return "; ".join(f"{name}: {_shown(entry)}" for name, entry in value.items())
    return f"{value:g}" if isinstance(value, float) else str(value)


def _choice(written: Any) -> str:
    return written if isinstance(written, str) else str(written["type"])
