import pytest
from msgspec import structs
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QComboBox, QWidget

from nnstudio.catalog.frozen_mapping import FrozenMapping
from nnstudio.catalog.layers.core import Dense, Input
from nnstudio.catalog.layers.reshaping import Flatten
from nnstudio.catalog.losses import Loss, MeanAbsoluteError, MeanSquaredError, SparseCategoricalCrossentropy
from nnstudio.catalog.optimizers import SGD, Adam, AdamW, Optimizer
from nnstudio.catalog.registry import types_of
from nnstudio.catalog.schedules import CosineDecay, ExponentialDecay, Schedule
from nnstudio.data.preparation import prepare
from nnstudio.data.reference import DataReference
from nnstudio.network import edits
from nnstudio.network.document import Document, Training
from nnstudio.studio.forms import finish_typing
from nnstudio.studio.forms.column import Column
from nnstudio.studio.session.session import Session
from nnstudio.studio.theme import Mode, ThemeSource
from nnstudio.studio.training.training_settings import TrainingSettings
from tests.network.networks import wired


@pytest.fixture
def session():
    return Session(Document(training=Training(optimizer=SGD())))


@pytest.fixture
def settings(qtbot, qapp, session):
    settings = TrainingSettings(session, ThemeSource(qapp, Mode.LIGHT))
    column = Column(settings)
    column.resize(304, 900)
    qtbot.addWidget(column)
    column.show()
    qtbot.waitExposed(column)
    yield settings
    column.close()


@pytest.fixture
def find(settings):
    def find(name: str) -> QWidget:
        (found,) = settings.findChildren(QWidget, f"training.{name}")
        return found

    return find


def type_into(qtbot, entry, text):
    qtbot.mouseClick(entry, Qt.MouseButton.LeftButton)
    qtbot.keyClicks(entry, text)
    qtbot.keyClick(entry, Qt.Key.Key_Return)


def choose(chooser, name):
    assert chooser.findText(name) >= 0
    chooser.setCurrentIndex(chooser.findText(name))


def follow(find, schedule):
    """Choose a schedule in the menu beside the number."""
    next(action for action in find("learning_rate.menu").actions() if action.text() == schedule).trigger()


@pytest.mark.parametrize(("field", "kind"), [("loss", Loss), ("optimizer", Optimizer)])
def test_loss_and_optimizer_list_keras_class_names(find, field, kind):
    chooser = find(field)
    assert isinstance(chooser, QComboBox)
    shown = [chooser.itemText(index) for index in range(chooser.count())]
    assert {name for name in shown if name} == types_of(kind).keys()  # lines without a name stand between families


def test_choosing_and_typing_change_the_document_step_by_step(qtbot, session, find):
    choose(find("loss"), "MeanAbsoluteError")
    choose(find("optimizer"), "Adam")
    type_into(qtbot, find("learning_rate"), "0.02")
    type_into(qtbot, find("epochs"), "50")
    type_into(qtbot, find("batch_size"), "16")
    type_into(qtbot, find("seed"), "7")
    choose(find("shuffle"), "No")
    expected = Training(
        loss=MeanAbsoluteError(),
        optimizer=Adam(learning_rate=0.02),
        epochs=50,
        batch_size=16,
        seed=7,
        shuffle=False,
    )
    assert session.document.training == expected
    for _ in range(7):
        session.undo()
    assert session.document.training == Training(optimizer=SGD())
    assert find("optimizer").currentText() == "SGD"
    assert find("epochs").text() == "1"


def test_another_optimizer_keeps_a_learning_rate_that_was_set(qtbot, session, find):
    type_into(qtbot, find("learning_rate"), "0.5")
    choose(find("optimizer"), "Adam")
    assert session.document.training.optimizer == Adam(learning_rate=0.5)


def test_another_optimizer_brings_its_own_default_learning_rate(session, find):
    choose(find("optimizer"), "Adam")
    assert session.document.training.optimizer == Adam()
    assert find("learning_rate").text() == "0.001"


def test_a_schedule_takes_the_place_of_the_number_and_gives_it_back(qtbot, session, find):
    type_into(qtbot, find("learning_rate"), "0.2")
    follow(find, "ExponentialDecay")
    schedule = ExponentialDecay(initial_learning_rate=0.2, decay_steps=1000, decay_rate=0.5)
    assert session.document.training.optimizer == SGD(learning_rate=schedule)
    assert not find("learning_rate").isVisible()
    type_into(qtbot, find("learning_rate.schedule.decay_steps"), "40")
    assert session.document.training.optimizer == SGD(learning_rate=schedule.replace(decay_steps=40))
    choose(find("learning_rate.schedule"), "CosineDecay")
    assert session.document.training.optimizer == SGD(
        learning_rate=CosineDecay(initial_learning_rate=0.2, decay_steps=40)
    )
    choose(find("learning_rate.schedule"), "Constant")
    assert session.document.training.optimizer == SGD(learning_rate=0.2)
    assert find("learning_rate").isVisible()
    assert find("learning_rate").text() == "0.2"
    for _ in range(4):
        session.undo()
    assert find("learning_rate").text() == "0.2"
    session.redo()
    assert find("learning_rate.schedule").currentText() == "ExponentialDecay"


@pytest.mark.parametrize("found", types_of(Schedule).values(), ids=lambda found: found.__name__)
def test_every_schedule_begins_with_settings_that_go_together(session, find, found):
    follow(find, found.__name__)
    schedule = session.document.training.optimizer.learning_rate
    assert type(schedule) is found
    assert schedule.objection() is None
    assert schedule.rate(0) == 0.01
    assert 0 < schedule.rate(500) <= 0.01
    choose(find("learning_rate.schedule"), "PiecewiseConstantDecay")
    assert session.document.training.optimizer.objection() is None


def test_another_optimizer_keeps_its_schedule(session, find):
    follow(find, "CosineDecay")
    schedule = session.document.training.optimizer.learning_rate
    choose(find("optimizer"), "Adam")
    assert session.document.training.optimizer == Adam(learning_rate=schedule)
    assert find("learning_rate.schedule").currentText() == "CosineDecay"


def test_a_learning_rate_below_zero_is_refused_in_place(qtbot, session, find):
    type_into(qtbot, find("learning_rate"), "-1")
    assert find("learning_rate.refusal").text() == "Learning rate must be a number at least 0, not “-1”."
    assert session.document.training.optimizer == SGD()


def test_clipping_waits_under_more(qtbot, session, find):
    assert not find("optimizer.clipnorm").isVisible()
    qtbot.mouseClick(find("optimizer.more"), Qt.MouseButton.LeftButton)
    assert find("optimizer.clipnorm").isVisible()
    type_into(qtbot, find("optimizer.clipnorm"), "1")
    assert session.document.training.optimizer == SGD(clipnorm=1.0)


def test_what_makes_an_optimizer_what_it_is_stays_in_sight(find):
    choose(find("optimizer"), "AdamW")
    assert find("optimizer.weight_decay").text() == f"{AdamW().weight_decay:g}"
    assert find("optimizer.weight_decay").isVisible()
    choose(find("optimizer"), "SGD")
    assert not find("optimizer.weight_decay").isVisible()


def test_metrics_and_callbacks_are_lists(session, find):
    menu = find("metrics.menu")
    next(action for action in menu.actions() if action.text() == "MeanAbsoluteError").trigger()
    next(action for action in menu.actions() if action.text() == "accuracy").trigger()
    next(action for action in find("callbacks.menu").actions() if action.text() == "EarlyStopping").trigger()
    training = session.document.training
    assert [type(metric).short_name for metric in training.metrics] == ["mean_absolute_error", "accuracy"]
    assert [type(callback).__name__ for callback in training.callbacks] == ["EarlyStopping"]
    find("metrics.0.remove").click()
    assert [type(metric).short_name for metric in session.document.training.metrics] == ["accuracy"]
    session.undo()
    assert find("metrics.0").currentText() == "MeanAbsoluteError"


def test_what_cannot_be_is_refused_in_place(qtbot, session, find):
    type_into(qtbot, find("batch_size"), "0")
    assert find("batch_size.refusal").text() == "Batch size must be a whole number at least 1, not “0”."
    assert session.document.training.batch_size == 32


def test_another_document_is_shown_at_once(session, find):
    session.replace(Document(training=Training(epochs=9, optimizer=Adam(learning_rate=0.25))))
    assert find("epochs").text() == "9"
    assert find("optimizer").currentText() == "Adam"
    assert find("learning_rate").text() == "0.25"


def test_typing_can_be_taken_over_from_elsewhere(qtbot, session, settings, find):
    qtbot.mouseClick(find("epochs"), Qt.MouseButton.LeftButton)
    qtbot.keyClicks(find("epochs"), "77")
    finish_typing(settings)
    assert session.document.training.epochs == 77


def test_what_is_being_typed_does_not_reach_another_document(qtbot, session, find):
    qtbot.mouseClick(find("epochs"), Qt.MouseButton.LeftButton)
    qtbot.keyClicks(find("epochs"), "77")
    session.replace(Document(training=Training(batch_size=7)))
    assert find("epochs").text() == "1"
    assert session.document.training == Training(batch_size=7)


def test_undo_of_a_change_from_elsewhere_is_shown(session, find):
    session.do(edits.set_training(session.document, epochs=5))
    assert find("epochs").text() == "5"
    session.undo()
    assert find("epochs").text() == "1"


@pytest.fixture
def two_outputs(session):
    nodes = {"x": Input(shape=(4,)), "kind": Dense(units=3), "size": Dense(units=1)}
    document = wired(nodes, "x > kind", "x > size")
    losses = FrozenMapping({"kind": MeanSquaredError(), "size": MeanAbsoluteError()})
    session.replace(structs.replace(document, training=Training(loss=losses)))


@pytest.mark.usefixtures("two_outputs")
def test_several_outputs_have_a_loss_a_weight_and_metrics_each(qtbot, session, find):
    assert find("loss.kind").currentText() == "MeanSquaredError"
    assert find("loss.size").currentText() == "MeanAbsoluteError"
    choose(find("loss.size"), "Huber")
    type_into(qtbot, find("loss_weights.size"), "0.5")
    next(action for action in find("metrics.kind.menu").actions() if action.text() == "accuracy").trigger()
    training = session.document.training
    assert type(training.loss_of("size")).__name__ == "Huber"
    assert training.loss_of("kind") == MeanSquaredError()
    assert (training.loss_weight_of("kind"), training.loss_weight_of("size")) == (1.0, 0.5)
    assert [metric.short_name for metric in training.metrics_of("kind")] == ["accuracy"]
    assert training.metrics_of("size") == ()


@pytest.mark.usefixtures("two_outputs")
def test_the_groups_follow_the_outputs(session, settings, find):
    session.do(edits.rename_node(session.document, "size", "length"))
    assert find("loss.length").currentText() == "MeanAbsoluteError"
    session.do(edits.remove(session.document, ["length"]))
    assert find("loss").currentText() == "MeanSquaredError"
    assert settings.findChildren(QWidget, "training.loss.kind") == []
    session.undo()
    assert find("loss.kind").isVisible()


def test_class_weights_are_typed_behind_their_names(qtbot, session, find):
    find("more").click()
    type_into(qtbot, find("class_weight"), "cat: 2, dog: 1/2")
    assert session.document.training.class_weight == {"cat": 2.0, "dog": 0.5}
    assert find("class_weight").text() == "cat: 2, dog: 0.5"
    type_into(qtbot, find("class_weight"), "cat 2")
    assert find("class_weight.refusal").text() == (
        "Class weights must be names with numbers at least 0, such as cat: 2, dog: 0.5, not “cat 2”."
    )
    type_into(qtbot, find("class_weight"), " ")
    assert session.document.training.class_weight == {}


@pytest.fixture
def digits(session):
    """A network for handwritten digits, with what is known of them."""
    nodes = {"image": Input(shape=(8, 8, 1)), "flat": Flatten(), "out": Dense(units=10)}
    document = wired(nodes, "image > flat", "flat > out")
    data = prepare(DataReference(source="sample:digits"), None, ("image",))
    training = Training(loss=SparseCategoricalCrossentropy(from_logits=True), optimizer=Adam(), epochs=10)
    session.replace(structs.replace(document, data=DataReference(source="sample:digits"), training=training))
    session.set_description(data.description)
    return data.description


def test_a_batch_size_is_foreseen_in_steps_and_memory(qtbot, session, find, digits):
    before = session.document
    qtbot.mouseClick(find("batch_size"), Qt.MouseButton.LeftButton)
    qtbot.keyClicks(find("batch_size"), "512")
    steps = -(-digits.train_rows // 512)
    outlook = find("batch_size.outlook")
    qtbot.waitUntil(lambda: outlook.text().startswith(f"{steps} steps an epoch, {10 * steps} in all"))
    qtbot.waitUntil(lambda: " to train, +" in outlook.text())
    assert session.document is before


@pytest.mark.usefixtures("digits")
def test_too_large_a_batch_for_the_memory_is_told_before_it_is_set(qtbot, find, monkeypatch):
    monkeypatch.setattr("nnstudio.engine.memory.room", lambda: 200_000)
    qtbot.mouseClick(find("batch_size"), Qt.MouseButton.LeftButton)
    qtbot.keyClicks(find("batch_size"), "512")
    qtbot.waitUntil(lambda: find("batch_size.error").text().startswith("Training this network takes about "))


@pytest.mark.usefixtures("digits")
def test_a_loss_that_does_not_fit_is_told_while_it_is_pointed_at(qtbot, session, find):
    chooser = find("loss")
    qtbot.mouseClick(chooser, Qt.MouseButton.LeftButton)
    qtbot.waitUntil(chooser.view().isVisible)
    while chooser.view().currentIndex().data() != "KLDivergence":
        qtbot.keyClick(chooser.view(), Qt.Key.Key_Down)
    qtbot.waitUntil(lambda: "Dense “out” ends with linear, but Kullback-Leibler divergence" in chooser.note)
    assert isinstance(session.document.training.loss, SparseCategoricalCrossentropy)
    chooser.hidePopup()


@pytest.mark.usefixtures("two_outputs")
def test_a_setting_of_one_of_several_outputs_is_foreseen(qtbot, session, find):
    chooser = find("loss.kind")
    qtbot.mouseClick(chooser, Qt.MouseButton.LeftButton)
    qtbot.waitUntil(chooser.view().isVisible)
    qtbot.keyClick(chooser.view(), Qt.Key.Key_Down)
    assert chooser.note != ""
    qtbot.keyClick(chooser.view(), Qt.Key.Key_Escape)
    assert session.document.training.loss_of("kind") == MeanSquaredError()


@pytest.fixture
def opened(qtbot, find):
    """The menu of a setting, opened."""
    menus = []

    def opened(name):
        menu = find(f"{name}.menu")
        menu.popup(find(name).mapToGlobal(find(name).rect().bottomLeft()))
        qtbot.waitExposed(menu)
        menus.append(menu)
        return menu

    yield opened
    for menu in menus:
        menu.close()


def highlighted(qtbot, menu, name):
    """Go down with the keyboard until an entry is highlighted."""
    for _ in range(len(menu.actions())):
        if menu.activeAction() is not None and menu.activeAction().text() == name:
            return
        qtbot.keyClick(menu, Qt.Key.Key_Down)
    raise AssertionError(name)


def test_the_menu_of_metrics_tells_what_each_is_and_what_would_be_wrong(qtbot, session, opened):
    data = DataReference(source="sample:iris", validation_split=0.2)
    network = wired({"input": Input(shape=(4,)), "output": Dense(units=3)}, "input > output").network
    loss = SparseCategoricalCrossentropy(from_logits=True)
    session.replace(Document(network=network, data=data, training=Training(loss=loss)))
    before = session.document
    menu = opened("metrics")
    assert menu.note == "Figures that are shown beside the loss; sample weights do not count."
    highlighted(qtbot, menu, "SparseCategoricalAccuracy")
    qtbot.waitUntil(lambda: "class" in menu.note)
    highlighted(qtbot, menu, "MeanSquaredError")
    expected = "Mean squared error does not go with Sparse categorical crossentropy"
    qtbot.waitUntil(lambda: menu.note.startswith(expected))
    assert session.document is before
    qtbot.keyClick(menu, Qt.Key.Key_Escape)
    assert session.document is before


def test_the_menu_of_schedules_tells_what_each_is_before_the_number_gives_way(qtbot, session, opened):
    before = session.document
    menu = opened("learning_rate")
    highlighted(qtbot, menu, "CosineDecay")
    assert "cosine" in menu.note
    assert session.document is before
    qtbot.keyClick(menu, Qt.Key.Key_Return)
    assert isinstance(session.document.training.optimizer.learning_rate, CosineDecay)


def test_the_mouse_is_answered_as_the_keyboard_is(qtbot, opened):
    menu = opened("callbacks")
    action = next(action for action in menu.actions() if action.text() == "TerminateOnNaN")
    qtbot.mouseMove(menu, menu.actionGeometry(action).center())
    qtbot.waitUntil(lambda: "finite" in menu.note or "NaN" in menu.note)
