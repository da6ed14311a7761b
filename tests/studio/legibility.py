"""What stands on the screen: which of its texts are cut off, and which are in another language than the window.

Texts that may be cut because a tool tip holds the whole of them are those of `ElidedLabel` and its like, and those of
rows in lists and tables, whose columns the user can widen.
"""

from __future__ import annotations

import math
import re
from collections.abc import Callable, Iterator
from typing import Any

from PySide6.QtCore import QAbstractItemModel, QAbstractListModel, QModelIndex, QSize, Qt
from PySide6.QtGui import QFontMetrics, QTextDocumentFragment, QTextLayout
from PySide6.QtWidgets import (
    QAbstractButton,
    QAbstractItemView,
    QCheckBox,
    QComboBox,
    QGraphicsScene,
    QGraphicsTextItem,
    QGraphicsView,
    QGroupBox,
    QHeaderView,
    QLabel,
    QLineEdit,
    QMenu,
    QRadioButton,
    QScrollArea,
    QStyle,
    QStyleOptionButton,
    QStyleOptionComboBox,
    QStyleOptionFrame,
    QTabBar,
    QTextBrowser,
    QToolButton,
    QWidget,
)

from nnstudio.studio.canvas.fix_row import FixRow
from nnstudio.studio.theme.spacing import SMALL
from nnstudio.studio.widgets.elided_label import ElidedLabel
from nnstudio.studio.widgets.elided_link import ElidedLink

ELIDED = (ElidedLabel, ElidedLink, FixRow)
_ICON_ONLY = Qt.ToolButtonStyle.ToolButtonIconOnly
_FOREIGN_LETTERS = 4
"""By how much Qt finds a line higher where letters come from another font, which is more than they need."""
_PADDING = 4
"""What a style leaves free in a line edit and between a picture and a text."""
WIDE = 1280
"""Windows of this width have room for all tabs; in narrower ones they may be scrolled."""
_NAME = re.compile(r"_|[a-z0-9][A-Z]|\d")
_WORD = re.compile(r"[A-Za-z][A-Za-z0-9_]+")


def clipped(root: QWidget) -> list[str]:
    """A line for every text below a widget that does not fit into its place."""
    return [f"{_name(widget)}: {text}" for widget in _visible(root) for text in _cut_texts(widget)]


def texts(root: QWidget) -> list[str]:
    """Every text below a widget that can be read, or is read aloud, without opening anything."""
    found = [text for widget in _visible(root) for text in _texts(widget)]
    return [*dict.fromkeys(plain for text in found if (plain := _plain(text)))]


def words(text: str) -> list[str]:
    """The words of a text that are written in Latin letters, but for names such as val_loss and BlockConvolution."""
    return [word for word in _WORD.findall(text) if not _NAME.search(word)]


def _visible(root: QWidget) -> Iterator[QWidget]:
    yield from (root, *(widget for widget in root.findChildren(QWidget) if widget.isVisible()))


def _name(widget: QWidget) -> str:
    path = [widget.objectName() or type(widget).__name__]
    parent = widget.parentWidget()
    while parent is not None and len(path) < 3:
        path.append(parent.objectName() or type(parent).__name__)
        parent = parent.parentWidget()
    return " < ".join(path)


def _plain(text: str) -> str:
    plain = QTextDocumentFragment.fromHtml(text).toPlainText() if "<" in text else text
    return plain.replace("&", "").strip()


def _cut_texts(widget: QWidget) -> Iterator[str]:
    if isinstance(widget, ELIDED):
        return
    for kind, cut in _CUT.items():
        if isinstance(widget, kind):
            yield from cut(widget)
            return


def _cut_label(label: QLabel) -> Iterator[str]:
    if not label.text() or not label.pixmap().isNull():
        return
    metrics, hint = label.fontMetrics(), label.sizeHint()
    if label.wordWrap():
        needed = QSize(_longest_word(label), label.heightForWidth(label.width()))
    else:
        needed = QSize(hint.width(), max(metrics.height(), hint.height() - metrics.leading() - _FOREIGN_LETTERS))
    if needed.width() > label.width() or needed.height() > label.height():
        yield f"{_plain(label.text())!r} needs {needed.width()}x{needed.height()} of {label.width()}x{label.height()}"


def _longest_word(label: QLabel) -> int:
    """The width of what cannot be broken; Qt breaks lines after some signs, too, and between any Chinese letters."""
    margins = label.contentsMargins()
    layout = QTextLayout(_plain(label.text()).replace("\n", "\u2028"), label.font())
    layout.beginLayout()
    widths = []
    while (line := layout.createLine()).isValid():
        line.setLineWidth(0)
        widths.append(line.naturalTextWidth())
    layout.endLayout()
    return math.floor(max(widths, default=0)) + margins.left() + margins.right()


def _cut_content(area: QScrollArea) -> Iterator[str]:
    """What reaches beyond the right edge of a column that cannot be scrolled there."""
    is_fixed = area.horizontalScrollBarPolicy() is Qt.ScrollBarPolicy.ScrollBarAlwaysOff
    content, room = area.widget(), area.viewport().width()
    if is_fixed and content is not None and content.width() > room:
        for widget in _visible(content):
            if _texts(widget) and not widget.findChildren(QWidget) and widget.minimumSizeHint().width() > room / 2:
                yield f"{_name(widget)} makes {_name(content)} {content.width()} wide, of {room}"


def _cut_page(page: QTextBrowser) -> Iterator[str]:
    ideal, room = math.ceil(page.document().idealWidth()), page.viewport().width()
    if ideal > room:
        yield f"needs {ideal} of {room}"


def _cut_tabs(bar: QTabBar) -> Iterator[str]:
    for index in range(bar.count()):
        if bar.isTabVisible(index):
            yield from _too_wide(
                bar, bar.tabText(index), bar.tabRect(index).width() - bar.iconSize().width() * bool(bar.tabIcon(index))
            )
            if bar.window().width() >= WIDE and not bar.rect().contains(bar.tabRect(index)):
                yield f"{bar.tabText(index)!r} has to be scrolled to"


def _cut_sections(header: QHeaderView) -> Iterator[str]:
    model = header.model()
    if header.orientation() is not Qt.Orientation.Horizontal or model is None:
        return
    for section in range(header.count()):
        if not header.isSectionHidden(section):
            text = str(model.headerData(section, Qt.Orientation.Horizontal) or "")
            yield from _too_wide(header, text, header.sectionSize(section) - 2 * SMALL)


def _cut_button(button: QAbstractButton) -> Iterator[str]:
    has_icon, room = not button.icon().isNull(), button.width()
    if isinstance(button, QToolButton) and has_icon and button.toolButtonStyle() is _ICON_ONLY:
        return
    if isinstance(button, QCheckBox | QRadioButton):
        option = QStyleOptionButton()
        button.initStyleOption(option)
        room = button.style().subElementRect(QStyle.SubElement.SE_CheckBoxContents, option, button).width()
    elif has_icon:
        room -= button.iconSize().width()
    yield from _too_wide(button, button.text(), room)


def _cut_combo(combo: QComboBox) -> Iterator[str]:
    yield from _too_wide(combo, combo.currentText(), _combo_room(combo))


def _cut_line(line: QLineEdit) -> Iterator[str]:
    """What stands there while nothing is typed; Qt shortens it, so that a tool tip has to have all of it."""
    hint = line.placeholderText()
    if not line.text() and hint.lower() not in _tips(line):
        option = QStyleOptionFrame()
        line.initStyleOption(option)
        room = line.style().subElementRect(QStyle.SubElement.SE_LineEditContents, option, line).width()
        yield from _too_wide(line, hint, room - _PADDING)


def _tips(widget: QWidget) -> str:
    """What is told while the pointer rests on a widget."""
    tip, parent = _plain(widget.toolTip()), widget.parentWidget()
    return tip.lower() if tip or parent is None else _tips(parent)


def _cut_box(box: QGroupBox) -> Iterator[str]:
    yield from _too_wide(box, box.title(), box.width())


def _combo_room(combo: QComboBox) -> int:
    option = QStyleOptionComboBox()
    combo.initStyleOption(option)
    field = QStyle.SubControl.SC_ComboBoxEditField
    room = combo.style().subControlRect(QStyle.ComplexControl.CC_ComboBox, option, field, combo).width()
    return room - (combo.iconSize().width() + _PADDING if not combo.itemIcon(combo.currentIndex()).isNull() else 0)


def _too_wide(widget: QWidget, text: str, room: int) -> Iterator[str]:
    metrics: QFontMetrics = widget.fontMetrics()
    width = max((metrics.horizontalAdvance(line) for line in text.replace("&", "").split("\n")), default=0)
    if width > room:
        yield f"{text!r} needs {width} of {room}"


_CUT: dict[type[QWidget], Callable[[Any], Iterator[str]]] = {
    QTextBrowser: _cut_page,
    QLabel: _cut_label,
    QTabBar: _cut_tabs,
    QHeaderView: _cut_sections,
    QScrollArea: _cut_content,
    QComboBox: _cut_combo,
    QLineEdit: _cut_line,
    QAbstractButton: _cut_button,
    QGroupBox: _cut_box,
}


def _texts(widget: QWidget) -> Iterator[str]:
    yield from (widget.toolTip(), widget.accessibleName(), widget.accessibleDescription())
    if widget.isWindow():
        yield widget.windowTitle()
    if isinstance(widget, QLabel | QAbstractButton):
        yield widget.text()
    elif isinstance(widget, QLineEdit):
        yield widget.placeholderText()
    elif isinstance(widget, QGroupBox):
        yield widget.title()
    elif isinstance(widget, QTextBrowser):
        yield widget.toPlainText()
    else:
        yield from _texts_inside(widget)


def _texts_inside(widget: QWidget) -> Iterator[str]:
    """Those of widgets that hold several."""
    if isinstance(widget, QTabBar):
        yield from (widget.tabText(index) for index in range(widget.count()))
    elif isinstance(widget, QComboBox):
        yield from (widget.itemText(index) for index in range(widget.count()))
    elif isinstance(widget, QMenu):
        yield from (action.text() for action in widget.actions())
    elif isinstance(widget, QGraphicsView):
        yield from _in_scene(widget.scene())
    elif isinstance(widget, QHeaderView) and widget.model() is not None:
        yield from (
            str(widget.model().headerData(place, widget.orientation()) or "") for place in range(widget.count())
        )
    elif isinstance(widget, QAbstractItemView) and widget.model() is not None:
        yield from _items(widget.model(), widget.rootIndex())


def _in_scene(scene: QGraphicsScene) -> Iterator[str]:
    for item in scene.items():
        yield item.toolTip()
        if isinstance(item, QGraphicsTextItem) and item.isVisible():
            yield item.toPlainText()


def _items(model: QAbstractItemModel, parent: QModelIndex) -> Iterator[str]:
    for row in range(model.rowCount(parent)):
        columns = 1 if isinstance(model, QAbstractListModel) else model.columnCount(parent)  # which is private there
        for column in range(columns):
            index = model.index(row, column, parent)
            yield from (
                str(index.data(role) or "") for role in (Qt.ItemDataRole.DisplayRole, Qt.ItemDataRole.ToolTipRole)
            )
        if columns > 1 or not isinstance(model, QAbstractListModel):
            yield from _items(model, model.index(row, 0, parent))
