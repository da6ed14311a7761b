"""What colors are to the eye: how light they are, how well one is told from another, and what lies between them."""

from __future__ import annotations

_BLACK = "#000000"


def mix(first: str, second: str, amount: float) -> str:
    """The color that is `amount` (0 to 1) of the way from the first color to the second."""
    pairs = zip(channels(first), channels(second), strict=True)
    return "#" + "".join(f"{round(a + (b - a) * amount):02x}" for a, b in pairs)


def channels(color: str) -> tuple[int, int, int]:
    """Red, green and blue of a `#rrggbb`, each from 0 to 255."""
    return int(color[1:3], 16), int(color[3:5], 16), int(color[5:7], 16)


def luminance(color: str) -> float:
    """The relative luminance of WCAG 2: 0 for black, 1 for white."""
    red, green, blue = (_linear(value / 255) for value in channels(color))
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def contrast(first: str, second: str) -> float:
    """The contrast ratio of WCAG 2, from 1 (equal) to 21 (black and white); text needs 4.5, a line or a mark 3."""
    darker, lighter = sorted((luminance(first), luminance(second)))
    return (lighter + 0.05) / (darker + 0.05)


def darkened(color: str, ground: str, least: float) -> str:
    """The same hue, just as dark as it has to be for this contrast with a light ground."""
    shades = (mix(color, _BLACK, step / 100) for step in range(101))
    return next((shade for shade in shades if contrast(shade, ground) >= least), _BLACK)


def _linear(value: float) -> float:
    return value / 12.92 if value <= 0.04045 else ((value + 0.055) / 1.055) ** 2.4
