"""Batches in the pages: uploaded, watched, fetched, cancelled, one's own alone."""

import io
import uuid

import openpyxl
import pytest
from django.contrib.auth.models import User
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.utils import timezone

from classifier.models import Batch
from classifier.services import batches

from ..batches import SMALL, create, files, scored, scorer

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def bob(version) -> User:
    return scorer("bob")


@pytest.fixture
def client(bob: User) -> Client:
    client = Client()
    client.force_login(bob)
    return client


def upload(client: Client, content: bytes = SMALL, name: str = "tasks.csv"):
    return client.post("/batches/", {"file": SimpleUploadedFile(name, content)})


def page(client: Client, batch: Batch, **headers: str):
    return client.get(f"/batches/{batch.pk}/", headers=headers)


def test_an_upload_leads_to_its_batch(client):
    response = upload(client)
    batch = Batch.objects.get()
    assert (response.status_code, response["Location"]) == (302, f"/batches/{batch.pk}/")
    assert (batch.name, batch.total, batch.state) == ("tasks.csv", 3, "queued")
    html = page(client, batch).content.decode()
    assert "Waiting" in html
    assert "0 of 3 rows scored" in html
    assert 'hx-trigger="every 1s"' in html
    assert 'aria-live="polite"' in html
    assert "Look again" in html


def test_the_page_asks_for_its_inner_part_until_the_batch_has_ended(client, bob):
    batch = create(bob)
    part = page(client, batch, HX_Request="true")
    assert part.status_code == 200
    assert "<html" not in part.content.decode()
    assert "<progress" in part.content.decode()
    batches.run_batch(batch.pk)
    part = page(client, batch, HX_Request="true")
    assert part.status_code == 286
    assert "All 3 rows were scored by version 1" in part.content.decode()
    assert "hx-trigger" not in page(client, batch).content.decode()


def test_a_finished_batch_shows_its_mix_and_first_rows(client, bob):
    batch = scored(bob)
    response = page(client, batch)
    shares = [one["share"] for one in response.context["summary"]]
    assert sum(shares) == 100
    assert sum(one["count"] for one in response.context["summary"]) == 3
    html = response.content.decode()
    assert "Cold call prospects" in html
    assert "badge--sales" in html


@pytest.mark.parametrize("form", ["csv", "xlsx", "jsonl"])
def test_a_result_is_fetched_as(client, bob, form):
    batch = scored(bob, name="Q3 tasks.csv")
    response = client.get(f"/batches/{batch.pk}/result.{form}")
    content = b"".join(response.streaming_content)
    assert response["Content-Disposition"] == f'attachment; filename="Q3 tasks scored.{form}"'
    assert response["X-Content-Type-Options"] == "nosniff"
    assert "no-store" in response["Cache-Control"]
    assert content == b"".join(batches.result_chunks(batch, form)) or form == "xlsx"
    if form == "xlsx":
        assert (
            openpyxl.load_workbook(io.BytesIO(content)).active["B2"].value == "Cold call prospects"
        )


def test_a_result_that_is_not_ready_or_gone_or_unknown_is_refused(client, bob):
    batch = create(bob)
    address = f"/batches/{batch.pk}/result.csv"
    assert client.get(address).status_code == 409
    batches.run_batch(batch.pk)
    assert client.get(f"/batches/{batch.pk}/result.pdf").status_code == 400
    Batch.objects.update(expires_at=timezone.now())
    response = client.get(address)
    assert response.status_code == 410
    assert "removed after its time" in response.content.decode()
    html = page(client, batch).content.decode()
    assert "Result removed" in html
    assert "result.csv" not in html
    assert "Result removed" in client.get("/batches/").content.decode()


def test_a_batch_is_cancelled_and_deleted(client, bob):
    batch = create(bob)
    response = client.post(f"/batches/{batch.pk}/cancel/", follow=True)
    assert "Nothing was kept of the file" in response.content.decode()
    again = client.post(f"/batches/{batch.pk}/cancel/", follow=True)
    assert "ended already" in again.content.decode()
    assert not files()
    response = client.post(f"/batches/{batch.pk}/delete/", follow=True)
    assert "You have no batches yet" in response.content.decode()
    assert not Batch.objects.exists()


def test_b45_others_batches_are_not_found(bob):
    batch = scored(bob)
    other = Client()
    other.force_login(scorer("dora"))
    for path in ("", "result.csv", "result.xlsx"):
        assert other.get(f"/batches/{batch.pk}/{path}").status_code == 404
        assert other.get(f"/batches/{uuid.uuid4()}/{path}").status_code == 404
    for path in ("cancel/", "delete/"):
        assert other.post(f"/batches/{batch.pk}/{path}").status_code == 404
    assert "tasks.csv" not in other.get("/batches/").content.decode()


def test_b45_a_result_after_its_retention_is_gone(client, bob):
    batch = scored(bob)
    Batch.objects.update(expires_at=timezone.now())
    for form in ("csv", "xlsx", "jsonl"):
        assert client.get(f"/batches/{batch.pk}/result.{form}").status_code == 410


def test_who_has_no_right_is_refused_and_strangers_are_sent_to_log_in(bob):
    batch = scored(bob)
    without, stranger = Client(), Client()
    without.force_login(User.objects.create_user("of-no-group"))
    assert without.get("/batches/").status_code == 403
    assert upload(without).status_code == 403
    assert without.get(f"/batches/{batch.pk}/").status_code == 403
    assert stranger.get("/batches/")["Location"].startswith("/admin/login/")
    assert "Batches" not in without.get("/").content.decode()


def test_a_failed_batch_says_why(client, bob, monkeypatch):
    def full(file):
        raise OSError(28, "No space left on device")

    batch = create(bob)
    monkeypatch.setattr("classifier.services.batch_scoring.sync", full)
    batches.run_batch(batch.pk)
    html = page(client, batch).content.decode()
    assert "The disk is full: the result could not be written. Upload the file again." in html


def test_a_full_disk_at_the_upload_is_said(client, monkeypatch):
    def full(file):
        raise OSError(28, "No space left on device")

    monkeypatch.setattr("classifier.services.batch_input.sync", full)
    response = upload(client)
    assert response.status_code == 507
    assert "No space left on device" in response.content.decode()
    assert not files()
    assert not Batch.objects.exists()
