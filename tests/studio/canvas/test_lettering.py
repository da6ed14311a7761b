"""Letters that grow against the zoom."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st
from PySide6.QtCore import QPointF, QRectF
from PySide6.QtGui import QImage, QPainter

from nnstudio.studio.canvas.lettering import LARGEST, grown, letter_scale, write
from nnstudio.studio.theme.type import sans

zooms = st.floats(0.1, 4)


@given(zooms, zooms)
def test_what_is_shown_larger_never_has_smaller_letters(first, second):
    small, large = sorted((first, second))
    assert small * letter_scale(small) <= large * letter_scale(large) * (1 + 1e-9)
    assert letter_scale(large) <= letter_scale(small) <= LARGEST


def test_in_life_size_letters_are_what_they_are():
    assert letter_scale(1) == 1


def test_a_rectangle_grows_around_its_middle():
    assert grown(QRectF(10, 20, 40, 8), 1.5) == QRectF(0, 18, 60, 12)


@pytest.mark.usefixtures("qapp")
def test_what_is_written_larger_stands_where_the_rest_does():
    def inked(scale: float) -> QRectF:
        image = QImage(200, 80, QImage.Format.Format_Grayscale8)
        image.fill(255)
        painter = QPainter(image)
        write(painter, QPointF(20, 60), "H", sans(20), scale)
        painter.end()
        dark = [(x, y) for x in range(200) for y in range(80) if image.pixelColor(x, y).value() < 128]
        xs, ys = zip(*dark, strict=True)
        return QRectF(min(xs), min(ys), max(xs) - min(xs) + 1, max(ys) - min(ys) + 1)

    plain, large = inked(1), inked(1.5)
    assert abs(plain.bottom() - large.bottom()) <= 1
    assert abs(large.height() - 1.5 * plain.height()) <= 2
