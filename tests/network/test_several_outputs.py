"""Networks with several outputs: each needs a loss and a target, and what is said of it stays with it."""

import pytest
from msgspec import structs

from nnstudio.catalog.frozen_mapping import FrozenMapping
from nnstudio.catalog.layers.core import Dense, Input
from nnstudio.catalog.losses import MeanAbsoluteError, MeanSquaredError, SparseCategoricalCrossentropy
from nnstudio.catalog.metrics import MeanAbsoluteError as MeanAbsoluteErrorMetric
from nnstudio.data.reference import DataReference
from nnstudio.network import edits
from nnstudio.network.change import apply
from nnstudio.network.checks import check
from nnstudio.network.document import PerOutput, Training
from nnstudio.network.output_edits import set_for_output
from nnstudio.network.training_checks import target_kinds
from tests.network.descriptions import NUMBERS, SPECIES, described
from tests.network.doctor.cases import repairs_of
from tests.network.networks import wired

LOSSES = PerOutput({"a": MeanSquaredError(), "b": MeanAbsoluteError()})
DATA = DataReference(source="rows.csv", target=FrozenMapping({"a": ("y",), "b": ("z",)}), sample_weight="w")


def two_outputs(training=None, data=DATA):
    nodes = {"x": Input(shape=(2,)), "a": Dense(units=1), "b": Dense(units=1)}
    document = wired(nodes, "x > a", "x > b")
    return document.__class__(network=document.network, data=data, training=training or Training(loss=LOSSES))


def problems(document, code, description=None):
    return [problem for problem in check(document, description) if problem.code == code]


def test_two_outputs_with_a_loss_and_a_target_each_are_no_problem():
    assert not check(two_outputs())
    assert not check(two_outputs(Training()))


@pytest.mark.parametrize("data", [None, DATA.replace(target="y")])
def test_outputs_of_which_nothing_is_said_are_not_meant(data):
    (problem,) = problems(two_outputs(Training(), data), "several-outputs")
    assert problem.message.startswith("“a” and “b” are outputs, because nothing follows them, but only one target")


def test_an_output_without_a_loss_is_named_and_repaired():
    document = two_outputs(Training(loss=PerOutput({"a": MeanAbsoluteError()})))
    (problem,) = check(document)
    assert (problem.code, problem.node, problem.field) == ("missing-loss", "b", "loss")
    assert problem.message == "No loss is chosen for the output Dense “b”. Choose one."
    assert not check(apply(document, problem.fixes[0].change))


def test_an_output_without_a_target_is_named():
    document = two_outputs(data=DATA.replace(target=FrozenMapping({"a": ("y",)})))
    (problem,) = check(document)
    assert (problem.code, problem.node, problem.field) == ("missing-target", "b", "target")
    assert problem.message == ("No target is chosen for the output Dense “b”. Choose it among the columns of the data.")


def test_an_output_without_a_target_can_be_given_up():
    document = two_outputs(data=DATA.replace(target=FrozenMapping({"a": ("y",)})))
    (repair,) = repairs_of(document, "missing-target")
    assert repair.title == "Keep only what leads to “a”"
    after = apply(document, repair.change)
    assert [node.id for node in after.network.nodes] == ["x", "a"]
    assert not check(after)


def test_a_loss_of_no_output_says_why_it_is_none_and_can_be_moved_or_removed():
    document = two_outputs(Training(loss=PerOutput({"a": MeanAbsoluteError(), "bb": MeanAbsoluteError()})))
    (problem, _) = check(document)
    assert (problem.code, problem.field) == ("unknown-output", "loss")
    assert problem.message == (
        "The loss of the training names “bb”, which is no output: there is no such node. Did you mean “b”? "
        "Name an output, or remove it."
    )
    removed = apply(document, problem.fixes[-1].change)
    assert removed.training.loss == PerOutput({"a": MeanAbsoluteError()})


def test_what_was_said_of_a_node_can_be_used_for_the_output_that_follows_it():
    document = apply(two_outputs(), edits.add_node(two_outputs(), Dense(units=1), node_id="c"))
    document = apply(document, edits.connect(document, "b", "c"))
    found = problems(document, "unknown-output")
    assert found[0].node == "b"
    assert "other nodes follow it" in found[0].message
    assert found[0].fixes[0].label == "Use it for “c”"
    assert not check(apply(document, found[0].fixes[0].change))


def test_a_renamed_output_keeps_its_loss_metrics_and_target():
    training = Training(
        loss=LOSSES, loss_weights=PerOutput({"b": 2.0}), metrics=PerOutput({"b": (MeanAbsoluteErrorMetric(),)})
    )
    document = two_outputs(training, DATA.replace(sample_weight=FrozenMapping({"b": "w"})))
    change = edits.rename_node(document, "b", "size")
    after = apply(document, change)
    assert dict(after.training.loss) == {"a": MeanSquaredError(), "size": MeanAbsoluteError()}
    assert (dict(after.training.loss_weights), list(after.training.metrics)) == ({"size": 2.0}, ["size"])
    assert (dict(after.data.target), dict(after.data.sample_weight)) == (
        {"a": ("y",), "size": ("z",)},
        {"size": "w"},
    )
    assert apply(after, change.inverse()) == document


def test_a_deleted_output_takes_what_was_said_of_it_away():
    document = two_outputs()
    after = apply(document, edits.remove(document, ["b"]))
    assert dict(after.training.loss) == {"a": MeanSquaredError()}
    assert dict(after.data.target) == {"a": ("y",)}
    assert not check(after)
    nothing = apply(after, edits.remove(after, ["a"]))
    assert (nothing.training, nothing.data.target) == (Training(), None)


def test_a_loss_is_set_for_one_output_and_left_as_it_was_for_the_others():
    document = two_outputs(Training(loss=MeanSquaredError()))
    after = apply(document, set_for_output(document, "b", "loss", MeanAbsoluteError()))
    assert dict(after.training.loss) == {"a": MeanSquaredError(), "b": MeanAbsoluteError()}
    assert not set_for_output(after, "b", "loss", MeanAbsoluteError())


def test_every_target_has_the_form_that_its_loss_takes():
    description = structs.replace(described(NUMBERS, x=(2,)), targets={"a": NUMBERS, "b": SPECIES})
    assert target_kinds(Training(), description, {"a": (1,), "b": (3,)}) == {"a": "values", "b": "one_hot"}
    losses = PerOutput({"a": MeanSquaredError(), "b": SparseCategoricalCrossentropy()})
    wrong = two_outputs(Training(loss=losses), DATA.replace(sample_weight=None))
    (problem,) = problems(wrong, "output-shape", description)
    assert problem.node == "b"
    assert problem.message.startswith("Dense “b” gives 1 unit, but Sparse categorical crossentropy with the target")
    first = repairs_of(wrong, "output-shape", description)[0]
    assert apply(wrong, first.change).network.by_id["b"].layer.units == 3
    classless = two_outputs(Training(loss=losses.__class__({**losses, "a": SparseCategoricalCrossentropy()})))
    (problem,) = problems(classless, "loss-target", description)
    assert (problem.node, problem.field) == ("a", "loss")
    assert apply(classless, problem.fixes[0].change).training.loss == losses
