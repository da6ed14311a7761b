"""Plots as files: a picture for a page, a drawing for a printer, the numbers for a table."""

from __future__ import annotations

import csv
import io
from collections.abc import Sequence
from pathlib import Path
from typing import Final

import numpy as np
from PySide6.QtCore import QBuffer, QCoreApplication, QIODevice, QRectF
from PySide6.QtGui import QImage, QImageWriter, QPainter
from PySide6.QtSvg import QSvgGenerator
from PySide6.QtWidgets import QGraphicsView

from nnstudio.errors import ExchangeError
from nnstudio.studio.plots.series import Series

SCALE: Final = 2.0
_FORMULA_STARTS: Final = ("=", "+", "-", "@", "\t")


def save_png(view: QGraphicsView, path: Path) -> None:
    """Writes what a view shows as a picture, with `SCALE` times the pixels of the screen.

    Raises:
        ExchangeError: the file cannot be written.
    """
    source = view.viewport().rect()
    image = QImage(source.size() * SCALE, QImage.Format.Format_RGB32)
    image.setDevicePixelRatio(SCALE)
    painter = QPainter(image)
    view.render(painter, QRectF(source), source)
    painter.end()
    buffer = QBuffer()
    buffer.open(QIODevice.OpenModeFlag.WriteOnly)
    QImageWriter(buffer, b"png").write(image)
    _write(path, bytes(buffer.data().data()))


def save_svg(view: QGraphicsView, path: Path, title: str) -> None:
    """Writes what a view shows as a drawing that stays sharp at any size.

    Raises:
        ExchangeError: the file cannot be written.
    """
    source = view.viewport().rect()
    buffer = QBuffer()
    buffer.open(QIODevice.OpenModeFlag.WriteOnly)
    generator = QSvgGenerator()
    generator.setOutputDevice(buffer)
    generator.setResolution(view.logicalDpiX())
    generator.setSize(source.size())
    generator.setViewBox(source)
    generator.setTitle(title)
    painter = QPainter(generator)
    view.render(painter, QRectF(source), source)
    painter.end()
    _write(path, bytes(buffer.data().data()))


def save_csv(series: Sequence[Series], path: Path, x_name: str) -> None:
    """Writes one row for each x and one column for each series, as measured; where one has no value, an empty cell.

    Raises:
        ExchangeError: the file cannot be written.
    """
    places = np.unique(np.concatenate([one.x for one in series])) if series else np.empty(0)
    text = io.StringIO()
    table = csv.writer(text, lineterminator="\n")
    table.writerow([_heading(x_name), *(_heading(one.name) for one in series)])
    columns = [dict(zip(one.x.tolist(), one.y, strict=True)) for one in series]
    for x in places.tolist():
        table.writerow([_cell(x), *(_cell(column.get(x)) for column in columns)])
    _write(path, text.getvalue().encode())


def _cell(value: float | np.floating | None) -> str:
    if value is None or np.isnan(value):
        return ""
    return str(int(value)) if isinstance(value, float) and value.is_integer() else str(value)


def _heading(name: str) -> str:
    """A name that no spreadsheet takes for a formula."""
    return f"'{name}" if name.startswith(_FORMULA_STARTS) else name


def _write(path: Path, content: bytes) -> None:
    try:
        path.write_bytes(content)
    except OSError as error:
        sentence = QCoreApplication.translate(
            "plots.save", "The file {path} could not be written: {reason}. Choose a folder that you may write to."
        )
        raise ExchangeError(sentence.format(path=path, reason=error.strerror or error)) from error
