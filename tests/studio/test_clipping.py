"""Nothing in the window is cut off or left in another language, in English and in Chinese.

A window of each language goes through everything there is: the first page, every panel with a trained and with a
broken network, every kind of node in the inspector, and the windows that stand beside it.
"""

import re

import pytest
from PySide6.QtCore import QSettings, Qt
from PySide6.QtWidgets import QApplication

from nnstudio.catalog.fields import fields_of
from nnstudio.catalog.registry import types_of
from nnstudio.network import edits
from nnstudio.network.change import apply
from nnstudio.network.document import Training
from nnstudio.studio.canvas.problem_bubble import ProblemBubble
from nnstudio.studio.docks import DOCKS
from nnstudio.studio.language import Language, speak, translations
from nnstudio.studio.templates import TEMPLATES
from nnstudio.studio.theme import Mode
from tests.studio.legibility import clipped, texts, words
from tests.studio.test_language import KINDS

SIZES = ((1280, 800), (960, 600))
SETTLING_MILLISECONDS = 30
SIDE_WINDOWS = ("train.plan", "edit.preferences", "help.layer")
POPUPS = ("help.commands", "network.add_layer")
NAMES = {
    "NN",
    "Studio",
    "NumPy",
    "OpenBLAS",
    "Haswell",
    "SkylakeX",
    "English",
    "CSV",
    "PNG",
    "SVG",
    "untitled",
    "preprocessing",
}
WEIGHTS = {"kernel", "bias", "gamma", "beta"}
KEYS = {"Ctrl", "Shift", "Alt", "Del", "Tab", "Esc", "Enter", "Space", "Home", "End", *(f"F{n}" for n in range(1, 13))}
UNITS = {"kB", "MB", "GB", "FLOP", "kFLOP", "MFLOP", "GFLOP", "ms", "F1", "RMSE", "MAE", "MSE"}
CITATION = re.compile(r"[(（][^()（）]*\d{4}[^()（）]*[)）]|https?://\S+|“[^”]*”|[‘'][^'’]*['’]")


@pytest.fixture
def spoken(qapp):
    yield
    speak(qapp, Language.ENGLISH)


@pytest.fixture
def visited(open_window, qtbot, spoken, request):
    """Everything that a window shows in a language: the places by name, with what is cut off and what is written."""
    del spoken
    QSettings("nnstudio", "studio").setValue("language", str(request.param))
    window = open_window()
    window.theme_source.set_mode(Mode.LIGHT)
    seen = []
    for place, root in places(window, qtbot):
        qtbot.wait(SETTLING_MILLISECONDS)
        if clipped(root):
            qtbot.wait(10 * SETTLING_MILLISECONDS)  # some heights are known only after a second look
        seen.append((place, clipped(root), texts(root)))
    return seen


def places(window, qtbot):
    """Every place to look at, as soon as it can be seen."""
    window.resize(*SIZES[0])
    yield "first page", window
    train(window, qtbot, "digits-cnn")
    for size in SIZES:
        window.resize(*size)
        yield from panels(window, f"trained at {size}")
    window.resize(*SIZES[0])
    for node in window.session.document.network.nodes:
        window.session.select([node.id])
        window.docks.show("inspector")
        yield f"node {node.id}", window
    yield from side_windows(window, qtbot)
    train(window, qtbot, "diabetes")
    yield from panels(window, "numbers")
    break_network(window, qtbot)
    yield from panels(window, "broken")


def panels(window, state):
    for dock in DOCKS:
        window.docks.show(dock.name)
        yield f"{state}: {dock.name}", window


def side_windows(window, qtbot):
    for name in SIDE_WINDOWS:
        window.actions_by_name[name].trigger()
        qtbot.waitUntil(lambda: bool(others(window)))
        for other in others(window):
            yield name, other
            other.close()
        qtbot.waitUntil(lambda: not others(window))
    for name in POPUPS:
        window.actions_by_name[name].trigger()
        yield name, window
        qtbot.keyClick(QApplication.focusWidget() or window, Qt.Key.Key_Escape)
    for menu in window.menuBar().actions():
        yield menu.text(), menu.menu()


def others(window):
    return [one for one in QApplication.topLevelWidgets() if one is not window and one.isVisible()]


def train(window, qtbot, name):
    window.open_template(next(one for one in TEMPLATES if one.name == name))
    qtbot.waitUntil(lambda: window.training.snapshot.epoch >= 1, timeout=20_000)
    window.actions_by_name["train.stop"].trigger()
    qtbot.waitUntil(lambda: not window.training.active, timeout=20_000)


def break_network(window, qtbot):
    """A network that lacks the layer that makes pictures flat, with its last node selected."""
    document = next(one for one in TEMPLATES if one.name == "digits-cnn").read()
    names = [node.id for node in document.network.nodes]
    flatten = next(node.id for node in document.network.nodes if node.type_name == "Flatten")
    document = apply(document, edits.remove(document, names[names.index(flatten) : -1]))
    document = apply(document, edits.connect(document, document.network.nodes[-2].id, names[-1]))
    window.files.new(document)
    window.welcome.hide()
    window.session.select(names[-1:])
    bubble = window.findChild(ProblemBubble)
    qtbot.waitUntil(lambda: bool(bubble.repairs), timeout=20_000)


def names_of_things():
    """Words that are the same in every language: names of types, settings, nodes and columns."""
    types = [found for kind in KINDS for found in types_of(kind).values()]
    yield from (name for kind in KINDS for key, found in types_of(kind).items() for name in (key, found.short_name))
    yield from (alias for found in types for alias in getattr(found, "aliases", ()))
    yield from (name for found in (*types, Training) for name in fields_of(found))
    for template in TEMPLATES:
        yield from (*words(template.name), *(node.id for node in template.read().network.nodes))


@pytest.mark.parametrize("visited", [Language.ENGLISH], indirect=True)
def test_nothing_is_cut_off_in_english(visited):
    assert [(place, text) for place, cut, _ in visited for text in cut] == []


@pytest.mark.parametrize("visited", [Language.CHINESE], indirect=True)
def test_nothing_is_cut_off_or_english_in_chinese(visited):
    assert [(place, text) for place, cut, _ in visited for text in cut] == []
    formulas = {found.formula for kind in KINDS for found in types_of(kind).values()}
    deliberate = {word for text in translations(Language.CHINESE).values() for word in words(text)}
    known = {*names_of_things(), *deliberate, *NAMES, *KEYS, *UNITS, *WEIGHTS}
    found = {}
    for place, _, shown in visited:
        for text in set(shown) - formulas - found.keys():
            foreign = [word for word in words(CITATION.sub("", text)) if word not in known]
            if foreign:
                found[text] = (place, foreign)
    assert [f"{text!r} in {place}: {foreign}" for text, (place, foreign) in found.items()] == []
