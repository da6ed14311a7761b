"""What a node may be called when somebody types its name."""

from __future__ import annotations

from PySide6.QtCore import QCoreApplication

from nnstudio.network.graph import ID_RULE, Network, is_valid_id
from nnstudio.studio.forms.typed_text import RefusedTextError
from nnstudio.studio.forms.wording import words

_CONTEXT = "Inspector"


def free_name(network: Network, text: str, current: str | None) -> str:
    """The name that was typed; raises RefusedTextError if the format does not allow it or another node has it."""
    name = text.strip()
    if not is_valid_id(name):
        rule = words(ID_RULE)
        raise RefusedTextError(QCoreApplication.translate(_CONTEXT, "The name must be {rule}.").format(rule=rule))
    other = network.by_id.get(name)
    if other is not None and name != current:
        sentence = QCoreApplication.translate(_CONTEXT, "{title} has this name already. Choose another one.")
        raise RefusedTextError(sentence.format(title=other.title))
    return name
