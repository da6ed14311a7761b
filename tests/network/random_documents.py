"""Documents with anything in them that the format allows, whether it makes sense or not."""

from __future__ import annotations

from typing import Any

import hypothesis.strategies as st

from nnstudio.catalog.layers.base import Layer
from nnstudio.catalog.registry import types_of
from nnstudio.network.annotations import HUES
from nnstudio.network.document import Document, Training
from nnstudio.network.graph import is_valid_id
from nnstudio.network.json_format import document_from_json
from tests.catalog.field_values import configs

IDS = st.text(st.characters(exclude_categories=["C", "Zl", "Zp"]), min_size=1, max_size=8).filter(is_valid_id)
NUMBERS = st.integers(-1000, 1000) | st.floats(-1e6, 1e6)
DATA = [
    None,
    {"source": "sample:square", "options": {"samples": 40}, "validation_split": 0.25},
    {"source": "sample:iris", "shuffle_split": False, "split_seed": 3, "preprocessing": [{"type": "Standardize"}]},
    {"source": "measured.csv", "inputs": {"input": ["a", "b"]}, "target": ["y", "z"]},
    {"source": "../pictures.npz", "target": "labels", "sample_weight": "counts"},
    {"source": "both.npz", "target": {"a": ["y"], "b": ["u", "v"]}, "sample_weight": {"a": "w"}},
]


@st.composite
def json_documents(draw: st.DrawFn) -> dict[str, Any]:
    """A document as parsed JSON."""
    names = draw(st.lists(IDS, max_size=5, unique=True))
    value = {
        "format": "nnstudio",
        "version": 1,
        "name": draw(st.text(st.characters(exclude_categories=["Cs"]), max_size=10)),
        "network": {
            "nodes": [draw(_nodes(name, names)) for name in names],
            "edges": draw(_edges(names)),
            **draw(_annotations(names)),
        },
    }
    data = draw(st.sampled_from(DATA))
    if data is not None:
        value["data"] = data
    if draw(st.booleans()):
        value["training"] = draw(configs(Training))
    return value


def documents() -> st.SearchStrategy[Document]:
    return json_documents().map(document_from_json)


@st.composite
def _nodes(draw: st.DrawFn, name: str, names: list[str]) -> dict[str, Any]:
    kind = draw(st.sampled_from(list(types_of(Layer).values())))
    node = {"id": name, "type": kind.__name__, "config": draw(configs(kind))}
    optional = {
        "position": st.tuples(NUMBERS, NUMBERS).map(list),
        "trainable": st.booleans(),
        "shared_with": st.none() | st.sampled_from(names),
        "muted": st.just(False) if kind.most_inputs == 0 else st.booleans(),
    }
    return node | {key: draw(values) for key, values in optional.items() if draw(st.booleans())}


@st.composite
def _annotations(draw: st.DrawFn, names: list[str]) -> dict[str, Any]:
    """Notes and frames, where there are some."""
    ids = iter(draw(st.lists(IDS, min_size=5, max_size=5, unique=True)))
    colors = {} if draw(st.booleans()) else {"color": draw(st.none() | st.sampled_from(HUES))}
    note = {"text": st.text(st.characters(exclude_categories=["Cs"]), min_size=1, max_size=20)}
    places = {"position": st.tuples(NUMBERS, NUMBERS).map(list), "size": st.just([120.5, 64])}
    notes = draw(st.lists(st.fixed_dictionaries(note, optional=places), max_size=2))
    frames, left = [], draw(st.permutations(names))
    while left and len(frames) < 2 and draw(st.booleans()):
        count = draw(st.integers(1, len(left)))
        held, left = left[:count], left[count:]
        frames.append({"title": draw(IDS), "nodes": held, "collapsed": draw(st.booleans())})
    parts = {"notes": notes, "frames": frames}
    return {key: [{"id": next(ids), **one, **colors} for one in values] for key, values in parts.items() if values}


def _edges(names: list[str]) -> st.SearchStrategy[list[dict[str, Any]]]:
    if not names:
        return st.just([])
    ends = st.sampled_from(names)
    edge = st.fixed_dictionaries({"source": ends, "target": ends}, optional={"port": st.integers(0, 3)})
    return st.lists(edge, max_size=6, unique_by=lambda edge: (edge["source"], edge["target"], edge.get("port", 0)))
