from pathlib import Path

import numpy as np
import pytest
from PySide6.QtCore import QMimeData, QPointF, Qt, QUrl
from PySide6.QtGui import QDragEnterEvent, QDropEvent
from PySide6.QtWidgets import QApplication, QFileDialog, QListWidget, QPushButton, QTableView, QWidget

from nnstudio.catalog.layers.core import Dense
from nnstudio.data.preprocessing import OneHot, Standardize
from nnstudio.data.reference import DataReference
from nnstudio.data.samples.plane import Spiral
from nnstudio.network import edits
from nnstudio.network.change import apply
from nnstudio.network.json_format import document_from_json
from nnstudio.studio.data_view import DataView
from nnstudio.studio.forms.column import Column
from nnstudio.studio.session.data_loading import DataLoader
from nnstudio.studio.session.session import Session
from nnstudio.studio.theme import Mode, ThemeSource


@pytest.fixture
def session():
    network = {"nodes": [{"id": "points", "type": "Input", "config": {"shape": [2]}}], "edges": []}
    return Session(document_from_json({"format": "nnstudio", "version": 1, "network": network}))


@pytest.fixture
def loader(qapp, session):
    del qapp
    loader = DataLoader(session)
    yield loader
    loader.close()


@pytest.fixture
def view(qtbot, qapp, session, loader):
    view = DataView(session, ThemeSource(qapp, Mode.LIGHT), loader)
    column = Column(view)
    column.resize(304, 900)
    qtbot.addWidget(column)
    column.show()
    column.activateWindow()
    qtbot.waitExposed(column)
    yield view
    column.close()


@pytest.fixture
def find(view):
    def find(name: str) -> QWidget:
        (found,) = view.findChildren(QWidget, f"data.{name}")
        return found

    return find


@pytest.fixture
def settle(qtbot, loader):
    def settle():
        qtbot.waitUntil(lambda: not loader.busy)

    return settle


@pytest.fixture
def table(tmp_path, loader):
    loader.folder = lambda: tmp_path
    path = tmp_path / "table.csv"
    path.write_text("width,height,depth,price\n1,2,5,10\n2,3,4,20\n3,5,3,30\n4,7,2,40\n5,9,1,50\n")
    return path


def type_into(qtbot, entry, text):
    qtbot.mouseClick(entry, Qt.MouseButton.LeftButton)
    qtbot.keyClicks(entry, text)
    qtbot.keyClick(entry, Qt.Key.Key_Return)


def choose(chooser, name):
    assert chooser.findText(name) >= 0
    chooser.setCurrentIndex(chooser.findText(name))


def cells(find, columns):
    model = find("preview").model()
    return [[model.index(row, column).data() for column in range(columns)] for row in range(model.rowCount())]


def drop(widget, path):
    content = QMimeData()
    content.setUrls([QUrl.fromLocalFile(str(path))])
    arguments = (Qt.DropAction.CopyAction, content, Qt.MouseButton.LeftButton, Qt.KeyboardModifier.NoModifier)
    entering = QDragEnterEvent(widget.rect().center(), *arguments)
    QApplication.sendEvent(widget, entering)
    dropped = QDropEvent(QPointF(widget.rect().center()), *arguments)
    if entering.isAccepted():
        QApplication.sendEvent(widget, dropped)
    return entering.isAccepted()


def test_without_data_it_says_what_to_do(find):
    assert find("summary").text() == "No data is chosen. Pick a sample, or open or drop a file: .csv, .tsv, .npy, .npz."
    assert find("source").currentIndex() == -1
    assert not find("preview").isVisible()
    assert not find("validation_split").isVisible()


def test_a_sample_is_chosen_described_and_shown(session, find, settle):
    choose(find("source"), "iris")
    settle()
    assert session.document.data == DataReference(source="sample:iris", validation_split=0.2)
    assert find("summary").text() == "150 rows, 3 classes, 20% for validation"
    assert cells(find, 5)[0] == ["5.1", "3.5", "1.4", "0.2", "setosa"]
    assert find("target").currentText() == "species"
    assert find("inputs.points").currentText() == "4 of 4 columns"
    session.undo()
    assert find("source").currentIndex() == -1


def test_pictures_are_shown_as_such(find, settle):
    choose(find("source"), "digits")
    settle()
    assert find("summary").text() == "1,797 pictures, 10 classes, 20% for validation"
    model = find("preview").model()
    picture = model.index(0, 0).data(Qt.ItemDataRole.DecorationRole).toImage()
    assert (picture.width(), picture.height()) == (32, 32)
    assert model.index(0, 0).data() is None
    assert model.index(3, 1).data() == "3"


def test_at_most_the_first_200_rows_are_shown(find, settle):
    choose(find("source"), "digits")
    settle()
    assert find("preview").model().rowCount() == 200


def test_the_options_of_a_sample_are_typed(qtbot, session, find, settle):
    choose(find("source"), "spiral")
    settle()
    type_into(qtbot, find("options.samples"), "60")
    settle()
    assert session.document.data.options == Spiral(samples=60)
    assert find("summary").text() == "60 rows, 2 classes, 20% for validation"
    choose(find("source"), "iris")
    settle()
    assert find("source").window().findChild(QWidget, "data.options.samples") is None


def test_a_file_is_opened_relative_to_the_document(qtbot, session, find, settle, table, monkeypatch):
    monkeypatch.setattr(QFileDialog, "getOpenFileName", lambda *_: (str(table), ""))
    qtbot.mouseClick(find("open"), Qt.MouseButton.LeftButton)
    settle()
    assert session.document.data.source == "table.csv"
    assert find("source").currentText() == "table.csv"
    assert find("summary").text() == "5 rows, price to predict, 20% for validation"


def test_a_file_elsewhere_keeps_its_whole_path(session, view, settle, loader, table):
    loader.folder = lambda: Path("/somewhere/else")
    view.open_file(table)
    settle()
    assert session.document.data.source == str(table)


def test_a_file_can_be_dropped(session, view, settle, table):
    assert drop(view, table)
    settle()
    assert session.document.data.source == "table.csv"


def test_a_file_of_another_kind_is_not_taken(session, view, tmp_path):
    (tmp_path / "notes.txt").write_text("a")
    assert not drop(view, tmp_path / "notes.txt")
    assert session.document.data is None


def test_opening_a_file_that_cannot_be_read_says_why(session, view, find, tmp_path):
    view.open_file(tmp_path / "notes.txt")
    assert session.document.data is None
    assert find("error").isVisible()
    assert find("error").text().startswith("NN Studio cannot read")


def test_a_missing_file_says_what_to_do(find, view, settle, table):
    view.open_file(table.with_name("missing.csv"))
    settle()
    assert find("error").text().startswith("There is no file 'missing.csv'")
    assert not find("preview").isVisible()


def test_a_file_that_changed_is_read_again(qtbot, session, view, find, settle, table):
    view.open_file(table)
    settle()
    table.write_text(table.read_text() + "6,11,0,60\n")
    qtbot.mouseClick(find("reload"), Qt.MouseButton.LeftButton)
    settle()
    assert session.description.rows == 6


def test_words_among_the_inputs_are_encoded_by_a_click(qtbot, session, view, find, settle, table):
    table.write_text("width,color,price\n1,red,10\n2,blue,20\n3,red,30\n4,red,40\n5,blue,50\n")
    view.open_file(table)
    settle()
    assert find("error").text().startswith("The input 'color' holds words")
    qtbot.mouseClick(find("encode"), Qt.MouseButton.LeftButton)
    settle()
    assert not find("error").isVisible()
    assert not find("encode").isVisible()
    assert session.description.input_shapes == {"points": (3,)}
    assert session.document.data.preprocessing == (OneHot(columns=("color",)),)


def test_samples_need_not_be_read_again(find, settle):
    choose(find("source"), "iris")
    settle()
    assert not find("reload").isVisible()


def test_another_target_leaves_the_inputs(session, view, find, settle, table):
    view.open_file(table)
    settle()
    session.do(edits.set_data(session.document, session.document.data.replace(inputs={"points": ("width", "height")})))
    choose(find("target"), "height")
    settle()
    assert session.document.data.target == "height"
    assert dict(session.document.data.inputs) == {"points": ("width",)}
    assert find("inputs.points").currentText() == "width"


def test_several_outputs_have_a_target_each(session, view, find, settle, table):
    view.open_file(table)
    settle()
    document = session.document
    for name in ("low", "high"):
        document = apply(document, edits.add_node(document, Dense(units=1), node_id=name))
        document = apply(document, edits.connect(document, "points", name))
    session.do(edits.replace_document(session.document, document, "Add outputs"))
    choose(find("target.low"), "depth")
    choose(find("target.high"), "price")
    settle()
    assert dict(session.document.data.target) == {"low": ("depth",), "high": ("price",)}
    assert not find("error").isVisible()
    assert session.description.input_shapes == {"points": (2,)}
    session.do(edits.remove(session.document, ["low"]))
    assert find("target").currentText() == "price"


def test_a_column_can_say_how_much_rows_count(session, view, find, settle, table):
    view.open_file(table)
    settle()
    assert find("sample_weight").currentText() == "None"
    choose(find("sample_weight"), "depth")
    settle()
    assert session.document.data.sample_weight == "depth"
    assert find("inputs.points").currentText() == "2 of 2 columns"
    choose(find("sample_weight"), "None")
    assert session.document.data.sample_weight is None


def test_a_target_that_does_not_exist_keeps_the_rows_in_sight(session, view, find, settle, table):
    view.open_file(table)
    settle()
    session.do(edits.set_data(session.document, session.document.data.replace(target="weight")))
    settle()
    assert "'weight'" in find("error").text()
    assert find("summary").text() == "5 rows"
    assert len(cells(find, 4)) == 5
    choose(find("target"), "price")
    settle()
    assert not find("error").isVisible()


def test_inputs_are_ticked_in_a_list(qtbot, session, view, find, settle, table):
    view.open_file(table)
    settle()
    chooser = find("inputs.points")
    qtbot.mouseClick(chooser, Qt.MouseButton.LeftButton)
    ticks = find("inputs.points.list")
    assert isinstance(ticks, QListWidget)
    assert ticks.isVisible()
    ticks.setCurrentRow(2)
    qtbot.keyClick(ticks, Qt.Key.Key_Space)
    settle()
    assert dict(session.document.data.inputs) == {"points": ("width", "height")}
    assert chooser.currentText() == "2 of 3 columns"
    assert session.description.input_shapes == {"points": (2,)}
    ticks.window().close()


def test_the_last_input_stays_ticked(qtbot, session, view, find, settle, table):
    view.open_file(table)
    settle()
    session.do(edits.set_data(session.document, session.document.data.replace(inputs={"points": ("width",)})))
    settle()
    find("inputs.points").showPopup()
    ticks = find("inputs.points.list")
    ticks.setCurrentRow(0)
    qtbot.keyClick(ticks, Qt.Key.Key_Space)
    assert ticks.item(0).checkState() == Qt.CheckState.Checked
    assert dict(session.document.data.inputs) == {"points": ("width",)}
    ticks.window().close()


def test_every_input_node_has_its_columns(session, find, settle, tmp_path, loader, view):
    node = edits.add_node(session.document, session.document.network.by_id["points"].layer, node_id="more")
    session.do(node)
    np.savez(tmp_path / "arrays.npz", points=np.zeros((6, 2)), more=np.ones((6, 2)), y=np.arange(6.0))
    loader.folder = lambda: tmp_path
    view.open_file(tmp_path / "arrays.npz")
    settle()
    assert find("inputs.points").currentText() == "points"
    assert find("inputs.more").currentText() == "more"
    session.do(edits.remove(session.document, ["more"]))
    settle()
    assert view.findChild(QWidget, "data.inputs.more") is None


def test_the_split_is_typed(qtbot, session, find, settle):
    choose(find("source"), "iris")
    settle()
    type_into(qtbot, find("validation_split"), "0.5")
    choose(find("shuffle_split"), "No")
    type_into(qtbot, find("split_seed"), "3")
    settle()
    reference = session.document.data
    assert (reference.validation_split, reference.shuffle_split, reference.split_seed) == (0.5, False, 3)
    assert find("summary").text() == "150 rows, 3 classes, 50% for validation"
    type_into(qtbot, find("validation_split"), "1")
    assert find("validation_split.refusal").text() == (
        "Validation split must be a number at least 0 and below 1, not “1”."
    )


def test_preprocessing_is_a_list_of_steps(qtbot, session, find, settle):
    choose(find("source"), "iris")
    settle()
    next(action for action in find("preprocessing.menu").actions() if action.text() == "Standardize").trigger()
    type_into(qtbot, find("preprocessing.0.columns"), "sepal length (cm)")
    settle()
    assert session.document.data.preprocessing == (Standardize(columns=("sepal length (cm)",)),)
    type_into(qtbot, find("preprocessing.0.columns"), "sepal")
    settle()
    assert "'sepal'" in find("error").text()
    session.undo()
    settle()
    assert not find("error").isVisible()


def test_a_source_keeps_the_split_and_forgets_the_columns(session, find, settle):
    choose(find("source"), "iris")
    settle()
    session.do(edits.set_data(session.document, session.document.data.replace(target="species", validation_split=0.4)))
    choose(find("source"), "wine")
    settle()
    assert session.document.data == DataReference(source="sample:wine", validation_split=0.4)


def test_the_table_is_only_made_anew_for_other_rows(session, find, settle):
    choose(find("source"), "iris")
    settle()
    preview = find("preview")
    assert isinstance(preview, QTableView)
    model = preview.model()
    session.do(edits.set_data(session.document, session.document.data.replace(validation_split=0.5)))
    settle()
    assert preview.model() is model


def test_no_row_of_the_preview_is_cut(find, settle):
    choose(find("source"), "iris")
    settle()
    preview = find("preview")
    visible = preview.viewport().height() / preview.verticalHeader().defaultSectionSize()
    assert visible == 5


class TestFirstNetwork:
    @pytest.fixture
    def rows(self, tmp_path):
        """A file with words to predict and words among the inputs."""
        path = tmp_path / "rows.csv"
        lines = [f"{'ab'[row % 2]},{row},{('ape', 'bear', 'cat')[row % 3]}" for row in range(60)]
        path.write_text("\n".join(["place,size,species", *lines]))
        return path

    def test_from_a_file_to_a_network_that_trains_takes_two_clicks(self, qtbot, window, rows):
        window.new()
        window.resize(1280, 800)
        window.ways_in.take(urls(rows))
        data = window.panels.data
        encode, begin = (data.findChild(QPushButton, f"data.{name}") for name in ("encode", "begin"))
        qtbot.waitUntil(encode.isVisible)
        assert not begin.isVisible()
        qtbot.mouseClick(encode, Qt.MouseButton.LeftButton)
        qtbot.waitUntil(begin.isVisible)
        qtbot.mouseClick(begin, Qt.MouseButton.LeftButton)
        assert not begin.isVisible()
        assert window.canvas.hasFocus()
        network = window.session.document.network
        assert [node.type_name for node in network.nodes] == ["Input", "Dense", "Dense"]
        shown = window.canvas.camera.visible_rect()
        assert all(shown.contains(window.canvas.node_item(node.id).card_rect) for node in network.nodes)
        qtbot.waitUntil(lambda: not window.workspace.loader.busy)
        assert window.session.problems == ()
        window.session.undo()
        assert not window.session.document.network.nodes
        qtbot.waitUntil(begin.isVisible)

    def test_where_there_are_layers_none_is_offered(self, find, session, settle):
        session.do(edits.set_data(session.document, DataReference(source="sample:spiral")))
        settle()
        assert not find("begin").isVisible()
        session.do(edits.remove(session.document, ["points"]))
        settle()
        assert find("begin").isVisible()


def urls(path):
    content = QMimeData()
    content.setUrls([QUrl.fromLocalFile(str(path))])
    return content
