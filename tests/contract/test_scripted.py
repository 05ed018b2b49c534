"""The contract's answers with a model behind them: every operation that asks one, over a scripted model."""

import json
from pathlib import Path

import pytest
from tests.contract.requests import ROUTES
from tests.hostile import scripted

from purpose_coach import Coach
from purpose_coach.backends import Scripted
from purpose_coach.operation import parsed
from purpose_coach_server.envelope import success

ROOT = Path(__file__).parents[2]
ANSWERS = ROOT / "bench" / "answers"
"""One good answer an operation, to the example of the server's page."""
DUE = {route.name: route.answer for route in ROUTES}
ASKING = [one for one in Coach.operations() if (ANSWERS / f"{one.name}.json").is_file()]


def said(operation):
    """What a model says to the operation, and to those that it builds on, by the schema's name."""
    every = (*operation.builds_on, operation)
    return {one.answer.__name__: (ANSWERS / f"{one.name}.json").read_text("utf-8") for one in every}


@pytest.mark.parametrize("operation", ASKING, ids=lambda operation: operation.name)
def test_a_worded_answer_is_the_contracts(operation):
    """With a model that answers well the body is what the contract says, at the first try."""
    replies = said(operation)
    model = Scripted(lambda ask: replies[ask.schema.name])
    example = ROOT / "src" / "purpose_coach_server" / "examples" / f"{operation.name}.json"
    result = scripted(model).run(operation, parsed(operation, example.read_bytes()))

    assert ("model", 0) == (result.provenance.source, result.provenance.repairs)
    DUE[operation.name].model_validate_json(success(result))


def test_evidence_stands_within_an_object_and_beside_an_array():
    """Asked for, evidence and warnings come with the answer, wherever there is a place for them."""
    for name in ("alignment_check", "prioritization_suggestions"):
        operation = getattr(Coach, name)
        example = ROOT / "src" / "purpose_coach_server" / "examples" / f"{name}.json"
        whole = json.loads(
            success(scripted(None).run(operation, parsed(operation, example.read_bytes())), evidence=True)
        )
        rows = whole["data"]["evidence"] if isinstance(whole["data"], dict) else whole["evidence"]

        assert rows
        assert isinstance(whole["warnings"], list)


def test_every_operation_that_asks_has_a_good_answer():
    """What is measured and held here is every operation that asks a model."""
    missing = {one.name for one in Coach.operations()} - {one.name for one in ASKING}

    assert set() == missing
