"""The look of the window: colors, type, spacing, icons, and the one stylesheet made from them."""

from nnstudio.studio.theme.application import apply
from nnstudio.studio.theme.colors import DARK, LIGHT, Theme
from nnstudio.studio.theme.icons import app_icon, icon
from nnstudio.studio.theme.roles import Role, indent_text, set_invalid, set_role
from nnstudio.studio.theme.source import Mode, ThemeSource, system_theme

__all__ = [
    "DARK",
    "LIGHT",
    "Mode",
    "Role",
    "Theme",
    "ThemeSource",
    "app_icon",
    "apply",
    "icon",
    "indent_text",
    "set_invalid",
    "set_role",
    "system_theme",
]
