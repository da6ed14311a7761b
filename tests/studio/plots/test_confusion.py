"""The confusion matrix."""

import numpy as np
import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtGui import QColor
from sklearn.metrics import confusion_matrix

from nnstudio.studio.plots.confusion import Cell, ConfusionMatrixView
from nnstudio.studio.plots.empty import EmptyText
from nnstudio.studio.theme import LIGHT
from nnstudio.studio.theme.colors import readable_on
from nnstudio.studio.theme.contrast import contrast

NAMES = ["cat", "dog", "owl"]
COUNTS = np.array([[8, 2, 0], [1, 9, 0], [0, 0, 0]])


@pytest.fixture
def view(theme, show):
    return show(ConfusionMatrixView(theme), 320, 320)


@pytest.fixture
def filled(view):
    view.set_matrix(COUNTS, NAMES)
    return view


def place(view, true, predicted):
    return view._geometry().rect(Cell(true, predicted)).center().toPoint()


def corner_color(view, true, predicted):
    rect = view._geometry().rect(Cell(true, predicted))
    return view.grab().toImage().pixelColor(round(rect.center().x()), round(rect.top()) + 3).name()


def test_an_empty_view_says_what_will_be_here(view):
    assert "which it takes for which" in view._empty.hint
    view.set_empty_text(EmptyText("Nothing", "Do something."))
    assert view.grab().toImage() is not None
    assert view._empty.title == "Nothing"


def test_rows_are_true_classes_as_in_scikit_learn(view):
    counts = confusion_matrix([0, 0, 1], [1, 0, 1])
    view.set_matrix(counts, ["no", "yes"])
    assert view.sentence(Cell(0, 1)) == "Taken for yes: 1 of 2 samples of no."
    assert view.sentence(Cell(1, 1)) == "Recognized: 1 of 1 samples of yes."


def test_the_larger_the_share_the_stronger_the_color(filled, theme):
    shares = [contrast(corner_color(filled, *cell), theme.panel) for cell in ((0, 2), (1, 0), (0, 1), (0, 0), (1, 1))]
    assert shares == sorted(shares)
    assert shares[0] < shares[1]


def test_a_class_without_samples_is_no_trouble(filled):
    assert filled.sentence(Cell(2, 2)) == "Recognized: 0 of 0 samples of owl."
    assert corner_color(filled, 2, 2) == corner_color(filled, 0, 2)


def test_every_count_can_be_read_on_its_cell(filled):
    for cell in np.ndindex(3, 3):
        color = filled._color(Cell(*cell))
        assert contrast(readable_on(color), color) >= 4.5


def test_the_mouse_tells_what_a_cell_means(filled, qtbot):
    qtbot.mouseMove(filled, place(filled, 0, 1))
    assert filled._current == Cell(0, 1)
    assert filled.accessibleDescription() == "Taken for dog: 2 of 10 samples of cat."
    qtbot.mouseMove(filled, QPoint(1, 1))
    assert filled._current is None


def test_a_cell_under_the_mouse_is_outlined_and_explained(filled, qtbot, theme):
    before = filled.grab().toImage()
    qtbot.mouseMove(filled, place(filled, 0, 0))
    after = filled.grab().toImage()
    colors = {QColor(after.pixel(x, y)).name() for x in range(after.width()) for y in range(after.height())}
    assert before != after
    assert theme.card in colors


def test_a_click_chooses_the_cell(filled, qtbot):
    with qtbot.waitSignal(filled.cell_chosen) as chosen:
        qtbot.mouseClick(filled, Qt.MouseButton.LeftButton, pos=place(filled, 1, 0))
    assert chosen.args == [1, 0]


def test_the_arrow_keys_move_from_cell_to_cell(filled, qtbot):
    for key, cell in (
        (Qt.Key.Key_Down, (0, 0)),
        (Qt.Key.Key_Down, (1, 0)),
        (Qt.Key.Key_Right, (1, 1)),
        (Qt.Key.Key_Up, (0, 1)),
        (Qt.Key.Key_Up, (0, 1)),
        (Qt.Key.Key_Left, (0, 0)),
    ):
        qtbot.keyClick(filled, key)
        assert filled._current == cell
    with qtbot.waitSignal(filled.cell_chosen):
        qtbot.keyClick(filled, Qt.Key.Key_Return)
    qtbot.keyClick(filled, Qt.Key.Key_Escape)
    assert filled._current is None


def test_a_smaller_matrix_forgets_the_cell_that_is_gone(filled, qtbot):
    qtbot.mouseMove(filled, place(filled, 2, 2))
    filled.set_matrix(COUNTS[:2, :2], NAMES[:2])
    assert filled._current is None
    filled.clear()
    assert filled.accessibleDescription() == ""


def test_many_classes_are_shown_without_names_inside_of_the_view(view):
    view.set_matrix(np.eye(100, dtype=int), [f"class {number}" for number in range(100)])
    geometry = view._geometry()
    assert not geometry.named
    assert geometry.rect(Cell(99, 99)).bottom() <= view.height()
    assert corner_color(view, 5, 5) != corner_color(view, 5, 6)


def test_long_names_leave_room_for_the_cells(view):
    view.set_matrix(COUNTS, ["a name that is longer than anyone would like it to be", "dog", "owl"])
    assert view._geometry().origin.x() < view.width() / 2


def test_counts_of_another_shape_are_refused(view):
    with pytest.raises(ValueError, match=r"2 classes need as many rows and columns, not a shape of \(3, 3\)"):
        view.set_matrix(COUNTS, ["cat", "dog"])


def test_another_theme_changes_every_color(filled):
    before = corner_color(filled, 0, 2)
    filled.set_theme(LIGHT)
    assert corner_color(filled, 0, 2) != before
