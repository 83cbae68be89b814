"""Task statements in O*NET's shape become candidates; the sentences are our own."""

import io
from typing import Any

import openpyxl
import pytest

from classifier.exceptions import InvalidInput
from classifier.models import Candidate, Example
from classifier.services import imports, labelling
from classifier.services.import_save import ImportChoices

HEADER = [
    "O*NET-SOC Code",
    "Title",
    "Task ID",
    "Task",
    "Task Type",
    "Incumbents Responding",
    "Date",
    "Domain Source",
]
STATEMENTS = [
    ("11-2011.00", "Advertising Managers", "Brief the studio on next season's advertisement."),
    ("11-2022.00", "Sales Managers", "Set the quarterly quota of each sales representative."),
    ("11-3031.00", "Financial Managers", "Close the books of the month with the accountants."),
    ("13-1161.00", "Market Analysts", "Survey shoppers about brands they remember."),
    ("41-3091.00", "Service Sellers", "Cold call prospects and ask for a first meeting."),
    ("41-9091.00", "Door Sellers", "Ring at doors and demonstrate the brush."),
]


def rows() -> list[list[Any]]:
    return [
        [code, title, 90_000 + n, task, "Core" if n % 2 else "n/a", 40 + n, "08/2026", "Analyst"]
        for n, (code, title, task) in enumerate(STATEMENTS)
    ]


def table() -> list[list[Any]]:
    return [HEADER, *rows()]


def tab_text() -> bytes:
    return "".join("\t".join(map(str, row)) + "\r\n" for row in table()).encode()


def workbook() -> bytes:
    book = openpyxl.Workbook()
    book.active.title = "Task Statements"
    for row in table():
        book.active.append(row)
    file = io.BytesIO()
    book.save(file)
    return file.getvalue()


def run(content: bytes, codes: str = "", *, take: bool = True) -> Any:
    return imports.import_file(
        file=io.BytesIO(content),
        name="Task Statements.txt",
        codes=codes,
        choices=ImportChoices(take_unlabelled=take),
        dry_run=False,
    )


@pytest.mark.parametrize("content", [tab_text(), workbook()], ids=["text", "xlsx"])
@pytest.mark.parametrize(
    ("codes", "taken"),
    [
        ("", [0, 1, 2, 3, 4, 5]),
        ("11-2", [0, 1]),
        ("11-2022.00", [1]),
        ("11-20, 13-1161;41-", [0, 1, 3, 4, 5]),
        ("41-3091.0", [4]),
    ],
)
def test_statements_are_taken_by_occupation(db, content, codes, taken):
    done = run(content, codes)
    assert done.plan.format.startswith("O*NET task statements")
    found = Candidate.objects.order_by("pk").values_list("occupation", "domain", "text", "source")
    assert list(found) == [(*STATEMENTS[n], "O*NET") for n in taken]
    assert not Example.objects.exists()


def test_the_active_model_suggests_labels_to_review(version):
    run(tab_text(), "41-3")
    candidate = Candidate.objects.get()
    assert candidate.suggested_label == "sales"
    assert (candidate.probabilities or {})["sales"] > 0.5
    assert candidate.state == "waiting"


def test_statements_stay_out_unless_that_is_said(db):
    done = run(tab_text(), take=False)
    assert done.plan.counts()["unlabelled"] == len(STATEMENTS)
    assert not Candidate.objects.exists()


def test_a_statement_that_is_an_example_stays_one(db):
    labelling.add_example(text=STATEMENTS[0][2], label="marketing")
    assert run(tab_text()).counts.candidates == len(STATEMENTS) - 1


def test_importing_the_file_again_adds_nothing(db):
    run(tab_text())
    assert run(tab_text()).counts.candidates == 0


@pytest.mark.parametrize(
    ("codes", "message"),
    [
        ("sales", "“sales” is no occupation code"),
        ("11-2, 4I-", "“4I-” is no occupation code"),
        ("99-", "No row of the file has an occupation code that begins with 99-"),
    ],
)
def test_codes_that_are_none_are_refused(db, codes, message):
    with pytest.raises(InvalidInput, match=message):
        run(tab_text(), codes)


def test_codes_for_another_file_are_refused(db):
    with pytest.raises(InvalidInput, match="No row of the file has an occupation code"):
        run(b"text,label\nCall,sales\n", "41-")
