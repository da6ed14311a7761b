from pathlib import Path

import pytest
from msgspec import structs

from nnstudio.data.reference import DataReference
from nnstudio.project.relocation import relocate, with_absolute_path


def with_source(document, source: str):
    return structs.replace(document, data=DataReference(source=source))


@pytest.mark.parametrize(
    ("source", "old", "new", "expected"),
    [
        ("points.csv", "/work", "/work/below", "../points.csv"),
        ("data/points.csv", "/work", "/work/data", "points.csv"),
        ("../points.csv", "/work/one", "/other/two", "../../work/points.csv"),
        ("points.csv", "/work", "/work", "points.csv"),
        ("/data/points.csv", "/work", "/work/below", "/data/points.csv"),
        ("sample:iris", "/work", "/work/below", "sample:iris"),
    ],
)
def test_the_way_to_the_data_leads_to_the_same_file(document, source, old, new, expected):
    moved = relocate(with_source(document, source), Path(old), Path(new))
    assert moved == with_source(document, expected)


def test_a_document_without_data_stays_as_it_is(document):
    bare = structs.replace(document, data=None)
    assert relocate(bare, Path("/a"), Path("/b")) == bare


@pytest.mark.parametrize(
    ("source", "expected"),
    [("points.csv", "/work/points.csv"), ("/data/points.csv", "/data/points.csv"), ("sample:iris", "sample:iris")],
)
def test_an_absolute_path_leads_to_the_data_from_everywhere(document, source, expected):
    assert with_absolute_path(with_source(document, source), Path("/work")) == with_source(document, expected)
