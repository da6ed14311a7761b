"""Pictures mirrored at random."""

from __future__ import annotations

from functools import partial
from typing import Annotated, ClassVar, Literal

import numpy as np
from msgspec import Meta

from nnstudio.catalog.kernels import Array, Calls, Context
from nnstudio.catalog.layers.augmentation.base import _Augmentation
from nnstudio.catalog.layers.regularization.base import Seed


class RandomFlip(_Augmentation, frozen=True, kw_only=True):
    """Mirrors half of the pictures while training.

    With horizontal and vertical, a picture is mirrored both ways or not at all, as Keras 3 does it.
    """

    formula: ClassVar[str] = "y = x, or x mirrored with probability ½"

    mode: Annotated[
        Literal["horizontal", "vertical", "horizontal_and_vertical"],
        Meta(title="Mode", description="horizontal changes left and right, vertical changes up and down."),
    ] = "horizontal_and_vertical"
    seed: Seed | None = None

    @property
    def summary(self) -> str:
        """The mode."""
        return self.mode.replace("_", " ")

    def change(self, x: Array, out: Array, ctx: Context) -> Calls:
        """out = x, and the mirrored x where a sample is to be flipped."""
        draws, flips = ctx.empty((len(x), 1, 1, 1), np.float32), ctx.keep("flips", (len(x), 1, 1, 1), bool)
        yield partial(ctx.rng.random, None, np.float32, draws)
        yield partial(np.less_equal, draws, np.float32(0.5), flips)
        yield partial(np.copyto, out, x)
        yield partial(np.copyto, out, self._mirrored(x), "same_kind", flips)

    def change_back(self, dout: Array, dx: Array, ctx: Context) -> Calls:
        """The same for dout: mirrored twice is not mirrored."""
        yield partial(np.copyto, dx, dout)
        yield partial(np.copyto, dx, self._mirrored(dout), "same_kind", ctx.keep("flips", (len(dx), 1, 1, 1), bool))

    def _mirrored(self, x: Array) -> Array:
        if self.mode == "horizontal":
            return x[:, :, ::-1]
        return x[:, ::-1] if self.mode == "vertical" else x[:, ::-1, ::-1]
