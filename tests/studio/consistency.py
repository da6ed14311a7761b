"""Whether all that a window shows is what its document says."""

from __future__ import annotations

from PySide6.QtCore import QAbstractAnimation
from PySide6.QtWidgets import QLabel, QListWidget, QTreeView

from nnstudio.network.expansion import expand
from nnstudio.network.inside import inside, node_at, with_arriving_shapes
from nnstudio.studio.canvas.card import card_of, first_problems
from nnstudio.studio.canvas.edge_look import edge_look, refusing_nodes
from nnstudio.studio.forms.field_editor import SEVERAL
from nnstudio.studio.forms.form import Form
from nnstudio.studio.language import told
from nnstudio.studio.outline.framing import frame_title
from nnstudio.studio.outline.wiring import sources_text
from nnstudio.studio.problems.problem_row import ProblemRow
from tests.studio.annotation_consistency import assert_annotations_show, top_level_items

MOST_PROBLEMS, MOST_CHANGES = 100, 500
"""As many as the panels show."""


def assert_consistent(window):
    """Every view that can be seen holds what the session holds."""
    assert_open_network_is_a_part_of_the_document(window)
    assert_canvas_shows(window.canvas, window.opened)
    assert_outline_shows(window.panels.outline, window.opened)
    assert_inspector_shows(window.panels.inspector, window.opened)
    assert_training_settings_show(window)
    assert_problems_show(window.panels.problems, window.session)
    assert_history_shows(window.panels.history, window.session.history)
    assert_window_tells(window)


def assert_open_network_is_a_part_of_the_document(window):
    session, opened = window.session, window.opened
    shown = with_arriving_shapes(inside(session.document, opened.path), opened.inference)
    assert opened.document.network == shown.network
    assert opened.selection <= shown.network.by_id.keys()
    assert all(node_at(session.document.network, path) for path in session.selection)
    assert set(session.inference.order) <= expand(session.document.network).network.by_id.keys()


def assert_canvas_shows(canvas, opened):
    scene, network = canvas.scene(), opened.document.network
    assert scene.nodes.keys() == network.by_id.keys()
    assert scene.edges.keys() == set(network.edges)
    shown = {id(item) for item in scene.items() if item.parentItem() is None}
    assert shown == {id(item) for item in (*scene.nodes.values(), *scene.edges.values(), *top_level_items(scene))}
    assert_annotations_show(scene, opened)
    if not any(map(_runs, canvas.findChildren(QAbstractAnimation))):  # nodes that glide are on their way
        for node in network.nodes:
            assert scene.nodes[node.id].pos().toTuple() == node.position
    problems = first_problems(opened.problems)
    for node in network.nodes:
        assert scene.nodes[node.id].card == card_of(opened, node, problems.get(node.id))
    refusing = refusing_nodes(opened)
    for edge, item in scene.edges.items():
        assert item.look == edge_look(opened, edge, refusing, item.look.flow)
    assert {name for name, item in scene.nodes.items() if item.is_selected} == opened.selection
    assert scene.selected_edges <= scene.edges.keys()
    assert_minimap_shows(canvas.overlays.minimap, scene)
    assert_bubble_tells(canvas.overlays.bubble, opened)


def assert_minimap_shows(minimap, scene):
    if minimap._cards is not None and not minimap._delay.isActive():
        assert minimap._bounds == scene.bounds()
    assert minimap.isVisibleTo(minimap.parentWidget()) == minimap.is_useful()


def assert_bubble_tells(bubble, opened):
    if bubble.isVisible():
        (selected,) = opened.selection
        problem = first_problems(opened.problems)[selected]
        assert bubble._problem == problem
        found = opened.found_repairs(problem) or ()
        assert [repair.name for repair in bubble.repairs] == [repair.title for repair in found]


def assert_outline_shows(outline, opened):
    network, rows = opened.document.network, outline.findChild(QTreeView, "outline.rows")
    model = rows.model()
    shown = [tuple(model.index(row, column).data() for column in (0, 3, 6)) for row in range(model.rowCount())]
    nodes = [node.id for node in network.nodes]
    assert shown == [(name, sources_text(network, name), frame_title(network, name)) for name in nodes]
    layers = [model.index(row, 1).data() for row in range(model.rowCount())]
    assert all(shown.startswith(node.type_name) for shown, node in zip(layers, network.nodes, strict=True))
    selected = {model.index(index.row(), 0).data() for index in rows.selectionModel().selectedRows()}
    assert selected == opened.selection


def assert_inspector_shows(inspector, opened):
    nodes = opened.selected_nodes
    assert inspector.findChild(QLabel, "inspector.empty").isHidden() == bool(nodes)
    if nodes:
        settings = inspector._settings
        assert settings._ids == tuple(node.id for node in nodes)
        assert set(settings._form.types) == {type(node.layer) for node in nodes}
        assert_form_shows(settings._form, [node.layer for node in nodes])
    if len({node.type_name for node in nodes}) == 1:
        assert inspector.findChild(QLabel, "inspector.title").text().endswith(nodes[0].type_name)


def assert_training_settings_show(window):
    if not window.panels.training.isVisible():
        return  # it takes over what has changed when it is looked at
    settings, training = window.docks["training"].widget().findChild(Form), window.session.document.training
    for name, row in settings.rows.items():
        if not isinstance(getattr(training, name), dict) and name in ("epochs", "batch_size", "optimizer", "shuffle"):
            assert row.editor.value == getattr(training, name), name


def assert_form_shows(form, declarations):
    for name, row in form.rows.items():
        values = [getattr(declaration, name) for declaration in declarations]
        alike = all(value == values[0] for value in values)
        assert row.editor.value == (values[0] if alike else SEVERAL), name


def assert_problems_show(view, session):
    rows = [row for row in view.findChildren(ProblemRow) if not row.isHidden()]
    assert [row.problem for row in rows] == list(session.problems[:MOST_PROBLEMS])
    for row in rows if view.isVisible() and not view._waiting else ():  # it looks for repairs bit by bit
        assert [repair.name for repair in row._repairs] == [repair.title for repair in session.repairs(row.problem)]
    if session.document.network.nodes:
        assert view.count == sum(problem.severity == "error" for problem in session.problems)


def assert_history_shows(view, history):
    if not view.isVisible():
        return
    rows, first = view.findChild(QListWidget, "history.list"), max(0, history.position - MOST_CHANGES)
    shown = [rows.item(row).text() for row in range(rows.count())]
    labels = history.labels[first : history.position + MOST_CHANGES - 1]
    assert all(text in in_any_words(label) for text, label in zip(shown[1:], labels, strict=False))
    if not rows.hasFocus():  # the arrow keys walk before Enter goes
        assert rows.currentRow() == history.position - first


def assert_window_tells(window):
    session, history = window.session, window.session.history
    for name, label in (("edit.undo", history.undo_label), ("edit.redo", history.redo_label)):
        assert window.actions_by_name[name].isEnabled() == (label is not None)
        assert window.actions_by_name[name].text().endswith(in_any_words(label or ""))
    path, title = window.files.path, window.windowTitle()
    assert title.startswith(path.name if path is not None else session.document.name)
    assert title.endswith(window.tr("edited")) == session.modified or session.document.name.endswith("edited")


def in_any_words(label):
    """A label in English and as the user reads it."""
    return str(label), told(label)


def _runs(animation):
    return animation.state() == QAbstractAnimation.State.Running
