"""The colors of the window, once for dark and once for light.

Colors are written as `#rrggbb`, which `QColor`, QSS and SVG all read. `tests/studio/theme/test_colors.py` holds every
pair of text and ground that is used together against the contrast of WCAG 2 level AA, 4.5 : 1.
"""

from __future__ import annotations

import dataclasses
from collections.abc import Mapping
from types import MappingProxyType

from nnstudio.studio.theme.contrast import contrast, darkened, mix

CATEGORIES: Mapping[str, str] = MappingProxyType(
    {
        "input": "#8a9bb5",
        "core": "#56a8e9",
        "activation": "#7a6cff",
        "convolution": "#17a67d",
        "pooling": "#35b8c4",
        "normalization": "#e0a21b",
        "regularization": "#cf7fb0",
        "recurrent": "#dd6b36",
        "attention": "#a98bf5",
        "merging": "#c9b92e",
        "reshaping": "#9aa4b2",
        "augmentation": "#8fb04a",
        "block": "#2f8f88",
    }
)
"""The hue of each category of layers; on light ground a shade of it."""

ANNOTATIONS: Mapping[str, str] = MappingProxyType(
    {
        "blue": "#56a8e9",
        "green": "#17a67d",
        "yellow": "#e0a21b",
        "orange": "#dd6b36",
        "pink": "#cf7fb0",
        "violet": "#a98bf5",
    }
)
"""The hue of each color that a note or a frame may have, the same on both grounds. After Okabe and Ito, too."""
_PAPER = "yellow"
"""What the paper of a note is tinted with that has no color."""

_FAINT = 0.1

GRADIENT_FLOW = ("#2c7fb8", "#3d9bc4", "#58b7c9", "#9fd0a8", "#f2c14e")
"""From a small gradient to a large one, evenly spaced."""

CURVES = (
    ("#56a8e9", "#e69f00"),
    ("#17a67d", "#cf7fb0"),
    ("#a98bf5", "#dd6b36"),
    ("#35b8c4", "#c9b92e"),
)
"""Training and validation color of the first, second, ... quantity of a plot; distinct to the color-blind.

On light ground shades of them.
"""

CLASSES = ("#56a8e9", "#e69f00", "#17a67d", "#cf7fb0", "#3566c4", "#dd6b36", "#c9b92e", "#a98bf5")
"""One color for each class of points; they repeat after the eighth. After Okabe and Ito, Color Universal Design."""


@dataclasses.dataclass(frozen=True, kw_only=True)
class Theme:
    """Every color of one appearance of the window, by what it is for."""

    name: str
    is_dark: bool

    canvas: str
    dots: str
    panel: str
    card: str
    field: str
    hover: str
    line: str
    selection: str
    plot: str
    shadow: str

    text: str
    second: str
    third: str
    disabled: str

    accent: str
    link: str
    primary: str
    primary_hover: str
    on_primary: str

    good: str
    warning: str
    warning_text: str
    error: str

    training: str = CURVES[0][0]
    validation: str = CURVES[0][1]
    curves: tuple[tuple[str, str], ...] = CURVES
    classes: tuple[str, ...] = CLASSES
    flow_stops: tuple[str, ...] = GRADIENT_FLOW
    categories: Mapping[str, str] = dataclasses.field(default_factory=lambda: CATEGORIES, hash=False)

    def category(self, name: str) -> str:
        """The hue of a category of layers, such as `Convolution`; gray for one that has no hue of its own."""
        return self.categories.get(name.lower(), self.second)

    def frame(self, hue: str | None) -> str:
        """The line and the marks of a frame of this color, or of none."""
        return self.second if hue is None else ANNOTATIONS[hue]

    def paper(self, hue: str | None) -> str:
        """The ground of a note of this color, or of none: a tint on which text can be read."""
        return mix(self.card, ANNOTATIONS[hue or _PAPER], (_FAINT if hue is None else 2 * _FAINT))

    def class_color(self, index: int) -> str:
        """The color of the points of the class with this index."""
        return self.classes[index % len(self.classes)]

    def flow(self, fraction: float) -> str:
        """The color of a gradient's size, from 0 (the smallest shown) to 1 (the largest)."""
        position = min(max(fraction, 0.0), 1.0) * (len(self.flow_stops) - 1)
        below = min(int(position), len(self.flow_stops) - 2)
        return mix(self.flow_stops[below], self.flow_stops[below + 1], position - below)


_LIGHT_CANVAS = "#f4f5f8"
_LEAST = 3.0
"""The contrast with their ground that lines and marks need."""


def _shade(hue: str) -> str:
    """A hue, dark enough for a line on light ground."""
    return darkened(hue, _LIGHT_CANVAS, _LEAST)


DARK = Theme(
    name="dark",
    is_dark=True,
    canvas="#15171c",
    dots="#23272f",
    panel="#1c1f26",
    card="#242830",
    field="#2d323c",
    hover="#363c48",
    line="#333945",
    selection="#243248",
    plot="#1a1d23",
    shadow="#0b0c0f",
    text="#e7eaf0",
    second="#98a2b3",
    third="#8690a2",  # the drawings' #6b7484 is too faint to read; it remains for what is disabled
    disabled="#6b7484",
    accent="#4c9aff",
    link="#4c9aff",
    primary="#2f6fd0",  # white on the accent itself would have a contrast of 2.9
    primary_hover="#3974cf",
    on_primary="#ffffff",
    good="#3fb27f",
    warning="#e69f00",
    warning_text="#e69f00",
    error="#ff6b5e",
)
"""Light text on dark ground."""

LIGHT = Theme(
    name="light",
    is_dark=False,
    canvas=_LIGHT_CANVAS,
    dots="#dde1e8",
    panel="#ffffff",
    card="#ffffff",
    field="#eef0f4",
    hover="#e4e8ee",
    line="#d8dde6",
    selection="#dce8fc",
    plot="#fbfcfd",
    shadow="#c4cad6",
    text="#1a212d",
    second="#596476",
    third="#677183",  # the drawings' #8a94a6 is too faint to read; it remains for what is disabled
    disabled="#8a94a6",
    accent="#1f6feb",
    link="#1b66dc",
    primary="#1f6feb",
    primary_hover="#1a63d6",
    on_primary="#ffffff",
    good="#12805c",
    warning="#b06f00",
    warning_text="#946000",
    error="#d1352b",
    training=_shade(CURVES[0][0]),
    validation=_shade(CURVES[0][1]),
    curves=tuple((_shade(training), _shade(validation)) for training, validation in CURVES),
    classes=tuple(_shade(hue) for hue in CLASSES),
    categories=MappingProxyType({name: _shade(hue) for name, hue in CATEGORIES.items()}),
)
"""Dark text on light ground."""


def readable_on(ground: str, *, dark: str = LIGHT.text, light: str = "#ffffff") -> str:
    """Of a dark and a light text color the one that is easier to read on this ground."""
    return dark if contrast(dark, ground) >= contrast(light, ground) else light
