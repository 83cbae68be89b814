"""Upload, report, confirm; and the list as a file."""

import csv
import io
from typing import Any

import pytest
from django.contrib.auth.models import Permission, User
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse

from classifier.models import Example, ExampleImport, LabelChange
from classifier.services import labelling

from ..broken_files import BROKEN, GOOD

LIST = reverse("admin:classifier_example_changelist")
UPLOAD = reverse("admin:classifier_exampleimport_add")
DIARY = reverse("admin:classifier_exampleimport_changelist")
EXPORT = reverse("admin:classifier_example_export")


def upload(client: Client, content: bytes, name: str = "tasks.csv", **more: Any) -> Any:
    return client.post(UPLOAD, {"file": SimpleUploadedFile(name, content), **more})


def url(verb: str) -> str:
    return reverse(f"admin:classifier_exampleimport_{verb}", args=[ExampleImport.objects.get().pk])


@pytest.fixture
def quokka(db) -> Example:
    return labelling.add_example(text="Call the quokka clients", label="sales", domain="law")


@pytest.fixture
def labeller(db) -> Client:
    """Staff who may add examples but not change those that are here."""
    user = User.objects.create_user("lena", password="lena's long password", is_staff=True)
    names = ("add_example", "view_example")
    user.user_permissions.set(Permission.objects.filter(codename__in=names))
    client = Client()
    client.force_login(user)
    return client


def test_upload_report_confirm(quokka, admin):
    content = b"text,label\nCall the quokka clients,neither\nFeed wombats,neither\nx,sold\n"
    response = upload(admin, content)
    assert response.status_code == 302
    html = admin.get(response.url).content.decode()
    assert "Nothing is saved yet" in html
    assert f"Example {quokka.pk} has this text and is labelled sales." in html
    assert "“sold” is no label" in html
    assert Example.objects.count() == 1
    refused = admin.post(url("confirm"), {"conflicting": "take"})
    assert refused.status_code == 400
    assert "1 of 3 rows cannot be used. Row 4" in refused.content.decode()
    assert Example.objects.count() == 1
    html = admin.post(
        url("confirm"), {"conflicting": "take", "leave_bad": "on"}, follow=True
    ).content.decode()
    assert "1 added, 1 relabelled, 0 candidates" in html
    changes = LabelChange.objects.order_by("from_label")
    assert [(one.from_label, one.to_label, one.channel) for one in changes] == [
        ("", "neither", "import"),
        ("sales", "neither", "import"),
    ]
    assert "1 added, 1 relabelled" in admin.get(DIARY).content.decode()


@pytest.mark.parametrize("name", BROKEN)
def test_no_broken_file_is_a_server_error(admin, name):
    content = BROKEN[name][0]
    raw = content if isinstance(content, bytes) else content()
    response = upload(admin, raw, name="data.csv")
    if response.status_code == 302:
        assert "Rows that cannot be used" in admin.get(response.url).content.decode()
        response = admin.post(url("confirm"), {"conflicting": "keep", "near": "take"})
    assert response.status_code in (400, 413)
    assert "errorlist" in response.content.decode()
    assert not Example.objects.exists()


def test_a_file_that_is_too_large_is_dropped_before_it_is_kept(admin):
    response = upload(admin, b"text,label\n" + b"x" * 12_000_000)
    assert response.status_code == 413
    html = response.content.decode()
    assert "larger than 10 MB" in html
    assert "This field is required" not in html


def test_no_file_is_said_plainly(admin):
    response = admin.post(UPLOAD, {})
    assert response.status_code == 400
    assert "Choose a file." in response.content.decode()
    assert "This field is required" not in response.content.decode()


def test_a_second_file_is_refused_in_words(admin):
    files = [SimpleUploadedFile(f"{number}.csv", GOOD) for number in range(2)]
    response = admin.post(UPLOAD, {"file": files})
    assert response.status_code == 400
    assert "2 files were sent. Send one at a time." in response.content.decode()
    assert not ExampleImport.objects.exists()


def test_text_of_a_file_is_shown_as_text(admin):
    response = upload(admin, b"text,label\n<script>alert(1)</script>,sales\n", "<b>x.csv")
    html = admin.get(response.url).content.decode()
    assert "&lt;script&gt;alert(1)" in html
    assert "<script>alert" not in html
    assert "<b>x" not in html


def test_an_upload_is_seen_by_its_uploader_alone(admin, labeller):
    report = upload(labeller, GOOD).url
    assert labeller.get(report).status_code == 200
    assert admin.get(report).status_code == 404
    assert "tasks.csv" not in admin.get(DIARY).content.decode()
    for verb in ("confirm", "discard"):
        assert admin.post(url(verb)).status_code == 404
        assert labeller.get(url(verb)).status_code == 405
    assert ExampleImport.objects.get().is_waiting


def test_discarding_forgets_the_file(admin):
    upload(admin, GOOD)
    html = admin.post(url("discard"), follow=True).content.decode()
    assert "Nothing was saved" in html
    assert not ExampleImport.objects.exists()


def test_taking_other_labels_needs_the_right_to_change_examples(quokka, labeller):
    upload(labeller, b"text,label\nCall the quokka clients,neither\n")
    assert labeller.post(url("confirm"), {"conflicting": "take"}).status_code == 403
    assert Example.objects.get().label == "sales"
    assert labeller.post(url("confirm"), {"conflicting": "keep"}).status_code == 302


def test_who_has_no_right_imports_and_exports_nothing(client, charlie, quokka):
    client.force_login(charlie)
    for address in (UPLOAD, DIARY, EXPORT):
        assert client.get(address).status_code == 403
    assert upload(client, GOOD).status_code == 403
    assert not ExampleImport.objects.exists()
    client.logout()
    assert client.get(EXPORT).status_code == 302


def read_csv(response: Any) -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO(response.getvalue().decode())))


def test_the_export_honours_filter_and_search_on_all_pages(examples, admin):
    wanted = Example.objects.filter(label="sales", text__icontains="the")
    assert wanted.count() > 50
    page = admin.get(LIST, {"label__exact": "sales", "q": "the"}).content.decode()
    assert '<input type="hidden" name="label__exact" value="sales">' in page
    response = admin.get(EXPORT, {"label__exact": "sales", "q": "the", "format": "csv"})
    assert response.streaming
    assert response["Content-Disposition"].startswith('attachment; filename="examples-')
    rows = read_csv(response)
    assert [int(row["id"]) for row in rows] == list(
        wanted.order_by("pk").values_list("pk", flat=True)
    )


def test_the_export_honours_the_filter_of_facets_without_doubles(admin):
    from classifier.services.transfer import load_fixture

    from ..corpus import FIXTURES

    load_fixture(FIXTURES / "vocabulary.json")
    facet = Example.objects.get(text="brand awareness").facets.all()[0]
    rows = read_csv(admin.get(EXPORT, {"facets__id__exact": facet.pk, "format": "csv"}))
    assert len(rows) == facet.examples.count()


def test_an_export_as_workbook_is_a_file(quokka, admin):
    response = admin.get(EXPORT, {"format": "xlsx"})
    assert b"".join(response.streaming_content)[:2] == b"PK"
    assert response["Content-Disposition"].endswith('.xlsx"')


@pytest.mark.parametrize("query", [{"format": "pdf"}, {"nonsense__x": "1"}])
def test_an_export_that_cannot_be_is_refused_plainly(quokka, admin, query):
    response = admin.get(EXPORT, query)
    assert response.status_code in (302, 400)


def test_ticked_examples_are_exported_alone(quokka, admin):
    labelling.add_example(text="Feed wombats", label="neither")
    ticked = {"action": "export_ticked", "_selected_action": [quokka.pk]}
    html = admin.post(LIST, ticked).content.decode()
    assert "Export 1 example as" in html
    [row] = read_csv(admin.post(LIST, {**ticked, "format": "csv"}))
    assert row["text"] == "Call the quokka clients"


def test_all_examples_of_the_list_are_exported_by_the_action(examples, admin):
    first = Example.objects.filter(label="sales")[0]
    ticked = {"action": "export_ticked", "_selected_action": [first.pk], "select_across": "1"}
    address = f"{LIST}?label__exact=sales"
    html = admin.post(address, ticked).content.decode()
    assert 'name="select_across" value="1"' in html
    rows = read_csv(admin.post(address, {**ticked, "format": "csv"}))
    assert len(rows) == Example.objects.filter(label="sales").count()


def test_notes_are_kept_as_they_are_typed_and_edited(admin):
    inline = {f"label_changes-{name}_FORMS": 0 for name in ("TOTAL", "INITIAL")}
    fields = {"text": "Feed wombats", "label": "neither", "source": "staff", **inline}
    add = reverse("admin:classifier_example_add")
    assert admin.post(add, {**fields, "notes": "ask the zoo"}).status_code == 302
    example = Example.objects.get()
    assert example.notes == "ask the zoo"
    change = reverse("admin:classifier_example_change", args=[example.pk])
    edited = {**fields, "notes": "the zoo agrees", "seen_revision": example.revision}
    assert admin.post(change, edited).status_code == 302
    assert Example.objects.get().notes == "the zoo agrees"
