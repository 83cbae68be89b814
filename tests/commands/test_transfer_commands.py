import io
import json

import pytest
from django.core.management import CommandError, call_command

from classifier.models import Candidate, Example, ExampleImport
from classifier.services import labelling


def run(*args, **options) -> str:
    out = io.StringIO()
    call_command(*args, stdout=out, stderr=io.StringIO(), **options)
    return out.getvalue()


@pytest.fixture
def file(tmp_path):
    path = tmp_path / "tasks.csv"
    path.write_text("text,label\nCall clients,sales\nFeed wombats,neither\nCount wombats,\n")
    return path


def test_a_dry_run_reports_and_saves_nothing(db, file):
    example = labelling.add_example(text="Call clients", label="marketing")
    out = run("import_examples", str(file), dry_run=True)
    assert "3 rows, read as delimited text" in out
    assert "1  new" in out
    assert f"row 2: Example {example.pk} has this text" in out
    assert "Dry run: nothing was saved" in out
    assert Example.objects.count() == 1
    assert not ExampleImport.objects.exists()


@pytest.mark.parametrize(("choice", "label"), [("keep", "marketing"), ("take", "sales")])
def test_conflicts_follow_the_option(db, file, choice, label):
    labelling.add_example(text="Call clients", label="marketing")
    run("import_examples", str(file), on_conflict=choice)
    assert Example.objects.get(text="Call clients").label == label
    assert Example.objects.count() == 2


def test_unlabelled_rows_become_candidates(db, file):
    out = run("import_examples", str(file), unlabelled=True)
    assert "2 added, 0 relabelled, 1 new candidates" in out
    assert Candidate.objects.get().text == "Count wombats"
    done = ExampleImport.objects.get()
    assert (done.name, done.created_by, done.is_waiting) == ("tasks.csv", None, False)


def test_bad_rows_stop_it_until_they_are_skipped(db, file):
    file.write_text("text,label\nCall clients,sales\nx,sold\n")
    with pytest.raises(CommandError, match=r"1 of 2 rows cannot be used\. Row 3: “sold”"):
        run("import_examples", str(file))
    assert not Example.objects.exists()
    assert "1 added" in run("import_examples", str(file), skip_bad=True)


@pytest.mark.parametrize("name", ["missing.csv", "."])
def test_a_file_that_cannot_be_opened_is_one_line(db, tmp_path, name):
    with pytest.raises(CommandError):
        run("import_examples", str(tmp_path / name))
    with pytest.raises(CommandError):
        run("export_examples", str(tmp_path / "no such folder" / "x.csv"))


@pytest.mark.parametrize("name", ["out.csv", "out.xlsx", "out.jsonl"])
def test_an_export_is_told_by_its_name_and_comes_back(db, file, tmp_path, name):
    run("import_examples", str(file))
    target = tmp_path / name
    assert "Wrote 2 examples" in run("export_examples", str(target))
    Example.objects.all().delete()
    assert "2 added" in run("import_examples", str(target))
    assert [path.name for path in tmp_path.iterdir() if path.name.startswith(".")] == []


def test_an_export_takes_the_format_it_is_given(db, file, tmp_path):
    run("import_examples", str(file))
    target = tmp_path / "out.txt"
    with pytest.raises(CommandError, match="does not tell its format"):
        run("export_examples", str(target))
    assert not target.exists()
    run("export_examples", str(target), format="labelstudio")
    assert len(json.loads(target.read_text())) == 2
