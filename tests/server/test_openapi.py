"""The document that describes the server: valid, whole, and true."""

import pytest
from jsonschema_rs import validator_for
from openapi_spec_validator import validate
from tests.contract.answers import Error
from tests.server import sample
from tests.serving import serving

from purpose_coach import AsyncCoach
from purpose_coach_server.envelope import STATUS
from purpose_coach_server.openapi import openapi

CATALOGUE = openapi(AsyncCoach.operations())
SAMPLE = openapi(sample.OPERATIONS)


@pytest.mark.parametrize("document", [CATALOGUE, SAMPLE, openapi([], "/coaching/api/v1")])
def test_the_document_is_valid(document):
    """It is OpenAPI 3.1."""
    validate(document)

    assert "3.1.0" == document["openapi"]


def test_every_operation_stands_at_its_addresses():
    """One entry with `/api`, one without, each with a name of its own."""
    paths = CATALOGUE["paths"]
    named = [described["operationId"] for path in paths.values() for described in path.values()]

    assert {"/api/coaching/alignment-check", "/coaching/alignment-check"} <= set(paths)
    every = AsyncCoach.operations()

    assert len(named) == len(set(named))
    assert len(every) + sum(one.path.startswith("/api") for one in every) == len(named)


@pytest.mark.parametrize("operation", AsyncCoach.operations(), ids=lambda operation: operation.name)
def test_an_operations_example_works_as_it_stands(operation):
    """Each has one, and it answers."""
    described = CATALOGUE["paths"][operation.path]["post"]
    example = described["requestBody"]["content"]["application/json"]["example"]

    with serving() as running:
        response = running.post(operation.path, example)

    assert 200 == response.status
    schema = described["responses"]["200"]["content"]["application/json"]["schema"]
    validator_for({**schema, "components": CATALOGUE["components"]}).validate(response.json)


def test_every_error_that_an_operation_can_give_is_declared():
    """By status, each with the codes that it may have."""
    responses = CATALOGUE["paths"]["/api/coaching/alignment-check"]["post"]["responses"]
    told = {
        int(status): set(
            response["content"]["application/json"]["schema"]["allOf"][1]["properties"]["code"]["enum"]
        )
        for status, response in responses.items()
        if status != "200"
    }

    assert {401, 403, 405, 413, 415, 422, 429, 500, 503} == set(told)
    assert {"VALIDATION_ERROR", "INVALID_GOAL_DATA", "INSUFFICIENT_CONTEXT"} == told[422]
    assert {"AI_SERVICE_UNAVAILABLE", "ALIGNMENT_CALCULATION_FAILED"} == told[503]
    assert all(STATUS[code] == status for status, codes in told.items() for code in codes)
    assert set(STATUS) == set(Error.model_fields["code"].annotation.__args__)


def test_an_address_that_asks_has_parameters_and_no_body():
    """Query parameters have the names, bounds and defaults of the request."""
    described = SAMPLE["paths"]["/insights/generate"]["post"]
    query = {p["name"]: p["schema"] for p in described["parameters"] if p.get("in") == "query"}

    assert "requestBody" not in described
    assert {"page", "page_size", "category"} == set(query)
    assert {"type": "integer", "minimum": 1, "maximum": 100, "default": 20} == query["page_size"]


def test_a_place_in_the_path_is_no_field_of_the_body():
    """The path's parameter is declared once, where it stands."""
    described = SAMPLE["paths"]["/conversations/{id}/message"]["post"]
    body = described["requestBody"]["content"]["application/json"]["schema"]

    assert {"message"} == set(body["properties"]) == set(body["required"])
    assert ["id"] == [p["name"] for p in described["parameters"] if p.get("in") == "path"]
    assert {"404", "409"} <= set(described["responses"])


def test_an_answer_links_to_what_can_be_asked_with_it():
    """From initiate to message, by the id; nothing else is linked."""
    linked = {
        described["operationId"]: described["responses"]["200"].get("links")
        for path in SAMPLE["paths"].values()
        for described in path.values()
    }

    assert {
        "message": {"operationId": "message", "parameters": {"id": "$response.body#/data/id"}}
    } == linked.pop("start")
    assert {None} == set(linked.values())


def test_the_document_says_where_it_is_served():
    """The base path is its server."""
    assert [{"url": "/coaching/api/v1"}] == openapi([], "/coaching/api/v1")["servers"]
    assert [{"url": "/"}] == CATALOGUE["servers"]


def test_the_served_document_is_this_one():
    """`/openapi.json` is JSON, and the same."""
    with serving() as running:
        response = running.get("/openapi.json")

    assert CATALOGUE == response.json
    assert "application/json" == response.headers["content-type"]
