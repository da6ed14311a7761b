import pytest

from nnstudio.catalog.registry import types_of
from nnstudio.cli.commands import layers

EVERYTHING = [declaration for kind in layers._KINDS for declaration in types_of(kind).values()]


def test_the_whole_catalog_is_listed_in_80_columns(nnstudio):
    result = nnstudio("layers")
    assert result.status == 0
    for declaration in EVERYTHING:
        assert f"\n  {layers._name(declaration)} " in result.out
    assert max(map(len, result.out.splitlines())) <= 80


def test_layers_are_listed_under_their_category_once(nnstudio):
    out = nnstudio("layers").out
    assert out.count("Core layers:") == 1
    assert "Dense" in out.split("Core layers:")[1].split("\n\n")[0]


@pytest.mark.parametrize(
    "declaration", EVERYTHING, ids=lambda declaration: f"{declaration.kind} {declaration.__name__}"
)
def test_everything_is_explained_by_its_name_in_80_columns(nnstudio, declaration):
    result = nnstudio(f"layers {declaration.__name__}")
    assert result.status == 0
    assert f"{layers._name(declaration)} ({declaration.kind})" in result.out
    assert declaration.title().split()[0] in result.out
    if declaration.formula:
        assert declaration.formula.split()[0] in result.out
    assert max(map(len, result.out.splitlines())) <= 80


def test_a_field_tells_its_range_and_default(nnstudio):
    out = nnstudio("layers Dense").out
    assert "  units: a whole number at least 1; required\n      Number of outputs." in out
    assert "  kernel_initializer: the name of an initializer; default glorot_uniform\n" in out
    assert "  use_bias: true or false; default true\n" in out


def test_what_pytorch_does_otherwise_is_told_apart(nnstudio):
    lines = nnstudio("layers LeakyReLU").out.splitlines()
    assert "In PyTorch: LeakyReLU has the slope 0.01; here it is 0.3." in lines
    assert "In PyTorch" not in nnstudio("layers Add").out


@pytest.mark.parametrize(
    ("name", "heading"),
    [("relu", "relu (activation)"), ("he_normal", "he_normal (initializer)"), ("mse", "MeanSquaredError (loss)")],
)
def test_short_names_and_aliases_are_known(nnstudio, name, heading):
    assert heading in nnstudio(f"layers {name}").out


def test_a_name_of_several_things_explains_them_all(nnstudio):
    out = nnstudio("layers MeanSquaredError").out
    assert "MeanSquaredError (loss)" in out
    assert "MeanSquaredError (metric)" in out


@pytest.mark.parametrize(
    ("name", "hint"),
    [
        ("Dens", "Did you mean 'Dense'?"),
        ("adamm", "Did you mean 'adam'?"),
        ("qqqqqqq", "nnstudio layers lists what there is."),
    ],
)
def test_an_unknown_name_suggests_the_nearest(nnstudio, name, hint):
    result = nnstudio(f"layers {name}")
    assert result.status == 2
    assert result.err == f"There is nothing named {name!r} in the catalog. {hint}\n"
