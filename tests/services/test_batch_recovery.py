"""Workers that are killed, clients that leave, disks that are full: no row is lost or doubled."""

import os
import signal
import socket
import threading
from datetime import timedelta
from pathlib import Path
from uuid import uuid4

import pytest
from django.conf import settings
from django.contrib.auth.models import User
from django.db import OperationalError
from django.test import Client
from django.utils import timezone

from classifier.exceptions import OutOfSpace
from classifier.management.commands.worker import Daily, _watch
from classifier.models import Batch
from classifier.services import batch_scoring, batches, registry
from classifier.services.batch_files import part_path, rows_path
from classifier.services.batch_sweep import ATTEMPTS, remove_orphans, requeue_lost
from classifier.tasks import requeue_lost_batches

from ..batch_bombs import take_in_apart
from ..batches import SMALL, big_file, create, files, result, scorer
from ..processes import start

pytestmark = pytest.mark.django_db(transaction=True)

ROWS = 10_000
LONG_AGO = timedelta(hours=2)

_KILLED = """
import os, signal, sys, uuid
import django
django.setup()
from classifier.services import batch_scoring
batch_id, place, number = uuid.UUID(sys.argv[1]), sys.argv[2], int(sys.argv[3])
batch_scoring.AT_ONCE = 1_000
real, calls = getattr(batch_scoring, place), []
def killed(*arguments, **more):
    calls.append(None)
    if place == "score_rows" and len(calls) == number:
        os.kill(os.getpid(), signal.SIGKILL)
    value = real(*arguments, **more)
    if len(calls) == number:
        os.kill(os.getpid(), signal.SIGKILL)
    return value
setattr(batch_scoring, place, killed)
batch_scoring.run_batch(batch_id)
"""


@pytest.fixture
def bob(version) -> User:
    return scorer("bob")


def kill_at(batch: Batch, place: str, number: int) -> None:
    """Run the batch in a process that kills itself at the nth call of a step of the scoring."""
    process = start("-c", _KILLED, str(batch.pk), place, str(number))
    assert process.wait() == -signal.SIGKILL
    batch.refresh_from_db()
    assert batch.state == Batch.State.RUNNING


def lose(batch: Batch) -> None:
    """Let the lease of a batch run out."""
    Batch.objects.filter(pk=batch.pk).update(heartbeat_at=timezone.now() - LONG_AGO)


def check_each_row_once(batch: Batch) -> None:
    batch.refresh_from_db()
    assert (batch.state, batch.done, batch.error) == ("succeeded", batch.total, "")
    rows = result(batch)
    assert [row["id"] for row in rows] == [str(number) for number in range(batch.total)]
    assert {row["model_version"] for row in rows} == {1}
    assert sum(batch.outcomes.values()) == batch.total
    assert files() == [f"{batch.pk}.result"]


@pytest.mark.parametrize(
    ("place", "number", "done"),
    [
        ("score_rows", 1, 0),
        ("pack", 1, 0),
        ("pack", 2_500, 2_000),
        ("pack", 9_999, 9_000),
        ("sync", 1, 0),
        ("sync", 6, 5_000),
        ("sync", 10, 9_000),
        ("outcome_of", 4_001, 4_000),
        ("outcome_of", 10_000, 9_000),
        ("publish", 1, 10_000),
    ],
)
def test_b44_a_worker_killed_at_a_row_costs_no_row_and_doubles_none(bob, place, number, done):
    batch = create(bob, big_file(ROWS))
    kill_at(batch, place, number)
    assert batch.done == done
    assert not any(name.endswith(".result") for name in files()) or place == "publish"
    assert requeue_lost() == []
    lose(batch)
    assert requeue_lost() == [batch.pk]
    batches.run_batch(batch.pk)
    check_each_row_once(batch)
    batch.refresh_from_db()
    assert batch.attempts == 2


def test_a_batch_is_killed_twice_and_still_whole(bob):
    batch = create(bob, big_file(ROWS))
    kill_at(batch, "sync", 3)
    lose(batch)
    requeue_lost()
    kill_at(batch, "pack", 1_500)  # of its own: the first two thousand are copied
    assert batch.done == 3_000
    lose(batch)
    requeue_lost()
    batches.run_batch(batch.pk)
    check_each_row_once(batch)


def test_a_part_that_is_missing_means_beginning_anew(bob):
    batch = create(bob, big_file(ROWS))
    kill_at(batch, "sync", 6)
    part_path(batch.pk, 1).unlink()
    lose(batch)
    requeue_lost()
    batches.run_batch(batch.pk)
    check_each_row_once(batch)


def test_a_batch_that_ends_its_worker_each_time_is_given_up(bob):
    batch = create(bob)
    for attempt in range(1, ATTEMPTS + 1):
        kill_at(batch, "score_rows", 1)
        assert batch.attempts == attempt
        lose(batch)
        assert requeue_lost() == ([batch.pk] if attempt < ATTEMPTS else [])
    batch.refresh_from_db()
    assert batch.state == "failed"
    assert "The worker was lost 3 times" in batch.error
    assert not files()
    create(bob)


def test_a_worker_that_comes_back_after_its_lease_writes_nothing(bob, monkeypatch):
    monkeypatch.setattr(batch_scoring, "AT_ONCE", 1)
    batch = create(bob)
    real, calls = registry.load_usable, []

    def taken_over(version):
        calls.append(version)
        if len(calls) == 1:  # silent for long: another has it by now, to its end
            lose(batch)
            assert requeue_lost() == [batch.pk]
            batches.run_batch(batch.pk)
        return real(version)

    monkeypatch.setattr(registry, "load_usable", taken_over)
    batches.run_batch(batch.pk)
    batch.refresh_from_db()
    assert (batch.state, batch.attempts) == ("succeeded", 2)
    assert files() == [f"{batch.pk}.result"]
    assert [row["id"] for row in result(batch)] == ["7", "8", "9"]


def test_two_workers_with_the_same_batch_score_it_once(bob):
    batch = create(bob, big_file(2_000))
    barrier = threading.Barrier(2)

    def work() -> None:
        from django.db import connection

        barrier.wait()
        try:
            batches.run_batch(batch.pk)
        finally:
            connection.close()

    workers = [threading.Thread(target=work) for _ in range(2)]
    for worker in workers:
        worker.start()
    for worker in workers:
        worker.join()
    check_each_row_once(batch)
    batch.refresh_from_db()
    assert batch.attempts == 1


def test_a_batch_whose_task_was_lost_is_handed_out_again(bob):
    batch = create(bob)
    assert requeue_lost_batches() == 0
    Batch.objects.update(queued_at=timezone.now() - timedelta(minutes=11))
    assert requeue_lost_batches() == 1
    assert requeue_lost_batches() == 0
    batch.refresh_from_db()
    assert (batch.state, batch.attempts) == ("queued", 0)


def test_b44_a_real_worker_is_killed_and_the_next_goes_on(bob):
    batch = create(bob, big_file(40_000))
    Batch.objects.update(queued_at=timezone.now() - timedelta(minutes=11))
    first = start("manage.py", "worker", "--interval", "0.1", LEASE_SECONDS="2")
    pause = threading.Event()
    try:
        while not batch.done and first.poll() is None:
            pause.wait(0.02)
            batch.refresh_from_db()
    finally:
        first.kill()
        first.wait()
    batch.refresh_from_db()
    assert batch.state == "running", batch.error
    second = start("manage.py", "worker", "--interval", "0.1", LEASE_SECONDS="2")
    try:
        while batch.is_under_way and second.poll() is None:
            pause.wait(0.1)
            batch.refresh_from_db()
    finally:
        second.terminate()
        second.wait()
    check_each_row_once(batch)
    batch.refresh_from_db()
    assert batch.attempts == 2


def test_b44_a_disk_that_fills_up_at_the_upload_keeps_nothing(bob, tmp_path):
    content = big_file(5_000)
    assert take_in_apart(content, tmp_path, name="a.csv")["status"] == 200
    found = take_in_apart(content, tmp_path / "full", name="a.csv", largest_file=100_000)
    assert (found["status"], found["left"]) == (OutOfSpace.status, [])
    assert "cannot keep the file" in found["message"]


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="needs a device that is always full")
def test_b44_a_disk_that_fills_up_while_it_is_scored_fails_the_batch_plainly(bob):
    batch = create(bob)
    part_path(batch.pk, 1).symlink_to("/dev/full")
    batches.run_batch(batch.pk)
    batch.refresh_from_db()
    assert batch.state == "failed"
    assert batch.error.startswith("The disk is full")
    assert batch.error.endswith("Upload the file again.")
    assert not files()


def test_b44_a_client_that_leaves_half_way_leaves_nothing(bob, live_server):
    client = Client()
    client.force_login(bob)
    client.get("/batches/")
    cookies = "; ".join(f"{name}={morsel.value}" for name, morsel in client.cookies.items())
    token = client.cookies["csrftoken"].value
    body = b'--x\r\nContent-Disposition: form-data; name="file"; filename="a.csv"\r\n\r\n'
    body += big_file(100_000) + b"\r\n--x--\r\n"
    head = (
        f"POST /batches/ HTTP/1.1\r\nHost: localhost\r\nCookie: {cookies}\r\n"
        f"X-CSRFToken: {token}\r\nContent-Type: multipart/form-data; boundary=x\r\n"
        f"Content-Length: {len(body)}\r\n\r\n"
    )
    address = (live_server.thread.host, live_server.thread.port)
    with socket.create_connection(address, timeout=60) as connection:
        connection.sendall(head.encode() + body[: len(body) // 2])
        connection.shutdown(socket.SHUT_WR)
        answer = connection.makefile("rb").read()
    assert answer.split(b" ", 2)[1] == b"400"
    assert b"broke off half-way" in answer
    assert not Batch.objects.exists()
    assert not files()


def test_b44_files_that_belong_to_no_batch_go_within_the_hour(bob):
    batch = create(bob)
    folder = Path(settings.BATCH_DIR)
    stray = [folder / f"{uuid4()}.new", folder / f"{uuid4()}.1.part"]
    ended = part_path(batch.pk, 7)
    for path in (*stray, ended):
        path.write_bytes(SMALL)
    assert remove_orphans() == 0
    for path in (*stray, ended, rows_path(batch.pk)):
        os.utime(path, times=(0, 0))
    assert remove_orphans() == 2
    assert files() == sorted([ended.name, rows_path(batch.pk).name])
    Batch.objects.filter(pk=batch.pk).update(state="cancelled", has_files=False)
    assert remove_orphans() == 2
    assert not files()


def test_what_is_not_the_sites_own_stays_and_disturbs_nobody(bob):
    """The folder may be a volume of its own, or hold what an administrator put there."""
    folder = Path(settings.BATCH_DIR)
    folder.mkdir(exist_ok=True)
    (folder / "lost+found").mkdir()
    (folder / f"{uuid4()}.rows").mkdir()
    (folder / f"{uuid4()}.result").symlink_to("nowhere")
    for name in ("other.txt", f"{uuid4()}.txt", "db.sqlite3"):
        (folder / name).write_bytes(SMALL)
        os.utime(folder / name, times=(0, 0))
    orphan = folder / f"{uuid4()}.new"
    orphan.write_bytes(SMALL)
    os.utime(orphan, times=(0, 0))
    before = set(folder.iterdir())
    assert remove_orphans() == 1
    assert before - set(folder.iterdir()) == {orphan}


@pytest.mark.parametrize("fault", [OSError("x"), OperationalError("x"), KeyError("x")])
def test_a_look_that_fails_does_not_keep_the_watch_from_the_others(fault, monkeypatch, caplog):
    looks = []

    def fail() -> None:
        looks.append("old files")
        raise fault

    monkeypatch.setattr(f"{_watch.__module__}._remove_old_files", fail)
    monkeypatch.setattr(f"{_watch.__module__}._find_lost_work", lambda: looks.append("lost work"))
    monkeypatch.setattr(Daily, "forget", lambda self: looks.append("daily"))
    rounds = iter([False, False, True])
    monkeypatch.setattr(threading.Event, "wait", lambda self, seconds: next(rounds))
    _watch()
    assert looks == 2 * ["lost work", "old files", "daily"]
    assert "trying again" in caplog.text
