"""Layers whose size can be set: how many units or filters their result has."""

from __future__ import annotations

from nnstudio.catalog.fields import fields_of
from nnstudio.network import edits
from nnstudio.network.doctor.case import Case
from nnstudio.network.graph import Node
from nnstudio.network.problem import Fix
from nnstudio.sentence import Sentence

_SIZES = ("units", "filters")
"""The fields that set the last axis of a layer's result."""


def last_sized(case: Case, node: Node) -> Node | None:
    """The node itself or the nearest before it in its line whose size can be set."""
    return next((found for found in case.line(node) if _size_field(found)), None)


def resized(case: Case, node: Node, length: int) -> Fix:
    """The repair that gives a node's result another length."""
    name = _size_field(node) or ""
    label = fields_of(type(node.layer))[name].label
    change = edits.set_fields(case.document, [node.id], **{name: length})
    what = Sentence("{field} of “{node}” to {value}", field=label, node=node.id, value=length)
    return Fix(Sentence("Set {what}", what=what), change)


def _size_field(node: Node) -> str | None:
    fields = fields_of(type(node.layer))
    return next((name for name in _SIZES if name in fields), None)
