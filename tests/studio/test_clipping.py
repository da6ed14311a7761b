"""Nothing in the window is cut off or left in another language, in English and in Chinese, light and dark."""

import re
from typing import NamedTuple

import pytest
from PySide6.QtCore import QSettings

from nnstudio.catalog.fields import fields_of
from nnstudio.catalog.registry import types_of
from nnstudio.network.document import Training
from nnstudio.studio.language import Language, speak, translations
from nnstudio.studio.theme import Mode
from nnstudio.studio.welcome.templates import TEMPLATES
from tests.studio.asked import Asked
from tests.studio.legibility import clipped, texts, words
from tests.studio.painted import watched_painting
from tests.studio.test_language import KINDS
from tests.studio.tour import Tour

SETTLING_MILLISECONDS = 30
THEMES = (Mode.LIGHT, Mode.DARK)
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
SPOKEN_OF = re.compile(r"[(（][^()（）]*\d{4}[^()（）]*[)）]|https?://\S+|“[^”]*”|[‘'][^’']*['’]|\w*/\S+|\w+…|\S+\.csv")
"""Citations, addresses, what stands in quotes, files, and words that were shortened."""


class Sight(NamedTuple):
    """What is seen at a place of the tour."""

    place: str
    cut: list[str]
    shown: list[str]


@pytest.fixture
def spoken(qapp):
    yield
    speak(qapp, Language.ENGLISH)


@pytest.fixture
def sights(open_window, qtbot, spoken, monkeypatch, tmp_path, request):
    """Everything that a window shows in a language and a theme."""
    del spoken
    language, mode = request.param
    QSettings("nnstudio", "studio").setValue("language", str(language))
    seen = []
    with watched_painting() as painting:

        def look(place, root):
            qtbot.wait(SETTLING_MILLISECONDS)
            if clipped(root):
                qtbot.wait(10 * SETTLING_MILLISECONDS)  # some heights are known only after a second look
            root.grab()
            painted = painting.take()
            cut = clipped(root) + [f"painted: {one.text!r} lacks {one.excess}" for one in painted if one.is_cut]
            seen.append(Sight(place, cut, [*texts(root), *(one.text for one in painted)]))

        asked = Asked(monkeypatch, look)
        window = open_window()
        window.theme_source.set_mode(mode)
        for place, root in Tour(window, qtbot, tmp_path).places():
            look(place, root)
    return [*seen, Sight("dialogs of the system", [], asked.captions)]


def names_of_things():
    """Words that are the same in every language: names of types, settings, nodes and columns."""
    types = [found for kind in KINDS for found in types_of(kind).values()]
    yield from (name for kind in KINDS for key, found in types_of(kind).items() for name in (key, found.short_name))
    yield from (alias for found in types for alias in getattr(found, "aliases", ()))
    fields = [field for found in (*types, Training) for field in fields_of(found).values()]
    yield from (name for field in fields for name in (field.name, *field.choices))
    for template in TEMPLATES:
        yield from (*words(template.name), *(node.id for node in template.read().network.nodes))


def foreign_words(sights):
    """English words in the Chinese window, with the text and the place where they stand."""
    formulas = {found.formula for kind in KINDS for found in types_of(kind).values()}
    deliberate = {word for text in translations(Language.CHINESE).values() for word in words(text)}
    of_formulas = {word for formula in formulas for word in words(formula)}
    known = {*names_of_things(), *deliberate, *of_formulas, *NAMES, *KEYS, *UNITS, *WEIGHTS}
    found = {}
    for place, _, shown in sights:
        for text in set(shown) - formulas - found.keys():
            foreign = [word for word in words(SPOKEN_OF.sub("", text)) if word not in known]
            if foreign:
                found[text] = (place, foreign)
    return [f"{text!r} in {place}: {foreign}" for text, (place, foreign) in found.items()]


@pytest.mark.parametrize("sights", [(Language.ENGLISH, mode) for mode in THEMES], indirect=True, ids=THEMES)
def test_nothing_is_cut_off_in_english(sights):
    assert [(place, text) for place, cut, _ in sights for text in cut] == []


@pytest.mark.parametrize("sights", [(Language.CHINESE, mode) for mode in THEMES], indirect=True, ids=THEMES)
def test_nothing_is_cut_off_or_english_in_chinese(sights):
    assert [(place, text) for place, cut, _ in sights for text in cut] == []
    assert foreign_words(sights) == []
