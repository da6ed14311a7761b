"""Which of ONNX' node tests our kernels agree with: `python -m tests.onnx_nodes.agreement` prints all."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache

import numpy as np

from tests.onnx_nodes import losses, normalizing, recurrent, value_by_value, windows
from tests.onnx_nodes.nodes import LeftOutError, NodeTest, node_tests
from tests.onnx_nodes.value_by_value import Answer

OPERATORS: dict[str, Answer] = {
    **value_by_value.OPERATORS,
    **windows.OPERATORS,
    **normalizing.OPERATORS,
    **recurrent.OPERATORS,
    **losses.OPERATORS,
}
"""The operators that layers, activations and losses of ours compute."""


@dataclass(frozen=True)
class Outcome:
    """What came of a node test: a reason to leave it out, or a difference, or neither."""

    operator: str
    test: str
    left_out: str = ""
    difference: str = ""


@cache
def outcomes() -> tuple[Outcome, ...]:
    """That of every node test of our operators."""
    return tuple(map(_outcome, node_tests(OPERATORS)))


def _outcome(test: NodeTest) -> Outcome:
    try:
        answers = OPERATORS[test.operator](test)
    except LeftOutError as reason:
        return Outcome(test.operator, test.name, left_out=str(reason))
    found = [
        f"output {place}: {difference}"
        for place, (ours, expected) in enumerate(zip(answers[: len(test.outputs)], test.outputs, strict=True))
        if ours is not None and expected is not None and (difference := _difference(ours, expected))
    ]
    return Outcome(test.operator, test.name, difference="; ".join(found))


def _difference(ours: np.ndarray, expected: np.ndarray) -> str:
    if ours.shape != expected.shape:
        return f"the shape is {ours.shape} instead of {expected.shape}"
    if np.allclose(ours, expected, rtol=1e-4, atol=1e-5):
        return ""
    return f"it is {float(np.max(np.abs(ours - expected))):.2g} away"


def summary() -> Iterator[str]:
    """Lines about all of them."""
    counts = Counter(outcome.operator for outcome in outcomes())
    agreeing = Counter(outcome.operator for outcome in outcomes() if not outcome.left_out and not outcome.difference)
    for operator, count in sorted(counts.items()):
        yield f"{operator}: {agreeing[operator]} of {count}"
        reasons = Counter(outcome.left_out for outcome in outcomes() if outcome.operator == operator)
        yield from (f"    {times} left out: {reason}" for reason, times in reasons.items() if reason)
        differing = [outcome for outcome in outcomes() if outcome.operator == operator and outcome.difference]
        yield from (f"    {outcome.test}: {outcome.difference}" for outcome in differing)
    yield f"{agreeing.total()} of {counts.total()} node tests agree"


if __name__ == "__main__":
    print("\n".join(summary()))
