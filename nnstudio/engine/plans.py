"""The plans of a network, one for every batch size that comes."""

from __future__ import annotations

from collections.abc import Callable

from nnstudio.engine.plan import Plan

_KEPT = 4
"""A training needs two sizes, whole batches and the rest of an epoch; a plan can be large."""


class Plans:
    """Compiles a plan for a batch size when it is asked for first, and keeps those that were used last."""

    def __init__(self, compile_for: Callable[[int], Plan]) -> None:
        self._compile_for = compile_for
        self._plans: dict[int, Plan] = {}

    def __getitem__(self, batch: int) -> Plan:
        plan = self._plans.pop(batch, None)
        if plan is None:
            while len(self._plans) >= _KEPT:
                del self._plans[next(iter(self._plans))]
            plan = self._compile_for(batch)
        self._plans[batch] = plan
        return plan
