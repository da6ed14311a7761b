"""Type: the shipped fonts are the ones that are used."""

import pytest
from PySide6.QtGui import QFontInfo, QFontMetricsF

from nnstudio.paths import resource
from nnstudio.studio.theme import type as typeface

pytestmark = pytest.mark.usefixtures("qapp")


def test_words_are_set_in_inter():
    typeface.load_fonts()
    for weight in typeface.Weight:
        info = QFontInfo(typeface.sans(weight=weight))
        assert info.family() == "Inter"
        assert info.weight() == weight


def test_numbers_are_set_in_a_monospace_in_which_nothing_dances():
    typeface.load_fonts()
    font = typeface.mono()
    assert QFontInfo(font).family() == "JetBrains Mono"
    metrics = QFontMetricsF(font)
    assert metrics.horizontalAdvance("111.11") == metrics.horizontalAdvance("888.88")


def test_sizes_are_pixels_of_the_screen():
    assert QFontInfo(typeface.sans(13)).pixelSize() == 13
    assert QFontInfo(typeface.mono(24)).pixelSize() == 24


def test_the_fonts_come_with_their_license_and_stay_small():
    fonts = resource("fonts")
    assert "SIL OPEN FONT LICENSE" in (fonts / "LICENSE-OFL.txt").read_text(encoding="utf-8")
    assert sum(path.stat().st_size for path in fonts.iterdir()) < 1_500_000


def test_loading_the_fonts_twice_changes_nothing():
    typeface.load_fonts()
    typeface.load_fonts()
    assert QFontInfo(typeface.sans()).family() == "Inter"
