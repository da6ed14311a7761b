"""Some of the breaking that `python -m tests.network.broken` does at length."""

from __future__ import annotations

import pytest

from tests.network.broken.classics import CLASSICS
from tests.network.broken.random_breaking import breaks
from tests.network.broken.sound import classic_named, random_numbered, template_named, template_names
from tests.network.broken.treatment import trained

PARTS, EACH, SEED = 3, 40, 13
RANDOM = 40


@pytest.mark.parametrize("part", range(PARTS))
def test_what_people_break_is_told_and_mended(part):
    """Two kinds of harm at once may take more than a few steps: of 40 networks one may be still ill."""
    failed = [found for found in breaks(SEED, range(EACH * part, EACH * (part + 1))) if found.report.complaints]
    wrong = [str(found) for found in failed if not all("still ill" in text for text in found.report.complaints)]
    assert wrong == []
    assert len(failed) <= 1


@pytest.mark.parametrize("name", template_names())
def test_nothing_is_said_of_a_template(name):
    assert template_named(name).problems() == ()


@pytest.mark.parametrize("name", CLASSICS)
def test_nothing_is_said_of_a_network_as_people_build_it(name):
    assert classic_named(name).problems() == ()
    assert trained(classic_named(name)) == ""


def test_random_networks_that_train_have_no_errors():
    told = [
        problem.message
        for number in range(RANDOM)
        for problem in random_numbered(number).problems()
        if problem.severity == "error"
    ]
    assert told == []
