"""Operators that slide a window, and those that make pictures larger or smaller; ONNX keeps channels first."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from nnstudio.catalog.kernels import Array
from tests.onnx_nodes.applying import applied, channels_first, channels_last, layer
from tests.onnx_nodes.nodes import LeftOutError, NodeTest
from tests.onnx_nodes.value_by_value import Answer

Borders = tuple[tuple[int, int], ...]


@dataclass(frozen=True)
class Window:
    """What the attributes of an operator say about its window."""

    size: tuple[int, ...]
    strides: tuple[int, ...]
    borders: Borders
    """Places before and behind each axis."""

    @property
    def dimensions(self) -> str:
        return f"{len(self.size)}D"

    def is_same(self, lengths: tuple[int, ...]) -> bool:
        """Whether the borders are those of the padding "same", with the odd one last."""
        needed = [
            max((-(-length // stride) - 1) * stride + size - length, 0)
            for length, size, stride in zip(lengths, self.size, self.strides, strict=True)
        ]
        return self.borders == tuple((count // 2, count - count // 2) for count in needed)


def _window(test: NodeTest, size: tuple[int, ...]) -> Window:
    test.require(ceil_mode=0, storage_order=0)
    count = len(size)
    if count > 2:
        raise LeftOutError("It is about volumes; we have sequences and pictures.")
    strides = tuple(test.attribute("strides", [1] * count))
    lengths = test.x.shape[2:]
    pads = test.attribute("pads", [0] * 2 * count)
    borders = tuple(zip(pads[:count], pads[count:], strict=True))
    match test.attribute("auto_pad", "NOTSET"):
        case "SAME_UPPER" | "SAME_LOWER" as side:
            borders = _same_borders(lengths, size, strides, odd_first=side == "SAME_LOWER")
    return Window(size, strides, borders)


def _same_borders(
    lengths: tuple[int, ...], size: tuple[int, ...], strides: tuple[int, ...], *, odd_first: bool
) -> Borders:
    found = []
    for length, places, stride in zip(lengths, size, strides, strict=True):
        count = max((-(-length // stride) - 1) * stride + places - length, 0)
        less, more = count // 2, count - count // 2
        found.append((more, less) if odd_first else (less, more))
    return tuple(found)


def _padded(x: Array, borders: Borders) -> Array:
    """Zeros around it, by our own layer."""
    padding = borders[0] if len(borders) == 1 else borders
    return applied(layer(f"ZeroPadding{len(borders)}D", padding=padding), [x]).out


def _cropped(x: Array, borders: Borders) -> Array:
    cropping = borders[0] if len(borders) == 1 else borders
    return applied(layer(f"Cropping{len(borders)}D", cropping=cropping), [x]).out


def _convolved(test: NodeTest) -> list[Array | None]:
    kernel = np.moveaxis(test.inputs[1], (0, 1), (-1, -2))
    window, x = _window(test, kernel.shape[:-2]), channels_last(test.x)
    is_same = window.is_same(x.shape[1:-1])
    declared = layer(
        f"Conv{window.dimensions}",
        filters=kernel.shape[-1],
        kernel_size=window.size,
        strides=window.strides,
        dilation_rate=tuple(test.attribute("dilations", [1] * len(window.size))),
        groups=test.attribute("group", 1),
        padding="same" if is_same else "valid",
        use_bias=test.input(2) is not None,
    )
    weights = {"kernel": kernel} | ({} if test.input(2) is None else {"bias": test.inputs[2]})
    return [channels_first(applied(declared, [x if is_same else _padded(x, window.borders)], weights).out)]


def _unfolded(test: NodeTest) -> list[Array | None]:
    test.require(group=1)
    kernel = np.moveaxis(test.inputs[1], (0, 1), (-1, -2))
    count = kernel.ndim - 2
    if count > 2:
        raise LeftOutError("It is about volumes; we have sequences and pictures.")
    if "output_padding" in test.attributes or "output_shape" in test.attributes:
        raise LeftOutError("It asks for places beyond the result; padding valid or same gives the size by itself.")
    declared = layer(
        f"Conv{count}DTranspose",
        filters=kernel.shape[-2],
        kernel_size=kernel.shape[:-2],
        strides=tuple(test.attribute("strides", [1] * count)),
        dilation_rate=tuple(test.attribute("dilations", [1] * count)),
        padding="same" if test.attribute("auto_pad", "NOTSET") == "SAME_UPPER" else "valid",
        use_bias=False,
    )
    out = applied(declared, [channels_last(test.x)], {"kernel": kernel}).out
    pads = test.attribute("pads", [0] * 2 * count)
    return [channels_first(_cropped(out, tuple(zip(pads[:count], pads[count:], strict=True))))]


def _pooled(kind: str) -> Answer:
    def answer(test: NodeTest) -> list[Array | None]:
        test.require(dilations=[1] * len(test.attributes["kernel_shape"]))
        window, x = _window(test, tuple(test.attributes["kernel_shape"])), channels_last(test.x)
        counts_zeros = kind == "Average" and bool(test.attribute("count_include_pad", 0))
        is_same = window.is_same(x.shape[1:-1]) and not counts_zeros
        if not is_same and np.any(window.borders):
            if not counts_zeros:
                raise LeftOutError("It pads otherwise than same does, by places that never count.")
            x = _padded(x, window.borders)
        declared = layer(
            f"{kind}Pooling{window.dimensions}",
            pool_size=window.size,
            strides=window.strides,
            padding="same" if is_same else "valid",
        )
        return [channels_first(applied(declared, [x]).out), None]

    return answer


def _pooled_as_a_whole(kind: str) -> Answer:
    def answer(test: NodeTest) -> list[Array | None]:
        declared = layer(f"Global{kind}Pooling{test.x.ndim - 2}D", keepdims=True)
        return [channels_first(applied(declared, [channels_last(test.x)]).out)]

    return answer


def _surrounded(test: NodeTest) -> list[Array | None]:
    test.require(mode="constant")
    _, pads, value = test.inputs[:3]
    if value is not None and value != 0:
        raise LeftOutError(f"It pads with {float(value)}; ZeroPadding2D pads with zeros.")
    count = len(pads) // 2
    borders = tuple((int(pads[axis]), int(pads[axis + count])) for axis in range(2, count))
    return [channels_first(_padded(channels_last(test.x), borders))]


def _repeated(test: NodeTest) -> list[Array | None]:
    test.require(mode="nearest")
    factors = tuple(int(factor) for factor in test.inputs[1][2:])
    return [channels_first(applied(layer("UpSampling2D", size=factors), [channels_last(test.x)]).out)]


def _resized(test: NodeTest) -> list[Array | None]:
    test.require(coordinate_transformation_mode="half_pixel", exclude_outside=0, keep_aspect_ratio_policy="stretch")
    test.require(nearest_mode="round_prefer_floor")
    if test.attribute("antialias", 0):
        raise LeftOutError("Its antialiasing weighs pixels otherwise than JAX does, and with it Keras.")
    before, after = test.x.shape[2:], test.outputs[0].shape[2:]
    mode, scales = test.attribute("mode", "nearest"), test.input(2)
    if mode == "cubic":
        raise LeftOutError("Its cubic curve bends by -0.75; ours by -0.5, as Keras' does with JAX.")
    if mode == "nearest" and any(map(_has_ties, before, after)):
        raise LeftOutError("Halfway between two pixels it takes another one than ours does, as Keras with JAX.")
    if scales is not None and any(np.multiply(before, scales[-2:]) % 1):
        raise LeftOutError("Its scale leaves a part of a pixel over; Resizing takes the number of pixels.")
    interpolation = {"linear": "bilinear"}.get(mode, mode)
    declared = layer("Resizing", height=after[0], width=after[1], interpolation=interpolation)
    return [channels_first(applied(declared, [channels_last(test.x)]).out)]


def _has_ties(before: int, after: int) -> bool:
    """Whether the middle of a new pixel falls between two old ones."""
    return any((2 * place + 1) * before % (2 * after) == 0 for place in range(after))


OPERATORS: dict[str, Answer] = {
    "AveragePool": _pooled("Average"),
    "Conv": _convolved,
    "ConvTranspose": _unfolded,
    "GlobalAveragePool": _pooled_as_a_whole("Average"),
    "GlobalMaxPool": _pooled_as_a_whole("Max"),
    "MaxPool": _pooled("Max"),
    "Pad": _surrounded,
    "Resize": _resized,
    "Upsample": _repeated,
}
