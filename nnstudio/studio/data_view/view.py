"""The data panel as a whole."""

from __future__ import annotations

from itertools import chain
from pathlib import Path
from typing import Annotated, Any

from msgspec import Meta
from PySide6.QtCore import QMimeData, Signal
from PySide6.QtGui import QDragEnterEvent, QDropEvent
from PySide6.QtWidgets import QLabel, QPushButton, QWidget

from nnstudio.catalog.declaration import Declaration
from nnstudio.catalog.fields import fields_of
from nnstudio.data.preprocessing import OneHot, Preprocessing
from nnstudio.data.reference import DataReference, Split
from nnstudio.data.sources import readers
from nnstudio.errors import DocumentError
from nnstudio.network import edits
from nnstudio.network.change import Change
from nnstudio.network.first_network import first_network
from nnstudio.network.preparing import input_ids, output_ids
from nnstudio.studio.data_view.columns import Columns
from nnstudio.studio.data_view.preview import Preview
from nnstudio.studio.data_view.source_chooser import SourceChooser
from nnstudio.studio.data_view.summary import rows_text, summary
from nnstudio.studio.forms import Form, abandon_typing
from nnstudio.studio.forms.discard import discard
from nnstudio.studio.forms.measures import LABEL_WIDTH
from nnstudio.studio.forms.row import Line
from nnstudio.studio.forms.section import Section
from nnstudio.studio.forms.sentence_label import SentenceLabel
from nnstudio.studio.forms.wording import words
from nnstudio.studio.session.data_loading import DataLoader
from nnstudio.studio.session.session import Session
from nnstudio.studio.theme import Role, ThemeSource, set_role

PREFIX = "data"
_FIRST_SPLIT = 0.2


class _Steps(Declaration, frozen=True, kw_only=True):
    preprocessing: Annotated[
        tuple[Preprocessing, ...],
        Meta(title="Preprocessing", description="What is done to the columns before the network sees them, in order."),
    ] = ()


class DataView(Section):
    """Chooses the data, its columns, its split and its preprocessing, and shows the first rows.

    A file can be dropped anywhere on it.
    """

    network_begun = Signal()
    """A first network for the data is on the canvas."""

    def __init__(
        self, session: Session, theme_source: ThemeSource, loader: DataLoader, parent: QWidget | None = None
    ) -> None:
        super().__init__("", parent)
        del theme_source
        self._session, self._loader = session, loader
        self._state: tuple[object, ...] | None = None
        self._source = SourceChooser()
        self._summary = QLabel()
        self._error = SentenceLabel(Role.ERROR)
        self._encode = QPushButton(self.tr("Add OneHot for these words"))
        self._begin = QPushButton(self.tr("Build a first network for it"))
        self._preview = Preview()
        self._options: Form | None = None
        self._columns = Columns()
        self._split = Form(Split, PREFIX)
        self._steps = Form(_Steps, PREFIX)
        self._place()
        self._connect()
        self._refresh()
        self.setAcceptDrops(True)

    def open_file(self, path: Path) -> None:
        """Train on this file from now on; the path is kept relative to the document where the file lies below it."""
        folder = self._loader.folder()
        inside = folder is not None and path.resolve().is_relative_to(folder.resolve())
        self._use(path.resolve().relative_to(folder.resolve()).as_posix() if folder and inside else str(path))

    def dragEnterEvent(self, event: QDragEnterEvent) -> None:  # noqa: N802 - Qt's name
        """Welcomes a file of a kind that can be read."""
        if _dropped_file(event.mimeData()) is not None:
            event.acceptProposedAction()

    def dropEvent(self, event: QDropEvent) -> None:  # noqa: N802 - Qt's name
        """Opens the file."""
        path = _dropped_file(event.mimeData())
        if path is not None:
            event.acceptProposedAction()
            self.open_file(path)

    def _place(self) -> None:
        self._summary.setObjectName(f"{PREFIX}.summary")
        self._summary.setWordWrap(True)
        set_role(self._summary, Role.THIRD)
        self._error.setObjectName(f"{PREFIX}.error")
        self._encode.setObjectName(f"{PREFIX}.encode")
        self._begin.setObjectName(f"{PREFIX}.begin")
        for link in (self._encode, self._begin):
            set_role(link, Role.LINK)
        self.add(Line(self.tr("Source"), self._source, LABEL_WIDTH, wide=True))
        self.add(self._summary, indented=True)
        self.add(self._error)
        self.add(self._encode, indented=True)
        self.add(self._begin, indented=True)
        self.add(self._preview, indented=True)
        for widget in (self._columns, self._split, self._steps):
            self.add(widget)
        self.end()

    def _connect(self) -> None:
        self._source.sample_chosen.connect(self._use)
        self._source.file_chosen.connect(self.open_file)
        self._source.reload_requested.connect(self._loader.reload)
        self._columns.edited.connect(self._set)
        self._encode.clicked.connect(self._encode_words)
        self._begin.clicked.connect(self._begin_network)
        for form in (self._split, self._steps):
            form.edited.connect(lambda name, value: self._set(self._reference.replace(**{name: value})))
            form.stepped.connect(lambda name, value: self._set(self._reference.replace(**{name: value}), merge=True))
        self._session.changed.connect(self._refresh)
        self._session.replaced.connect(self._begin_anew)
        self._loader.changed.connect(self._refresh)

    @property
    def _reference(self) -> DataReference:
        """What the document says about its data; only asked for where it says something."""
        reference = self._session.document.data
        if reference is None:
            raise AssertionError("Settings of the data are shown only where there is data.")
        return reference

    def _begin_anew(self) -> None:
        abandon_typing(self)
        self._refresh()

    def _refresh(self) -> None:
        reference, dataset = self._session.document.data, self._loader.dataset
        network = self._session.document.network
        nodes, outputs = input_ids(network), output_ids(network)
        state = (reference, id(dataset), nodes, outputs, self._loader.busy, self._loader.error)
        if state == self._state:
            return
        self._state = state
        self._source.show_source(reference.source if reference is not None else "")
        self._say()
        for widget in (self._split, self._steps):
            widget.setVisible(reference is not None)
        self._show_options(reference)
        known = reference is not None and dataset is not None
        pending = reference is not None and self._loader.busy
        self._columns.setVisible(known or pending)
        self._columns.setEnabled(known)
        self._preview.setVisible(known or pending)
        if reference is None:
            return
        for form in (self._split, self._steps):
            form.show_values([reference])
        if dataset is not None:
            self._columns.show_data(reference, dataset, nodes, outputs)
            self._preview.show_rows(dataset)

    def _say(self) -> None:
        loader, description = self._loader, self._session.description
        self._error.say(words(loader.error))
        self._encode.setVisible(bool(loader.error) and bool(self._words()))
        self._begin.setVisible(self._first_network() is not None)
        if self._session.document.data is None:
            text = self.tr("No data is chosen. Pick a sample, or open or drop a file: {endings}.")
            self._summary.setText(text.format(endings=", ".join(readers())))
        elif loader.busy:
            self._summary.setText(self.tr("Reading…"))
        elif loader.dataset is not None:
            rows = rows_text(loader.dataset)
            self._summary.setText(summary(loader.dataset, description) if description is not None else rows)
        self._summary.setVisible(loader.busy or not loader.error or loader.dataset is not None)

    def _show_options(self, reference: DataReference | None) -> None:
        wanted = type(reference.options) if reference is not None else None
        if self._options is not None and self._options.declaration is not wanted:
            discard(self._options)
            self._options = None
        if reference is None or wanted is None or not fields_of(wanted):
            return
        if self._options is None:
            self._options = Form(wanted, f"{PREFIX}.options")
            self._options.edited.connect(lambda name, value: self._set_option(name, value, merge=False))
            self._options.stepped.connect(lambda name, value: self._set_option(name, value, merge=True))
            self.body.insertWidget(self.body.indexOf(self._columns), self._options)
            self._options.show()
        self._options.show_values([reference.options])

    def _words(self) -> tuple[str, ...]:
        """The columns of words among the inputs for which no step is there yet."""
        reference, dataset = self._session.document.data, self._loader.dataset
        if reference is None or dataset is None:
            return ()
        targets = {*chain.from_iterable(reference.targets.values())} or {dataset.target or ""}
        inputs = chain.from_iterable(reference.inputs.values()) if reference.inputs else dataset.columns
        return tuple(
            name
            for name in dict.fromkeys(inputs)
            if name in dataset.classes and name not in targets and name not in reference.categorical
        )

    def _encode_words(self) -> None:
        step = OneHot(columns=self._words())
        self._set(self._reference.replace(preprocessing=(*self._reference.preprocessing, step)))

    def _first_network(self) -> Change | None:
        """A network for the data, where there is none yet and one can be made."""
        description = None if self._loader.prepared is None else self._session.description
        return None if description is None else first_network(self._session.document, description)

    def _begin_network(self) -> None:
        change = self._first_network()
        if change is not None:
            self._session.do(change)
            self.network_begun.emit()

    def _use(self, source: str) -> None:
        """Take over another source; what was said of the columns of the one before is dropped."""
        before = self._session.document.data
        try:
            if before is None:
                self._set(DataReference(source=source, validation_split=_FIRST_SPLIT))
            elif source != before.source:
                self._set(before.with_source(source))
        except DocumentError as refusal:
            self._error.say(words(refusal.sentence))

    def _set_option(self, name: str, value: Any, *, merge: bool) -> None:
        options = self._reference.options.replace(**{name: value})
        self._set(self._reference.replace(options=options), merge=merge)

    def _set(self, reference: DataReference, *, merge: bool = False) -> None:
        self._session.do(edits.set_data(self._session.document, reference), merge=merge)


def _dropped_file(content: QMimeData) -> Path | None:
    """The one file that is being dragged, if its kind can be read."""
    paths = [Path(url.toLocalFile()) for url in content.urls() if url.isLocalFile()]
    return paths[0] if len(paths) == 1 and paths[0].suffix.lower() in readers() else None
