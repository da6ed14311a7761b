"""The edges into a node, written as the names of the nodes that they come from."""

from __future__ import annotations

from PySide6.QtCore import QCoreApplication

from nnstudio.network import edits
from nnstudio.network.change import Change, apply
from nnstudio.network.document import Document
from nnstudio.network.document_change import change_between
from nnstudio.network.graph import Network
from nnstudio.network.inference import Inference
from nnstudio.studio.canvas.connection import judge
from nnstudio.studio.forms.typed_text import RefusedTextError

_CONTEXT = "Outline"


def sources_text(network: Network, target: str) -> str:
    """The nodes that feed a node, by port."""
    return ", ".join(edge.source for edge in network.incoming[target])


def wire(document: Document, inference: Inference, target: str, text: str) -> Change:
    """The change after which these nodes, and no others, feed the target; raises RefusedTextError for what may not."""
    names = [name for part in text.split(",") if (name := part.strip())]
    missing = [name for name in names if name not in document.network.by_id]
    if missing:
        sentence = QCoreApplication.translate(
            _CONTEXT, "There is no node named “{name}”. Write the names of nodes, with commas between them."
        )
        raise RefusedTextError(sentence.format(name=missing[0]))
    wired = apply(document, edits.disconnect(document, document.network.incoming[target]))
    for port, name in enumerate(names):
        most = document.network.by_id[target].layer.most_inputs
        verdict = judge(wired, inference, name, target, port if most is None or port < most else None)
        if verdict.change is None or port == most == 1:
            raise RefusedTextError(verdict.sentence if verdict.change is None else _takes_one(document, target))
        wired = apply(wired, verdict.change)
    label = QCoreApplication.translate(_CONTEXT, "Connect {name}").format(name=target)
    return change_between(document, wired, label)


def _takes_one(document: Document, target: str) -> str:
    sentence = QCoreApplication.translate(_CONTEXT, "{node} takes one edge. Write the name of one node.")
    return sentence.format(node=document.network.by_id[target].title)
