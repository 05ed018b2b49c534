"""What every adapter around another backend has in common: it is named as the one within."""

from __future__ import annotations

from purpose_coach.backends.port import Backend

__all__ = ["Wrapping"]


class Wrapping:
    """A backend around a backend that changes none of its answers."""

    __slots__ = ()

    backend: Backend

    @property
    def model(self) -> str:
        """The model of the backend within."""
        return self.backend.model

    @property
    def identity(self) -> str:
        """The identity of the backend within."""
        return self.backend.identity
