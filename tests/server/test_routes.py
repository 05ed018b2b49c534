"""Routes derived from declarations: the irregular kinds, both addresses, and evidence on demand."""

import subprocess
import sys
from pathlib import Path

import pytest
from starlette.applications import Starlette
from tests.server import sample
from tests.serving import serving, serving_app

from purpose_coach import AsyncCoach
from purpose_coach_server.routes import routes_of

CHECK = {
    "goalIntent": "Repair more",
    "businessFoundation": {"purpose": "Keep goods in use by repairing them"},
}
ALONE = """
import sys
import purpose_coach_server.routes
import purpose_coach_server.openapi
protective = ("app", "auth", "cors", "guard", "journal", "receipt", "serve", "settings", "shortcut")
assert not [name for name in protective if f"purpose_coach_server.{name}" in sys.modules]
"""


@pytest.fixture(scope="module")
def server():
    """The sample's operations beside the catalogue's."""
    with serving(operations=[*sample.OPERATIONS, *AsyncCoach.operations()]) as running:
        yield running


def test_a_get_needs_no_body(server):
    """An operation asked by its address answers a bare GET, and what is unknown is null."""
    response = server.get("/multitenant/data")

    assert (200, {"revenue": None, "customers": 450}) == (response.status, response.json["data"])
    assert "no-store" == response.headers["cache-control"]


def test_a_head_is_a_get_without_its_body(server):
    """HEAD has a GET's headers and no body."""
    response = server.send("HEAD", "/multitenant/data")

    assert (200, b"") == (response.status, response.body)
    assert 0 < int(response.headers["content-length"])


@pytest.mark.parametrize(
    ("query", "expected"),
    [
        ("", ("any", 1, 20)),
        ("?page=2&page_size=10&category=strategy", ("strategy", 2, 10)),
        ("?page=1&page=3", ("any", 3, 20)),
        ("?page=&category=", ("any", 1, 20)),
        ("?unknown=1", ("any", 1, 20)),
    ],
)
def test_a_page_is_asked_by_query_parameters(server, query, expected):
    """Query parameters make the request; what stands beside the data is the result's own."""
    response = server.send("POST", f"/insights/generate{query}")

    title, page, limit = expected
    assert {
        "success": True,
        "data": {"titles": [title]},
        "pagination": {"page": page, "limit": limit, "total": 45, "total_pages": 3},
    } == response.json


def test_a_query_parameter_that_does_not_fit_is_named(server):
    """Errors carry the parameter's name as the client wrote it."""
    response = server.send("POST", "/insights/generate?page=zero&page_size=101&category=weather")

    assert (422, "VALIDATION_ERROR") == (response.status, response.code)
    assert {"page", "page_size", "category"} == set(response.json["errors"])


def test_a_place_in_the_path_joins_the_body(server):
    """The path's part wins over a field of the same name in the body."""
    response = server.post("/conversations/c-9/message", {"message": "hello", "id": "c-1"})

    assert {"id": "c-9", "response": "HELLO"} == response.json["data"]


def test_an_answer_leads_to_the_next_request(server):
    """What initiate answers is what the message's path takes."""
    begun = server.post("/conversations/initiate", {"topic": "pricing"}).json["data"]["id"]

    assert 200 == server.post(f"/conversations/{begun}/message", {"message": "hello"}).status


@pytest.mark.parametrize("path", ["/api/teams/red%20team/members/7", "/teams/red%20team/members/7"])
def test_a_path_may_have_several_places(server, path):
    """Places are decoded, with or without `/api`."""
    assert {"place": "red team:7"} == server.get(path).json["data"]


@pytest.mark.parametrize("path", ["/teams/red/members/none", "/teams/red/members/0", "/teams/%00/members/1"])
def test_a_place_that_does_not_fit_is_refused(server, path):
    """A place is validated as a field is."""
    assert (422, "VALIDATION_ERROR") == ((r := server.get(path)).status, r.code)


def test_a_body_that_is_no_object_is_refused_beside_a_place(server):
    """A list beside a place in the path cannot be joined with it."""
    response = server.post("/conversations/c-9/message", ["hello"])

    assert (422, {"body": "Input should be an object"}) == (response.status, response.json["errors"])


def test_evidence_comes_when_asked_for(server):
    """`include=evidence` adds evidence and warnings, and changes nothing else."""
    plain = server.post("/api/coaching/alignment-check", CHECK)
    asked = server.post("/api/coaching/alignment-check?include=evidence", CHECK)

    assert {"success", "data"} == set(plain.json)
    assert {"success", "data", "warnings"} == set(asked.json)
    assert asked.json["data"]["evidence"]
    assert plain.json["data"] == {k: v for k, v in asked.json["data"].items() if k != "evidence"}


@pytest.mark.parametrize(
    ("query", "headers", "named"),
    [
        ("?include=everything", {}, "include"),
        ("?include=", {}, "include"),
        ("", {"X_Request_Timeout": "soon"}, "X-Request-Timeout"),
        ("", {"X_Request_Timeout": "0"}, "X-Request-Timeout"),
        ("", {"X_Request_Timeout": "nan"}, "X-Request-Timeout"),
    ],
)
def test_what_is_asked_of_the_server_itself_must_fit(server, query, headers, named):
    """A parameter of every operation that makes no sense is refused, not ignored."""
    response = server.post(f"/coaching/alignment-check{query}", CHECK, **headers)

    assert (422, "VALIDATION_ERROR", {named}) == (
        response.status,
        response.code,
        set(response.json["errors"]),
    )


def test_routes_work_without_any_layer():
    """Routes alone make a server: nothing that protects them is needed to answer."""
    with serving_app(Starlette(routes=list(routes_of(AsyncCoach(), sample.OPERATIONS)))) as alone:
        assert {"id": "c-9", "response": "HI"} == alone.post(
            "/conversations/c-9/message", {"message": "hi"}
        ).json["data"]
        assert 200 == alone.get("/multitenant/data").status


def test_routes_import_no_protective_module():
    """Routes and the document can be imported when every protective module is gone."""
    done = subprocess.run(
        [sys.executable, "-c", ALONE], capture_output=True, text=True, cwd=Path(__file__).parent
    )

    assert (0, "") == (done.returncode, done.stderr)


def test_the_application_can_be_mounted():
    """Inside another application, paths are those under the mount: health stays open, routes are found."""
    from starlette.routing import Mount

    from purpose_coach_server import ServerSettings, create_app

    inner = create_app(AsyncCoach(), ServerSettings(), operations=sample.OPERATIONS)
    with serving_app(Starlette(routes=[Mount("/inner", inner)])) as outer:
        assert [200, 200, 200] == [
            outer.get(path).status for path in ("/inner/healthz", "/inner/multitenant/data", "/inner/docs")
        ]
        assert 404 == outer.get("/inner/nothing").status
