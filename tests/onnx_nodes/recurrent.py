"""Recurrent operators: ONNX keeps the sequence first, weights transposed, and two biases."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np

from nnstudio.catalog.kernels import Array
from nnstudio.catalog.layers.base import Layer
from nnstudio.catalog.layers.recurrent import GRU, LSTM, SimpleRNN
from tests.onnx_nodes.applying import applied
from tests.onnx_nodes.nodes import LeftOutError, NodeTest
from tests.onnx_nodes.value_by_value import Answer

ORDERS = {"LSTM": (0, 2, 3, 1), "GRU": (0, 1, 2), "RNN": (0,)}
"""Where the blocks of our kernels stand in those of ONNX: ours are i, f, c, o; z, r, h."""
DIRECTIONS = {"forward": (False,), "reverse": (True,), "bidirectional": (False, True)}
AFTER_BIAS = {"sequence_lens": 4, "initial_h": 5, "initial_c": 6, "peepholes": 7}


def _recurrent(make: Callable[[NodeTest, bool], Layer]) -> Answer:
    def answer(test: NodeTest) -> list[Array | None]:
        for name, place in AFTER_BIAS.items():
            given = test.input(place)
            if given is not None and (name == "peepholes" or np.any(given != _usual(test, name))):
                raise LeftOutError(f"It gives {name}; our layers, as Keras', begin at zero and have none of their own.")
        batch_first = bool(test.attribute("layout", 0))
        x = test.x if batch_first else test.x.swapaxes(0, 1)
        ways = [_one_way(test, make, x, way, backwards) for way, backwards in _ways(test)]
        steps = np.stack(ways, axis=1)  # batch, directions, steps, units
        last = np.stack([found[:, 0 if back else -1] for found, (_, back) in zip(ways, _ways(test), strict=True)], 1)
        if batch_first:
            return [steps.transpose(0, 2, 1, 3), last, None]
        return [steps.transpose(2, 1, 0, 3), last.swapaxes(0, 1), None]

    return answer


def _usual(test: NodeTest, name: str) -> int:
    return test.x.shape[1 if test.attribute("layout", 0) else 0] if name == "sequence_lens" else 0


def _ways(test: NodeTest) -> list[tuple[int, bool]]:
    return list(enumerate(DIRECTIONS[test.attribute("direction", "forward")]))


def _one_way(test: NodeTest, make: Callable[[NodeTest, bool], Layer], x: Array, way: int, backwards: bool) -> Array:
    """The results of one direction in the order of the steps."""
    order = ORDERS[test.operator]
    weights = {
        "kernel": _blocks(test.inputs[1][way], order).T,
        "recurrent_kernel": _blocks(test.inputs[2][way], order).T,
    }
    biases = test.input(3)
    if biases is not None:
        of_input, of_state = (_blocks(part, order) for part in np.split(biases[way], 2))
        weights["bias"] = of_input + of_state
    out = applied(make(test, backwards), [x], weights).out
    return out[:, ::-1] if backwards else out


def _blocks(value: Array, order: tuple[int, ...]) -> Array:
    parts = np.split(value, len(order))
    return np.concatenate([parts[place] for place in order])


def _settings(test: NodeTest, backwards: bool) -> dict[str, object]:
    return {
        "units": test.attributes["hidden_size"],
        "use_bias": test.input(3) is not None,
        "return_sequences": True,
        "go_backwards": backwards,
    }


OPERATORS: dict[str, Answer] = {
    "GRU": _recurrent(lambda test, backwards: GRU(reset_after=False, **_settings(test, backwards))),
    "LSTM": _recurrent(lambda test, backwards: LSTM(**_settings(test, backwards))),
    "RNN": _recurrent(lambda test, backwards: SimpleRNN(**_settings(test, backwards))),
}
