"""`purpose-coach doctor`: one real call to each configured model, and what to mend.

With an endpoint whose output mode is not set, the modes are tried in the order in which the library
would: the first that gives a usable answer is the one that works, and most often the only one asked.
"""

from __future__ import annotations

import asyncio
from collections.abc import Iterator, Mapping, Sequence
from typing import Literal, get_args

from attrs import frozen

from purpose_coach.alignment.shapes import BusinessFoundation
from purpose_coach.backends.dialect import Mode
from purpose_coach.backends.failures import REFUSING, Failure
from purpose_coach.backends.litellm import LiteLLM
from purpose_coach.backends.metered import Metered, Spent
from purpose_coach.backends.openai_compatible import OpenAICompatible
from purpose_coach.backends.port import Ask, Usage
from purpose_coach.cli.screen import Mistake, console, listing, text, write
from purpose_coach.coach import AsyncCoach
from purpose_coach.errors import (
    AnswerBeyondRepair,
    CoachError,
    ModelOverloaded,
    ModelRefused,
    ModelTimeout,
    PromptTooLong,
)
from purpose_coach.operations.alignment_check import AlignmentCheckRequest, operation
from purpose_coach.settings import PREFIX, Settings

__all__ = ["doctor"]

REQUEST = AlignmentCheckRequest(
    goal_intent="Answer every customer within one day",
    business_foundation=BusinessFoundation(vision="Customers feel heard", core_values=("Respect",)),
)
NO_MODEL = (
    f"no model is configured, so every operation answers unaided: set {PREFIX}MODEL to a litellm name, "
    f"or to a name that the endpoint {PREFIX}BASE_URL knows"
)
REMEDIES: Mapping[type[CoachError], str] = {
    ModelRefused: "`purpose-coach config` shows which model, address and key are in effect",
    ModelOverloaded: f"see that the server runs and that {PREFIX}BASE_URL reaches it from here, else wait",
    ModelTimeout: f"raise {PREFIX}TIMEOUT, or choose a faster model",
    AnswerBeyondRepair: f"choose a larger model, or another {PREFIX}OUTPUT",
    PromptTooLong: "choose a model with a longer context, or give the server's more room (8,000 tokens do)",
}
"""What to do, by class of failure; where none stands, the error's own message says it."""
WORDED = frozenset(Failure(status, "").error.message for status in REFUSING)
"""Refusals that another output mode may avoid."""
ROLES = ("system", "user")


@frozen(kw_only=True)
class Trial:
    """One call in one mode, and what came of it."""

    mode: Mode | Literal["auto"]
    spent: Spent
    repairs: int = 0
    error: CoachError | None = None

    @property
    def seconds(self) -> float:
        """Seconds a call."""
        return self.spent.seconds / max(1, self.spent.calls)

    @property
    def may_be_mode(self) -> bool:
        """Whether it failed in a way that another mode may avoid."""
        return isinstance(self.error, AnswerBeyondRepair) or (
            isinstance(self.error, ModelRefused) and self.error.message in WORDED
        )


@frozen(kw_only=True)
class Report:
    """All trials of one model, the last of which counts, and what it was sent."""

    settings: Settings
    name: str
    trials: Sequence[Trial]
    ask: Ask

    @property
    def last(self) -> Trial:
        """The trial that worked, or the one that was given up with."""
        return self.trials[-1]

    @property
    def complaint(self) -> str | None:
        """What is wrong and what to do about it, on one line; None when all is well."""
        error = self.last.error
        if error is None:
            return None
        remedy = next((said for kind, said in REMEDIES.items() if isinstance(error, kind)), "")
        return f"{self.name}: " + "; ".join(filter(None, (error.message, remedy)))


def doctor() -> None:
    """Call the configured model once and tell what works, what it takes and what to mend."""
    settings = Settings.from_env()
    if settings.backend() is None:
        raise Mistake(NO_MODEL)
    complaints = list(_told(settings))
    match complaints:
        case []:
            return
        case [complaint]:
            raise Mistake(complaint)
        case _:
            raise Mistake(f"{len(complaints)} of the configured models cannot be used:", *complaints)


def _told(settings: Settings) -> Iterator[str]:
    """Examine and report model by model; what is wrong with each."""
    for name in (settings.model or "", *settings.fallback_models):
        report = asyncio.run(_examined(settings, name))
        _show(report)
        if report.complaint is not None:
            yield report.complaint


async def _examined(settings: Settings, name: str) -> Report:
    alone = settings.model_copy(update={"model": name, "fallback_models": (), "retries": 0})
    trials: list[Trial] = []
    for mode in _modes(settings):
        trials.append(await _tried(alone, mode))
        if not trials[-1].may_be_mode:
            break
    (ask,) = await AsyncCoach(prompts=settings.prompts).preview(operation, REQUEST)
    return Report(settings=alone, name=name, trials=trials, ask=ask)


def _modes(settings: Settings) -> Sequence[Mode | Literal["auto"]]:
    """The modes to try; behind litellm the mode is the library's own business."""
    if settings.base_url is None:
        return ("auto",)
    return get_args(Mode) if settings.output == "auto" else (settings.output,)


async def _tried(settings: Settings, mode: Mode | Literal["auto"]) -> Trial:
    backend = settings.model_copy(update={"output": mode}).backend()
    if backend is None:
        raise Mistake(NO_MODEL)
    meter = Metered(backend)
    coach = AsyncCoach(meter, prompts=settings.prompts, timeout=settings.timeout)
    try:
        if isinstance(backend, LiteLLM | OpenAICompatible):
            await backend.warm()  # importing is no part of the latency
        result = await coach.run(operation, REQUEST)
    except CoachError as error:
        return Trial(mode=mode, spent=meter.spent, error=error)
    return Trial(mode=mode, spent=meter.spent, repairs=result.provenance.repairs)


def _show(report: Report) -> None:
    grid = listing()
    for label, value in _lines(report):
        grid.add_row(label, text(value))
    console().print(grid)
    if report.last.error is None:
        for advice in _advice(report) or ("Nothing to mend.",):
            console().print(text(advice))
    write("")


def _lines(report: Report) -> Iterator[tuple[str, str]]:
    last, usage = report.last, report.last.spent.usage
    yield "model", f"{report.name} at {report.settings.base_url or 'its provider, by litellm'}"
    yield "output", "; ".join(map(_verdict, report.trials))
    if last.spent.calls > last.spent.failures:
        yield "latency", f"{last.seconds:.2f} s a call, {last.spent.calls} made"
        yield "tokens", f"{usage.input} in ({usage.cached} of them cached), {usage.output} out"
        yield "price", _price(usage)
    yield "cacheable", _cacheable(report.ask)


def _verdict(trial: Trial) -> str:
    mode = "auto (by what litellm knows of the model)" if trial.mode == "auto" else trial.mode
    match trial.error:
        case None:
            return f"{mode} works"
        case AnswerBeyondRepair():
            return f"{mode} gives no usable answer"
        case ModelRefused() if trial.may_be_mode:
            return f"{mode} is refused"
        case _:
            return f"{mode} could not be tried"


def _price(usage: Usage) -> str:
    return "unknown" if usage.cost is None else f"${usage.cost:.6f}"


def _cacheable(ask: Ask) -> str:
    """The part of the prompt that is the same for every request, which providers read from a cache."""
    system, user = (sum(len(m.content.encode()) for m in ask.messages if m.role == role) for role in ROLES)
    schema = len(ask.schema.text.encode())
    whole = system + schema + user
    share = round(100 * (system + schema) / whole)
    return f"{share} % of this call's {whole} bytes (system {system}, schema {schema}) never change"


def _advice(report: Report) -> Sequence[str]:
    return tuple(_mending(report))


def _mending(report: Report) -> Iterator[str]:
    """What works, and could work better."""
    last = report.last
    others = report.trials[:-1]
    if any(isinstance(trial.error, AnswerBeyondRepair) for trial in others):
        yield f"Set {PREFIX}OUTPUT={last.mode}: by itself the library would stay with a mode that fails."
    elif others:
        yield f"Set {PREFIX}OUTPUT={last.mode}: it spares every start the refused requests."
    if report.settings.base_url is None and report.settings.output != last.mode:
        yield f"{PREFIX}OUTPUT has no effect without {PREFIX}BASE_URL: remove it."
    if last.repairs:
        yield "The first answer had to be mended, which doubles the price: a larger model may not need it."
    if last.seconds > report.settings.timeout / 3:
        yield f"One call takes over a third of {PREFIX}TIMEOUT: raise it, or choose a faster model."
