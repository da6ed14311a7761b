"""A sequence read from both ends."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import partial
from typing import Annotated, Any, ClassVar, Literal

import numpy as np
from msgspec import Meta

from nnstudio.catalog.kernels import Array, Calls, Context, Shape, Weights
from nnstudio.catalog.layers.base import Layer, ShapeError, WeightSpec, shape_text
from nnstudio.catalog.layers.inner import Inner, inner_mask, inner_shape
from nnstudio.catalog.layers.recurrent.base import _Recurrent
from nnstudio.catalog.layers.recurrent.lstm import LSTM
from nnstudio.sentence import Sentence, dotted, joined

_DIRECTIONS = ("forward", "backward")


class Bidirectional(Layer, frozen=True, kw_only=True):
    """Reads a sequence from both ends, with a recurrent layer for each direction, and joins what they give.

    What stands later in a sequence then counts for what comes before, too. Unless another layer is given for the way
    back, it is like the first one, with weights of its own.
    """

    category: ClassVar[str] = "Recurrent"
    formula: ClassVar[str] = "y = [layer(x₁ … xₜ), layer(xₜ … x₁)]"
    note_on_pytorch: ClassVar[str] = (
        "LSTM, GRU and RNN have a setting bidirectional, which always joins the results one behind the other."
    )
    first_values: ClassVar[Mapping[str, Any]] = {"layer": LSTM(units=8)}

    layer: Annotated[Layer, Meta(title="Layer", description="The recurrent layer that reads forward.")]
    merge_mode: Annotated[
        Literal["concat", "sum", "mul", "ave"],
        Meta(
            title="Merge mode",
            description="How the two results are joined: one behind the other, or as a sum, a product, a mean.",
        ),
    ] = "concat"
    backward_layer: (
        Annotated[
            Layer, Meta(title="Backward layer", description="The recurrent layer that reads backward; none: the same.")
        ]
        | None
    ) = None

    @property
    def summary(self) -> str:
        """The layer, and how results are joined where that is not usual."""
        return dotted(
            (joined((self.layer.label, self.layer.summary)), "" if self.merge_mode == "concat" else self.merge_mode)
        )

    @property
    def parts(self) -> Mapping[str, Layer]:
        """The layers for either direction."""
        return dict(zip(_DIRECTIONS, self._directions(), strict=True))

    def output_shape(self, *inputs: Shape) -> Shape:
        """What one direction gives, or twice as many values where results are put behind each other."""
        forward, backward = self._directions()
        shape, other = inner_shape(forward, inputs[0]), inner_shape(backward, inputs[0], "backward_layer")
        if shape != other:
            raise ShapeError(
                Sentence(
                    "gets {shape} from its layer and {expected} from its backward layer; let them have "
                    "the same units and give the same steps",
                    shape=shape_text(shape),
                    expected=shape_text(other),
                ),
                "backward_layer",
            )
        return (*shape[:-1], 2 * shape[-1]) if self.merge_mode == "concat" else shape

    def output_mask(self, inputs: Sequence[Shape], masks: Sequence[Shape | None]) -> Shape | None:
        """As that of the layers: masked steps stay masked where every step is given."""
        return inner_mask(self._directions()[0], inputs[0], masks[0])

    def weights(self, *inputs: Shape) -> Mapping[str, WeightSpec]:
        """Those of the two layers, below `forward` and `backward`."""
        return {
            f"{direction}/{name}": spec
            for direction, layer in zip(_DIRECTIONS, self._directions(), strict=True)
            for name, spec in layer.weights(*inputs).items()
        }

    def products(self, *inputs: Shape) -> int:
        """Those of both layers."""
        return sum(layer.products(*inputs) for layer in self._directions())

    def forward(self, x: Array, out: Array, w: Weights, ctx: Context) -> Calls:
        """Run both layers, turn the order of the second one back, and join."""
        results = self._results(out, ctx)
        for direction, inner, result in zip(_DIRECTIONS, self._inners(ctx), results, strict=True):
            yield from inner.forward(x, result, w.under(direction))
        yield from self._silence(results, ctx)
        ahead, back = self._aligned(results)
        match self.merge_mode:
            case "concat":
                yield partial(np.copyto, out[..., : ahead.shape[-1]], ahead)
                yield partial(np.copyto, out[..., ahead.shape[-1] :], back)
            case "mul":
                yield partial(np.multiply, ahead, back, out)
            case _:
                yield partial(np.add, ahead, back, out)
        if self.merge_mode == "ave":
            yield partial(np.multiply, out, ctx.constant(0.5), out)

    def backward(
        self, x: Array, out: Array, dout: Array, dx: Array | None, w: Weights, dw: Weights, ctx: Context
    ) -> Calls:
        """Give every layer its part of dout, in its own order; dx is the sum of what both give."""
        results = self._results(out, ctx)
        (ahead, back), shares = self._aligned(results), [ctx.empty(result.shape) for result in results]
        dahead, dback = self._aligned(shares)
        match self.merge_mode:
            case "concat":
                yield partial(np.copyto, dahead, dout[..., : ahead.shape[-1]])
                yield partial(np.copyto, dback, dout[..., ahead.shape[-1] :])
            case "mul":
                yield partial(np.multiply, dout, back, dahead)
                yield partial(np.multiply, dout, ahead, dback)
            case _:
                part = ctx.constant(0.5 if self.merge_mode == "ave" else 1)
                yield partial(np.multiply, dout, part, dahead)
                yield partial(np.multiply, dout, part, dback)
        yield from self._silence(shares, ctx)
        dback_x = None if dx is None else ctx.empty(dx.shape)
        for direction, inner, result, share, into in zip(
            _DIRECTIONS, self._inners(ctx), results, shares, (dx, dback_x), strict=True
        ):
            yield from inner.backward(x, result, share, into, w.under(direction), dw.under(direction))
        if dx is not None and dback_x is not None:
            yield partial(np.add, dx, dback_x, dx)

    def _directions(self) -> tuple[_Recurrent, _Recurrent]:
        """The layer for either direction; raises ShapeError for what cannot read a sequence there."""
        forward = _recurrent(self.layer, "layer")
        if self.backward_layer is None:
            backward: _Recurrent = forward.replace(go_backwards=True)
        else:
            backward = _recurrent(self.backward_layer, "backward_layer")
        if forward.go_backwards == backward.go_backwards:
            raise ShapeError(
                "needs layers that read in different directions; let only the backward layer go backwards",
                "layer" if self.backward_layer is None else "backward_layer",
            )
        return forward, backward

    def _inners(self, ctx: Context) -> list[Inner]:
        return [
            Inner(layer, direction, ctx, ctx.mask)
            for direction, layer in zip(_DIRECTIONS, self._directions(), strict=True)
        ]

    def _results(self, out: Array, ctx: Context) -> list[Array]:
        """What either layer gives, in the order in which it reads."""
        width = out.shape[-1] // (2 if self.merge_mode == "concat" else 1)
        return [ctx.keep(f"result {direction}", (*out.shape[:-1], width)) for direction in _DIRECTIONS]

    def _aligned(self, results: Sequence[Array]) -> tuple[Array, Array]:
        """Both in the order of the sequence."""
        ahead, back = results
        return ahead, back[:, ::-1] if back.ndim == 3 else back

    def _silence(self, results: Sequence[Array], ctx: Context) -> Calls:
        """Where every step is given, zeros at those that are masked."""
        if ctx.mask is not None and results[0].ndim == 3:
            for values in self._aligned(results):
                yield partial(np.multiply, values, ctx.mask[..., None], values)


def _recurrent(layer: Layer, field: str) -> _Recurrent:
    if not isinstance(layer, _Recurrent):
        raise ShapeError(
            Sentence(
                "reads with a recurrent layer, and {layer} is none; choose SimpleRNN, LSTM or GRU", layer=layer.label
            ),
            field,
        )
    return layer
