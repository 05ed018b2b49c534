"""The contract, held over a real socket: every documented request, and answers of documented shape only."""

import pytest
from tests.contract.requests import ROUTES, shapes
from tests.serving import serving

from purpose_coach import Coach

BASES = ("/", "/coaching/api/v1")


@pytest.fixture(scope="module", params=BASES)
def server(request):
    """The whole catalogue under each base path, without a model."""
    with serving(base_path=request.param) as running:
        yield running, request.param.rstrip("/")


def _paths(route):
    yield from (f"{route.path}{query}" for query in route.queries)
    if route.short:
        yield route.path.removeprefix("/api")


BUILT = {operation.name for operation in Coach.operations()}
"""What stands in the catalogue is held to the whole contract; the rest must fail until it stands there."""
REQUESTS = [
    pytest.param(route, path, body, id=f"{route.name}-{number}-{name}")
    for route in ROUTES
    if route.name in BUILT
    for number, path in enumerate(_paths(route))
    for name, body in shapes(route)
]
UNBUILT = [
    pytest.param(
        route, id=route.name, marks=pytest.mark.xfail(strict=True, reason=f"{route.name} is not built yet")
    )
    for route in ROUTES
    if route.name not in BUILT
]


@pytest.mark.parametrize(("route", "path", "body"), REQUESTS)
def test_a_documented_request_gets_the_documented_answer(server, route, path, body):
    """Exactly the documented keys, types and enums, with or without `/api`, under either base path.

    Where the contract has no body, none is sent, and no Content-Type.
    """
    running, base = server
    if "{id}" in path:
        begun = running.post(f"{base}/conversations/initiate", {"topic": "pricing", "context": {}})
        path = path.replace("{id}", begun.json["data"]["id"])

    response = running.send(route.verb, f"{base}{path}", body)

    assert 200 == response.status, response.body
    assert "application/json" == response.headers["content-type"]
    route.answer.model_validate_json(response.body)


@pytest.mark.parametrize("route", UNBUILT)
def test_what_is_not_built_yet_is_missing(server, route):
    """An operation that is not in the catalogue is not served by another way either."""
    running, base = server
    path = route.path.replace("{id}", "some-id")

    response = running.send(route.verb, f"{base}{path}", route.body)

    assert 200 == response.status
    route.answer.model_validate_json(response.body)


@pytest.mark.parametrize("route", ROUTES[:3], ids=lambda route: route.name)
def test_the_three_alignment_requests_read_the_widest_shape(server, route):
    """Check, explanation and suggestions each take the other's goal, and every field of any of them."""
    running, base = server
    bodies = {key: value for one in ROUTES[:3] for key, value in (one.body or {}).items()}
    flat = {key: value for key, value in bodies.items() if key != "goal"}
    nested = {"goal": bodies["goal"], "businessFoundation": bodies["businessFoundation"]}

    answered = [running.post(f"{base}{route.path}", body) for body in (flat, nested)]

    assert [200, 200] == [response.status for response in answered]
    for response in answered:
        route.answer.model_validate_json(response.body)


def test_scores_that_the_contract_doubles_are_equal(server):
    """`alignmentScore` and `score` are the same number, within the arithmetic of what is shown."""
    running, base = server

    data = running.post(f"{base}{ROUTES[0].path}", ROUTES[0].body).json["data"]

    assert data["score"] == data["alignmentScore"]
    assert abs(data["score"] - sum(data["componentScores"].values()) / 3) <= 1


def test_every_route_of_the_contract_is_here():
    """The contract has seventeen routes, ten of them under `/api`."""
    assert 17 == len(ROUTES)
    assert 10 == sum(route.path.startswith("/api/") for route in ROUTES)


def test_every_operation_stands_where_the_contract_says():
    """An operation of the catalogue has the contract's verb and address."""
    documented = {route.name: (route.verb, route.path) for route in ROUTES}
    built = {operation.name: (operation.verb, operation.path) for operation in Coach.operations()}

    assert built == {name: documented[name] for name in built}
