"""The name of a node, which is its id in the document."""

from __future__ import annotations

from typing import Annotated, Any

from msgspec import Meta
from PySide6.QtWidgets import QWidget

from nnstudio.catalog.declaration import Declaration
from nnstudio.catalog.fields import fields_of
from nnstudio.studio.forms.entry_editor import EntryEditor
from nnstudio.studio.session.edited_network import EditedNetwork
from nnstudio.studio.session.node_names import free_name


class _Naming(Declaration, frozen=True, kw_only=True):
    name: Annotated[str, Meta(title="Name", description="How problems, weights and exports name this layer.")]


class NameEditor(EntryEditor):
    """Refuses names that the document format does not allow or that another node has."""

    def __init__(self, session: EditedNetwork, parent: QWidget | None = None) -> None:
        super().__init__(fields_of(_Naming)["name"], "inspector.name", parent)
        self._session = session

    def _read(self, text: str) -> Any:
        return free_name(self._session.document.network, text, self.value)
