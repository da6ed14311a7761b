"""What a frame shows, as one comparable value: its item repaints when this differs, and only then."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from PySide6.QtCore import QCoreApplication

from nnstudio.network.annotations import Frame
from nnstudio.network.problem import Problem
from nnstudio.studio.language import told
from nnstudio.studio.session.edited_network import EditedNetwork


@dataclass(frozen=True)
class FrameLook:
    """The words and marks of a frame and of the card that it collapses to."""

    title: str
    color: str | None = None
    layers: str = ""
    """How many layers it holds, in words."""
    contents: str = ""
    """Their types, each once."""
    weights: str = ""
    is_error: bool = False
    problem: str = ""
    """The gravest thing that is wrong or doubtful inside, in a sentence."""


def frame_look(session: EditedNetwork, frame: Frame, problems: Mapping[str, Problem]) -> FrameLook:
    """The look of a frame as the session knows it; problems are those of single nodes."""
    by_id, inference = session.document.network.by_id, session.inference
    found = [problems[name] for name in frame.nodes if name in problems] if problems else []
    gravest = min(found, key=lambda problem: problem.severity != "error", default=None)
    weights = sum(inference.weight_count(name) for name in frame.nodes)
    return FrameLook(
        title=frame.title,
        color=frame.color,
        layers=_counted(len(frame.nodes)),
        contents=" · ".join(dict.fromkeys(by_id[name].type_name for name in frame.nodes)),
        weights=f"{weights:,}" if weights else "",
        is_error=gravest is not None and gravest.severity == "error",
        problem=told(gravest.message) if gravest is not None else "",
    )


def _counted(count: int) -> str:
    if count == 1:
        return QCoreApplication.translate("Frame", "1 layer")
    return QCoreApplication.translate("Frame", "{0} layers").format(count)
