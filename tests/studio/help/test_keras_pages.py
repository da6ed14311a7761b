"""Every declaration that Keras has leads to its page there: as listed in keras-io's `scripts/api_master.py`."""

import pytest

from nnstudio.catalog.layers.base import Layer
from nnstudio.catalog.losses import Loss
from nnstudio.catalog.metrics import Metric
from nnstudio.catalog.optimizers import Optimizer
from nnstudio.catalog.registry import types_of
from nnstudio.network.block import Block
from nnstudio.studio.help.keras_pages import keras_page

PAGES = {
    "Dense": "api/layers/core_layers/dense/",
    "Conv2D": "api/layers/convolution_layers/convolution2d/",
    "SeparableConv1D": "api/layers/convolution_layers/separable_convolution1d/",
    "Conv2DTranspose": "api/layers/convolution_layers/convolution2d_transpose/",
    "GlobalMaxPooling2D": "api/layers/pooling_layers/global_max_pooling2d/",
    "SpectralNormalization": "api/layers/preprocessing_layers/numerical/spectral_normalization/",
    "RMSNormalization": "api/layers/normalization_layers/rms_normalization/",
    "SpatialDropout1D": "api/layers/regularization_layers/spatial_dropout1d/",
    "Resizing": "api/layers/preprocessing_layers/image_preprocessing/resizing/",
    "RandomFlip": "api/layers/preprocessing_layers/image_augmentation/random_flip/",
    "Input": "api/layers/core_layers/input/",
    "PReLU": "api/layers/activation_layers/prelu/",
    "LSTM": "api/layers/recurrent_layers/lstm/",
}


@pytest.mark.parametrize(("name", "page"), PAGES.items())
def test_a_layer_has_its_page(name, page):
    assert keras_page(types_of(Layer)[name]) == f"https://keras.io/{page}"


def test_others_have_theirs():
    assert keras_page(types_of(Loss)["KLDivergence"]).endswith("losses/probabilistic_losses/#kldivergence-class")
    assert keras_page(types_of(Loss)["Dice"]).endswith("losses/regression_losses/#dice-class")
    assert keras_page(types_of(Metric)["AutoAccuracy"]).endswith("metrics/accuracy_metrics/#accuracy-class")
    assert keras_page(types_of(Metric)["PearsonCorrelation"]).endswith("/#pearsoncorrelation-class")
    assert keras_page(types_of(Optimizer)["Nadam"]).endswith("optimizers/Nadam/")
    assert keras_page(types_of(Optimizer)["AdamW"]).endswith("optimizers/adamw/")


@pytest.mark.parametrize("kind", [Layer, Loss, Optimizer])
def test_no_declaration_is_without_a_page(kind):
    assert [found.__name__ for found in types_of(kind).values() if not keras_page(found)] == []


def test_what_keras_does_not_have_leads_nowhere():
    assert keras_page(Block) == ""
