"""The `QPalette` of a theme: what Fusion and every plain widget paint with."""

from __future__ import annotations

from PySide6.QtGui import QColor, QPalette

from nnstudio.studio.theme.colors import Theme

_Role = QPalette.ColorRole
_Group = QPalette.ColorGroup


def palette(theme: Theme) -> QPalette:
    """A palette in which no color of the platform is left."""
    result = QPalette()
    for role, color in _roles(theme).items():
        result.setColor(role, QColor(color))
    for role in (_Role.WindowText, _Role.Text, _Role.ButtonText, _Role.HighlightedText):
        result.setColor(_Group.Disabled, role, QColor(theme.disabled))
    result.setColor(_Group.Disabled, _Role.Highlight, QColor(theme.field))
    return result


def _roles(theme: Theme) -> dict[QPalette.ColorRole, str]:
    return {
        _Role.Window: theme.panel,
        _Role.WindowText: theme.text,
        _Role.Base: theme.panel,
        _Role.AlternateBase: theme.plot,
        _Role.Text: theme.text,
        _Role.PlaceholderText: theme.second,
        _Role.Button: theme.field,
        _Role.ButtonText: theme.text,
        _Role.BrightText: theme.error,
        _Role.ToolTipBase: theme.card,
        _Role.ToolTipText: theme.text,
        _Role.Highlight: theme.selection,
        _Role.HighlightedText: theme.text,
        _Role.Accent: theme.accent,
        _Role.Link: theme.link,
        _Role.LinkVisited: theme.link,
        _Role.Light: theme.hover,
        _Role.Midlight: theme.field,
        _Role.Mid: theme.line,
        _Role.Dark: theme.line,
        _Role.Shadow: theme.shadow,
    }
