"""Our kernels against the node tests that ship with ONNX, whose expected outputs are computed by others."""

from __future__ import annotations

import pytest

from tests.onnx_nodes.agreement import OPERATORS, Outcome, outcomes, summary

AGREEING = 232
"""So many agreed when this was written, with onnx 1.23; a new version may bring more."""


@pytest.mark.parametrize("operator", sorted(OPERATORS))
def test_an_operator_computes_what_onnx_expects(operator: str):
    mine = [outcome for outcome in outcomes() if outcome.operator == operator]
    assert mine
    assert [outcome for outcome in mine if outcome.difference] == []


@pytest.mark.parametrize("outcome", [outcome for outcome in outcomes() if outcome.left_out], ids=lambda one: one.test)
def test_what_is_left_out_has_a_reason(outcome: Outcome):
    assert outcome.left_out[0].isupper()
    assert outcome.left_out.endswith(".")


def test_no_more_is_left_out_than_before():
    assert sum(not outcome.left_out for outcome in outcomes()) >= AGREEING


def test_the_summary_counts_them_all():
    *_, last = summary()
    assert last.endswith(f"of {len(outcomes())} node tests agree")
