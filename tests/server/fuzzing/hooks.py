"""What schemathesis holds beside its own checks: each error is the contract's, and means what it says."""

import schemathesis
from schemathesis import GenerationMode
from tests.contract.answers import Error

from purpose_coach_server.envelope import STATUS

UNSAID = {"take too long", "must not repeat the id of another action"}
"""What no schema can say: that a plan ends before the year 9999, and that ids differ."""


@schemathesis.check
def check_documented(ctx, response, case):
    """Every error is in the envelope; what fits the schema is refused only where it says too little."""
    if response.status_code < 400:
        return
    told = Error.model_validate_json(response.content)
    assert STATUS[told.code] == response.status_code, f"{told.code} is no {response.status_code}"
    fits = case.meta is not None and case.meta.generation.mode == GenerationMode.POSITIVE
    if fits and response.status_code == 422 and not set((told.errors or {"": ""}).values()) <= UNSAID:
        assert told.code == "INSUFFICIENT_CONTEXT", f"what fits the schema was refused: {told.errors}"
