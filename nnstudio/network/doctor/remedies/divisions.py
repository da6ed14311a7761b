"""Channels that cannot be divided as asked for."""

from __future__ import annotations

from collections.abc import Iterator
from math import gcd
from typing import Any

from nnstudio.catalog.kernels import Shape
from nnstudio.catalog.layers.base import Layer
from nnstudio.network.doctor.setting import Setting


class DividingGroups(Setting):
    """Groups that divide channels and filters, as near to the wanted number as can be."""

    def values(self, layer: Layer, field: str | None, shapes: tuple[Shape, ...]) -> Iterator[dict[str, Any]]:
        """The divisors, the nearest first; or filters that the groups divide."""
        if field != "groups" or not shapes or not shapes[0]:
            return
        groups: int = layer.groups  # type: ignore[attr-defined]  # declared by the layers that blame this field
        filters: int = getattr(layer, "filters", 0)
        whole = gcd(shapes[0][-1], filters)
        divisors = [number for number in range(1, whole + 1) if whole % number == 0]
        if filters and shapes[0][-1] % groups == 0:
            yield {"filters": -(-filters // groups) * groups}
        for number in sorted(divisors, key=lambda number: abs(number - groups))[:2]:
            yield {"groups": number}
