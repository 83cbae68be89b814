"""Health tells the truth, and a bad model does not take the site down. R5, R45."""

import shutil

import pytest
from django.contrib.auth.models import User
from django.db import connection
from django.db.utils import OperationalError
from django.test import Client

from classifier.models import Activation, ModelVersion
from classifier.services import readiness, registry

NOT_READY = (503, {"status": "not ready"})
TEXT = {"text": "Cold call prospects"}


@pytest.fixture(autouse=True)
def looked_anew():
    readiness.forget()
    registry._cache.clear()


def state(client) -> tuple[int, dict[str, str]]:
    readiness.forget()  # as if a few seconds had gone by
    response = client.get("/readyz")
    return response.status_code, response.json()


def test_live_asks_nothing(client, django_assert_num_queries, db):
    with django_assert_num_queries(0):
        assert client.get("/healthz").json() == {"status": "ok"}


def test_ready_needs_a_model(client, db):
    assert state(client) == NOT_READY


def test_ready_with_a_model(client, version):
    assert state(client) == (200, {"status": "ok"})


def flip(path) -> None:
    content = bytearray(path.read_bytes())
    content[len(content) // 2] ^= 1
    path.write_bytes(content)


@pytest.mark.parametrize(
    "break_file",
    [flip, lambda path: path.unlink(), lambda path: path.write_bytes(b"")],
    ids=["altered", "missing", "empty"],
)
def test_ready_sees_a_bad_file_though_the_model_is_in_memory(
    client, version, settings, break_file, caplog
):
    settings.REMEMBERED_SECONDS = 60
    path = settings.MODEL_DIR / version.file_name
    content = path.read_bytes()
    assert state(client)[0] == 200
    break_file(path)
    assert state(client) == NOT_READY
    assert client.post("/", TEXT).status_code == 200
    assert version.file_name in caplog.text
    path.write_bytes(content)
    assert state(client)[0] == 200
    assert "Ready again" in caplog.text


def test_ready_sees_a_migration_that_is_not_applied(client, version):
    with connection.cursor() as cursor:
        cursor.execute(
            "DELETE FROM django_migrations WHERE app = 'classifier' AND name LIKE '0003%%'"
        )
    assert state(client) == NOT_READY


def test_ready_sees_that_the_database_is_away_though_the_version_is_remembered(
    client, version, settings
):
    settings.REMEMBERED_SECONDS = 60
    assert state(client)[0] == 200

    def refuse(*args):
        raise OperationalError("connection refused by db.internal")

    with connection.execute_wrapper(refuse):
        assert state(client) == NOT_READY
        assert client.get("/healthz").status_code == 200


def test_a_problem_is_logged_once(client, db, caplog):
    for _ in range(3):
        state(client)
    assert caplog.text.count("Not ready") <= 1


@pytest.fixture
def broken(version, settings) -> ModelVersion:
    """Version 2 was activated, then its file went bad, then the site was started."""
    ModelVersion.objects.update(is_active=False)
    second = ModelVersion.objects.get()
    second.pk, second.number, second.is_active, second.sha256 = None, 2, True, "0" * 64
    second.save()
    Activation.objects.create(
        kind=Activation.Kind.ACTIVATE, version=second, previous=version, reason="test"
    )
    shutil.copy(settings.MODEL_DIR / version.file_name, settings.MODEL_DIR / second.file_name)
    registry._cache.clear()
    registry.forget()
    return second


def test_with_a_bad_model_at_boot_the_site_is_up_and_says_why_it_cannot_answer(broken, client):
    for response in (client.get("/"), client.post("/", TEXT)):
        assert response.status_code == 503
        assert response["Retry-After"] == "30"
        html = response.content.decode()
        assert "is not the one that was written" in html
        for hidden in (broken.file_name, "SHA-256", "scikit"):
            assert hidden not in html
    answer = client.post("/api/v1/classify", TEXT, content_type="application/json")
    assert (answer.status_code, answer["Retry-After"]) == (503, "30")
    assert "is not the one that was written" in answer.json()["error"]["message"]
    assert client.get("/healthz").status_code == 200
    assert state(client) == NOT_READY
    for path in ("/feedback/thanks/", "/api/docs", "/admin/login/"):
        assert client.get(path).status_code == 200


def test_two_clicks_in_the_admin_heal_it(broken, client):
    User.objects.create_superuser("root", password="a long enough password")
    staff = Client()
    staff.force_login(User.objects.get(username="root"))
    front = staff.get("/admin/").content.decode()
    assert f"{broken.file_name} is not the file that was written" in front
    versions = staff.get("/admin/classifier/modelversion/").content.decode()
    assert "/admin/classifier/modelversion/rollback/" in versions
    assert (
        staff.post("/admin/classifier/modelversion/rollback/", {"seen": broken.number}).status_code
        == 302
    )
    assert client.post("/", TEXT).status_code == 200
    assert client.post("/api/v1/classify", TEXT, content_type="application/json").json()[
        "model_version"
    ]
    assert state(client)[0] == 200


def test_another_process_asks_a_bad_file_once_a_second_not_at_each_request(
    broken, client, settings, caplog
):
    settings.REMEMBERED_SECONDS = 60
    for _ in range(5):
        assert client.post("/", TEXT).status_code == 503
    assert caplog.text.count("cannot be used") == 1
