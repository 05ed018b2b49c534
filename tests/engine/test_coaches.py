"""The coaches as values: where they run, what their methods look like, what they show of themselves."""

import asyncio
import inspect
import os
import subprocess
import sys
import threading

import pytest
from tests.judges import judging
from tests.processes import python

import purpose_coach
from purpose_coach import AsyncCoach, Caller, Coach, backends, errors
from purpose_coach.errors import InvalidRequest, SettingsError
from purpose_coach.operation import Operation
from purpose_coach.operations import alignment_check

REQUEST = {"goal_intent": "Plant trees", "business_foundation": {"vision": "A living forest"}}
SCRIPT = """
from purpose_coach import Coach
coach = Coach()
result = coach.alignment_check(goal_intent="Plant trees", business_foundation={"vision": "A living forest"})
print(result.score, result.provenance.source)
"""
FORKED = """
import os
from purpose_coach import Coach
request = dict(goal_intent="Plant trees", business_foundation={"vision": "A living forest"})
coach = Coach()
coach.alignment_check(**request)
child = os.fork()
if child == 0:
    os._exit(0 if coach.for_tenant("child").alignment_check(**request).score else 1)
print(os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]))
"""


def test_a_blocking_coach_in_a_plain_script():
    """A script of four lines ends by itself, with its answer and nothing on the error stream."""
    out, err = python("-W", "error", "-c", SCRIPT)
    score, source = out.split()

    assert ("unaided", "") == (source, err)
    assert 40 <= int(score) <= 60


def test_a_blocking_coach_after_a_fork():
    """A child process has a loop of its own."""
    out, _ = python("-c", FORKED)

    assert "0" == out.strip()


def test_a_blocking_coach_in_threads():
    """Threads may share a coach."""
    coach, found = Coach(judging()), []
    threads = [
        threading.Thread(
            target=lambda n=n: found.append(coach.for_tenant(f"t{n}").alignment_check(**REQUEST))
        )
        for n in range(8)
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert 8 == len(found)
    assert 1 == len({result.score for result in found})


def test_a_blocking_coach_inside_a_running_loop():
    """In a notebook, where a loop is running, a blocking call answers."""

    async def cell():
        return Coach(judging()).alignment_check(**REQUEST)

    assert "model" == asyncio.run(cell()).provenance.source


def test_both_coaches_answer_alike():
    """Blocking and awaited, the same request has the same answer."""
    blocking = Coach(judging()).alignment_check(**REQUEST)
    awaited = asyncio.run(AsyncCoach(judging()).alignment_check(**REQUEST))

    assert blocking.evidence_rows() == awaited.evidence_rows()


def test_a_method_has_the_keyword_signature_of_its_request():
    """The signature shows Python names, all by keyword, defaults where there are some."""
    for coach in (Coach(), AsyncCoach()):
        parameters = inspect.signature(coach.alignment_check).parameters

        assert ["goal_intent", "strategies", "kpis", "business_foundation"] == list(parameters)
        assert {inspect.Parameter.KEYWORD_ONLY} == {one.kind for one in parameters.values()}
        assert (inspect.Parameter.empty, ()) == (
            parameters["goal_intent"].default,
            parameters["strategies"].default,
        )


@pytest.mark.parametrize("kind", [Coach, AsyncCoach])
def test_on_the_class_it_is_the_operation(kind):
    """`Coach.alignment_check` is the operation itself."""
    assert kind.alignment_check is alignment_check.operation
    assert isinstance(kind.alignment_check, Operation)


def test_a_method_takes_python_names_and_wire_names():
    """A request may be spelt either way; what does not fit is a typed error."""
    coach = Coach()
    wire = {"goalIntent": "Plant trees", "businessFoundation": {"vision": "A living forest"}}

    assert coach.alignment_check(**REQUEST).score == coach.alignment_check(**wire).score
    with pytest.raises(InvalidRequest):
        coach.alignment_check(goal_intent="Plant trees")


def test_a_method_shows_its_prompt_unsent():
    """`coach.alignment_check.prompt(...)` is what would be sent; nothing is."""
    model = judging()
    (shown,) = Coach(model).alignment_check.prompt(**REQUEST)
    (awaited,) = asyncio.run(AsyncCoach(model).alignment_check.prompt(**REQUEST))

    assert (["system", "user"], []) == ([message.role for message in shown.messages], model.asked)
    assert shown.messages == awaited.messages


def test_a_coach_shows_no_secret():
    """Its representation has the model and the tenant, never a caller's token."""
    coach = Coach(judging()).on_behalf_of(Caller("t1", token="s3cret"))

    assert "Coach('judge', tenant='t1')" == repr(coach)
    assert "s3cret" not in f"{coach!r} {coach._caller!r}"


def test_another_caller_leaves_the_coach_as_it_was():
    """`for_tenant` gives another coach over the same parts."""
    coach = Coach(judging())
    other = coach.for_tenant("b")

    assert ("local", "b") == (coach._caller.tenant, other._caller.tenant)
    assert coach._workshop is other._workshop


def test_a_coach_from_the_environment():
    """`from_env` reads the settings; without a model the answer is unaided, a misspelt name is an error."""
    result = Coach.from_env({"PURPOSE_COACH_TIMEOUT": "5"}).alignment_check(**REQUEST)

    assert "unaided" == result.provenance.source
    with pytest.raises(SettingsError):
        Coach.from_env({"PURPOSE_COACH_MODLE": "x"})


def test_a_missing_prompt_folder_stops_the_start(tmp_path):
    """What is wrong with the prompts is found when a coach is made."""
    with pytest.raises(errors.PromptError, match="no such prompt folder"):
        Coach(prompts=tmp_path / "nowhere")


@pytest.mark.parametrize("module", [purpose_coach, backends, errors], ids=lambda module: module.__name__)
def test_public_names_are_sorted_and_there(module):
    """Every public name can be imported, and the list is in order."""
    assert sorted(module.__all__) == list(module.__all__)
    assert all(getattr(module, name) is not None for name in module.__all__)


def test_an_unknown_name_is_an_attribute_error():
    """The lazy modules say what they do not have."""
    for module in (purpose_coach, backends, purpose_coach.operations):
        with pytest.raises(AttributeError, match="has no attribute 'nonsense'"):
            _ = module.nonsense


@pytest.mark.skipif(not hasattr(os, "fork"), reason="this system does not fork")
def test_a_forked_child_works_and_ends():
    """A child of a process that has used a coach uses its own loop, and both end."""
    script = (
        "import os, sys\n"
        "from purpose_coach import BusinessFoundation, Coach\n"
        "from purpose_coach.relevance import Lexical\n"
        "coach = Coach(relevance=Lexical())\n"
        "def score(): return coach.alignment_check(goal_intent='Clean rivers',"
        " business_foundation=BusinessFoundation(vision='Rivers to swim in')).score\n"
        "own = score()\n"
        "child = os.fork()\n"
        "if not child: sys.exit(0 if score() == own else 1)\n"
        "print(os.waitpid(child, 0)[1])\n"
    )

    done = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, timeout=60)

    assert (0, "0\n") == (done.returncode, done.stdout)


@pytest.mark.parametrize(
    "wish", [{"on_unavailable": "nope"}, {"model": ""}, {"model": 5}, {"timeout": 0}, {"prompts": ""}]
)
def test_an_argument_that_is_none_of_those_it_may_be(wish):
    """A coach refuses what it cannot be made of, at once."""
    with pytest.raises(SettingsError):
        Coach(**wish)


@pytest.mark.parametrize("tenant", ["", " ", None, 5])
def test_a_tenant_has_a_name(tenant):
    """Nothing is kept for nobody."""
    with pytest.raises(ValueError, match="tenant"):
        Coach().for_tenant(tenant)
