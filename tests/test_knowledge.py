"""What ships and an organisation's own over it: read once, wrong files stop the start."""

import json
from pathlib import Path
from typing import ClassVar

import pytest
from pydantic import ConfigDict

from purpose_coach import Coach
from purpose_coach.errors import KnowledgeError
from purpose_coach.knowledge import BOOKS, KPIS, Knowledge
from purpose_coach.playbooks.book import SHIPPED, Play, Playbook
from purpose_coach.settings import Settings

ACTIONS = Playbook("actions", Play)


def test_every_playbook_that_ships_is_whole():
    """All rows of all kinds are read without a fault, and each kind has some."""
    knowledge = Knowledge()
    knowledge.check()

    assert sorted(BOOKS) == sorted(path.name for path in SHIPPED.iterdir() if path.is_dir())
    assert all((SHIPPED / name).glob("*.jsonl") for name in BOOKS)


def test_what_was_read_once_is_kept():
    """A second look gives the very same values."""
    knowledge = Knowledge()

    assert knowledge.kpis is knowledge.kpis


def overlay(folder, kind, *rows):
    """A folder with these rows of a kind."""
    (folder / kind).mkdir(parents=True)
    lines = [row if isinstance(row, str) else json.dumps(row) for row in rows]
    (folder / kind / "own.jsonl").write_text("\n".join(lines))
    return folder


def test_an_own_benchmark_stands_in_the_catalogue(tmp_path):
    """A benchmark row of the folder is the KPI's, with its source; what ships stays as it is."""
    said = {"industry": "Bakeries", "typical": 70, "excellent": 90, "source": "Guild survey"}
    kpi = Knowledge().kpis.kpis[0]
    worse = kpi.measure.direction == "down"
    row = {"id": kpi.id, "benchmark": said | ({"typical": 90, "excellent": 70} if worse else {})}
    own = Knowledge(overlay(tmp_path, KPIS, row)).kpis.get(kpi.id)

    assert "Guild survey" == own.benchmark("Bakeries").source
    assert Knowledge().kpis.get(kpi.id).benchmark("Bakeries") is None


@pytest.mark.parametrize(
    ("rows", "said"),
    [
        (["{"], "own.jsonl:1: the row: invalid JSON"),
        ([{"id": "A B"}], "own.jsonl:1: id"),
        ([{"id": "a", "colour": 1}], "own.jsonl:1: colour"),
        ([{"id": "a"}, {"id": "b"}, {"id": "a"}], "own.jsonl:3: 'a' is there twice: first in own.jsonl:1"),
    ],
)
def test_a_wrong_row_is_named(tmp_path, rows, said):
    """File, line, field and reason of the first row that is wrong are said."""
    with pytest.raises(KnowledgeError) as raised:
        Playbook("own", Play)._rows(overlay(tmp_path, "own", *rows) / "own")

    assert said.lower() in str(raised.value).lower()


def test_a_row_replaces_the_one_of_its_id(tmp_path):
    """An own row of a shipped id stands in its place; others are added after it."""

    class Loose(Play):
        """Any row."""

        model_config: ClassVar[ConfigDict] = ConfigDict(extra="allow")

    book = Playbook("actions", Loose)
    first = book.read()[0]
    rows = book.read(overlay(tmp_path, "actions", {"id": first.id, "own": True}, {"id": "brand-new"}))

    assert {"own": True} == rows[0].model_extra
    assert ("brand-new", len(book.read()) + 1) == (rows[-1].id, len(rows))


def test_what_nothing_reads_is_refused(tmp_path):
    """A folder that is misspelt, or not there, stops the start and says what is meant."""
    with pytest.raises(KnowledgeError, match="did you mean strategies"):
        Coach(knowledge=overlay(tmp_path, "stratgies", {"id": "a"}))
    with pytest.raises(KnowledgeError, match="there is no such folder"):
        Coach(knowledge=tmp_path / "none")


def test_a_stray_file_is_refused_and_notes_are_not(tmp_path):
    """Rows outside of a kind's folder would be read by nobody; a note to people is welcome."""
    (tmp_path / "README.md").write_text("Ours.")
    Knowledge(tmp_path).check()
    (tmp_path / "kpi.jsonl").write_text("{}")
    with pytest.raises(KnowledgeError, match=r"kpi\.jsonl: is nothing that knowledge is read from"):
        Knowledge(tmp_path).check()


def test_the_setting_names_the_folder(tmp_path):
    """`PURPOSE_COACH_KNOWLEDGE` is the folder of the coach that the environment describes."""
    settings = Settings.from_env({"PURPOSE_COACH_KNOWLEDGE": str(overlay(tmp_path, "kpi", {"id": "a"}))})

    assert isinstance(settings.knowledge, Path)
    with pytest.raises(KnowledgeError, match="did you mean kpis"):
        Coach.from_settings(settings)
