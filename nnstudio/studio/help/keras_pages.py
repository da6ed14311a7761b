"""The page of Keras' documentation on a declaration, which has the same name and the same defaults there."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Final

from nnstudio.catalog.activations import ActivationFunction
from nnstudio.catalog.callbacks import Callback
from nnstudio.catalog.constraints import Constraint
from nnstudio.catalog.declaration import Declaration
from nnstudio.catalog.initializers import Initializer
from nnstudio.catalog.layers.base import Layer
from nnstudio.catalog.losses import Loss
from nnstudio.catalog.metrics import AutoAccuracy, Metric
from nnstudio.catalog.optimizers import Optimizer
from nnstudio.catalog.regularizers import Regularizer
from nnstudio.catalog.schedules import Schedule

_SITE: Final = "https://keras.io/"

_FOLDERS: Mapping[str, str] = {
    "Activation": "activation_layers",
    "Augmentation": "preprocessing_layers/image_augmentation",
    "Input": "core_layers",
}
"""Where the layers of a category are; the others are in a folder of the category's own name."""

_ELSEWHERE: Mapping[str, str] = {
    "Activation": "core_layers/activation",
    "ReLU": "activation_layers/relu",
    "LeakyReLU": "activation_layers/leaky_relu",
    "PReLU": "activation_layers/prelu",
    "Normalization": "preprocessing_layers/numerical/normalization",
    "SpectralNormalization": "preprocessing_layers/numerical/spectral_normalization",
    "Rescaling": "preprocessing_layers/image_preprocessing/rescaling",
    "Resizing": "preprocessing_layers/image_preprocessing/resizing",
}
"""The layers that stand where their category and name would not lead."""

_LOSSES: Mapping[str, str] = {
    "probabilistic": "BinaryCrossentropy BinaryFocalCrossentropy CategoricalCrossentropy CategoricalFocalCrossentropy "
    "SparseCategoricalCrossentropy Poisson KLDivergence",
    "hinge": "Hinge SquaredHinge CategoricalHinge CategoricalGeneralizedCrossEntropy",
}
"""Which losses are on which page; all others are for regression."""

_METRICS: Mapping[str, str] = {
    "accuracy": "Accuracy BinaryAccuracy CategoricalAccuracy SparseCategoricalAccuracy TopKCategoricalAccuracy "
    "SparseTopKCategoricalAccuracy AutoAccuracy",
    "probabilistic": "BinaryCrossentropy CategoricalCrossentropy SparseCategoricalCrossentropy KLDivergence Poisson",
    "regression": "MeanSquaredError RootMeanSquaredError MeanAbsoluteError MeanAbsolutePercentageError "
    "MeanSquaredLogarithmicError CosineSimilarity LogCoshError R2Score",
    "segmentation": "IoU BinaryIoU OneHotIoU OneHotMeanIoU MeanIoU",
    "hinge": "Hinge SquaredHinge CategoricalHinge",
}
"""Which metrics are on which page; all others are for classification."""


def _layer_path(layer: type[Declaration]) -> str:
    category = getattr(layer, "category", "")
    if not layer.__module__.startswith(Layer.__module__.rpartition(".")[0]):
        return ""
    folder = _FOLDERS.get(category, f"{category.lower()}_layers")
    file = layer.short_name.replace("conv1d", "convolution1d").replace("conv2d", "convolution2d")
    return f"layers/{_ELSEWHERE.get(layer.__name__, f'{folder}/{file}')}/"


def _group(groups: Mapping[str, str], declaration: type[Declaration], others: str) -> str:
    return next((group for group, names in groups.items() if declaration.__name__ in names.split()), others)


def _anchor(declaration: type[Declaration]) -> str:
    name = "Accuracy" if declaration is AutoAccuracy else declaration.__name__  # which is a string, and no class there
    return f"#{name.lower()}-class"


_KINDS: Final[Mapping[type[Declaration], Callable[[type[Declaration]], str]]] = {
    Layer: _layer_path,
    Loss: lambda loss: f"losses/{_group(_LOSSES, loss, 'regression')}_losses/{_anchor(loss)}",
    Metric: lambda metric: f"metrics/{_group(_METRICS, metric, 'classification')}_metrics/{_anchor(metric)}",
    Optimizer: lambda found: f"optimizers/{found.__name__ if found.__name__ == 'Nadam' else found.__name__.lower()}/",
    Callback: lambda callback: f"callbacks/{callback.short_name}/",
    Schedule: lambda schedule: f"optimizers/learning_rate_schedules/{schedule.short_name}/",
    ActivationFunction: lambda _: "layers/activations/",
    Constraint: lambda _: "layers/constraints/",
    Initializer: lambda _: "layers/initializers/",
    Regularizer: lambda _: "layers/regularizers/",
}
"""Where on the site the declarations of a kind are."""


def keras_page(declaration: type[Declaration]) -> str:
    """Its address; empty for what Keras does not have."""
    if declaration.__name__ == "PositionEmbedding":
        return f"{_SITE}keras_hub/api/modeling_layers/position_embedding/"
    paths = (path(declaration) for kind, path in _KINDS.items() if issubclass(declaration, kind))
    path = next(paths, "")
    return f"{_SITE}api/{path}" if path else ""
