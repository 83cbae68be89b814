"""Data sets scored by real Dask workers."""

import json

import pyarrow as pa
import pyarrow.csv as pa_csv
import pyarrow.parquet as pq
import pytest
from django.core.management import CommandError, call_command

from classifier.core.dataset_files import PARTIAL
from classifier.services.classification import classify

from ..corpus import sentences

TEXTS = [one.text for one in sentences()[:600]]

pytestmark = [
    pytest.mark.django_db(transaction=True),
    pytest.mark.filterwarnings("ignore::ResourceWarning", "ignore::DeprecationWarning"),
]


@pytest.fixture
def source(tmp_path):
    table = pa.table({"id": range(len(TEXTS)), "text": TEXTS})
    path = tmp_path / "tasks.parquet"
    pq.write_table(table, path, row_group_size=100)
    return path


def score(source, target, *options):
    call_command("classify_dataset", str(source), str(target), "--engine=dask", *options)
    return pq.read_table(target)


def test_parts_hold_every_row_with_the_answers_of_the_site(version, source, tmp_path):
    scored = score(source, tmp_path / "out")
    assert sorted(path.name for path in (tmp_path / "out").glob("part-*")) == [
        f"part-{number:06}.parquet" for number in range(6)
    ]
    assert scored["id"].to_pylist() == list(range(len(TEXTS)))
    expected = classify(TEXTS)
    assert scored["decision"].to_pylist() == [one.decision.outcome for one in expected]
    assert scored["sales"].to_pylist() == pytest.approx([one.decision.sales for one in expected])
    assert set(scored["model_version"].to_pylist()) == {version.number}


def test_a_run_that_broke_off_goes_on_with_the_parts_that_are_missing(version, source, tmp_path):
    target = tmp_path / "out"
    score(source, target, "--workers=1")
    kept = target / "part-000000.parquet"
    before = kept.stat().st_mtime_ns
    (target / "part-000003.parquet").unlink()
    assert score(source, target, "--workers=1").num_rows == len(TEXTS)
    assert kept.stat().st_mtime_ns == before


def test_what_a_killed_worker_left_is_neither_read_nor_kept(version, source, tmp_path):
    target = tmp_path / "out"
    target.mkdir()
    left = target / f"{PARTIAL}part-000001.4711"
    left.write_bytes(b"PAR1 and no more")
    assert pq.ParquetDataset(target).files == []
    score(source, target, "--workers=1")
    assert not left.exists()


def test_parts_of_another_input_are_not_mixed_in(version, source, tmp_path):
    target = tmp_path / "out"
    score(source, target, "--workers=1")
    pq.write_table(pa.table({"text": TEXTS[:10]}), source)
    with pytest.raises(CommandError, match="parts of another input"):
        score(source, target)
    assert score(source, target, "--workers=1", "--restart").num_rows == 10


def test_csv_cells_may_hold_line_breaks_and_bad_texts_are_named(version, tmp_path):
    path = tmp_path / "tasks.csv"
    texts = ["Cold call\nprospects", "", "x" * 20_001, "Draft a press release"]
    pa_csv.write_csv(pa.table({"text": texts, "who": ["007", "b", "c", "d"]}), path)
    scored = score(path, tmp_path / "out", "--workers=1")
    assert scored["text"].to_pylist() == texts
    assert scored["who"].to_pylist()[0] == "007"
    assert scored["problem"].to_pylist() == [None, "empty", "too_long", None]
    assert scored["decision"].to_pylist()[1:3] == [None, None]


def test_columns_named_like_ours_are_kept_under_another_name(version, source, tmp_path):
    own = {"problem": TEXTS[:2], "sales": ["12", "7"], "sales (file)": ["a", "b"]}
    pq.write_table(pa.table(own), source)
    scored = score(source, tmp_path / "out", "--workers=1", "--column=problem")
    assert scored["problem (file)"].to_pylist() == TEXTS[:2]
    assert scored["sales (file)"].to_pylist() == ["12", "7"]
    assert scored["sales (file) (file)"].to_pylist() == ["a", "b"]
    assert scored["problem"].to_pylist() == [None, None]


def test_the_charter_decides_here_too(version, source, tmp_path, alice):
    from classifier.models import Rule
    from classifier.services.charter import save_rule

    save_rule(rule=Rule(words="press release", label="sales"), by=alice)
    table = pa.table({"text": ["Draft a press release", "Cold call prospects"]})
    pq.write_table(table, source)
    scored = score(source, tmp_path / "out", "--workers=1")
    assert scored["decided_by"].to_pylist()[0] == "rule"
    assert scored["decision"].to_pylist()[0] == "sales"


@pytest.mark.parametrize(
    ("options", "sentence"),
    [
        (["--column=task"], "has no column “task”. Its columns: id, text."),
        (["--workers=0"], "1 or more"),
        (["--scheduler=tcp://127.0.0.1:1"], "No scheduler answers at tcp://127.0.0.1:1"),
    ],
)
def test_what_cannot_be_scored_is_said_in_a_sentence(version, source, tmp_path, options, sentence):
    with pytest.raises(CommandError) as refused:
        score(source, tmp_path / "out", *options)
    assert sentence in str(refused.value)


def test_a_folder_without_files_is_refused(version, tmp_path):
    with pytest.raises(CommandError, match="holds no file that ends in"):
        score(tmp_path, tmp_path / "out")


def test_the_run_is_noted_beside_the_parts(version, source, tmp_path):
    score(source, tmp_path / "out", "--workers=1")
    note = json.loads((tmp_path / "out" / "_run.json").read_text())
    assert (note["model_version"], note["column"]) == (version.number, "text")
