"""Who may call, as which tenant, and from where the server may be reached."""

from hashlib import sha256

import pytest
from tests.server import sample
from tests.serving import serving

from purpose_coach.errors import SettingsError
from purpose_coach_server import ServerSettings
from purpose_coach_server.auth import ApiKeys, anyone

KEYS = {"pc_first-key": "acme", "pc_second-key": "acme", "pc_other-key": "umbra"}
TOPIC = {"topic": "x"}


async def _tenant(request, world):
    return sample.Topic(topic=f"{world.caller.tenant}/{world.caller.token}")


def _whoami():
    from attrs import evolve

    return evolve(sample.START, name="whoami", path="/whoami", gather=_tenant, finish=_said)


def _said(request, facts, answer, moment):
    return sample.Conversation(id="1", topic=facts.topic)


@pytest.fixture(scope="module")
def keys(tmp_path_factory):
    """A file of keys, several for one tenant."""
    path = tmp_path_factory.mktemp("keys") / "keys"
    lines = [f"{tenant}:{sha256(key.encode()).hexdigest()}" for key, tenant in KEYS.items()]
    path.write_text("\n".join(["# rotated in May", "", *lines]))
    return path


@pytest.fixture(scope="module")
def guarded(keys):
    """A server that asks for keys."""
    with serving(operations=[_whoami()], auth="api-key", api_keys=keys) as running:
        yield running


@pytest.fixture(scope="module")
def unguarded():
    """A server that asks nobody."""
    with serving(operations=[_whoami()]) as running:
        yield running


@pytest.mark.parametrize(("key", "tenant"), KEYS.items())
def test_a_key_names_its_tenant(guarded, key, tenant):
    """Every key of a tenant works, and is not handed on as the caller's own token."""
    response = guarded.post("/whoami", TOPIC, Authorization=f"Bearer {key}")

    assert f"{tenant}/None" == response.json["data"]["topic"]


def test_the_tenant_may_be_named_beside_its_key(guarded):
    """The front end sends both."""
    response = guarded.post("/whoami", TOPIC, Authorization="bearer pc_first-key", X_Tenant_Id="acme")

    assert 200 == response.status


def test_another_tenants_name_is_refused(guarded):
    """A key opens one tenant only."""
    response = guarded.post("/whoami", TOPIC, Authorization="Bearer pc_first-key", X_Tenant_Id="umbra")

    assert (403, "FORBIDDEN") == (response.status, response.code)


DIGEST = sha256(b"pc_first-key").hexdigest()


@pytest.mark.parametrize(
    "shown",
    [
        {},
        {"Authorization": ""},
        {"Authorization": "Bearer"},
        {"Authorization": "Bearer "},
        {"Authorization": "Bearer wrong"},
        {"Authorization": "Basic pc_first-key"},
        {"Authorization": "pc_first-key"},
        {"Authorization": f"Bearer {DIGEST}"},
        {"Authorization": "Bearer pc_first-key pc_first-key"},
        {"Authorization": "Bearer PC_FIRST-KEY"},
        {"X_Tenant_Id": "acme"},
        {"Authorization": "Bearer \xff\xfe"},
    ],
)
def test_without_a_right_key_nobody_gets_in(guarded, shown):
    """It is 401, with a challenge and without a reason."""
    response = guarded.post("/whoami", TOPIC, **shown)

    assert (401, "UNAUTHORIZED") == (response.status, response.code)
    assert "Bearer" == response.headers["www-authenticate"]
    assert "Send a valid API key as a bearer token." == response.json["error"]


@pytest.mark.parametrize("path", ["/nothing", "/whoami/", "/docs/../whoami", "/healthz/", "//healthz"])
def test_what_is_not_public_needs_a_key_even_to_be_missing(guarded, path):
    """Nobody learns which addresses there are."""
    assert 401 == guarded.get(path).status


@pytest.mark.parametrize(
    "path", ["/healthz", "/readyz", "/version", "/docs", "/openapi.json", "/docs/swagger-ui.css"]
)
def test_health_and_documentation_need_no_key(guarded, path):
    """They say nothing of any tenant."""
    assert 200 == guarded.get(path).status


def test_a_servers_own_name_does_not_count_with_keys(guarded):
    """Behind a proxy the server has another name; the key is what counts."""
    response = guarded.post("/whoami", TOPIC, Authorization="Bearer pc_first-key", Host="api.example")

    assert 200 == response.status


def test_without_auth_the_header_names_the_tenant(unguarded):
    """The default tenant is `local`; a bearer token is the caller's own, for the deployment's data."""
    topics = [
        unguarded.post("/whoami", TOPIC, **headers).json["data"]["topic"]
        for headers in ({}, {"X_Tenant_Id": "acme"}, {"Authorization": "Bearer own"})
    ]

    assert ["local/None", "acme/None", "local/own"] == topics


@pytest.mark.parametrize("tenant", ["a b", "a/b", "", "x" * 129, "ä", "a\tb"])
def test_a_tenant_is_a_plain_name(unguarded, tenant):
    """It becomes a part of keys, so it cannot be just anything."""
    assert 403 == unguarded.post("/whoami", TOPIC, X_Tenant_Id=tenant).status


@pytest.mark.parametrize(
    ("host", "status"),
    [
        ("localhost", 200),
        ("localhost:8000", 200),
        ("127.0.0.1:1", 200),
        ("[::1]:8000", 200),
        ("evil.example", 403),
        ("localhost.evil.example", 403),
        ("evil.example:8000", 403),
        ("127.0.0.1.evil.example", 403),
        ("0.0.0.1", 403),
        ("", 403),
    ],
)
def test_without_auth_only_local_names_are_answered(unguarded, host, status):
    """A page that points its own name at this machine gets nothing."""
    assert status == unguarded.post("/whoami", TOPIC, Host=host).status


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("", "there is no key in it"),
        ("# nothing\n", "there is no key in it"),
        ("acme", ":1: expected"),
        (f"acme:{DIGEST}\nacme:pc_plain-key", ":2: expected"),
        (f"a b:{DIGEST}", ":1: expected"),
        (f"acme:{DIGEST.upper()}", ":1: expected"),
    ],
)
def test_a_wrong_file_of_keys_stops_the_start(tmp_path, text, said):
    """The line is named, what stands in it is not."""
    path = tmp_path / "keys"
    path.write_text(text)

    with pytest.raises(SettingsError, match=said) as failure:
        ApiKeys.from_file(path)

    assert "pc_plain" not in failure.value.message


def test_a_file_of_keys_that_is_not_there_stops_the_start(tmp_path):
    """It is named."""
    with pytest.raises(SettingsError, match=r"nowhere: cannot be read: FileNotFoundError"):
        ApiKeys.from_file(tmp_path / "nowhere")


@pytest.mark.parametrize("host", ["::", "192.168.1.7", "example.com", ""])
def test_nobody_listens_to_the_world_without_asking_who_calls(host):
    """A public bind without authentication refuses to start, unless it is said to be meant."""
    settings = ServerSettings(host=host)

    with pytest.raises(SettingsError, match="--insecure"):
        settings.check()

    settings.but(insecure=True).check()


@pytest.mark.parametrize("host", ["127.0.0.1", "127.8.9.1", "::1", "localhost"])
def test_this_machine_may_listen_to_itself(host):
    """Loopback needs no authentication."""
    ServerSettings(host=host).check()


def test_callers_do_not_show_their_tokens():
    """A caller's token is in no text of the caller."""
    scope = {"headers": [(b"authorization", b"Bearer secret-token")]}

    assert "secret-token" == (caller := anyone(scope)).token
    assert "secret-token" not in repr(caller)
