"""Settings of every test: hypothesis profiles, no network but loopback, no settings from outside."""

import ipaddress
import os
import socket
from pathlib import Path

import pytest
from hypothesis import HealthCheck, settings

settings.register_profile("dev", max_examples=100, deadline=None)
settings.register_profile("ci", max_examples=300, deadline=None, derandomize=True)
settings.register_profile(
    "nightly", max_examples=10_000, deadline=None, suppress_health_check=list(HealthCheck)
)
settings.load_profile(os.environ.get("HYPOTHESIS_PROFILE", "dev"))

CASES = Path(__file__).parent / "cases"


class NetworkUsedError(AssertionError):
    """A test tried to reach something beyond this machine."""


def _is_local(address):
    if not isinstance(address, tuple):
        return True  # a socket of the file system
    host = address[0].decode() if isinstance(address[0], bytes) else str(address[0])
    if host[:1].isdigit() or ":" in host:
        return ipaddress.ip_address(host).is_loopback
    return host == "localhost"


@pytest.fixture(autouse=True)
def loopback_only(monkeypatch):
    """Connections and look-ups beyond loopback fail, in whatever library they are made."""

    def guarded(name):
        real = getattr(socket.socket, name)

        def connect(self, address, *rest):
            if not _is_local(address):
                raise NetworkUsedError(f"a test connects to {address!r}")
            return real(self, address, *rest)

        return connect

    def look_up(host, *rest, **options):
        if host is not None and not _is_local((host,)):
            raise NetworkUsedError(f"a test looks up {host!r}")
        return real_look_up(host, *rest, **options)

    real_look_up = socket.getaddrinfo
    for name in ("connect", "connect_ex"):
        monkeypatch.setattr(socket.socket, name, guarded(name))
    monkeypatch.setattr(socket, "getaddrinfo", look_up)


@pytest.fixture(autouse=True)
def no_settings(monkeypatch):
    """No `PURPOSE_COACH_*` of whoever runs the tests reaches them."""
    for name in os.environ:
        if name.startswith("PURPOSE_COACH_"):
            monkeypatch.delenv(name)


@pytest.fixture(
    scope="module",
    params=["day", pytest.param("night", marks=[pytest.mark.nightly, pytest.mark.timeout(7200)])],
)
def dose(request):
    """Laws are held twice: by day by the profile's examples, `make nightly` runs them with its 10,000."""
    return request.param
