"""The name of a node, which is its id in the document."""

from __future__ import annotations

from typing import Annotated, Any

from msgspec import Meta
from PySide6.QtCore import QCoreApplication
from PySide6.QtWidgets import QWidget

from nnstudio.catalog.declaration import Declaration
from nnstudio.catalog.fields import fields_of
from nnstudio.network.graph import ID_RULE, is_valid_id
from nnstudio.studio.edited_network import EditedNetwork
from nnstudio.studio.forms.entry_editor import EntryEditor
from nnstudio.studio.forms.typed_text import RefusedTextError
from nnstudio.studio.forms.wording import words


class _Naming(Declaration, frozen=True, kw_only=True):
    name: Annotated[str, Meta(title="Name", description="How problems, weights and exports name this layer.")]


class NameEditor(EntryEditor):
    """Refuses names that the document format does not allow or that another node has."""

    def __init__(self, session: EditedNetwork, parent: QWidget | None = None) -> None:
        super().__init__(fields_of(_Naming)["name"], "inspector.name", parent)
        self._session = session

    def _read(self, text: str) -> Any:
        name = text.strip()
        if not is_valid_id(name):
            rule = words(ID_RULE)
            raise RefusedTextError(
                QCoreApplication.translate("Inspector", "The name must be {rule}.").format(rule=rule)
            )
        other = self._session.document.network.by_id.get(name)
        if other is not None and name != self.value:
            sentence = QCoreApplication.translate("Inspector", "{title} has this name already. Choose another one.")
            raise RefusedTextError(sentence.format(title=other.title))
        return name
