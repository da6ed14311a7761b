"""What a training would take is told before it, and where its time goes while it runs."""

import pytest

from nnstudio.engine import memory
from nnstudio.network import edits
from nnstudio.network.json_format import read_document_file
from nnstudio.paths import resource
from nnstudio.studio.results.plan_window import PlanWindow


@pytest.fixture
def opened(window, qtbot):
    """A window with a document that can be trained, and its forecast."""
    document = read_document_file(resource("templates/iris.json"))
    window.files.new(document)
    qtbot.waitUntil(lambda: window.workspace.forecaster.report is not None)
    return window


def plan_of(window):
    window.actions_by_name["train.plan"].trigger()
    return window.findChild(PlanWindow)


def column(table, name):
    header = [table.cells._header[place].text for place in range(table.cells.columnCount())]
    return [table.cells.text(row, header.index(name)) for row in range(table.cells.rowCount())]


def test_the_memory_of_a_training_is_told_beside_the_buttons(opened):
    sentence, is_objection = opened.workspace.forecaster.remark
    assert sentence.startswith("Training takes about 3.")
    assert not is_objection
    assert opened.bar._status.remark.text() == sentence


def test_an_edit_brings_another_forecast_and_a_move_does_not(opened, qtbot):
    before = opened.workspace.forecaster.report
    document = opened.session.document
    node = document.network.nodes[1]
    opened.session.do(edits.move(document, {node.id: (3.0, 4.0)}))
    assert opened.workspace.forecaster.report is before
    opened.session.do(edits.set_training(opened.session.document, batch_size=7))
    assert opened.workspace.forecaster.report is None
    qtbot.waitUntil(lambda: opened.workspace.forecaster.report is not None)
    assert opened.workspace.forecaster.report.batch == 7


def test_a_network_with_problems_has_no_forecast(opened):
    document = opened.session.document
    opened.session.do(edits.remove(document, [document.network.inputs[0].id]))
    assert opened.workspace.forecaster.report is None
    assert opened.workspace.forecaster.remark == ("", False)


def test_what_is_more_than_there_is_is_refused_before_it_is_tried(opened, qtbot, monkeypatch):
    monkeypatch.setattr(memory, "available_memory", lambda: 10**6)
    opened.session.do(edits.set_training(opened.session.document, batch_size=8))
    qtbot.waitUntil(lambda: opened.workspace.forecaster.refusal != "")
    sentence, is_objection = opened.workspace.forecaster.remark
    assert is_objection
    assert "and 1.0 MB are free" in sentence
    assert opened.bar._status.remark.text() == sentence


def test_the_plan_shows_every_step(opened):
    plan = plan_of(opened)
    report = opened.workspace.forecaster.report
    assert column(plan.table, "Step") == [step.title for step in report.steps]
    assert [stage for stage in column(plan.table, "Stage") if stage][:2] == ["input", "forward"]
    assert plan.heading.text() == f"A batch of {report.batch} samples"
    assert "of memory" in plan.note.text()
    assert plan.table.isColumnHidden(6)
    plan.close()


def test_a_training_is_timed_while_the_plan_is_open(opened, qtbot):
    plan = plan_of(opened)
    opened.training.train()
    qtbot.waitUntil(lambda: opened.training.snapshot.plan is not None)
    qtbot.waitUntil(lambda: all(column(plan.table, "ms")))
    assert not plan.table.isColumnHidden(7)
    assert "ms a batch" in plan.note.text()
    plan.grab()
    plan.close()
    qtbot.waitUntil(lambda: opened.training.snapshot.plan is None or not opened.training.active)
    opened.training.stop()


def test_there_is_one_plan_of_a_window(opened):
    first = plan_of(opened)
    assert plan_of(opened) is first
    first.close()


def test_an_empty_canvas_has_no_plan_yet(window):
    plan = plan_of(window)
    assert plan.table.cells.rowCount() == 0
    assert plan.note.text().startswith("There is a plan as soon as")
    plan.close()
