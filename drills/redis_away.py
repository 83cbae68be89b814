"""Redis is away for a minute: it is stopped, then it hangs. The site goes on and stays guarded.

Run it with `python -m drills.redis_away`. A site of its own, with PostgreSQL, Redis, two web
processes and a worker, classifies all the while. While Redis is away, bad logins pour in, a
caller without a token asks too often, somebody logs in, somebody logs out, a model is trained and
a batch is scored. When Redis is back, nothing may be lost or double, who logged out must be out,
and all processes must count together again.

`--control` is the control: copies of the sessions are in Redis, and processes do not count alone.
"""

import argparse
import tempfile
import time
from collections.abc import Sequence
from contextlib import AbstractContextManager, closing
from pathlib import Path

import psycopg

from .api_client import Client
from .asking import Log, asking, percentile
from .findings import Findings
from .jobs import BatchJob, TrainingJob
from .login_flood import bad_logins
from .sentences import new_texts, read_texts
from .served_api import Served, environment_of, install, serving
from .servers import OwnRedis, own_postgres, own_redis
from .staff_browser import StaffBrowser, superuser
from .waiting import wait_for

PROCESSES = 2
HASHED = 20 * PROCESSES
"""Logins that may fail in an hour from one address, counted by each process alone."""

ANONYMOUS = 60
"""Calls a minute from one address without a token."""

REST = 6
"""Seconds after which a process asks Redis again."""

_LEFT = """
SELECT (SELECT count(*) FROM classifier_trainingrun WHERE state <> 'succeeded')
     + (SELECT count(*) FROM classifier_batch WHERE state <> 'succeeded')
     + (SELECT count(*) FROM django_tasks_database_dbtaskresult WHERE status <> 'SUCCESSFUL'),
       (SELECT count(*) FROM classifier_trainingrun), (SELECT count(*) FROM classifier_batch),
       (SELECT count(*) FROM classifier_modelversion)
"""


def main(arguments: Sequence[str] | None = None) -> int:
    """Return 0 if every promise was kept, both when Redis was stopped and when it hung."""
    parser = argparse.ArgumentParser(prog="python -m drills.redis_away", description=__doc__)
    parser.add_argument("--seconds", type=float, default=60, help="for which Redis is away")
    parser.add_argument("--logins", type=int, default=1_000)
    parser.add_argument("--rate", type=float, default=50, help="logins a second")
    parser.add_argument("--rows", type=int, default=20_000, help="of the batch")
    parser.add_argument("--control", action="store_true", help="it must find faults")
    options = parser.parse_args(arguments)
    findings = Findings()
    with tempfile.TemporaryDirectory() as folder, own_postgres() as database, own_redis() as cache:
        settings = {"DATABASE_URL": database, "CACHE_URL": cache.url, "LOG_LEVEL": "CRITICAL"}
        settings |= {"API_RATE_TOKEN": "1000000000", "DRILL_HASHES": f"{folder}/hashes"}
        if options.control:
            settings["DJANGO_SETTINGS_MODULE"] = "drills.cached_sessions"
        environment = environment_of(Path(folder), settings)
        token = install(environment, Path(folder))
        app = "drills.uncounted" if options.control else "drills.counted_hashes"
        for number, how in enumerate(("stopped", "hanging"), start=1):
            # Each time with new processes: those that counted alone remember it for an hour.
            with serving(environment, token, worker=True, app=app) as site:
                Drill(site, cache, database, options, findings).play(how, number)
            cache.stop()
            cache.start()  # empty again
    return findings.report()


class Drill:
    """What is done while Redis is away, and what was seen."""

    def __init__(
        self,
        site: Served,
        cache: OwnRedis,
        database: str,
        options: argparse.Namespace,
        findings: Findings,
    ) -> None:
        """Begin with everything up."""
        self._site, self._cache, self._database = site, cache, database
        self._options, self._findings = options, findings
        self._texts = read_texts()
        self._hashes = Path(site.environment["DRILL_HASHES"])

    def play(self, how: str, number: int) -> None:
        """Take Redis away for the time of that number, go on for so long, and bring it back."""
        staying, leaving, thief = (superuser(self._site.url) for _ in range(3))
        thief.take_session_of(leaving)
        training = TrainingJob(self._site.url, self._site.token, self._database)
        batch = BatchJob(self._site.url, self._site.url, self._site.token)
        with self._asking(requests=400) as quiet:
            pass
        with self._asking() as log:
            began = time.monotonic()
            self._cache.stop() if how == "stopped" else self._cache.hang()
            self._see(f"{how}: a login succeeds", "", good=self._can_log_in())
            leaving.post("/admin/logout/")
            self._look(how, staying)
            self._work(how, number, training, batch)
            self._pour_in(how)
            time.sleep(max(0.0, self._options.seconds - (time.monotonic() - began)))
            self._cache.start() if how == "stopped" else self._cache.go_on()
            time.sleep(REST)
        self._see(
            f"{how}: classify",
            f"{len(log.answers):,} answers, {len(log.failures)} failed {log.failures[:2] or ''}; "
            f"p99 {percentile(log.seconds, 99):.0f} ms, quiet {percentile(quiet.seconds, 99):.0f}",
            good=not log.failures,
        )
        self._see(f"{how}: who logged out is out", "", good=not thief.is_in())
        self._see(f"{how}: who did not is in", "", good=staying.is_in())
        self._count_together(how)
        for browser in (staying, leaving, thief):
            browser.close()

    def _work(self, how: str, number: int, training: TrainingJob, batch: BatchJob) -> None:
        """Train and score; then no task may be left, and each must have been run once."""
        batch.start(self._texts, self._options.rows)
        training.start(new_texts(self._texts, number))
        ended = batch.end_elsewhere(120)
        done = wait_for(lambda: self._left()[0] == 0, 120)
        _, runs, batches, versions = self._left()
        wanted = (number + 1, number, number + 1)  # one was installed
        self._see(
            f"{how}: training and batch",
            f"{ended.rpartition(', ')[2]}; there are {runs} trainings, {batches} batches and "
            f"{versions} versions",
            good=done is not None and (runs, batches, versions) == wanted,
        )

    def _look(self, how: str, staff: StaffBrowser) -> None:
        """Look at pages, one of which keeps what it found in the cache."""
        rows = [{"role": "AE", "task": self._texts[0], "owner": "Marketing", "hours": 2.0}]
        with closing(Client(self._site.url, self._site.token)) as client:
            _, plan = client.post("plans", {"title": "A drill", "rows": rows})
            client.post(f"plans/{plan['id']}/suggestions", {})
        kept = f"/plans/{plan['id']}/1/versions/?version=1"
        began = time.monotonic()
        pages = [staff.get(path).status_code for path in ("/admin/", "/batches/", kept)]
        seen = f"{pages} in {time.monotonic() - began:.1f} s"
        self._see(f"{how}: pages of staff", seen, good=pages == [200] * 3)

    def _pour_in(self, how: str) -> None:
        """Have bad logins come, and a caller without a token who asks too often."""
        before = self._hashes.stat().st_size
        with bad_logins(self._site.url, clients=8, rate=self._options.rate) as send:
            statuses = send(self._options.logins)
        hashed = self._hashes.stat().st_size - before
        answered = statuses[200] + statuses[429] == self._options.logins
        self._see(
            f"{how}: {self._options.logins:,} bad logins",
            f"answers {dict(statuses)}; passwords hashed: {hashed}, at most {HASHED}",
            good=answered and 0 < hashed <= HASHED,
        )
        most = ANONYMOUS * PROCESSES
        passed = self._ask_without_token(most + 80)
        seen = f"{passed} of {most + 80}, at most {most}"
        self._see(f"{how}: calls without a token", seen, good=0 < passed <= most)

    def _count_together(self, how: str) -> None:
        passed = self._ask_without_token(ANONYMOUS + 80)
        seen = f"{passed} calls without a token, at most {ANONYMOUS}"
        self._see(f"{how}, then back: counted together", seen, good=0 < passed <= ANONYMOUS)

    def _ask_without_token(self, calls: int) -> int:
        """Return how many of so many calls are answered; opens a connection for each."""
        passed = 0
        for _ in range(calls):
            with closing(Client(self._site.url)) as client:
                status, _ = client.post("classify", {"text": self._texts[0]})
            passed += status == 200
        return passed

    def _asking(self, *, requests: int = 0) -> AbstractContextManager[Log]:
        url, token = self._site.url, self._site.token
        return asking(url, token, self._texts, clients=2, requests=requests, pause=0.1)

    def _can_log_in(self) -> bool:
        with closing(superuser(self._site.url)) as browser:
            return browser.is_in()

    def _left(self) -> tuple[int, int, int, int]:
        """Return how much is not done, and how many trainings, batches and versions there are."""
        with psycopg.connect(self._database, autocommit=True) as connection:
            found = connection.execute(_LEFT).fetchone()
        return found or (0, 0, 0, 0)

    def _see(self, what: str, seen: str, *, good: bool) -> None:
        self._findings.note(what, seen or ("yes" if good else "no"), good=good)


if __name__ == "__main__":
    raise SystemExit(main())
