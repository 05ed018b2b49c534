"""An issue as it was reported, read once: its texts, its counts, and how well each method fits it."""

from __future__ import annotations

from functools import cached_property

from attrs import frozen

from purpose_coach.causes.counts import Counts, read_counts
from purpose_coach.causes.fitness import Fit, fits, offered
from purpose_coach.causes.frameworks import framework
from purpose_coach.causes.shapes import Framework, Method
from purpose_coach.causes.speaking import said, subject

__all__ = ["Issue"]


@frozen(eq=False)
class Issue:
    """An issue's texts; what is read from them is read when it is first asked for."""

    title: str
    description: str
    impact: str = ""
    reporter: str = ""
    actions: tuple[str, ...] = ()
    """What is under way already."""
    areas: tuple[str, ...] = ()

    @cached_property
    def counts(self) -> Counts | None:
        """The counts by kind in the description, else in the title."""
        return read_counts(self.description) or read_counts(self.title)

    @cached_property
    def fits(self) -> tuple[Fit, ...]:
        """All four methods, the best first."""
        return fits(self.title, self.description, self.areas, self.counts)

    @property
    def offered(self) -> tuple[Fit, ...]:
        """The methods that are suggested."""
        return offered(self.fits)

    @property
    def methods(self) -> tuple[Method, ...]:
        """Their names."""
        return tuple(fit.method for fit in self.offered)

    @cached_property
    def framework(self) -> Framework:
        """The framework of its fishbone."""
        return framework("\n".join((self.title, self.description, *self.areas)))

    @property
    def called(self) -> str:
        """How it is called in a sentence."""
        return subject(self.title, self.description)

    @property
    def area(self) -> str:
        """The first of its areas that can be shown, quoted; empty without one."""
        return next((shown for area in self.areas if (shown := said(area))), "")

    @property
    def under_way(self) -> tuple[str, ...]:
        """What is under way already, quoted."""
        return tuple(shown for action in self.actions if (shown := said(action)))

    @property
    def texts(self) -> tuple[str, ...]:
        """Every text of it, for quotations to be held against."""
        return (self.title, self.description, self.reporter, *self.actions, *self.areas)
