"""Prompt files: where they are found, how they are read, and what is said of a broken one."""

import pytest
from tests.prompts.sample import (
    FILE,
    FRONT,
    GOOD,
    NAME,
    SCHEMA,
    Kpi,
    folder,
    line_of,
    loaded,
    written,
)

from purpose_coach.backends.schema import schema_of
from purpose_coach.errors import PromptError
from purpose_coach.prompts.files import closure, find, names, packaged
from purpose_coach.prompts.rendering import Prompts

__all__ = ["folder"]


def test_the_first_folder_that_has_a_file_wins(tmp_path):
    """Lookup is file by file: each folder may hold any part of the prompts."""
    first, second = tmp_path / "first", tmp_path / "second"
    first.mkdir()
    second.mkdir()
    (first / "_persona.jinja").write_text("first")
    written(second)
    assert first / "_persona.jinja" == find("_persona.jinja", (first, second)).path
    assert second / FILE == find(FILE, (first, second)).path


def test_the_prompts_that_ship_come_last():
    """Without a folder in front, the packaged files are found; every one has a name to include it by."""
    assert packaged() / "_persona.jinja" == find("_persona.jinja", ()).path
    assert "_persona.jinja" in names(packaged())


def test_a_file_that_is_nowhere_is_named_with_the_folders(tmp_path):
    """The error says which file was looked for and where."""
    with pytest.raises(PromptError, match=rf"absent.jinja:1: .* in {tmp_path}, {packaged()}$"):
        find("absent.jinja", (tmp_path,))


@pytest.mark.parametrize(
    "name",
    [
        "../secret.jinja",
        "/etc/passwd",
        "/srv/secret.jinja",
        "sub/secret.jinja",
        "..",
        "",
        ".jinja",
        "secret",
        "secret.jinja\n",
        "a\x00.jinja",
        "C:\\secret.jinja",
        "sécret.jinja",
    ],
)
def test_a_name_is_never_a_path(tmp_path, name):
    """What is not the plain name of a prompt file is refused before any file is touched."""
    (tmp_path / "secret.jinja").write_text("secret")
    (tmp_path / "inner").mkdir()
    with pytest.raises(PromptError, match="is not the name of a prompt file"):
        find(name, (tmp_path / "inner",))


def test_a_link_is_followed(folder):
    """A linked file counts, since that is how volumes are mounted."""
    (folder / "linked.jinja").symlink_to(folder / FILE)
    assert GOOD == find("linked.jinja", (folder,)).text


@pytest.mark.parametrize("kind", ["link", "folder", "bytes"])
def test_a_file_that_cannot_be_read_does_not_fall_through(folder, kind):
    """A file that is there but unreadable is an error; the next folder's is not taken silently."""
    path = folder / "_persona.jinja"
    path.unlink()
    match kind:
        case "link":
            path.symlink_to(folder / "gone.jinja")
        case "folder":
            path.mkdir()
        case _:
            path.write_bytes(b"caf\xe9")
    with pytest.raises(PromptError, match=rf"^{path}:1: cannot be read: "):
        find("_persona.jinja", (folder,))


@pytest.mark.parametrize(
    "change",
    [
        lambda text: text.replace("\n", "\r\n"),
        lambda text: text.replace("\n", "\r"),
        lambda text: "\ufeff" + text,
        lambda text: "\ufeff" + text.replace("\n", "\r\n"),
    ],
    ids=["crlf", "cr", "bom", "both"],
)
def test_line_ends_and_byte_order_marks_do_not_matter(tmp_path, change):
    """The same prompt saved on another system has the same hash and the same messages."""
    here, there = tmp_path / "here", tmp_path / "there"
    here.mkdir()
    there.mkdir()
    written(here)
    (there / FILE).write_bytes(change(GOOD).encode())
    (there / "_persona.jinja").write_bytes(change((here / "_persona.jinja").read_text()).encode())
    assert loaded(here).hash == loaded(there).hash
    assert loaded(here).system == loaded(there).system


@pytest.mark.parametrize("fence", ["---", "---  ", "---\t"])
def test_the_front_matter_leaves_line_numbers_alone(folder, fence):
    """The template's lines are counted from the top of the file, front matter included."""
    written(folder, GOOD.replace("---\n", f"{fence}\n"))
    source = find(FILE, (folder,))
    assert line_of(GOOD, "{% block user %}") == line_of(source.body, "{% block user %}")
    assert not source.body[: source.body.index("{%")].strip()
    assert NAME == source.meta().id


@pytest.mark.parametrize(
    ("old", "new", "line", "reason"),
    [
        ("id: sample_review\n", "", 1, "id: field required"),
        ('version: "2"\nsum', "version: 2\nsum", 3, "version: input should be a valid string"),
        ("summary: Reviews", "sumary: Reviews", 1, "summary: field required"),
        ("params: {", "model: gpt\nparams: {", 5, "model: extra inputs are not permitted"),
        ("max_tokens: 300", "max_tokens: 0", 5, "params.max_tokens: input should be greater"),
        ("temperature: 0.0", "temperature: .nan", 5, "params.temperature: input should be"),
        ("of no use to a model", '""', 7, "unused.internal_reference: string should have at"),
        ('why: "shows the owner"', "why: 3", 11, "changes.1.why: input should be a valid string"),
        ("2026-02-01", "yesterday", 11, "changes.1.date: input should be a valid date"),
        ("2026-02-01", "2026-13-01", 1, "broken YAML: month must be in 1..12"),
        ("params: {", "params: {{", 6, "broken YAML: "),
        ("summary: Reviews", "summary: [Reviews", 5, "broken YAML: "),
        ("summary: Reviews", "summary: \x07Reviews", 1, "broken YAML: a character"),
        ("unused:\n", "unused: *anchor\nmore:\n", 6, "broken YAML: found undefined alias"),
        ("unused:\n", "unused: !!python/object/apply:os.getcwd []\nmore:\n", 6, "broken YAML: could"),
        ("id: sample_review", "- id: sample_review", 3, "broken YAML: "),
        (FRONT, "", 1, "there is no front matter"),
        (FRONT, "---\n---\n", 1, "there is no front matter"),
        (FRONT, "---\n- a\n- b\n---\n", 1, "front matter: input should be a valid dictionary"),
        (FRONT, FRONT.removesuffix("---\n"), 1, "there is no front matter"),
    ],
)
def test_a_broken_front_matter_is_named_by_line(tmp_path, old, new, line, reason):
    """What is wrong in the front matter is said with its file, its line and its key."""
    assert old in GOOD
    written(tmp_path, GOOD.replace(old, new, 1))
    with pytest.raises(PromptError) as caught:
        loaded(tmp_path)
    assert (
        f"{tmp_path / FILE}:{line}: {reason}"
        == caught.value.message[: len(f"{tmp_path / FILE}:{line}: {reason}")]
    )
    assert "\n" not in caught.value.message


@pytest.mark.parametrize(
    "include",
    [
        '{% include "_part.jinja" %}',
        "{% include '_part.jinja' %}",
        '{%- include "_part.jinja" -%}',
        '{%+ include "_part.jinja" +%}',
        '{%\n  include\n  "_part.jinja"\n%}',
        '{%include"_part.jinja"%}',
        '{% include "_part.jinja" ignore missing %}',
        '{% include "_part.jinja" without context %}',
        '{% if request.remark %}{% include "_part.jinja" %}{% endif %}',
        '{% include ("_part.jinja") %}',
    ],
)
def test_an_include_is_found_however_it_is_written(folder, include):
    """Every way to write an include that Jinja knows counts for the hash."""
    written(folder, GOOD.replace("<due>", f"{include}\n<due>"))
    (folder / "_part.jinja").write_text("one")
    before = loaded(folder).hash
    (folder / "_part.jinja").write_text("two")
    assert {FILE, "_persona.jinja", "_part.jinja"} == {name for name, _ in closure(FILE, (folder,))}
    assert before != loaded(folder).hash


@pytest.mark.parametrize(
    "text",
    [
        '{# {% include "_absent.jinja" %} #}',
        '{% raw %}{% include "_absent.jinja" %}{% endraw %}',
        "{{ '{% include \"_absent.jinja\" %}' }}",
    ],
)
def test_what_only_looks_like_an_include_is_none(folder, text):
    """A comment, raw text or a string includes nothing."""
    written(folder, GOOD.replace("<due>", f"{text}\n<due>"))
    assert [FILE, "_persona.jinja"] == [name for name, _ in closure(FILE, (folder,))]


def test_a_part_is_listed_once(folder):
    """A part that is included twice is one part."""
    part = '{% include "_persona.jinja" %}'
    written(folder, GOOD.replace(part, part * 3))
    assert [FILE, "_persona.jinja"] == [name for name, _ in closure(FILE, (folder,))]


@pytest.mark.parametrize(
    ("include", "reason"),
    [
        ('{% include "_absent.jinja" %}', "'_absent.jinja': there is no such prompt file in"),
        ('{% include "../up.jinja" %}', "'../up.jinja': '../up.jinja' is not the name of a prompt"),
        ("{% include request.remark %}", "name the file to include in quotes"),
        ('{% include ["_persona.jinja", "b.jinja"] %}', "name the file to include in quotes"),
        (f'{{% include "{FILE}" %}}', f"'{FILE}' includes itself"),
    ],
)
def test_an_include_that_leads_nowhere_is_found_when_loading(folder, include, reason):
    """A wrong include stops the loading, with the line where it stands."""
    text = GOOD.replace("<due>", f"{include}\n<due>")
    written(folder, text)
    with pytest.raises(PromptError) as caught:
        loaded(folder)
    assert caught.value.message.startswith(f"{folder / FILE}:{line_of(text, include)}: {reason}")


def test_parts_that_include_each_other_are_found(folder):
    """A circle of includes is named instead of run into."""
    written(folder, persona='You.\n{% include "_other.jinja" %}\n')
    (folder / "_other.jinja").write_text('\n\n{% include "_persona.jinja" %}')
    with pytest.raises(PromptError, match=r"_other.jinja:3: '_persona.jinja' includes itself$"):
        loaded(folder)


@pytest.mark.parametrize(
    ("broken", "reason"),
    [
        ("{% bloc user %}", "Encountered unknown tag 'bloc'"),
        ("{{ request.goal. }}", "expected name or number"),
        ("{% if request %}", "Unexpected end of template|Encountered unknown tag"),
        ("{{ request.goal|nofilter }}", "No filter named 'nofilter'"),
        ("{{ 'open }}", "unexpected char"),
        (f"{{{{ {'(' * 3000}1{')' * 3000} }}}}", "nested too deeply"),
    ],
)
def test_a_broken_template_is_named_by_line(folder, broken, reason):
    """What Jinja cannot read is said with file and line, on one line."""
    text = GOOD.replace("{{ facts.rows }}", broken)
    written(folder, text)
    with pytest.raises(PromptError, match=rf"^{folder / FILE}:\d+: .*({reason})[^\n]*$"):
        loaded(folder)


def test_the_hash_covers_prompt_parts_and_schema(folder):
    """Prompt, included part and answer schema each change the hash; what is not included does not."""
    hashes = [loaded(folder).hash]
    written(folder, GOOD.replace("Judge the goal.", "Judge this goal."))
    hashes.append(loaded(folder).hash)
    written(folder, persona="You are strict.\n")
    hashes.append(loaded(folder).hash)
    hashes.append(Prompts.over(folder).get(NAME, schema_of(Kpi)).hash)
    (folder / "_unrelated.jinja").write_text("unrelated")

    assert 4 == len(set(hashes))
    assert hashes[2] == loaded(folder).hash
    assert all(12 == len(value) and int(value, 16) >= 0 for value in hashes)


def test_the_same_files_have_the_same_hash_everywhere(tmp_path):
    """The hash is of contents and names, not of where the folder is."""
    here, there = tmp_path / "here", tmp_path / "there"
    here.mkdir()
    there.mkdir()
    assert loaded(written(here)).hash == loaded(written(there)).hash


def test_two_schemas_make_two_prompts(folder):
    """One name with another answer is another prompt, with its own hash."""
    prompts = Prompts.over(folder)
    assert prompts.get(NAME, SCHEMA).hash != prompts.get(NAME, schema_of(Kpi)).hash
