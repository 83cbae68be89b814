"""PostgreSQL is restarted under load: the site heals itself, and goes on classifying meanwhile.

Run it with `python -m drills.database_restarts`. Two processes and a worker are asked 20 times a
second, by API and page, with a token, a session and without, while their own server is restarted
ten times as if it had crashed. What classifies must always be answered; what needs the database
may be refused for the moment, and a second after the database is ready not even that. Then the
worker has to score a batch and to train. `--control` is the site without its guards.
"""

import argparse
import re
import tempfile
import time
from collections import Counter
from collections.abc import Sequence
from pathlib import Path

import httpx
import psycopg

from .asking import percentile
from .findings import Findings
from .jobs import BatchJob
from .restart_questions import CLASSIFY, NEEDS_DATABASE, SHARES, questions
from .sentences import new_texts, read_texts
from .served_api import Served, environment_of, install, serving
from .servers import Postgres, restartable_postgres
from .steady_load import Load, Seen, steady_load
from .trainer import Trainer
from .waiting import wait_for

HEALED_WITHIN = 1.0
"""Seconds after the database is ready from which on nothing is refused."""

WORKED_WITHIN = 300
"""Seconds for the worker's jobs."""

UNLIMITED = {"API_RATE_TOKEN": "1000000000", "API_RATE_ANONYMOUS": "1000000000"}
_UNSTORED = re.compile(r'^mvsite_answer_counts_unstored_total\{fate="(\w+)"\} (\S+)$', re.M)


def main(arguments: Sequence[str] | None = None) -> int:
    """Return 0 if every promise was kept."""
    parser = argparse.ArgumentParser(prog="python -m drills.database_restarts", description=__doc__)
    parser.add_argument("--restarts", type=int, default=10)
    parser.add_argument("--rate", type=float, default=20, help="requests a second")
    parser.add_argument("--pause", type=float, default=5, help="seconds between two restarts")
    parser.add_argument("--away", type=float, default=0, help="seconds for which it stays down")
    parser.add_argument("--control", action="store_true", help="no guards: it must find faults")
    options = parser.parse_args(arguments)
    findings = Findings()
    with tempfile.TemporaryDirectory() as folder, restartable_postgres() as database:
        settings = {
            **UNLIMITED, "DATABASE_URL": database.url, "METRICS": "true", "LOG_LEVEL": "CRITICAL",
        }  # fmt: skip
        environment = environment_of(Path(folder), settings)
        token = install(environment, Path(folder))
        app = "drills.unguarded" if options.control else "mvsite.wsgi"
        with serving(environment, token, worker=True, app=app) as site:
            with steady_load(questions(site), SHARES, options.rate) as load:
                time.sleep(options.pause)
                outages = [restart(database, options) for _ in range(options.restarts)]
            report(load, outages, findings)
            if not options.control:
                check_counts(load, site, database, findings)
                check_worker(site, findings)
    return findings.report()


def restart(database: Postgres, options: argparse.Namespace) -> tuple[float, float]:
    """Restart the database and look on for a while; return when it went and when it was ready."""
    went = time.monotonic()
    if options.away:
        database.stop()
        time.sleep(options.away)
        database.start()
    else:
        database.restart()
    ready = time.monotonic()
    time.sleep(options.pause)
    return went, ready


def report(load: Load, outages: Sequence[tuple[float, float]], findings: Findings) -> None:
    """Tell how the requests were answered."""
    away = [ready - went for went, ready in outages]
    span = load.seen[-1].ended - load.seen[0].began
    findings.note(
        f"{len(outages)} restarts, away for {min(away):.1f} to {max(away):.1f} s",
        f"{len(load.seen):,} requests, {len(load.seen) / span:.1f} a second",
        good=True,
    )
    classify, others = load.of(CLASSIFY), load.of(NEEDS_DATABASE)
    _note_failed("classify: 5xx", classify, classify, findings)
    during = [one for one in others if one.failed]
    refused = [one for one in during if one.status == 503 and one.says_when]
    findings.note(
        "others: 5xx that are no plain 503 with Retry-After",
        f"{len(during) - len(refused)} of {len(during)} 5xx of {len(others):,}",
        good=len(during) == len(refused),
    )
    late = [one for one in others if not _is_excused(one, outages)]
    what = f"others: 5xx later than {HEALED_WITHIN:.0f} s after the database is ready"
    _note_failed(what, late, others, findings)
    odd = Counter(one.status for one in load.seen if one.status != 200 and not one.failed)
    findings.note("answers that are neither 200 nor 5xx", str(dict(odd)), good=not odd)
    slowest = max(one.ended - one.began for one in load.seen)
    p99 = percentile([one.ended - one.began for one in classify], 99)
    findings.note("classify: p99", f"{p99:.0f} ms; longest of all {1000 * slowest:.0f}", good=True)


def check_counts(load: Load, site: Served, database: Postgres, findings: Findings) -> None:
    """Compare the answers given with their counts in the table and in the figures."""
    asked = [kind for kind in CLASSIFY if not kind.startswith("GET")]
    answered = sum(one.status == 200 for one in load.of(asked))
    wait_for(lambda: _stored(database) + _unstored(site)["dropped"] >= answered, 30)
    stored, figures = _stored(database), _unstored(site)
    findings.note(
        f"{answered:,} answers: their counts",
        f"{stored:,} stored, {figures['late']} of them late, {figures['dropped']} dropped",
        good=stored <= answered <= stored + figures["dropped"],
    )


def check_worker(site: Served, findings: Findings) -> None:
    """Have the worker score a batch and train a version."""
    began, texts = time.monotonic(), read_texts()
    try:
        batch = BatchJob(site.url, site.url, site.token)
        batch.start(texts, 1_000)
        batch.end(WORKED_WITHIN)
        scored = time.monotonic() - began
        number = Trainer(site.url, site.token).train(new_texts(texts, 1), seconds=WORKED_WITHIN)
    except (TimeoutError, RuntimeError, httpx.HTTPError) as error:
        findings.note("the worker does its jobs after", str(error), good=False)
        return
    took = time.monotonic() - began - scored
    findings.note(
        "the worker does its jobs after",
        f"a batch in {scored:.0f} s, version {number} in {took:.0f} s",
        good=True,
    )


def _is_excused(one: Seen, outages: Sequence[tuple[float, float]]) -> bool:
    return not one.failed or any(
        went <= one.ended
        and one.began <= ready + HEALED_WITHIN
        and one.ended <= ready + HEALED_WITHIN
        for went, ready in outages
    )


def _note_failed(what: str, of: Sequence[Seen], all_of: Sequence[Seen], findings: Findings) -> None:
    failed = Counter(f"{one.kind}: {one.status or 'no answer'}" for one in of if one.failed)
    seen = f"{failed.total()} of {len(all_of):,} {dict(failed) or ''}"
    findings.note(what, seen, good=not failed)


def _stored(database: Postgres) -> int:
    with psycopg.connect(database.url, autocommit=True) as connection:
        found = connection.execute("SELECT sum(count) FROM classifier_answercount").fetchone()
    return int(found[0] or 0) if found else 0


def _unstored(site: Served) -> Counter[str]:
    page = httpx.get(f"{site.url}/metrics", timeout=30).text
    figures: Counter[str] = Counter()
    for fate, number in _UNSTORED.findall(page):
        figures[fate] += int(float(number))
    return figures


if __name__ == "__main__":
    raise SystemExit(main())
