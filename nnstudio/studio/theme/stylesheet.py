"""The one Qt stylesheet of the window, made from the tokens of a theme.

`stylesheet` joins the parts below; each part is one kind of widget. Qt's Fusion style paints whatever is not named
here, with the colors of `palette`. Images cannot be tinted in QSS: those used here are gray or white on any ground.
"""

from __future__ import annotations

from collections.abc import Callable

from nnstudio.studio.theme import spacing
from nnstudio.studio.theme.colors import Theme
from nnstudio.studio.theme.contrast import mix
from nnstudio.studio.theme.icons import icon_file
from nnstudio.studio.theme.type import CONTROL, HEADLINE, MONO, SECONDARY, TITLE, points


def stylesheet(theme: Theme) -> str:
    """The QSS text of a theme."""
    return "\n".join(part(theme) for part in _PARTS)


def _window(t: Theme) -> str:
    return f"""
QMainWindow, QDialog, QMessageBox {{ background: {t.panel}; }}
QMainWindow::separator {{ background: {t.line}; width: 1px; height: 1px; }}
QMainWindow::separator:hover {{ background: {t.accent}; }}
QSplitter::handle {{ background: {t.line}; }}
QSplitter::handle:horizontal {{ width: 1px; }}
QSplitter::handle:vertical {{ height: 1px; }}
QSplitter::handle:hover {{ background: {t.accent}; }}
QDockWidget {{ color: {t.text}; border: none; {_size(CONTROL)} font-weight: 600; }}
QDockWidget::title {{ background: {t.panel}; padding: 10px 12px 6px 12px; text-align: left; border: none; }}
QDockWidget > QAbstractButton {{ qproperty-maximumSize: "0x0"; }}
QStatusBar {{ background: {t.panel}; color: {t.second}; border-top: 1px solid {t.line}; }}
QStatusBar::item {{ border: none; }}
QSizeGrip {{ image: none; width: 0; height: 0; }}
QToolTip {{
    background: {t.card}; color: {t.text}; border: 1px solid {t.line}; padding: 5px 7px; {_size(SECONDARY)}
}}
"""


def _labels(t: Theme) -> str:
    return f"""
QLabel {{ background: transparent; }}
QLabel[role="headline"] {{ {_size(HEADLINE)} font-weight: 600; }}
QLabel[role="title"] {{ {_size(TITLE)} font-weight: 600; }}
QLabel[role="heading"] {{ font-weight: 600; }}
QLabel[role="second"] {{ color: {t.second}; }}
QLabel[role="third"] {{ color: {t.third}; {_size(SECONDARY)} }}
QLabel[role="mono"], QLineEdit[role="mono"] {{ font-family: "{MONO}"; {_size(SECONDARY)} }}
QLabel[role="hint"] {{ color: {t.second}; {_size(SECONDARY)} }}
QLabel[role="good"] {{ color: {t.good}; {_size(SECONDARY)} }}
QLabel[role="warning"] {{ color: {t.warning_text}; {_size(SECONDARY)} }}
QLabel[role="error"] {{ color: {t.error}; {_size(SECONDARY)} }}
QLabel:disabled {{ color: {t.disabled}; }}
QFrame[role="card"] {{ background: {t.card}; border: 1px solid {t.line}; border-radius: {spacing.CARD_RADIUS}px; }}
QFrame[role="foot"] {{ background: {t.card}; border: 1px solid {t.line}; border-top: none; }}
QWidget[role="canvas"] {{ background: {t.canvas}; }}
QFrame[role="bar"] {{ background: {t.panel}; border: none; border-bottom: 1px solid {t.line}; }}
QFrame[frameShape="4"], QFrame[frameShape="5"] {{ color: {t.line}; background: {t.line}; border: none; }}
QFrame[frameShape="4"] {{ max-height: 1px; }}
QFrame[frameShape="5"] {{ max-width: 1px; }}
"""


def _buttons(t: Theme) -> str:
    quiet_border = mix(t.field, t.line, 0.6)
    inactive = mix(t.panel, t.field, 0.5)
    faded = mix(inactive, t.primary, 0.2)
    return f"""
QPushButton, QToolButton {{
    background: {t.field}; color: {t.text}; border: 1px solid {quiet_border}; border-radius: {spacing.FIELD_RADIUS}px;
    padding: 0 11px; min-height: {spacing.FIELD_HEIGHT - 2}px; font-weight: 600;
}}
QToolButton {{ padding: 0 7px; max-height: {spacing.FIELD_HEIGHT - 2}px; }}
QPushButton:hover, QToolButton:hover {{ background: {t.hover}; }}
QPushButton:pressed, QToolButton:pressed {{ background: {t.line}; }}
QPushButton:checked, QToolButton:checked {{
    background: {t.selection}; border-color: {mix(t.selection, t.accent, 0.5)};
}}
QPushButton:focus, QToolButton:focus {{ border: 1px solid {t.accent}; }}
QPushButton:disabled, QToolButton:disabled {{ background: {inactive}; color: {t.disabled}; }}
QPushButton::menu-indicator, QToolButton::menu-indicator {{
    {_image("chevron-down")} width: 10px; height: 10px; right: 8px; subcontrol-position: right center;
}}

QPushButton[role="primary"], QToolButton[role="primary"], QPushButton:default {{
    background: {t.primary}; color: {t.on_primary}; border-color: {t.primary};
}}
QPushButton[role="primary"]:hover, QToolButton[role="primary"]:hover, QPushButton:default:hover {{
    background: {t.primary_hover};
}}
QPushButton[role="primary"]:pressed, QToolButton[role="primary"]:pressed, QPushButton:default:pressed {{
    background: {mix(t.primary, "#000000", 0.15)};
}}
QPushButton[role="primary"]:focus, QToolButton[role="primary"]:focus, QPushButton:default:focus {{
    border: 1px solid {t.text};
}}
QPushButton[role="primary"]:disabled, QToolButton[role="primary"]:disabled {{
    background: {faded}; border-color: {faded}; color: {t.disabled};
}}

QPushButton[role="quiet"], QToolButton[role="quiet"] {{
    background: transparent; color: {t.second}; border-color: transparent; font-weight: 400; padding: 0 7px;
}}
QPushButton[role="quiet"]:hover, QToolButton[role="quiet"]:hover {{ background: {t.field}; color: {t.text}; }}
QPushButton[role="quiet"]:checked, QToolButton[role="quiet"]:checked {{ background: {t.field}; color: {t.text}; }}
QPushButton[role="quiet"]:focus, QToolButton[role="quiet"]:focus {{ border: 1px solid {t.accent}; }}
QPushButton[role="quiet"]:disabled, QToolButton[role="quiet"]:disabled {{ color: {t.disabled}; }}

QPushButton[role="card"] {{
    background: {t.card}; border: 1px solid {t.line}; border-radius: {spacing.CARD_RADIUS}px; padding: 0;
    min-height: {spacing.TEMPLATE_HEIGHT - 2}px; max-height: {spacing.TEMPLATE_HEIGHT - 2}px;
}}
QPushButton[role="card"]:hover {{ border-color: {t.disabled}; background: {mix(t.card, t.field, 0.5)}; }}
QPushButton[role="card"]:focus {{ border-color: {t.accent}; }}

QPushButton[role="link"], QToolButton[role="link"] {{
    background: transparent; color: {t.link}; border: none; border-bottom: 1px solid transparent; border-radius: 0;
    padding: 0; min-height: 18px; text-align: left;
}}
QPushButton[role="link"]:hover, QToolButton[role="link"]:hover {{ border-bottom: 1px solid {t.link}; }}
QPushButton[role="link"]:focus, QToolButton[role="link"]:focus {{
    border: none; border-bottom: 1px solid {t.link}; background: {t.selection};
}}
QPushButton[role="link"]:disabled, QToolButton[role="link"]:disabled {{ color: {t.disabled}; }}
"""


def _bars(t: Theme) -> str:
    return f"""
QMenuBar {{ background: {t.panel}; color: {t.text}; padding: 2px 4px 0 4px; border: none; }}
QMenuBar::item {{ background: transparent; padding: 4px 10px; border-radius: {spacing.FIELD_RADIUS}px; }}
QMenuBar::item:selected, QMenuBar::item:pressed {{ background: {t.field}; }}
QToolBar {{
    background: {t.panel}; border: none; padding: 0; spacing: 0;
}}
QToolBar::separator {{ background: {t.line}; width: 1px; margin: 6px 8px; }}
QMenu {{
    background: {t.card}; color: {t.text}; border: 1px solid {t.line}; border-radius: {spacing.CARD_RADIUS}px;
    padding: 4px;
}}
QMenu::item {{ padding: 5px 24px 5px 10px; border-radius: 4px; min-height: 16px; }}
QMenu::item:selected {{ background: {t.selection}; }}
QMenu::item:disabled {{ color: {t.disabled}; }}
QMenu::icon {{ padding-left: 10px; }}
QMenu::separator {{ height: 1px; background: {t.line}; margin: 4px 8px; }}
QMenu::right-arrow {{ {_image("chevron-right")} width: 10px; height: 10px; right: 6px; }}
QMenu::indicator {{ width: 14px; height: 14px; left: 6px; }}
QMenu::indicator:checked {{ {_image("check")} }}
"""


def _fields(t: Theme) -> str:
    border = mix(t.field, t.line, 0.6)
    inactive = mix(t.panel, t.field, 0.5)
    return f"""
QLineEdit, QSpinBox, QDoubleSpinBox, QComboBox, QPlainTextEdit, QTextEdit {{
    background: {t.field}; color: {t.text}; border: 1px solid {border}; border-radius: {spacing.FIELD_RADIUS}px;
    selection-background-color: {t.primary}; selection-color: {t.on_primary};
}}
QLineEdit, QSpinBox, QDoubleSpinBox, QComboBox {{
    padding: 0 7px; min-height: {spacing.FIELD_HEIGHT - 2}px; max-height: {spacing.FIELD_HEIGHT - 2}px;
}}
QComboBox {{ padding-left: 9px; }}
QPlainTextEdit, QTextEdit {{ padding: 6px 8px; }}
QLineEdit:hover, QSpinBox:hover, QDoubleSpinBox:hover, QComboBox:hover {{ border-color: {t.line}; }}
QLineEdit:focus, QSpinBox:focus, QDoubleSpinBox:focus, QComboBox:focus, QComboBox:on,
QPlainTextEdit:focus, QTextEdit:focus {{ border: 1px solid {t.accent}; }}
QLineEdit[invalid="true"], QSpinBox[invalid="true"], QDoubleSpinBox[invalid="true"], QComboBox[invalid="true"] {{
    border: 1px solid {t.error};
}}
QLineEdit:disabled, QSpinBox:disabled, QDoubleSpinBox:disabled, QComboBox:disabled,
QPlainTextEdit:disabled, QTextEdit:disabled {{ background: {inactive}; color: {t.disabled}; }}
QLineEdit:read-only {{ background: {inactive}; }}
QLineEdit QToolButton {{ background: transparent; border: none; padding: 0; min-height: 0; }}

QComboBox::drop-down {{ border: none; width: 24px; }}
QComboBox::down-arrow {{ {_image("chevron-down")} width: 12px; height: 12px; }}
QComboBox {{ combobox-popup: 0; }}
QComboBox QAbstractItemView {{
    background: {t.card}; color: {t.text}; border: 1px solid {t.line}; padding: 4px; outline: none;
    selection-background-color: {t.selection}; selection-color: {t.text};
}}
QComboBox QAbstractItemView:focus {{ border: 1px solid {t.line}; }}
QComboBox QAbstractItemView::item {{ min-height: {spacing.ROW_HEIGHT}px; padding: 0 6px; border-radius: 4px; }}
QComboBox QAbstractItemView::item:selected {{ background: {t.selection}; color: {t.text}; }}

QSpinBox::up-button, QDoubleSpinBox::up-button, QSpinBox::down-button, QDoubleSpinBox::down-button {{
    subcontrol-origin: border; width: 22px; height: 14px; border: none; background: transparent;
}}
QSpinBox::up-button, QDoubleSpinBox::up-button {{ subcontrol-position: top right; }}
QSpinBox::down-button, QDoubleSpinBox::down-button {{ subcontrol-position: bottom right; }}
QSpinBox::up-arrow, QDoubleSpinBox::up-arrow {{ {_image("chevron-up")} width: 9px; height: 9px; bottom: -2px; }}
QSpinBox::down-arrow, QDoubleSpinBox::down-arrow {{ {_image("chevron-down")} width: 9px; height: 9px; top: -2px; }}
QSpinBox::up-button:hover, QDoubleSpinBox::up-button:hover {{ background: {t.hover}; border-top-right-radius: 6px; }}
QSpinBox::down-button:hover, QDoubleSpinBox::down-button:hover {{
    background: {t.hover}; border-bottom-right-radius: 6px;
}}
"""


def _choices(t: Theme) -> str:
    return f"""
QCheckBox, QRadioButton {{ spacing: 8px; min-height: {spacing.FIELD_HEIGHT}px; background: transparent; }}
QCheckBox:disabled, QRadioButton:disabled {{ color: {t.disabled}; }}
QCheckBox::indicator, QRadioButton::indicator, QAbstractItemView::indicator {{
    width: 14px; height: 14px; background: {t.field}; border: 1px solid {t.disabled}; border-radius: 4px;
}}
QRadioButton::indicator {{ border-radius: 8px; }}
QCheckBox::indicator:hover, QRadioButton::indicator:hover {{ border-color: {t.accent}; }}
QCheckBox::indicator:focus, QRadioButton::indicator:focus {{ border: 1px solid {t.accent}; }}
QCheckBox::indicator:checked, QAbstractItemView::indicator:checked {{
    background: {t.primary}; border-color: {t.primary}; {_image("controls/check")}
}}
QCheckBox::indicator:indeterminate, QAbstractItemView::indicator:indeterminate {{
    background: {t.primary}; border-color: {t.primary}; {_image("controls/dash")}
}}
QRadioButton::indicator:checked {{ background: {t.primary}; border-color: {t.primary}; {_image("controls/dot")} }}
QCheckBox::indicator:checked:focus, QRadioButton::indicator:checked:focus {{ border: 1px solid {t.text}; }}
QCheckBox::indicator:disabled, QRadioButton::indicator:disabled {{
    border-color: {t.line}; background: {mix(t.panel, t.field, 0.5)};
}}
QCheckBox[role="switch"]::indicator {{
    width: 28px; height: 16px; border-radius: 9px; border: 1px solid transparent; background: {t.disabled};
    {_image("controls/switch-off")}
}}
QCheckBox[role="switch"]::indicator:checked {{ background: {t.primary}; {_image("controls/switch-on")} }}
QCheckBox[role="switch"]::indicator:hover, QCheckBox[role="switch"]::indicator:focus {{
    border: 1px solid {t.text};
}}
QCheckBox[role="switch"]::indicator:disabled {{ background: {t.line}; border-color: transparent; }}
QGroupBox {{ border: none; margin-top: 24px; font-weight: 600; }}
QGroupBox::title {{ subcontrol-origin: margin; subcontrol-position: top left; padding: 4px 0; }}
"""


def _tracks(t: Theme) -> str:
    return f"""
QSlider {{ min-height: 20px; background: transparent; }}
QSlider::groove:horizontal {{ height: 4px; border-radius: 2px; background: {t.field}; }}
QSlider::groove:vertical {{ width: 4px; border-radius: 2px; background: {t.field}; }}
QSlider::sub-page:horizontal {{ background: {t.accent}; border-radius: 2px; }}
QSlider::add-page:vertical {{ background: {t.accent}; border-radius: 2px; }}
QSlider::handle {{ background: {t.card}; border: 2px solid {t.accent}; border-radius: 8px; width: 12px; height: 12px; }}
QSlider::handle:horizontal {{ margin: -6px 0; }}
QSlider::handle:vertical {{ margin: 0 -6px; }}
QSlider::handle:hover, QSlider::handle:pressed {{ background: {mix(t.card, t.accent, 0.25)}; }}
QSlider::handle:focus {{ background: {t.accent}; }}
QSlider::sub-page:disabled {{ background: {t.line}; }}
QSlider::handle:disabled {{ border-color: {t.line}; }}

QProgressBar {{
    background: {t.field}; border: none; border-radius: 2px; min-height: 4px; max-height: 4px; color: transparent;
}}
QProgressBar::chunk {{ background: {t.accent}; border-radius: 2px; }}
QProgressBar[role="line"] {{
    background: {t.line}; border-radius: 0;
    min-height: {spacing.PROGRESS_HEIGHT}px; max-height: {spacing.PROGRESS_HEIGHT}px;
}}
QProgressBar[role="line"]::chunk {{ border-radius: 0; }}

QScrollBar {{ background: transparent; border: none; margin: 0; }}
QScrollBar:vertical {{ width: 10px; }}
QScrollBar:horizontal {{ height: 10px; }}
QScrollBar::handle {{ background: {mix(t.panel, t.disabled, 0.45)}; border-radius: 3px; margin: 2px; }}
QScrollBar::handle:vertical {{ min-height: 28px; }}
QScrollBar::handle:horizontal {{ min-width: 28px; }}
QScrollBar::handle:hover, QScrollBar::handle:pressed {{ background: {t.disabled}; }}
QScrollBar::add-line, QScrollBar::sub-line {{ width: 0; height: 0; }}
QScrollBar::add-page, QScrollBar::sub-page {{ background: transparent; }}
QAbstractScrollArea::corner {{ background: transparent; border: none; }}
"""


def _tabs(t: Theme) -> str:
    return f"""
QTabWidget::pane {{ border: none; border-top: 1px solid {t.line}; background: {t.panel}; }}
QTabBar {{ background: {t.panel}; border: none; qproperty-drawBase: 0; qproperty-elideMode: ElideNone; }}
QTabBar::tab {{
    background: transparent; color: {t.second}; border: none; border-bottom: 2px solid transparent;
    padding: 8px 4px 6px 4px; margin: 0 6px; font-weight: 600;
}}
QTabBar::tab:selected {{ color: {t.text}; border-bottom: 2px solid {t.accent}; }}
QTabBar::tab:hover {{ color: {t.text}; }}
QTabBar::tab:focus {{ color: {t.link}; }}
QTabBar::tab:disabled {{ color: {t.disabled}; }}
QTabBar::close-button {{ {_image("close")} }}
QTabBar QToolButton {{ background: {t.panel}; border: 1px solid {t.panel}; padding: 0; }}
QTabBar QToolButton:hover {{ background: {t.field}; }}
QTabBar QToolButton::left-arrow {{ {_image("chevron-left")} }}
QTabBar QToolButton::right-arrow {{ {_image("chevron-right")} }}
"""


def _views(t: Theme) -> str:
    return f"""
QAbstractScrollArea {{ border: none; }}
QGraphicsView#canvas {{ border: 1px solid {t.canvas}; }}
QGraphicsView#canvas[reachedByKey="true"]:focus {{ border-color: {t.accent}; }}
QTreeView, QListView, QTableView {{
    background: {t.panel}; color: {t.text}; border: 1px solid {t.panel}; outline: none;
    selection-background-color: {t.selection}; selection-color: {t.text};
}}
QTreeView:focus, QListView:focus, QTableView:focus {{ border: 1px solid {t.accent}; }}
QTreeView, QListView {{ qproperty-iconSize: {spacing.ICON}px {spacing.ICON}px; }}
QTreeView::item, QListView::item {{ min-height: {spacing.ROW_HEIGHT}px; padding: 0 4px; border: none; }}
QTreeView::item:last, QTreeView::item:only-one {{ border-top-right-radius: 4px; border-bottom-right-radius: 4px; }}
QTreeView::branch {{ background: transparent; border-top-left-radius: 4px; border-bottom-left-radius: 4px; }}
QListView::item {{ border-radius: 4px; }}
QTreeView::item:hover, QTreeView::branch:hover, QListView::item:hover {{ background: {mix(t.panel, t.field, 0.6)}; }}
QTreeView::item:selected, QTreeView::branch:selected, QListView::item:selected {{
    background: {t.selection}; color: {t.text};
}}
QTreeView::branch:has-children:closed {{ {_image("chevron-right")} }}
QTreeView::branch:has-children:open {{ {_image("chevron-down")} }}
QTableView {{ gridline-color: {t.line}; }}
QTableView::item {{ padding: 0 8px; }}
QTableView::item:selected {{ background: {t.selection}; color: {t.text}; }}
QTableView::item:focus {{ border: 1px solid {t.accent}; }}
QHeaderView {{ background: {t.panel}; border: none; qproperty-defaultAlignment: "AlignLeft | AlignVCenter"; }}
QHeaderView::section {{
    background: {t.panel}; color: {t.second}; border: none; border-bottom: 1px solid {t.line};
    padding: 4px 8px; {_size(SECONDARY)} font-weight: 600;
}}
QHeaderView::up-arrow {{ {_image("chevron-up")} width: 10px; height: 10px; }}
QHeaderView::down-arrow {{ {_image("chevron-down")} width: 10px; height: 10px; }}
QTableCornerButton::section {{ background: {t.panel}; border: none; }}
"""


def _size(pixels: float) -> str:
    return f"font-size: {points(pixels):.3f}pt;"


def _image(name: str) -> str:
    return f'image: url("{icon_file(name).as_posix()}");'


_PARTS: tuple[Callable[[Theme], str], ...] = (
    _window,
    _labels,
    _buttons,
    _bars,
    _fields,
    _choices,
    _tracks,
    _tabs,
    _views,
)
