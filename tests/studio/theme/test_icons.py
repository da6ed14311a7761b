"""Icons: one family, tinted when loaded."""

import xml.etree.ElementTree as ET

import pytest
from PySide6.QtCore import QSize
from PySide6.QtGui import QColor, QIcon

from nnstudio.paths import resource
from nnstudio.studio.theme.colors import CATEGORIES
from nnstudio.studio.theme.icons import app_icon, icon, names, pixmap

pytestmark = pytest.mark.usefixtures("qapp")

NEEDED = [
    "play",
    "pause",
    "step",
    "step-epoch",
    "stop",
    "undo",
    "redo",
    "search",
    "open",
    "save",
    "new",
    "export",
    "fit",
    "zoom-in",
    "zoom-out",
    "layout",
    "delete",
    "duplicate",
    "copy",
    "paste",
    "settings",
    "help",
    "sun",
    "moon",
    "warning",
    "error",
    "good",
    "data",
    "table",
    "picture",
    "plus",
    "close",
    "chevron-down",
    "chevron-right",
    "reset",
    "app",
]
ON_THE_GRID = [name for name in names() if name != "app"]


def colors_of(picture):
    image = picture.toImage()
    pixels = (image.pixelColor(x, y) for x in range(image.width()) for y in range(image.height()))
    return {pixel.rgb() & 0xFFFFFF for pixel in pixels if pixel.alpha() > 250}


@pytest.mark.parametrize("name", [*CATEGORIES, *NEEDED])
def test_every_icon_that_is_needed_exists(name):
    assert name in names()


@pytest.mark.parametrize("name", ON_THE_GRID)
def test_every_icon_is_drawn_on_the_grid_of_14_in_the_color_that_is_asked_for(name):
    root = ET.parse(resource("icons") / f"{name}.svg").getroot()  # noqa: S314 - our own file
    assert root.get("viewBox") == "0 0 14 14"
    assert root.get("stroke") == "currentColor"
    assert root.get("stroke-width") == "1.3"
    tinted = colors_of(pixmap(name, "#ff0000", 56))
    assert tinted
    assert all(QColor.fromRgb(color).red() > 240 and QColor.fromRgb(color).blue() < 15 for color in tinted)


@pytest.mark.parametrize("name", names())
def test_no_icon_touches_the_edge_of_its_square(name):
    image = pixmap(name, "#ff0000", 112).toImage()
    edge = [(i, j) for i in range(112) for j in (0, 111)]
    assert all(image.pixelColor(x, y).alpha() < 128 for pair in edge for x, y in (pair, pair[::-1]))


def test_an_icon_is_sharp_on_every_screen():
    play = icon("play", "#ff0000", 14)
    for scale in (1.0, 1.25, 1.5, 2.0, 3.0):
        assert play.pixmap(QSize(14, 14), scale).size() == QSize(round(14 * scale), round(14 * scale))


def test_a_disabled_icon_is_fainter():
    stop = icon("stop", "#ffffff")
    normal = stop.pixmap(QSize(14, 14), 1.0, QIcon.Mode.Normal).toImage().pixelColor(7, 7).alpha()
    disabled = stop.pixmap(QSize(14, 14), 1.0, QIcon.Mode.Disabled).toImage().pixelColor(7, 7).alpha()
    assert disabled < 0.6 * normal


def test_the_same_icon_is_made_once():
    assert icon("save", "#123456") is icon("save", "#123456")


def test_the_mark_of_the_program_has_every_size():
    assert {size.width() for size in app_icon().availableSizes()} >= {16, 32, 256}


def test_an_unknown_icon_is_refused_by_name():
    with pytest.raises(KeyError, match="There is no icon named 'unicorn'"):
        icon("unicorn", "#ffffff")
