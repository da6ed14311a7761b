"""Documents without blocks: what is inside one stands in its place, under the names of its paths."""

from __future__ import annotations

from typing import Any

Json = dict[str, Any]


def flat(network: Json, definitions: Json | None = None, prefix: str = "") -> tuple[list[Json], list[Json]]:
    """The nodes and edges of a network, those inside of blocks among them."""
    nodes: list[Json] = []
    edges = [_moved(edge, prefix) for edge in network["edges"]]
    for node in network["nodes"]:
        path = prefix + node["id"]
        if node["type"] != "Block":
            nodes.append({**node, "id": path, **_owner(node, prefix)})
            continue
        inner = node["config"].get("network") or (definitions or {})[node["config"]["definition"]]
        within, between = flat(inner, definitions, f"{path}/")
        edges = _joined(path, within, between, edges)
        frozen = {} if node.get("trainable", True) else {"trainable": False}
        nodes += [{**one, **frozen} for one in within if one["type"] != "Input"]
    return nodes, edges


def _joined(path: str, within: list[Json], between: list[Json], edges: list[Json]) -> list[Json]:
    """The edges around a block as edges to and from what is inside."""
    inputs = [node["id"] for node in within if node["type"] == "Input"]
    feeding = {edge["source"] for edge in between}
    (result,) = [node["id"] for node in within if node["id"] not in feeding]
    arriving = {inputs[edge["port"]]: edge["source"] for edge in edges if edge["target"] == path}
    inside = [{**edge, "source": arriving.get(edge["source"], edge["source"])} for edge in between]
    around = [edge for edge in edges if edge["target"] != path]
    return [{**edge, "source": result if edge["source"] == path else edge["source"]} for edge in around] + inside


def _moved(edge: Json, prefix: str) -> Json:
    return {**edge, "source": prefix + edge["source"], "target": prefix + edge["target"]}


def _owner(node: Json, prefix: str) -> Json:
    return {"shared_with": prefix + node["shared_with"]} if "shared_with" in node else {}
