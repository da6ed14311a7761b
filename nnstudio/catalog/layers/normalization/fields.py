"""Settings that layers share that normalize."""

from __future__ import annotations

from typing import Annotated

from msgspec import Meta

from nnstudio.catalog.initializers import Initializer
from nnstudio.catalog.regularizers import Regularizer

Epsilon = Annotated[float, Meta(gt=0, title="Epsilon", description="Added to the variance, against division by zero.")]
Center = Annotated[bool, Meta(title="Center", description="Add a learned offset, beta.")]
Scale = Annotated[bool, Meta(title="Scale", description="Multiply by a learned scale, gamma.")]
BetaInitializer = Annotated[Initializer, Meta(title="Beta initializer", description="How the offset beta begins.")]
GammaInitializer = Annotated[Initializer, Meta(title="Gamma initializer", description="How the scale gamma begins.")]
BetaRegularizer = Annotated[Regularizer, Meta(title="Beta regularizer", description="Penalty on the offset beta.")]
GammaRegularizer = Annotated[Regularizer, Meta(title="Gamma regularizer", description="Penalty on the scale gamma.")]
