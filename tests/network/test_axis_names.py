from __future__ import annotations

import pytest

from nnstudio.catalog.layers.convolution import Conv1D, Conv2D
from nnstudio.catalog.layers.core import Dense, Input
from nnstudio.catalog.layers.embedding import Embedding
from nnstudio.catalog.layers.pooling import MaxPooling2D
from nnstudio.catalog.layers.recurrent.lstm import LSTM
from nnstudio.catalog.layers.regularization.dropout import Dropout
from nnstudio.catalog.layers.reshaping import Flatten, Reshape
from nnstudio.network.axis_names import by_axis, described, names_by_rank
from nnstudio.network.inference import infer
from tests.network.blocks import with_residual
from tests.network.networks import chain

PICTURE = Input(shape=(8, 8, 3))
SERIES = Input(shape=(6, 4))


def last_names(*layers):
    network = chain(*layers).network
    return infer(network).axes[network.nodes[-1].id]


@pytest.mark.parametrize(
    ("layers", "names"),
    [
        ([Input(shape=(4,))], ("features",)),
        ([Input(shape=(4,), dtype="int32")], ("steps",)),
        ([Input(shape=())], ()),
        ([Input(shape=(4,)), Dense(units=2), Dropout(rate=0.1)], ("units",)),
        ([PICTURE, MaxPooling2D()], ("height", "width", "channels")),
        ([PICTURE, Conv2D(filters=2, kernel_size=(3, 3)), Flatten()], ("features",)),
        ([PICTURE, Dense(units=2)], ("height", "width", "units")),
        ([SERIES, LSTM(units=3, return_sequences=True)], ("steps", "units")),
        ([SERIES, LSTM(units=3)], ("units",)),
        ([SERIES, Conv1D(filters=3, kernel_size=(2,))], ("steps", "channels")),
        ([Input(shape=(4,), dtype="int32"), Embedding(input_dim=9, output_dim=2)], ("steps", "features")),
        ([Input(shape=(8,)), Reshape(target_shape=(2, 2, 2))], ("height", "width", "channels")),
    ],
)
def test_axes_are_named_by_their_number_and_by_who_made_the_last(layers, names):
    assert last_names(*layers) == names


def test_any_number_of_axes_has_names():
    for rank in range(7):
        names = names_by_rank(rank)
        assert len(names) == len(set(names)) == rank


def test_a_shape_is_told_with_its_axes():
    assert described((64,), ["units"]) == "64 units"
    assert described((1,), ["units"]) == "1 unit"
    assert described((8, 8, 3), names_by_rank(3)) == "8×8×3 (height, width, channels)"
    assert described((), ()) == "a single number"
    assert by_axis((8, 4), names_by_rank(2)) == "steps 8 · features 4"


def test_what_a_block_gives_is_named_like_any_result():
    network = with_residual().network
    inference = infer(network)
    for name in network.by_id:
        assert inference.described(name).split()[0] == "×".join(map(str, inference.shapes[name]))
