"""The linter: every rule, at the line where it is broken, and nothing in a prompt that is right."""

import re
from enum import Enum
from typing import TYPE_CHECKING, Annotated, Literal, NewType

import attrs
import pytest
from attrs import frozen
from pydantic import Field
from tests.prompts.sample import (
    FILE,
    FRONT,
    GOOD,
    NAME,
    PAYLOADS,
    SYSTEM,
    USER,
    Goal,
    Kpi,
    Owner,
    Row,
    SampleFacts,
    SampleRequest,
    folder,
    line_of,
    loaded,
    operation,
    written,
)

from purpose_coach.errors import PromptError
from purpose_coach.prompts.lint import Problem, lint, lint_all, problems, strays
from purpose_coach.prompts.rendering import Prompts
from purpose_coach.wire import Request

__all__ = ["folder"]

PATH = re.compile(r"(?:request|facts|kpi|strategy|loop|said)\b(?:\.\w+)*|(?<=attribute=\")\w+")
BRACES = re.compile(r"\{\{.*?\}\}|\{%.*?%\}")
Code = NewType("Code", str)


def found(path, text=GOOD, of=operation):
    """All problems of a prompt with this text, without the folder's name."""
    listed = problems(of, Prompts.over(written(path, text)))
    return [f"{problem.path.name}:{problem.line}: {problem.reason}" for problem in listed]


def user(*lines):
    """A prompt that shows the whole request, and then these lines."""
    shown = "\n".join(("{% block user %}", "{{ request }}", *lines, "{% endblock %}", ""))
    front = FRONT.replace("unused:\n", "unused: {}\n").replace(
        "  internal_reference: of no use to a model\n", ""
    )
    return front.replace("  goal.kpis.target: left to the facts\n", "") + SYSTEM + shown


def facts_of(kind):
    """The sample operation with other facts."""
    return attrs.evolve(operation, facts=kind)


def test_a_good_prompt_has_no_problem(folder):
    """The sample's prompt, which uses all of the language, passes."""
    prompts = Prompts.over(folder)
    assert [] == problems(operation, prompts)
    assert [] == strays([operation], prompts)
    lint(operation, prompts)
    lint_all([operation], prompts)


def mutants():
    """Texts of the sample's prompt with one slip in one name, every one that there is."""
    spots = [
        (tag.start() + path.start() + name.start(), name[0])
        for tag in BRACES.finditer(GOOD)
        for path in PATH.finditer(tag[0])
        for name in re.finditer(r"\w+", path[0])
        if name[0] != "whatever"  # it stands under a value of any type
    ]
    rights = {name for _, name in spots} | {"if"}
    return {
        GOOD[:start] + wrong + GOOD[start + len(name) :]: (GOOD[:start].count("\n") + 1, wrong)
        for start, name in spots
        for wrong in slips(name)
        if wrong not in rights
    }


def slips(name):
    """The name with each letter left out, doubled, changed, and exchanged with the next."""
    for at in range(len(name)):
        before, letter, after = name[:at], name[at], name[at + 1 :]
        yield before + after or "q"
        yield before + letter * 2 + after
        yield before + "q" + after
        yield before + after[:1] + letter + after[1:]


def test_every_slip_in_a_name_is_found(tmp_path):
    """Every possible typo is reported, at its line or as a name that nothing has set."""
    texts = mutants()
    missed, elsewhere = [], []
    for text, (line, wrong) in texts.items():
        listed = found(tmp_path, text)
        if not listed:
            missed.append((line, wrong))
        elif not any(f":{line}: " in problem and repr(wrong) in problem for problem in listed):
            elsewhere.append(" ".join(listed))

    assert len(texts) >= 200
    assert [] == missed
    # A slip where a name is set shows where the name is used.
    assert all("is neither request nor facts" in listed for listed in elsewhere)


@pytest.mark.parametrize(
    ("wrong", "reason"),
    [
        ("{{ request.gaol }}", "'request' has no field 'gaol': the nearest is 'goal'"),
        ("{{ request['gaol'] }}", "'request' has no field 'gaol': the nearest is 'goal'"),
        ("{{ request.goal.intend }}", "'request.goal' has no field 'intend': the nearest is 'intent'"),
        (
            "{{ request.internalReference }}",
            "'request' has no field 'internalReference': the nearest is 'internal_reference'",
        ),
        (
            "{{ request.goal.kpis.title }}",
            "'request.goal.kpis' is a sequence and has no 'title': loop over it",
        ),
        ("{{ request.goal.intent.upper }}", "'request.goal.intent' has no field 'upper'"),
        ("{{ facts.row }}", "'facts' has no field 'row': the nearest is 'rows'"),
        (
            "{{ facts.xyzzy }}",
            "'facts' has no field 'xyzzy': there is amount, anything, due, pair, rows, tags",
        ),
        ("{{ reqest.goal }}", "'reqest' is neither request nor facts: the nearest is 'request'"),
        ("{{ now() }}", "nothing can be called: compute it in the facts"),
        ("{{ range(3) | list }}", "nothing can be called: compute it in the facts"),
        ("{{ request.goal.intent.upper() }}", "nothing can be called: compute it in the facts"),
        ("{{ loop.index }}", "'loop' is neither request nor facts"),
        (
            "{% for k in request.goal.kpis %}{{ k.titel }}{% endfor %}",
            "'request.goal.kpis' has no field 'titel': the nearest is 'title'",
        ),
        (
            "{% for k in request.goal.kpis if k.titel %}{% endfor %}",
            "'request.goal.kpis' has no field 'titel': the nearest is 'title'",
        ),
        (
            "{% for k in request.goal.kpis %}{{ loop.indx }}{% endfor %}",
            "'this' has no field 'indx': the nearest is 'index'",
        ),
        (
            "{% for k in request.goal.kpis %}{{ loop }}{% endfor %}",
            "a loop cannot be shown: name one of its fields",
        ),
        (
            "{% for k in request.goal.kpis %}{% endfor %}{{ k.title }}",
            "'k' is neither request nor facts: there is facts, request",
        ),
        ("{% for k in request.goal %}{% endfor %}", "'request.goal' cannot be looped over"),
        ("{% for k in request.goal.intent %}{% endfor %}", "'request.goal.intent' cannot be looped over"),
        ("{% for k in facts.rows recursive %}{% endfor %}", "a recursive loop has no place in a prompt"),
        ("{% for request in facts.rows %}{% endfor %}", "'request' is taken: choose another name"),
        (
            "{% for n, t in facts.rows %}{{ n.x }}{% endfor %}",
            "'facts.rows' cannot be taken apart into 2 names",
        ),
        ("{% set a, b, c = facts.pair %}", "'facts.pair' cannot be taken apart into 3 names"),
        ("{% for a, b in [facts.pair] %}{{ b.x }}{% endfor %}", "'this' has no field 'x'"),
        (
            "{% set rows = facts.rows %}{% for row in rows %}{{ row.txt }}{% endfor %}",
            "'facts.rows' has no field 'txt': the nearest is 'text'",
        ),
        ("{% set facts = request %}", "'facts' is taken: choose another name"),
        ("{% set loop = request %}", "'loop' is taken: choose another name"),
        ("{% set a.b = request %}", "only a name can be set"),
        ("{% set a %}text{% endset %}", "set a name to a value, not to text"),
        (
            "{% if request.remark %}{% set a = 1 %}{% endif %}{{ a }}",
            "'a' is neither request nor facts: there is facts, request",
        ),
        ("{% if facts.row %}{% endif %}", "'facts' has no field 'row': the nearest is 'rows'"),
        ("{% if facts.rows is evn %}{% endif %}", "no test is named 'evn': the nearest is 'even'"),
        (
            "{% if not facts.row and facts.due > 3 %}{% endif %}",
            "'facts' has no field 'row': the nearest is 'rows'",
        ),
        (
            "{% if 3 in facts.row or facts.due == 3 %}{% endif %}",
            "'facts' has no field 'row': the nearest is 'rows'",
        ),
        ("{{ facts.rows if facts.row else 3 }}", "'facts' has no field 'row': the nearest is 'rows'"),
        ("{{ facts.rows if facts.due }}", "an if inside braces needs an else"),
        ("{{ {'a': facts.row} }}", "'facts' has no field 'row': the nearest is 'rows'"),
        ("{{ [facts.row] }}", "'facts' has no field 'row': the nearest is 'rows'"),
        (
            "{% for r in [facts.rows, facts.rows] %}{{ r.a }}{% endfor %}",
            "'this' is a sequence and has no 'a': loop over it",
        ),
        ("{{ facts.pair[2] }}", "'facts.pair' may be empty: use it inside {% if facts.pair %}"),
        ("{{ facts.rows[0].text }}", "'facts.rows' may be empty: use it inside {% if facts.rows %}"),
        ("{{ facts.rows | first }}", "'facts.rows' may be empty: use it inside {% if facts.rows %}"),
        (
            "{% if facts.rows %}{{ facts.rows[1] }}{% endif %}",
            "'facts.rows' may have no item 1: loop over it",
        ),
        ("{{ facts.rows[:2] }}", "a slice has no place in a prompt: compute it in the facts"),
        ("{{ facts.due[facts.amount] }}", "'facts.due' has no items"),
        (
            "{{ request.goal.owner.nickname }}",
            "'request.goal.owner' may be null: use it inside {% if request.goal.owner %}",
        ),
        (
            "{% if not request.goal.owner %}{{ request.goal.owner.nickname }}{% endif %}",
            "'request.goal.owner' may be null: use it inside {% if request.goal.owner %}",
        ),
        (
            "{{ request.goal.intent | safe }}",
            "filter 'safe' has no place in a prompt: there is count, first, last",
        ),
        ("{{ request | tojson }}", "filter 'tojson' has no place in a prompt: there is count, first, last"),
        (
            "{{ {'a': request.goal.intent} | xmlattr }}",
            "filter 'xmlattr' has no place in a prompt: there is count, first, last",
        ),
        (
            "{{ request.strategies | random }}",
            "filter 'random' has no place in a prompt: there is count, first, last",
        ),
        (
            "{{ request.strategies | lenght }}",
            "filter 'lenght' has no place in a prompt: the nearest is 'length'",
        ),
        ("{{ Markup(request.goal.intent) }}", "nothing can be called: compute it in the facts"),
        ("{{ request.goal.intent ~ 'x' }}", "'concat' has no place in a prompt: compute it in the facts"),
        ("{{ 'a%s' % request.goal.intent }}", "'mod' has no place in a prompt: compute it in the facts"),
        ("{{ facts.amount + 1 }}", "'add' has no place in a prompt: compute it in the facts"),
        ("{{ 'text' }}", "a constant in braces: write it as text"),
        ("{{ facts.tags }}", "'facts.tags' is a set, whose order changes: make it a tuple"),
        ("{{ facts.tags | list }}", "'facts.tags' is a set, whose order changes: make it a tuple"),
        (
            "{% for tag in facts.tags %}{% endfor %}",
            "'facts.tags' is a set, whose order changes: make it a tuple",
        ),
        ("{{ facts.rows | map(attribute='text') }}", "the result of map has to be made a list: add |list"),
        (
            "{{ facts.rows | map(attribute='txt') | list }}",
            "'facts.rows' has no field 'txt': the nearest is 'text'",
        ),
        ("{{ facts.rows | map('upper') | list }}", "filter 'map' takes attribute='...' and no more"),
        ("{{ facts.rows | map | list }}", "map has to say which attribute='...'"),
        (
            "{{ facts.rows | sort(attribute='txt') }}",
            "'facts.rows' has no field 'txt': the nearest is 'text'",
        ),
        ("{{ facts.rows | sort }}", "an item of 'facts.rows' cannot be sorted: say by which attribute='...'"),
        (
            "{{ request.goal.kpis | sort(attribute='unit') }}",
            "'request.goal.kpis.unit' may be null, which cannot be sorted",
        ),
        ("{{ facts.due | list }}", "'facts.due' has no items"),
        (
            "{% autoescape false %}{{ request }}{% endautoescape %}",
            "values are always encoded: autoescape has no place in a prompt",
        ),
        ("{% filter upper %}a{% endfilter %}", "text of a prompt is not filtered: write it as it shall be"),
        ("{% macro m() %}{% endmacro %}", "macro has no place in a prompt: use include"),
        ("{% import '_persona.jinja' as p %}", "import has no place in a prompt: use include"),
        ("{% with a = 1 %}{% endwith %}", "with has no place in a prompt"),
        ("{% block inner %}{% endblock %}", "block 'inner' stands where it is never sent as a message"),
        ("{% include '_persna.jinja' %}", "'_persna.jinja': there is no such prompt file in "),
        ("{% include facts.anything %}", "name the file to include in quotes"),
        (f"{{% include '{FILE}' %}}", f"'{FILE}' includes itself"),
        ("{{ self.system() }}", "nothing can be called: compute it in the facts"),
    ],
)
def test_what_the_user_block_may_not_hold(tmp_path, wrong, reason):
    """Each slip is named with its line and with what to write instead."""
    text = user("", wrong)
    listed = found(tmp_path, text)
    assert listed
    assert listed[0].startswith(f"{FILE}:{line_of(text, wrong)}: {reason}")


@pytest.mark.parametrize(
    "right",
    [
        "{% for n in facts.anything.what.ever %}{{ n.x[3] }}{{ n | first }}{% endfor %}",
        "{% if facts.rows %}{{ facts.rows[0].text }} {{ (facts.rows | last).number }}{% endif %}",
        "{% for row in facts.rows %}{{ loop.index }}{% if not loop.last %}, {% endif %}{% endfor %}",
        "{% for row in facts.rows if row.number is odd %}{{ row.text }}{% else %}none{% endfor %}",
        "{% if request.goal.owner and request.goal.owner.nickname %}x{% endif %}",
        "{% if request.goal.owner is not none %}{{ request.goal.owner.nickname }}{% endif %}",
        "{% if not request.goal.owner %}x{% else %}{{ request.goal.owner.nickname }}{% endif %}",
        "{% if facts.due %}a{% elif request.goal.owner %}{{ request.goal.owner.nickname }}{% endif %}",
        "{{ request.goal.owner.nickname if request.goal.owner else 'nobody' }}",
        "{% set who = request.goal.owner %}{% if who %}{{ who.nickname }}{% endif %}",
        "{% if facts.due %}{% set a = 1 %}{% else %}{% set a = 2 %}{% endif %}{{ a }}",
        "{% for kpi in request.goal.kpis %}{{ {'t': kpi.title, 'u': kpi.unit or 'none'} }}{% endfor %}",
        "{{ request.goal.kpis | sort(attribute='title', reverse=true) }}",
        "{{ request.horizon.weeks }} {{ request.horizon['weeks'] }} {{ facts.pair[-1] }}",
        "{% for name in request.horizon %}{{ name }}: {{ request.horizon[name] }}{% endfor %}",
        "{% set a, b = facts.pair %}{{ a }} {{ b }}",
        "{{ request.strategies | length }} {{ request.strategies | count }}",
        "{{ [request.remark, facts.due] }}",
        "{% for s in request.strategies or ['none'] %}{{ s }}{% endfor %}",
        "{# {{ request.gaol }} #}{% raw %}{{ request.gaol }}{% endraw %}",
        '{%- include   "_persona.jinja"   -%}',
    ],
)
def test_what_the_user_block_may_hold(tmp_path, right):
    """What is right passes, and renders for the barest request as for a full one."""
    assert [] == found(tmp_path, user(right))

    prompt = loaded(tmp_path)
    owner, weeks = Owner(nickname="Ada"), {"weeks": 4}
    kpis = (Kpi(title="b", unit="%"), Kpi(title="a"))
    bare = SampleRequest(goal=Goal(intent=""), horizon=weeks)
    full = SampleRequest(goal=Goal(intent="x", kpis=kpis, owner=owner), remark="r", horizon=weeks)
    anything = {"what": {"ever": [{"x": "four"}]}}
    for request, rows in ((bare, ()), (full, (Row(1, "a"), Row(2, "b")))):
        prompt.messages(request, SampleFacts(rows=rows, anything=anything))


@pytest.mark.parametrize("payload", PAYLOADS)
def test_template_text_that_reaches_for_python_is_found(tmp_path, payload):
    """Nothing that tries to leave the sandbox passes the linter."""
    text = user(payload)
    expected = rf"{FILE}:{line_of(text, payload)}: "
    assert expected == found(tmp_path, text)[0][: len(expected)]


@pytest.mark.parametrize("root", ["request.goal", "facts.rows"])
@pytest.mark.parametrize("through_include", [False, True])
def test_data_in_the_system_block_is_found(folder, root, through_include):
    """What differs between requests has no place in the system block, nor in what it includes."""
    data = f"{{{{ {root} }}}}"
    if through_include:
        written(folder, persona=f"You are fair.\n{data}\n")
        place = "_persona.jinja:2"
    else:
        text = GOOD.replace("Judge the goal.", data)
        written(folder, text)
        place = f"{FILE}:{line_of(text, data)}"
    name = root.partition(".")[0]
    expected = rf"/{place}: '{name}' in block 'system', which is the same for every request$"
    with pytest.raises(PromptError, match=expected):
        lint(operation, Prompts.over(folder))


@pytest.mark.parametrize(
    ("old", "new", "at", "reason"),
    [
        (USER, "", None, "there is no block 'user'"),
        (SYSTEM, "", None, "there is no block 'system'"),
        (SYSTEM, SYSTEM * 2, ["second", "{% block system %}"], "there is a second block 'system'"),
        (
            SYSTEM,
            SYSTEM + "{% block extra %}{% endblock %}\n",
            "{% block extra",
            "block 'extra' is never sent: only 'system' and 'user' are",
        ),
        (SYSTEM, "{% block system %}\n  \n{% endblock %}\n", "{% block system", "block 'system' is empty"),
        (SYSTEM, SYSTEM + "\n\nHello\n", "Hello", "text outside of the blocks is never sent"),
        (SYSTEM, "Hello\n" + SYSTEM, "Hello", "text outside of the blocks is never sent"),
        (
            SYSTEM,
            SYSTEM + "{{ request.goal }}\n",
            "{{ request.goal }}",
            "only blocks may stand outside of the blocks",
        ),
        (SYSTEM, SYSTEM + "{% set a = 3 %}\n", "{% set a", "only blocks may stand outside of the blocks"),
        (
            SYSTEM,
            '{% extends "_persona.jinja" %}\n' + SYSTEM,
            "{% extends",
            "blocks are not inherited: use include",
        ),
        (
            "id: sample_review",
            "id: sample",
            "id: sample",
            "id 'sample' is not the file's name, 'sample_review'",
        ),
        (
            'version: "2"\nsummary',
            'version: "3"\nsummary',
            'version: "3"',
            "version '3' has no entry under changes that says why it was made",
        ),
        (
            "  goal.kpis.target: left to the facts\n",
            "",
            "{% block user",
            "request field 'goal.kpis.target' is never used: show it, or say why under unused",
        ),
        (
            "{{ request.horizon }}",
            "",
            "{% block user",
            "request field 'horizon' is never used: show it, or say why under unused",
        ),
        (
            "goal.kpis.target:",
            "goal.kpis.traget:",
            "goal.kpis.traget",
            "unused: the request has no 'goal.kpis.traget': the nearest is 'goal.kpis.target'",
        ),
        (
            "goal.kpis.target:",
            "goal.kpis:",
            "goal.kpis:",
            "unused: 'goal.kpis' is used, so it cannot stand here",
        ),
        (
            "unused:\n",
            "unused:\n  remark: boring\n",
            "remark: boring",
            "unused: 'remark' is used, so it cannot stand here",
        ),
        (
            "unused:\n",
            "unused:\n  goal: boring\n",
            "goal: boring",
            "unused: 'goal' is used, so it cannot stand here",
        ),
        ("summary:", "sumary:", None, "summary: field required"),
        ("params: {", "models: [gpt]\nparams: {", "models:", "models: extra inputs are not permitted"),
        ("{{ request.horizon }}", "{{ request.horizon }", "{{ request.horizon }", "unexpected '}'"),
        (
            "{{ request.horizon }}",
            "{% now %}{{ request.horizon }}",
            "{% now %}",
            "Encountered unknown tag 'now'",
        ),
    ],
)
def test_what_a_prompt_has_to_be_as_a_whole(tmp_path, old, new, at, reason):
    """Blocks, front matter and fields are held against the operation, each at its line."""
    assert old in GOOD
    text = GOOD.replace(old, new, 1)
    match at:
        case None:
            line = 1
        case ["second", part]:
            line = line_of(text.replace(part, "-" * len(part), 1), part)
        case _:
            line = line_of(text, at)
    assert any(one.startswith(f"{FILE}:{line}: {reason}") for one in found(tmp_path, text))


def test_a_field_that_nothing_below_uses_is_named_once(tmp_path):
    """A model none of whose fields is used is one problem, not one a field."""
    text = GOOD.replace("goal.kpis.target: left to the facts", "remark: boring")
    start, end = USER.index("<intent>"), USER.index("<horizon>")
    text = text.replace(USER[start:end], "{{ request.strategies }}")
    expected = "request field 'goal' is never used: show it, or say why under unused"
    assert [f"{FILE}:{line_of(text, '{% block user')}: {expected}"] == found(tmp_path, text)


def test_showing_a_parent_shows_all_below(tmp_path):
    """`{{ request }}` uses every field."""
    assert [] == found(tmp_path, user())


def test_asking_whether_there_are_any_shows_none(tmp_path):
    """A model that is only counted or tested still hides its fields."""
    text = GOOD.replace("{{ kpi.title }}{% if kpi.unit %} in {{ kpi.unit }}{% endif %}", "-")
    reasons = [problem.partition(": ")[2] for problem in found(tmp_path, text)]
    assert [
        "request field 'goal.kpis.title' is never used: show it, or say why under unused",
        "request field 'goal.kpis.unit' is never used: show it, or say why under unused",
    ] == reasons


def test_a_parent_under_unused_excuses_all_below(tmp_path):
    """One reason is enough for a whole model."""
    text = GOOD.replace("goal.kpis.target:", "goal.kpis:")
    start, end = text.index("<kpis>"), text.index("{% if request.goal.owner %}")
    assert [] == found(tmp_path, text[:start] + text[end:])


def test_what_an_include_uses_counts(folder):
    """A field that only an included file shows is shown, loop variables in sight."""
    text = GOOD.replace("{{ kpi.title }}", '{% include "_kpi.jinja" %}')
    (folder / "_kpi.jinja").write_text("{{ kpi.title }}\n")
    assert [] == found(folder, text)
    (folder / "_kpi.jinja").write_text("\n{{ kpi.titel }}\n")
    assert (
        "_kpi.jinja:2: 'request.goal.kpis' has no field 'titel': the nearest is 'title'"
        == found(folder, text)[0]
    )


def test_an_include_without_context_sees_nothing(folder):
    """What Jinja does not hand over, the linter does not see either."""
    text = GOOD.replace("<due>", '{% include "_due.jinja" without context %}\n<due>')
    (folder / "_due.jinja").write_text("{{ facts.due }}")
    assert ["_due.jinja:1: 'facts' is neither request nor facts"] == found(folder, text)


@pytest.mark.parametrize(
    ("part", "reason"),
    [
        ("---\nid: _part\n---\nText", "1: nothing reads the front matter of an included file"),
        ("\n{% block part %}{% endblock %}", "2: block 'part' stands where it is never sent as a message"),
        ('\n{% extends "_persona.jinja" %}', "2: blocks are not inherited: use include"),
        ("\n\n{% if %}", "3: Expected an expression, got 'end of statement block'"),
    ],
)
def test_what_is_wrong_in_an_included_file_is_said_of_that_file(folder, part, reason):
    """The problem's file is the one to mend."""
    (folder / "_part.jinja").write_text(part)
    text = GOOD.replace("<due>", '{% include "_part.jinja" %}\n<due>')
    assert [f"_part.jinja:{reason}"] == found(folder, text)


def test_all_problems_come_by_line_its_own_file_first(folder):
    """One run tells everything, in the order in which one mends it; what is left out comes last."""
    text = GOOD.replace("{{ facts.rows }}", "{{ facts.rws }}").replace("id: sample_review", "id: x")
    text = text.replace("{{ request.horizon }}", "{{ request.horizn }}")
    prompts = Prompts.over(written(folder, text, persona="{{ facts }}"))
    listed = problems(operation, prompts)
    expected = [
        (FILE, 2),
        (FILE, line_of(text, "{{ request.horizn }}")),
        (FILE, line_of(text, "{{ facts.rws }}")),
        ("_persona.jinja", 1),
        (FILE, line_of(text, "{% block user %}")),
    ]
    assert expected == [(problem.path.name, problem.line) for problem in listed]
    with pytest.raises(PromptError) as caught:
        lint(operation, prompts)
    assert str(listed[0]) == caught.value.message


def test_a_problem_is_one_line():
    """Whatever a reason quotes, the message can be read by an editor."""
    assert "a/b.jinja:3: two lines" == str(Problem("a/b.jinja", 3, "two\nlines"))


def test_a_prompt_that_is_not_there_is_a_problem():
    """An operation without a prompt file is told where one was looked for."""
    (problem,) = problems(operation, Prompts())
    assert (FILE, 1) == (problem.path.name, problem.line)
    with pytest.raises(PromptError, match="there is no such prompt file"):
        lint(operation, Prompts())


@frozen
class Part:
    text: str
    owner: Owner | None


if TYPE_CHECKING:
    from nowhere import Absent


class Colour(Enum):
    RED = "red"


@frozen
class Boxed:
    text: "Absent"


@frozen
class Wide:
    a: Annotated[list[Part], "said"]
    b: Row | Part
    c: dict[str, tuple[Part, ...]]
    d: Literal["x", "y"]
    e: Code
    f: "list[Part] | None"
    g: tuple[Part, Row]
    h: "Colour"
    i: tuple
    j: "Boxed"
    _hidden: str = ""

    @property
    def untold(self):
        return None

    @property
    def told(self) -> list[Part]:
        return self.a


@pytest.mark.parametrize(
    ("path", "reason"),
    [
        ("{% for p in facts.a %}{{ p.txt }}{% endfor %}", "'facts.a' has no field 'txt'"),
        ("{{ facts.b.number }}{{ facts.b.text }}", None),
        ("{{ facts.b.numbr }}", "'facts.b' has no field 'numbr'"),
        ("{% for p in facts.c.key %}{{ p.txt }}{% endfor %}", "'facts.c' has no field 'txt'"),
        ("{{ facts.d.x }}", "'facts.d' has no field 'x'"),
        ("{{ facts.e.x }}", "'facts.e' has no field 'x'"),
        ("{% for p in facts.f %}{% endfor %}", "'facts.f' may be null"),
        ("{% for p in facts.f or [] %}{{ p.text }}{% endfor %}", None),
        ("{% for p in facts.f or [] %}{{ p.txt }}{% endfor %}", "'facts.f' has no field 'txt'"),
        ("{{ facts.g[0].owner }}{{ facts.g[1].number }}", None),
        ("{{ facts.g[1].owner }}", "'facts.g' has no field 'owner'"),
        ("{{ facts.untold.any.thing }}", None),
        ("{% for p in facts.told %}{{ p.txt }}{% endfor %}", "'facts.told' has no field 'txt'"),
        ("{% for p in facts.a %}{{ p.owner.nickname }}{% endfor %}", "'facts.a.owner' may be null"),
        ("{% for p in facts.a %}{% if p.owner %}{{ p.owner.nickname }}{% endif %}{% endfor %}", None),
        ("{{ facts.h.value }}{{ facts.h.name }}", None),
        ("{{ facts.h.vlaue }}", "'facts.h' has no field 'vlaue': the nearest is 'value'"),
        ("{% for any in facts.i %}{{ any.thing }}{% endfor %}", None),
        ("{{ facts.j.what_only_a_type_checker_can_resolve }}", None),
        ("{{ facts._hidden }}", "'facts' has no field '_hidden'"),
    ],
)
def test_types_are_followed_through_what_wraps_them(tmp_path, path, reason):
    """Annotated, unions, mappings, tuples, literals, new types and properties are seen through."""
    listed = found(tmp_path, user(path), of=facts_of(Wide))
    if reason is None:
        assert [] == listed
    else:
        assert reason in listed[0]


class Node(Request):
    text: str
    below: "tuple[Node, ...]" = ()
    kpis: dict[str, Kpi] = Field(default_factory=dict)


def test_a_model_that_holds_itself_ends(tmp_path):
    """A recursive request is walked once; models in mappings are walked too."""
    text = user().replace(
        "{{ request }}", "{{ request.text }}{% for one in request.below %}{{ one.below }}{% endfor %}"
    )
    listed = found(tmp_path, text, of=attrs.evolve(operation, request=Node))
    assert 1 == len(listed)
    assert "request field 'kpis' is never used" in listed[0]


@pytest.mark.parametrize(
    ("name", "nearest"),
    [
        ("sample_reveiw.jinja", FILE),
        ("sample-review.jinja", FILE),
        ("sample_review.jinja2", FILE),
        ("sample_review.txt", FILE),
        ("_persna.jinja", "_persona.jinja"),
        ("persona.jinja", "_persona.jinja"),
    ],
)
def test_a_file_that_no_prompt_uses_is_found(folder, name, nearest):
    """A misspelt file in an override folder is named with the nearest name that counts."""
    (folder / name).write_text(GOOD.replace(f"id: {NAME}", f"id: {name.partition('.')[0]}"))
    with pytest.raises(PromptError) as caught:
        lint_all([operation], Prompts.over(folder))
    expected = f"{folder / name}:1: no prompt uses this file: the nearest is {nearest!r}"
    assert expected == caught.value.message


def test_notes_and_hidden_files_are_let_be(folder):
    """A README, an editor's file and a mounted volume's own folder are no prompts."""
    (folder / "README.md").write_text("Ours.")
    (folder / ".swp").write_text("")
    (folder / "..data").mkdir()
    lint_all([operation], Prompts.over(folder))


def test_a_prompt_of_the_callers_own_is_let_be(folder):
    """A whole prompt with its own name, and its parts, may serve an operation of the caller's."""
    text = GOOD.replace(f"id: {NAME}", "id: retrospective").replace("_persona", "_ours")
    (folder / "retrospective.jinja").write_text(text)
    (folder / "_ours.jinja").write_text("You are ours.")
    lint_all([operation], Prompts.over(folder))
