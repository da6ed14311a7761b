"""Repairs as rows of the bubble: what to do, and what would come of it."""

from __future__ import annotations

from dataclasses import dataclass

from PySide6.QtCore import QCoreApplication

from nnstudio.catalog.layers.base import shape_text
from nnstudio.network.change import NodeStep
from nnstudio.network.doctor.repair import Repair
from nnstudio.network.graph import Node
from nnstudio.studio.forms.wording import words


@dataclass(frozen=True)
class RepairText:
    """What a row says of a repair."""

    name: str
    """The title that the session knows it by."""
    title: str
    shapes: str
    """What the node in question is given then, and what it makes of it."""
    consequence: str
    """How many weights the network has then; or, where it still cannot be trained, how much there is left to solve."""
    category: str
    """The category of the layer that is put in, or of the one that is set."""

    @property
    def outcome(self) -> str:
        """What comes of it, in one line."""
        return " · ".join(filter(None, (self.shapes, self.consequence)))


def repair_text(repair: Repair, node: Node | None) -> RepairText:
    """The texts for a repair of a problem of this node."""
    preview = repair.preview
    known = preview.given[:1] if preview.result is None else (*preview.given[:1], preview.result)
    return RepairText(
        name=repair.title,
        title=words(repair.title),
        shapes=" → ".join(map(shape_text, known)) if preview.result is not None else "",
        consequence=_weights(preview.weights) if preview.trains else _left(preview.errors),
        category=_category(repair, node),
    )


def _weights(count: int) -> str:
    return QCoreApplication.translate("Repair", "{count} weights").format(count=f"{count:,}") if count else ""


def _left(count: int) -> str:
    if count == 1:
        return QCoreApplication.translate("Repair", "1 problem left")
    return QCoreApplication.translate("Repair", "{count} problems left").format(count=count)


def _category(repair: Repair, node: Node | None) -> str:
    added = [step.after for step in repair.change.steps if isinstance(step, NodeStep) and step.before is None]
    shown = next(filter(None, added), node)
    return shown.layer.category if shown is not None else "Core"
