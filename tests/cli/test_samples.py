import pytest

from nnstudio.data.sources import samples


def test_every_sample_is_listed_in_80_columns(nnstudio):
    result = nnstudio("samples")
    assert result.status == 0
    for name in samples():
        assert f"sample:{name} " in result.out
    assert max(map(len, result.out.splitlines())) <= 80


@pytest.mark.parametrize("name", ["square", "spiral", "moons", "circles", "xor", "gaussians"])
def test_generated_samples_tell_their_options(nnstudio, name):
    listed = nnstudio("samples").out.split(f"sample:{name} ")[1].split("sample:")[0]
    assert "Options: " in listed
    assert "seed 0" in listed
