"""Which pages may call, on every status there is."""

import pytest
from tests.server import sample
from tests.serving import serving

from purpose_coach import errors
from purpose_coach_server.headers import ACCEPTED, EXPOSED

APP = "https://eu.purposepath.app"
CHECK = "/api/coaching/alignment-check"
GOOD = {"goalIntent": "Repair more", "businessFoundation": {"purpose": "Keep goods in use"}}

BUSY = sample.failing(errors.ModelOverloaded("busy"))
BROKEN = sample.failing(ValueError(sample.SECRET))
REQUESTS = {
    200: ("POST", "/conversations/initiate", {"topic": "x"}, {}),
    401: ("POST", "/conversations/initiate", {"topic": "x"}, {"Authorization": "Bearer wrong"}),
    403: ("POST", "/conversations/initiate", {"topic": "x"}, {"X-Tenant-Id": "other"}),
    404: ("GET", "/nothing", None, {}),
    405: ("GET", "/conversations/initiate", None, {}),
    413: ("POST", "/conversations/initiate", b" " * 300_000, {}),
    415: ("POST", "/conversations/initiate", b"x", {"Content-Type": "text/plain"}),
    422: ("POST", "/conversations/initiate", {}, {}),
    500: ("POST", "/broken", {"topic": "x"}, {}),
    503: ("POST", "/busy", {"topic": "x"}, {}),
}
KEY = "pc_a-key-of-a-test"
WELCOME = ("https://one.example", "https://two.example:8443")


@pytest.fixture(scope="module")
def server(tmp_path_factory):
    """With keys and two listed origins, so that every status can be had."""
    from hashlib import sha256

    from attrs import evolve

    keys = tmp_path_factory.mktemp("keys") / "keys"
    keys.write_text(f"acme:{sha256(KEY.encode()).hexdigest()}\n")
    operations = [
        sample.START,
        evolve(BROKEN, name="broken", path="/broken"),
        evolve(BUSY, name="busy", path="/busy"),
    ]
    with serving(operations=operations, auth="api-key", api_keys=keys, cors_origins=WELCOME) as running:
        yield running


@pytest.fixture(scope="module")
def plain():
    """With the default origins."""
    with serving() as running:
        yield running


@pytest.mark.parametrize("status", REQUESTS)
@pytest.mark.parametrize("origin", WELCOME)
def test_a_welcome_page_can_read_every_status(server, origin, status):
    """Every answer names the page's origin and the headers that it may read."""
    verb, path, body, headers = REQUESTS[status]
    response = server.send(verb, path, body, {"Authorization": f"Bearer {KEY}", "Origin": origin, **headers})

    assert status == response.status
    assert origin == response.headers["access-control-allow-origin"]
    assert "Origin" == response.headers["vary"]
    assert ", ".join(EXPOSED) == response.headers["access-control-expose-headers"]
    assert "access-control-allow-credentials" not in response.headers


@pytest.mark.parametrize("status", REQUESTS)
@pytest.mark.parametrize(
    "origin",
    [
        "https://evil.example",
        "http://one.example",
        "https://one.example.evil.example",
        "https://one.example:444",
        "https://two.example",
        "null",
        "",
        "https://ONE.example/",
    ],
)
def test_any_other_page_is_refused_before_anything_happens(server, origin, status):
    """Whatever it asks for, it gets 403 and no permission to read even that."""
    verb, path, body, headers = REQUESTS[status]
    response = server.send(verb, path, body, {"Authorization": f"Bearer {KEY}", "Origin": origin, **headers})

    assert (403, "FORBIDDEN") == (response.status, response.code)
    assert [] == [name for name in response.headers if name.startswith("access-control")]


@pytest.mark.parametrize("status", REQUESTS)
def test_without_an_origin_nothing_is_said_of_origins(server, status):
    """A client that is no page gets no CORS header."""
    verb, path, body, headers = REQUESTS[status]
    response = server.send(verb, path, body, {"Authorization": f"Bearer {KEY}", **headers})

    assert status == response.status
    assert [] == [name for name in response.headers if name.startswith("access-control")]


def _preflight(server, origin, path="/conversations/initiate"):
    return server.send(
        "OPTIONS",
        path,
        headers={
            "Origin": origin,
            "Access-Control-Request-Method": "POST",
            "Access-Control-Request-Headers": "authorization,content-type,x-tenant-id",
        },
    )


@pytest.mark.parametrize("path", ["/conversations/initiate", "/nothing", "/busy"])
def test_a_preflight_needs_no_key(server, path):
    """The browser asks without credentials, and is told what may be sent."""
    response = _preflight(server, WELCOME[0], path)

    assert (200, b"") == (response.status, response.body)
    assert WELCOME[0] == response.headers["access-control-allow-origin"]
    assert "GET, POST" == response.headers["access-control-allow-methods"]
    assert set(ACCEPTED) == set(response.headers["access-control-allow-headers"].split(", "))
    assert {"Authorization", "X-Tenant-Id", "Idempotency-Key", "X-Request-Timeout"} <= set(ACCEPTED)


def test_a_preflight_from_elsewhere_is_refused_in_the_envelope(server):
    """No preflight is answered in plain text."""
    response = _preflight(server, "https://evil.example")

    assert (403, "FORBIDDEN") == (response.status, response.code)


@pytest.mark.parametrize(
    ("origin", "status"),
    [
        ("http://localhost:3000", 200),
        ("https://localhost", 200),
        ("http://127.0.0.1:5173", 200),
        ("http://[::1]:8080", 200),
        ("http://localhost.evil.example", 403),
        ("http://localhost:3000.evil.example", 403),
        ("http://evil.example/localhost:1", 403),
    ],
)
def test_by_default_pages_of_this_machine_may_call(plain, origin, status):
    """Localhost with any port, and nothing that only looks like it."""
    assert status == plain.post(CHECK, GOOD, Origin=origin).status


@pytest.mark.parametrize(
    ("origin", "status"),
    [
        (APP, 200),
        ("https://purposepath.app.evil.example", 403),
        ("https://evil-purposepath.app", 403),
        ("http://localhost:3000", 403),
    ],
)
def test_origins_can_be_one_expression(origin, status):
    """It must match the whole origin; the default is no longer among them."""
    with serving(cors_origin_regex=r"https://[a-z]+\.purposepath\.app") as running:
        assert status == running.post(CHECK, GOOD, Origin=origin).status


def test_a_page_of_the_server_itself_may_call():
    """The documentation's own try-it sends an Origin too."""
    with serving(cors_origins=WELCOME) as running:
        assert 200 == running.post(CHECK, GOOD, Origin=f"http://{running.host}").status
