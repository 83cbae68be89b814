"""Files that are wrong, by the numbers of the list of bad inputs: what the upload says to each."""

import csv
import datetime
import io
import json

import openpyxl
import pytest
from django.contrib.auth.models import User
from django.test import Client

from classifier.models import Batch
from classifier.services import batches
from classifier.services.batch_input import kept_rows

from ..batch_uploads import check_refused, part, said, send, send_raw
from ..batches import SMALL, create, files, result, result_csv, scored, scorer
from ..broken_files import (
    SOUND,
    archive,
    entity,
    far_cell,
    forged_sizes,
    lonely_row,
    many_parts,
    repacked,
    too_much,
    workbook,
    zip_bomb,
)

pytestmark = pytest.mark.django_db

HEAD = b"id,text\n"
OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"


@pytest.fixture
def bob(version) -> User:
    return scorer("bob")


@pytest.fixture
def client(bob: User) -> Client:
    client = Client(raise_request_exception=False)
    client.force_login(bob)
    return client


@pytest.mark.parametrize(
    ("content", "message"),
    [
        (b"", "The file is empty"),
        (b" \r\n\n", "The file is empty"),
        (b"\xef\xbb\xbf", "The file is empty"),
        (b"\xff\xfe", "The file is empty"),
        (b"\xef\xbb\xbf\n\n", "The file is empty"),
        (b"id,text\n", "a header but no rows"),
        (b"task,label\nCall,sales\n", "no column “text”.* it reads: task, label"),
        (b"text,id,Text\na,1,b\n", "names the column “text” twice"),
        (b"text" + b",x" * 16_383 + b"\n", "16,384 columns; the limit is 200"),
        (workbook(["task"], ["Call"]), "no column “text”"),
        (workbook(), "sheet of the workbook is empty"),
        (b'{"task": "Call"}\n', "Row 1 has no text in its column “text”"),
    ],
)
def test_b29_what_lacks_text_or_rows_is_named(client, content, message):
    name = "tasks.xlsx" if content.startswith(b"PK") else "tasks.csv"
    check_refused(send(client, content, name), 400, message)


def test_b29_json_lines_that_bring_too_many_columns_are_refused_by_row(client):
    rows = [json.dumps({"text": "Call clients", f"k{n}": n}) for n in range(1, 201)]
    message = "^Row 200: Up to here the file has 201 columns; the limit is 200"
    check_refused(send(client, "\n".join(rows).encode(), "a.jsonl"), 400, message)
    check_refused(send(client, f"[{', '.join(rows)}]".encode(), "a.json"), 400, "201 columns")
    assert not files()
    assert send(client, "\n".join(rows[:-1]).encode(), "a.jsonl").status_code == 302
    assert len(Batch.objects.get().columns) == 200


def test_b30_more_than_10_mb_is_too_large(client):
    check_refused(send(client, HEAD + b"x" * 10_000_000), 413, "larger than 10 MB")
    check_refused(send(client, HEAD + b"x" * 12_000_000), 413, "larger than 10 MB")


def test_b30_more_than_50_000_rows_are_refused_and_blank_ones_do_not_count(client):
    rows = HEAD + b"1,Call clients\n" * 50_000
    check_refused(send(client, rows + b"2,Call\n"), 400, "more than 50,000 rows")
    assert send(client, rows + b"\n" * 1_000).status_code == 302
    assert Batch.objects.get().total == 50_000


def test_b30_a_second_upload_while_one_runs_is_a_conflict(client, bob):
    create(bob)
    response = send(client, SMALL)
    assert response.status_code == 409
    assert "scored already. Wait for it to end, or cancel it" in said(response)
    assert Batch.objects.count() == len(files()) == 1


@pytest.mark.parametrize("length", [20_001, 131_073, 300_000])
def test_b31_a_cell_that_is_too_long_is_named_by_its_row(client, length):
    content = HEAD + b"1,Call\n2," + b"x" * length + b"\n3,Call\n"
    check_refused(send(client, content), 400, "^Row 3")
    check_refused(send(client, HEAD + b"x" * length + b",Call\n"), 400, "^Row 2")


def test_b31_many_bad_rows_are_named_and_counted(client):
    content = HEAD + b"1,Call\n" + b"2,\n" * 30
    check_refused(send(client, content), 400, r"^Row 3 has no text.*Row 12 .*And 20 more\.$")


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16"])
@pytest.mark.parametrize("delimiter", [",", ";", "\t"])
@pytest.mark.parametrize("end", ["\n", "\r\n", "\r"])
def test_b32_encodings_delimiters_and_line_ends_are_read_right(
    client, bob, encoding, delimiter, end
):
    lines = [f"id{delimiter}text", f"1{delimiter}Café “déjà vu” anrufen", f"2{delimiter}Call"]
    assert send(client, end.join(lines).encode(encoding)).status_code == 302
    batch = Batch.objects.get()
    [first, second] = kept_rows(batch.pk, after=0)
    assert first.cells == {"id": "1", "text": "Café “déjà vu” anrufen"}
    assert second.text == "Call"


@pytest.mark.parametrize("encoding", ["cp1252", "utf-16-le", "utf-16-be"])
def test_b32_what_cannot_be_told_is_refused_and_never_garbled(client, encoding):
    content = "id,text\n1,Café anrufen\n".encode(encoding)
    check_refused(send(client, content), 400, "UTF-8 CSV")


@pytest.mark.parametrize("name", ["a.txt", "a.csv"])
@pytest.mark.parametrize("content", [b"\xef\xbb\xbf\n\n", b"\n" * 5_000])
def test_b29_a_file_of_blank_lines_is_empty_whatever_its_name(client, name, content):
    check_refused(send(client, content, name), 400, "The file is empty")


def test_b29_blank_lines_before_the_header_are_passed_over(client):
    assert send(client, b"\n" * 5_000 + HEAD + b"1,Call clients\n").status_code == 302
    [row] = kept_rows(Batch.objects.get().pk, after=0)
    assert (row.number, row.text) == (5_002, "Call clients")


@pytest.mark.parametrize("before", [0, 3, 5_000])
@pytest.mark.parametrize("end", ["\n", "\r\n"])
@pytest.mark.parametrize(
    ("encoding", "wrong"),
    [("utf-8", b"Caf\xe9"), ("utf-8-sig", b"Caf\xe9"), ("utf-16", b"\x00\xd8a\x00")],
)
def test_b32_the_row_that_is_wrong_is_named(client, before, end, encoding, wrong):
    rows = f"id,text{end}" + f"1,Call clients{end}" * before + "2,"
    content = rows.encode(encoding) + wrong + b"\n"
    name = encoding.removesuffix("-sig").upper()
    check_refused(send(client, content), 400, f"^Row {before + 2} is not {name}")


@pytest.mark.parametrize("before", [0, 2_000])
def test_b33_nul_and_open_quotes_are_named_by_their_row(client, before):
    rows = HEAD + b"1,Call clients\n" * before
    row = before + 2
    check_refused(send(client, rows + b"1,a\x00b\n"), 400, f"^Row {row} holds NUL")
    content = rows + b'1,"open\n2,Call\n'
    check_refused(send(client, content), 400, f"^Row {row} cannot be read as CSV")


@pytest.mark.parametrize(
    ("name", "content", "message"),
    [
        ("tasks.csv", SOUND, "a workbook, but its name ends in .csv"),
        ("tasks.xlsx", SMALL, "ends in .xlsx, but it is no XLSX workbook"),
        ("tasks.csv", b"\x89PNG\r\n\x1a\n" + b"\x00" * 50, "a picture"),
        ("tasks.csv", b"\xff\xd8\xff\xe0\x00\x10JFIF", "a picture"),
        ("tasks.txt", b"{\\rtf1\\ansi Call clients\\par}", "a rich text document"),
        ("tasks.csv", b"%PDF-1.7\n%\xe2\xe3", "a PDF"),
        ("tasks.csv", b"<!DOCTYPE html><html><p>text</p></html>", "a web page"),
        ("tasks.csv", b"\n <HTML><p>text</p></html>", "a web page"),
        ("tasks.csv", b"\x7fELF\x02\x01\x01\x00\x00\xff\xfe", "neither text nor XLSX"),
        ("tasks.xls", OLE + b"\x00" * 600, "old .xls workbook"),
        ("tasks.xlsx", OLE + "EncryptedPackage".encode("utf-16-le"), "XLSX"),
        ("tasks.bin", OLE + "EncryptedPackage".encode("utf-16-le"), "protected by a password"),
        ("tasks.ods", archive("mimetype", "content.xml"), "OpenDocument"),
        ("tasks.docx", archive("[Content_Types].xml", "word/document.xml"), "not an XLSX workbook"),
        (
            "tasks.xlsm",
            repacked(lambda _, old: old, **{"xl/vbaProject.bin": b"x"}),
            "holds macros",
        ),
    ],
)  # fmt: skip
def test_b34_kinds_that_are_not_read_are_told_by_content(client, name, content, message):
    check_refused(send(client, content, name), 415, message)


@pytest.mark.parametrize("kind", ["text/html", "image/png", "application/x-msdownload"])
def test_b34_the_browsers_word_on_the_kind_counts_for_nothing(client, kind):
    response = send_raw(client, part(SMALL, more=f"Content-Type: {kind}\r\n"))
    assert response.status_code == 302


def test_b35_zip_bombs_are_too_large(client):
    for bomb, message in (
        (zip_bomb(), "more than 100 times its size"),
        (many_parts(), "parts; the limit is 200"),
        (too_much(), "unpacks to more than 100 MB"),
    ):
        check_refused(send(client, bomb, "tasks.xlsx"), 413, message)


def test_b37_a_sheet_that_reaches_too_far_is_refused(client):
    check_refused(send(client, far_cell(), "a.xlsx"), 400, "row 1,048,576 and column 16,384")
    check_refused(send(client, lonely_row(), "a.xlsx"), 400, "blank rows stand before row 5,000")


@pytest.mark.parametrize(
    "content",
    [
        forged_sizes(),
        SOUND[:-200],
        SOUND[: len(SOUND) // 2],
        SOUND[:60] + b"\xff" * 40 + SOUND[100:],
        b"PK\x03\x04 no zip",
        archive("inner.zip"),
        repacked(lambda _, old: old, **{"xl/embeddings/inner.zip": SOUND}),
    ],
    ids=["forged", "cut", "half", "damaged", "no zip", "archive", "archive in a workbook"],
)
def test_b38_archives_that_lie_or_are_cut_are_refused(client, content):
    check_refused(send(client, content, "tasks.xlsx"), 400, "workbook")


@pytest.mark.parametrize(
    ("content", "message"),
    [
        (entity(b'<!ENTITY a "ha"><!ENTITY b "&a;&a;&a;">'), "XML entities"),
        (entity(b'<!ENTITY a SYSTEM "file:///etc/passwd">'), "XML entities"),
        (
            repacked(lambda _, old: old, **{"xl/externalLinks/externalLink1.xml": b"<x/>"}),
            "links to other files",
        ),
    ],
)
def test_b39_entities_and_links_to_other_files_are_refused(client, content, message):
    check_refused(send(client, content, "tasks.xlsx"), 400, message)


def test_b42_a_name_is_shown_cut_and_escaped_and_never_a_path(client, bob):
    names = {
        "../../x.csv": "x.csv",
        "a.csv%00.exe": "a.csv%00.exe",
        "x" * 300 + ".csv": "x" * 100,
        "<img onerror=alert(1)>.csv": "<img onerror=alert(1)>.csv",
        "a\u202ecsv.exe": "acsv.exe",
        "a\nb.csv": "ab.csv",
    }
    for name, shown in names.items():
        batch = create(bob, SMALL, name)
        assert batch.name == shown
        assert files() == [f"{batch.pk}.rows"]
        html = client.get(f"/batches/{batch.pk}/").content.decode()
        assert "<img onerror" not in html
        batches.cancel_batch(batch=batch, by=bob)
    assert "<img onerror" not in client.get("/batches/").content.decode()


@pytest.mark.parametrize("name", ["../../x.csv", "a.csv%00.exe", "<img onerror>.csv", "x" * 300])
def test_b42_names_come_so_from_a_browser_too(client, name):
    assert send(client, SMALL, name).status_code == 302
    assert "/" not in Batch.objects.get().name


def test_b43_one_file_is_taken_and_no_more(client):
    check_refused(client.post("/batches/", {}), 400, "Choose a file")
    check_refused(client.post("/batches/", {"file": "no file"}), 400, "Choose a file")
    check_refused(send_raw(client, part(SMALL), part(SMALL)), 400, "2 files were sent")
    both = send_raw(client, part(SMALL), part(SMALL, name="other"))
    check_refused(both, 400, "2 files were sent")


def test_b43_a_hundred_and_one_files_are_refused(client):
    check_refused(send_raw(client, *[part(b"text\nCall\n")] * 101), 400)


def test_b43_base64_is_refused(client):
    encoded = part(b"dGV4dApDYWxsCg==", more="Content-Transfer-Encoding: base64\r\n")
    check_refused(send_raw(client, encoded), 400, "sent in base64")


def test_b43_words_about_base64_in_a_file_do_no_harm(client):
    content = b"text\nContent-Transfer-Encoding: base64\n"
    assert send_raw(client, part(content)).status_code == 302


def test_b43_a_long_header_is_refused(client):
    check_refused(send_raw(client, part(SMALL, more=f"X-Long: {'x' * 1_100}\r\n")), 400)


@pytest.mark.parametrize("end", ["", "--", "\r\n--a-bound"])
def test_b43_a_body_that_is_cut_is_refused(client, end):
    check_refused(send_raw(client, part(SMALL * 20_000)[:-100], end=end), 400, "broke off")
    check_refused(send_raw(client, part(SMALL)[:-10], end=end), 400, "broke off")


def test_b43_a_body_without_boundary_is_refused(client):
    response = client.generic("POST", "/batches/", b"x", "multipart/form-data")
    assert response.status_code == 400
    response = client.generic("POST", "/batches/", SMALL, "text/csv")
    check_refused(response, 400, "Choose a file")


@pytest.mark.django_db(transaction=True)
def test_b40_a_workbook_gives_its_first_visible_sheets_values(bob):
    book = openpyxl.Workbook()
    book.active.title, book.active.sheet_state = "secret", "hidden"
    book.active.append(["text"])
    book.active.append(["Hidden task"])
    sheet = book.create_sheet("tasks")
    sheet.append(["text", "when", "done", "n", "error"])
    sheet.append(["Cold call prospects", datetime.date(2026, 3, 1), True, 5.0, "#N/A"])
    sheet.append(["Draft a press release", None, False, 1.5, '=WEBSERVICE("http://x")'])
    sheet.merge_cells("A4:B4")
    sheet["A4"] = "Feed the cats"
    book.create_sheet("third").append(["Other"])
    file = io.BytesIO()
    book.save(file)
    rows = result(scored(bob, file.getvalue(), "tasks.xlsx"))
    assert [row["text"] for row in rows] == [
        "Cold call prospects",
        "Draft a press release",
        "Feed the cats",
    ]
    assert rows[0]["when"].startswith("2026-03-01")
    assert [row["n"] for row in rows] == ["5", "1.5", ""]
    assert [row["done"] for row in rows] == ["True", "False", ""]
    assert [row["error"] for row in rows] == ["#N/A", "", ""]


def test_b40_an_error_where_the_text_should_be_is_named_by_its_row(client):
    content = workbook(["text"], ["Call clients"], ["#DIV/0!"], ["Write ads"])
    check_refused(send(client, content, "a.xlsx"), 400, "^Row 3: “text” holds the error #DIV/0!")


def test_b40_a_formula_without_a_kept_value_is_no_text(client):
    content = workbook(["id", "text"], ["1", '=WEBSERVICE("http://localhost/")'])
    check_refused(send(client, content, "a.xlsx"), 400, "^Row 2 has no text")


@pytest.mark.parametrize("more", [[], [["Write ads"]]], ids=["last", "between"])
def test_b40_a_row_of_formulas_without_kept_values_does_not_vanish(client, more):
    content = workbook(["text"], ["Call clients"], ['="Write "&"ads"'], *more)
    check_refused(send(client, content, "a.xlsx"), 400, "^A3 holds a formula that was never calc")


FORMULAS = ["=1+1", "+1", "-1", "@x", "\t=1", "'x", " =1", "a\n=1", "'=1", "\u00a0=1", "\r=1"]


@pytest.mark.django_db(transaction=True)
def test_b41_formulas_are_scored_as_text_and_escaped_in_the_result(bob):
    file = io.StringIO(newline="")
    writer = csv.writer(file)
    writer.writerows([["note", "text"], *([cell, f"{cell} call clients"] for cell in FORMULAS)])
    batch = scored(bob, file.getvalue().encode())
    for cell, row in zip(FORMULAS, result_csv(batch), strict=True):
        for value in (row["note"], row["text"]):
            assert value.lstrip(" \u00a0")[:1] not in ("=", "+", "-", "@", "\t", "\r"), cell
        assert row["decision"] in {"sales", "marketing", "neither", "shared", "unsure"}
    book = openpyxl.load_workbook(io.BytesIO(b"".join(batches.result_chunks(batch, "xlsx"))))
    assert {cell.data_type for row in book.active["A2:B12"] for cell in row} == {"s"}
    restored = result(batch)
    assert [row["note"] for row in restored][:4] == ["=1+1", "+1", "-1", "@x"]
