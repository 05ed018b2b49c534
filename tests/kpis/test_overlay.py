"""An organisation's overlay: what it adds and replaces, and how it is told what is wrong."""

import json

import pytest
from tests.kpis.samples import ROW

from purpose_coach.errors import CoachError, KnowledgeError
from purpose_coach.kpis.catalogue import load
from purpose_coach.kpis.retrieval import rank

BENCHMARK = {
    "industry": "Software as a Service",
    "typical": 85,
    "excellent": 95,
    "source": "Our survey, 2026",
}


def overlay(folder, *rows, name="own.jsonl"):
    """The catalogue with these rows over it; a text is a line as it stands."""
    lines = [row if isinstance(row, str) else json.dumps(row) for row in rows]
    (folder / name).write_text("\n".join(lines), encoding="utf-8")
    return load().over(folder)


def without(key):
    """The row without one of its keys."""
    return {name: value for name, value in ROW.items() if name != key}


def test_a_new_kpi_is_added(tmp_path):
    """A row with a new id is one KPI more; the others stay, and so does the shipped catalogue."""
    got = overlay(tmp_path, "", ROW, "  ")

    assert len(load().kpis) + 1 == len(got.kpis)
    assert got.get("wait-for-bread").measure.formula == "Minutes Waited / Guests"
    assert load().get("wait-for-bread") is None


def test_a_known_id_is_replaced(tmp_path):
    """A row with a known id takes its place."""
    got = overlay(tmp_path, ROW | {"id": "queue-waiting-time"})

    assert len(load().kpis) == len(got.kpis)
    assert got.get("queue-waiting-time").name == "Wait for Bread"


def test_a_benchmark_is_added_with_its_source(tmp_path):
    """A benchmark row gives a KPI one, for its industry only; a second for it takes its place."""
    row = {"id": "customer-retention-rate", "benchmark": BENCHMARK}
    newer = {"id": "customer-retention-rate", "benchmark": BENCHMARK | {"typical": 80}}
    kpi = overlay(tmp_path, row, newer).get("customer-retention-rate")

    assert [80] == [one.typical for one in kpi.benchmarks]
    assert kpi.benchmark("software as a service").source == "Our survey, 2026"
    assert kpi.benchmark("Software service (b2b)") == kpi.benchmarks[0]
    assert kpi.benchmark("bakery") is None
    assert kpi.benchmark("") is None


def test_the_order_of_files_does_not_matter_to_benchmarks(tmp_path):
    """A benchmark for a KPI of a later file finds it."""
    (tmp_path / "a.jsonl").write_text(
        json.dumps({"id": ROW["id"], "benchmark": BENCHMARK | {"excellent": 1}})
    )
    got = overlay(tmp_path, ROW, name="b.jsonl")

    assert [85] == [one.typical for one in got.get(ROW["id"]).benchmarks]


def test_a_kpi_may_bring_its_benchmark(tmp_path):
    """A whole row may hold its benchmark."""
    got = overlay(tmp_path, ROW | {"benchmark": BENCHMARK})

    assert got.get(ROW["id"]).benchmark("Software as a Service").excellent == 95


def test_an_added_kpi_is_found(tmp_path):
    """A KPI that names no objective is found by its own words, and by the objectives it sounds like."""
    got = overlay(tmp_path, ROW)
    found = [one.kpi.id for one in rank(got, "Guests should not wait so long for their bread").best(5)]

    assert "wait-for-bread" in found


@pytest.mark.parametrize(
    ("row", "words"),
    [
        ("{", "invalid JSON"),
        ("[]", "the row: input should be"),
        ("\ufeff{}", "invalid JSON"),
        (without("name"), "name: field required"),
        (ROW | {"isleading": True}, "isleading: extra inputs"),
        (ROW | {"id": "Wait For"}, "id: string should match pattern"),
        (ROW | {"category": "bread"}, "category: input should be 'customer', 'financial'"),
        (ROW | {"variables": []}, "variables: "),
        (ROW | {"value": "2.5"}, "value: input should be a valid number"),
        (json.dumps(ROW).replace("2.5", "NaN"), "value: input should be a finite number"),
        (ROW | {"value": 3}, "the expression comes to 2.50, not to 3"),
        (ROW | {"expression": "waiting ** guests"}, "'waiting ** guests': only numbers"),
        (ROW | {"direction": "up"}, "does not move the value up"),
        (ROW | {"name": "customer  retention RATE"}, "'customer-retention-rate' has the name"),
        (ROW | {"serves": ["bread"]}, "'bread' is not an objective: there are loyalty, "),
        ({"id": "customer-retention", "benchmark": BENCHMARK}, "'customer-retention-rate' is the closest"),
        ({"id": "zzzz", "benchmark": BENCHMARK}, "there is no KPI 'zzzz'"),
        (
            {"id": "win-rate", "benchmark": BENCHMARK | {"source": " "}},
            "benchmark.source: string should have",
        ),
        ({"id": "win-rate", "benchmark": BENCHMARK | {"typical": 99}}, "where up is better"),
        ({"id": "defect-rate", "benchmark": BENCHMARK}, "where down is better"),
    ],
)
def test_a_wrong_row_is_named(tmp_path, row, words):
    """The error names file, line and reason, and is one of the library's own."""
    with pytest.raises(KnowledgeError) as caught:
        overlay(tmp_path, "", row)

    assert str(caught.value).startswith(f"{tmp_path / 'own.jsonl'}:2: ")
    assert words in str(caught.value)
    assert isinstance(caught.value, CoachError)


def test_a_row_that_is_there_twice_is_named(tmp_path):
    """The same id twice in a folder is a mistake, and the error names the first."""
    with pytest.raises(KnowledgeError, match=r"own.jsonl:2: .* twice: first in own.jsonl:1"):
        overlay(tmp_path, ROW, ROW)


def test_a_folder_that_is_not_there_is_named(tmp_path):
    """A misspelt folder is an error, not an empty overlay."""
    with pytest.raises(KnowledgeError, match="there is no such folder"):
        load().over(tmp_path / "nowhere")


def test_a_file_that_cannot_be_read_is_named(tmp_path):
    """A file that is not UTF-8, or that is no file, is named."""
    (tmp_path / "own.jsonl").write_bytes(b"\xff\xfe")
    with pytest.raises(KnowledgeError, match="not UTF-8"):
        load().over(tmp_path)

    (tmp_path / "own.jsonl").unlink()
    (tmp_path / "own.jsonl").mkdir()
    with pytest.raises(KnowledgeError, match="cannot be read"):
        load().over(tmp_path)
