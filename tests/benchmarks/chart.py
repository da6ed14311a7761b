"""The table's ratios as bars, in an SVG that suits light and dark pages."""

from __future__ import annotations

from collections.abc import Sequence
from html import escape
from math import log2
from pathlib import Path

from tests.benchmarks.table import Row

_WIDTH, _LEFT, _RIGHT = 760, 300, 140
_TOP, _LINE, _BAR = 72, 28, 12
_LEAST, _MOST = 0.5, 32
_STYLE = """
  .card { fill: #ffffff; stroke: #d9dde3 } .text { fill: #1f2733 } .quiet { fill: #66707d }
  .ahead { fill: #2f7fd6 } .behind { fill: #c98a2b } .rule { stroke: #66707d } .grid { stroke: #e6e9ee }
  .goal { stroke: #1f2733 }
  text { font: 13px Inter, system-ui, sans-serif } .title { font-size: 15px; font-weight: 600 }
  @media (prefers-color-scheme: dark) {
    .card { fill: #1b1f26; stroke: #343b46 } .text { fill: #e4e8ee } .quiet { fill: #98a2b0 }
    .ahead { fill: #5aa2ee } .behind { fill: #dda552 } .rule { stroke: #98a2b0 } .grid { stroke: #2a303a }
    .goal { stroke: #e4e8ee }
  }
"""


def write_chart(path: Path, rows: Sequence[Row], heading: str) -> None:
    """Draw those of the rows that have a ratio."""
    drawn = [row for row in rows if row.ratio is not None]
    height = _TOP + _LINE * len(drawn) + 44
    parts = [
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {_WIDTH} {height}" width="{_WIDTH}" height="{height}">',
        f"<style>{_STYLE}</style>",
        f'<rect class="card" x="0.5" y="0.5" width="{_WIDTH - 1}" height="{height - 1}" rx="8"/>',
        _text(24, 30, "How many times as much the best peer needs", "text title"),
        *_grid(height - 36),
        *(part for number, row in enumerate(drawn) for part in _bar(row, _TOP + _LINE * number)),
        _text(24, height - 16, heading, "quiet"),
        "</svg>",
    ]
    path.write_text("\n".join(parts) + "\n", encoding="utf-8")


def _grid(bottom: int) -> list[str]:
    """A line for every doubling; at 1 both need the same."""
    parts = []
    for ratio in (0.5, 1, 2, 4, 8, 16, 32):
        x, kind = _x(ratio), "rule" if ratio == 1 else "grid"
        parts.append(f'<line class="{kind}" x1="{x}" y1="{_TOP - 12}" x2="{x}" y2="{bottom}"/>')
        parts.append(_text(x, _TOP - 18, f"{ratio:g}×", "quiet", "middle"))
    return parts


def _bar(row: Row, y: int) -> list[str]:
    assert row.ratio is not None
    start, end = sorted((_x(1), _x(row.ratio)))
    middle, kind, width = y + _LINE // 2, "ahead" if row.ratio >= 1 else "behind", max(1, round(end - start, 1))
    told = f"{row.ratio:.2f}×" if row.ratio < 10 else f"{row.ratio:.1f}×"
    parts = [
        _text(_LEFT - 12, middle + 4, row.what, "text", "end"),
        f'<rect class="{kind}" x="{start}" y="{middle - _BAR // 2}" width="{width}" height="{_BAR}" rx="2"/>',
        _text(_WIDTH - _RIGHT + 12, middle + 4, f"{told} {row.best}", "quiet"),
    ]
    if row.ratio_goal is not None:
        x = _x(row.ratio_goal)
        parts.append(f'<line class="goal" x1="{x}" y1="{middle - 9}" x2="{x}" y2="{middle + 9}" stroke-width="2"/>')
    return parts


def _x(ratio: float) -> float:
    """Where a ratio lies: each doubling is as wide as the next."""
    share = log2(min(max(ratio, _LEAST), _MOST) / _LEAST) / log2(_MOST / _LEAST)
    return round(_LEFT + share * (_WIDTH - _LEFT - _RIGHT), 1)


def _text(x: float, y: float, text: str, kind: str, anchor: str = "start") -> str:
    return f'<text class="{kind}" x="{x}" y="{y}" text-anchor="{anchor}">{escape(text)}</text>'
