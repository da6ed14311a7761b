"""Colors: every pair that is used together can be read."""

from itertools import chain

import pytest
from hypothesis import given
from hypothesis import strategies as st

from nnstudio.network.annotations import HUES
from nnstudio.network.block import layer_types
from nnstudio.studio.canvas.frame_painter import CARD_TINT, FRAME_TINT
from nnstudio.studio.theme.colors import CATEGORIES, DARK, LIGHT, Theme, readable_on
from nnstudio.studio.theme.contrast import contrast, darkened, luminance, mix

THEMES = pytest.mark.parametrize("theme", [DARK, LIGHT], ids=lambda theme: theme.name)
COLORS = st.integers(0, 0xFFFFFF).map(lambda value: f"#{value:06x}")

TEXT_ON_GROUND = [
    ("text", "canvas"),
    ("text", "panel"),
    ("text", "card"),
    ("text", "field"),
    ("text", "hover"),
    ("text", "selection"),
    ("text", "plot"),
    ("second", "canvas"),
    ("second", "panel"),
    ("second", "card"),
    ("second", "field"),
    ("second", "plot"),
    ("third", "canvas"),
    ("third", "panel"),
    ("third", "card"),
    ("third", "plot"),
    ("link", "canvas"),
    ("link", "panel"),
    ("link", "card"),
    ("link", "field"),
    ("link", "plot"),
    ("good", "panel"),
    ("good", "card"),
    ("warning_text", "panel"),
    ("warning_text", "card"),
    ("error", "canvas"),
    ("error", "panel"),
    ("error", "card"),
    ("on_primary", "primary"),
    ("on_primary", "primary_hover"),
]


@THEMES
@pytest.mark.parametrize(("text", "ground"), TEXT_ON_GROUND)
def test_text_stands_out_from_its_ground(theme: Theme, text, ground):
    assert contrast(getattr(theme, text), getattr(theme, ground)) >= 4.5


@THEMES
@pytest.mark.parametrize("hue", [None, *HUES])
def test_notes_and_frames_can_be_read_in_every_color(theme: Theme, hue):
    assert contrast(theme.text, theme.paper(hue)) >= 7
    assert contrast(theme.text, mix(theme.canvas, theme.frame(hue), 2 * FRAME_TINT)) >= 7
    assert contrast(theme.text, mix(theme.card, theme.frame(hue), CARD_TINT)) >= 7
    assert contrast(theme.second, mix(theme.card, theme.frame(hue), CARD_TINT)) >= 4.5
    assert len({theme.paper(other) for other in (None, *HUES)}) == len(HUES) + 1


@THEMES
def test_what_is_focused_stands_out_from_its_neighbors(theme: Theme):
    for ground in ("canvas", "panel", "card", "field"):
        assert contrast(theme.accent, getattr(theme, ground)) >= 3


@THEMES
def test_the_three_levels_of_text_keep_their_order(theme: Theme):
    levels = [contrast(color, theme.panel) for color in (theme.text, theme.second, theme.third, theme.disabled)]
    assert levels == sorted(levels, reverse=True)


def test_contrast_is_that_of_wcag():
    assert contrast("#000000", "#ffffff") == pytest.approx(21)
    assert contrast("#777777", "#ffffff") == pytest.approx(4.48, abs=0.005)
    assert contrast("#123456", "#123456") == 1


@given(COLORS, COLORS)
def test_contrast_does_not_depend_on_which_color_is_in_front(first, second):
    assert contrast(first, second) == contrast(second, first)


@given(COLORS, COLORS, st.floats(0, 1))
def test_a_mixture_lies_between_its_parts(first, second, amount):
    assert mix(first, second, 0) == first
    assert mix(first, second, 1) == second
    low, high = sorted((luminance(mix(first, second, 0.0)), luminance(mix(first, second, 1.0))))
    gray = mix(mix(first, first, amount), first, amount)
    assert gray == first
    assert 0 <= low <= high <= 1


@given(COLORS)
def test_a_label_can_be_read_on_any_color(ground):
    assert contrast(readable_on(ground), ground) >= 3.9


def test_the_gradient_flow_runs_through_its_stops():
    assert [DARK.flow(i / 4) for i in range(5)] == list(DARK.flow_stops)
    assert DARK.flow(-1) == DARK.flow_stops[0]
    assert DARK.flow(7) == DARK.flow_stops[-1]


def test_a_category_is_found_whatever_its_case_and_a_new_one_is_gray():
    assert DARK.category("Convolution") == DARK.category("convolution") == "#17a67d"
    assert DARK.category("Quantum") == DARK.second


def test_every_category_of_the_catalog_has_a_hue_of_its_own():
    hues = [CATEGORIES[layer.category.lower()] for layer in layer_types().values()]
    assert len(set(CATEGORIES.values())) == len(CATEGORIES)
    for hue in hues:
        assert contrast(hue, DARK.card) >= 3


@THEMES
def test_lines_and_marks_stand_out_from_their_ground(theme: Theme):
    for ground in (theme.canvas, theme.card, theme.panel, theme.plot):
        hues = [*theme.categories.values(), *chain(*theme.curves), theme.training, theme.validation]
        assert min(contrast(hue, ground) for hue in hues) >= 3
    assert min(contrast(hue, theme.plot) for hue in theme.classes) >= 3


def test_on_light_ground_hues_are_no_darker_than_they_have_to_be():
    assert darkened("#ffffff", "#ffffff", 4.5) == "#757575"  # #777777 has 4.48
    assert darkened("#123456", "#ffffff", 3) == "#123456"
    assert darkened("#808080", "#888888", 21) == "#000000"


def test_class_colors_repeat_after_the_last():
    assert DARK.class_color(8) == DARK.class_color(0)
    assert len({DARK.class_color(i) for i in range(8)}) == 8


def test_themes_are_values():
    assert hash(DARK) != hash(LIGHT)
    assert DARK != LIGHT
