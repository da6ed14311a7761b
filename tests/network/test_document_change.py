"""What lies between two documents, as one change."""

from __future__ import annotations

from hypothesis import given

from nnstudio.network import edits
from nnstudio.network.change import NodeStep, apply
from nnstudio.network.document import Document
from nnstudio.network.document_change import change_between
from nnstudio.network.json_format import write_document
from tests.network.blocks import grouped, with_residual
from tests.network.random_documents import documents


@given(documents(), documents())
def test_the_change_between_any_two_documents_leads_there_and_back(before, after):
    change = change_between(before, after, "Replace")
    assert write_document(apply(before, change)) == write_document(after)
    assert write_document(apply(after, change.inverse())) == write_document(before)


@given(grouped())
def test_blocks_come_and_go_in_their_places(documents):
    before, after = documents
    assert apply(before, change_between(before, after, "Group")) == after
    assert apply(after, change_between(after, before, "Unpack")) == before


def test_nothing_lies_between_a_document_and_itself():
    assert not change_between(with_residual(), with_residual(), "Nothing")
    assert not change_between(Document(), Document(), "Nothing")


def test_a_node_of_another_name_is_replaced_and_not_removed():
    document = with_residual()
    after = apply(document, edits.rename_node(document, "in", "first"))
    steps = [step for step in change_between(document, after, "Rename").steps if isinstance(step, NodeStep)]
    assert [(step.before.id, step.after.id) for step in steps] == [("in", "first")]
