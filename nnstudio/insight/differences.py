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
            yield f"added {node.title}"
        else:
            yield from _node(before.by_id[node.id], node)
    yield from (f"removed {node.title}" for node in before.nodes if node.id not in after.by_id)
    common = before.by_id.keys() & after.by_id.keys()
    rewired = set(before.edges) ^ set(after.edges)
    if any(edge.source in common and edge.target in common for edge in rewired):
        yield "connections changed"


def _node(before: Node, after: Node) -> Iterator[str]:
    if type(before.layer) is not type(after.layer):
        yield f"{after.id}: {before.type_name} → {after.type_name}"
    elif isinstance(before.layer, Block) and isinstance(after.layer, Block):
        yield from (f"{after.id}/{text}" for text in _network(before.layer.network, after.layer.network))
    else:
        yield from _declaration(f"{after.id}: ", before.layer, after.layer)
    if before.trainable != after.trainable:
        yield f"{after.id}: {'unfrozen' if after.trainable else 'frozen'}"
    if before.muted != after.muted:
        yield f"{after.id}: {'muted' if after.muted else 'unmuted'}"


def _data(before: DataReference | None, after: DataReference | None) -> Iterator[str]:
    sources = [data.source if data is not None else "none" for data in (before, after)]
    if sources[0] != sources[1]:
        yield f"Data {sources[0]} → {sources[1]}"
    elif before is not None and after is not None:
        yield from _declaration("Data: ", before.options, after.options)
        for name in ("inputs", "target", "sample_weight", "preprocessing"):
            first, second = getattr(before, name), getattr(after, name)
            if first != second:
                yield f"Data: {name.replace('_', ' ')} {_shown(first)} → {_shown(second)}"
        yield from _declaration("Data: ", *(Split(**_splitting(data)) for data in (before, after)))


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
            yield f"{where}{field.label} {_shown(first)} → {_shown(second)}"


def _shown(value: Any) -> str:
    if value is None or value in ((), {}):
        return "none"
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, Declaration):
        return _choice(write_choice(value))
    if isinstance(value, tuple):
        return ", ".join(map(_shown, value))
    if isinstance(value, Mapping):
        return "; ".join(f"{name}: {_shown(entry)}" for name, entry in value.items())
    return f"{value:g}" if isinstance(value, float) else str(value)


def _choice(written: Any) -> str:
    return written if isinstance(written, str) else str(written["type"])
