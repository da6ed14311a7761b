"""What forms say of their settings."""

from nnstudio.catalog.fields import fields_of
from nnstudio.data.preprocessing import Standardize
from nnstudio.studio.forms.wording import range_text


def test_a_list_of_names_is_asked_for_as_it_is_typed():
    assert range_text(fields_of(Standardize)["columns"]) == "names, parted by commas"
