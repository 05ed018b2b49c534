"""What an operator can set, from variables and from files, and what refuses to start."""

import pytest
from pydantic import SecretStr
from tests.server import sample
from tests.serving import serving

from purpose_coach.errors import SettingsError
from purpose_coach_server import ServerSettings, create_app


@pytest.fixture
def environ(monkeypatch):
    """Sets `PURPOSE_COACH_*` for one test."""

    def set_all(**values):
        for name, value in values.items():
            monkeypatch.setenv(f"PURPOSE_COACH_{name}", str(value))

    return set_all


def test_defaults_are_those_of_a_developers_machine():
    """Loopback, port 8000, nobody asked, pages of this machine."""
    settings = ServerSettings.from_env()

    assert ("127.0.0.1", 8000, "/", "none", 262_144) == (
        settings.host, settings.port, settings.base_path, settings.auth, settings.body_limit,
    )  # fmt: skip
    settings.check()


def test_variables_are_read_as_the_table_means_them(environ):
    """Numbers, lists and choices come from text; blank means unset."""
    environ(
        PORT=" 9001 ",
        CORS_ORIGINS="https://a.example, https://b.example",
        EXPOSE="off",
        MODEL=" ",
        INSECURE="true",
    )

    settings = ServerSettings.from_env()

    assert (9001, ("https://a.example", "https://b.example"), "off", None, True) == (
        settings.port, settings.cors_origins, settings.expose, settings.model, settings.insecure,
    )  # fmt: skip


def test_secrets_come_from_files_too(environ, tmp_path):
    """A mounted file holds a setting; a variable of the same name wins."""
    (tmp_path / "purpose_coach_api_key").write_text("sk-from-a-file\n")
    (tmp_path / "PURPOSE_COACH_PORT").write_text("9002")
    (tmp_path / "somebody_elses").write_text("x")
    environ(SECRETS=tmp_path, BASE_URL="http://localhost:1/v1", MODEL="m")

    settings = ServerSettings.from_env()

    assert SecretStr("sk-from-a-file") == settings.api_key
    assert 9002 == settings.port
    assert "sk-from-a-file" not in repr(settings)

    environ(API_KEY="sk-from-a-variable")

    assert SecretStr("sk-from-a-variable") == ServerSettings.from_env().api_key


@pytest.mark.parametrize(
    ("name", "nearest"),
    [("BASE_PAHT", "BASE_PATH"), ("CORS_ORIGIN", "CORS_ORIGINS"), ("API_KEYZ", "API_KEY")],
)
def test_a_misspelt_variable_is_refused_with_the_nearest_name(environ, name, nearest):
    """It would do nothing, silently."""
    environ(**{name: "x"})

    with pytest.raises(
        SettingsError, match=f"PURPOSE_COACH_{name} is not a setting: did you mean .*{nearest}"
    ):
        ServerSettings.from_env()


def test_a_misspelt_file_of_secrets_is_refused_too(environ, tmp_path):
    """Its name is a setting's name."""
    (tmp_path / "purpose_coach_api_kye").write_text("sk")
    environ(SECRETS=tmp_path)

    with pytest.raises(SettingsError, match="did you mean PURPOSE_COACH_API_KEY"):
        ServerSettings.from_env()


def test_a_folder_of_secrets_that_is_not_there_is_refused(environ, tmp_path):
    """A secret that is not found is no secret that is not set."""
    environ(SECRETS=tmp_path / "nowhere")

    with pytest.raises(SettingsError, match=r"SECRETS=.*cannot be read"):
        ServerSettings.from_env()


WRONG = [
    ({"PORT": "http"}, "PORT"),
    ({"PORT": "70000"}, "PORT"),
    ({"BASE_PATH": "coaching"}, "BASE_PATH"),
    ({"AUTH": "jwt"}, "AUTH"),
    ({"BODY_LIMIT": "10"}, "BODY_LIMIT"),
    ({"EXPOSE": "maybe"}, "EXPOSE"),
    ({"TIMEOUT": "0"}, "TIMEOUT"),
    ({"TIMEOUT": "nan"}, "TIMEOUT"),
    ({"WORKERS": "0"}, "WORKERS"),
    ({"LOG_LEVEL": "loud"}, "LOG_LEVEL"),
]


@pytest.mark.parametrize(("given", "named"), WRONG)
def test_a_value_that_does_not_fit_is_refused_by_its_name(environ, given, named):
    """The variable is named."""
    environ(**given)

    with pytest.raises(SettingsError, match=f"^PURPOSE_COACH_{named}: "):
        ServerSettings.from_env()


UNSAFE = [
    ({"auth": "api-key"}, "AUTH=api-key needs PURPOSE_COACH_API_KEYS"),
    ({"workers": 2}, "WORKERS=2 needs a shared cache"),
    ({"cors_origin_regex": "("}, "CORS_ORIGIN_REGEX is no regular expression"),
    ({"host": "192.168.1.7"}, "AUTH=api-key"),
]


@pytest.mark.parametrize(("given", "said"), UNSAFE)
def test_what_cannot_work_or_is_unsafe_does_not_start(given, said):
    """It is refused before anything listens, and the message says what to do."""
    from purpose_coach import AsyncCoach

    with pytest.raises(SettingsError, match=said):
        create_app(AsyncCoach(), ServerSettings(**given))


def test_options_change_settings_and_are_held_to_the_same_rules():
    """None changes nothing."""
    settings = ServerSettings(port=9000)

    assert (9000, "::1") == ((changed := settings.but(host="::1", port=None)).port, changed.host)
    with pytest.raises(SettingsError, match="PURPOSE_COACH_PORT: "):
        settings.but(port=-1)


def test_a_server_can_keep_to_itself_who_answered():
    """`EXPOSE=off` drops what names model, prompt and tokens."""
    with serving(operations=sample.OPERATIONS, expose="off") as running:
        headers = running.get("/multitenant/data").headers

    assert [] == [name for name in headers if name.startswith("x-coach") or name == "cache-status"]
    assert headers["x-request-id"]


def test_a_base_path_stands_before_everything_but_health():
    """Addresses without it are gone; documentation is found with it and without."""
    with serving(base_path="/coaching/api/v1/") as running:
        found = {
            path: running.get(path).status
            for path in ("/coaching/api/v1/docs", "/docs", "/healthz", "/version")
        }
        check = "/coaching/alignment-check"

        assert {200} == set(found.values())
        assert [404, 422] == [running.post(f"{base}{check}", {}).status for base in ("", "/coaching/api/v1")]
        assert [{"url": "/coaching/api/v1"}] == running.get("/openapi.json").json["servers"]


def test_a_smaller_body_limit_is_kept():
    """Bytes beyond it are refused, up to it they are read."""
    with serving(operations=sample.OPERATIONS, body_limit=1024) as running:
        fits = b'{"topic":"%b"}' % (b"x" * (1024 - 12))

        assert 1024 == len(fits)
        assert [200, 413] == [
            running.send("POST", "/conversations/initiate", body).status for body in (fits, fits + b" ")
        ]
