"""A flood of bad logins: held up before a password is hashed, and nobody else waits for it.

Run it with `python -m drills.login_flood`. Eight clients send a thousand bad logins with forged
addresses and ever other names while others classify, in four parts between quiet times. The
hashings of passwords are counted from outside, by a wrapper around the site. Then the throttle is
set aside, and logins of a name that exists are compared with those of one that does not: the same
words, in the same time.

`--no-throttle` is the control: the flood then hashes a thousand passwords.
"""

import argparse
import json
import re
import statistics
import subprocess
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from contextlib import closing, contextmanager
from pathlib import Path
from typing import IO, cast

from .asking import Log, asking, percentile
from .bad_logins import KNOWN
from .findings import Findings
from .sentences import read_texts
from .served_api import ROOT, Served, environment_of, install, serving
from .staff_browser import StaffBrowser

SLOWER = 2
"""How many times its quiet value p95 may reach during the flood."""

CLOSE = 0.10
"""By how much the median times of known and unknown names may differ."""

UNLIMITED = {"LOGIN_RATE_ADDRESS": "1000000000", "LOGIN_RATE_NAME": "1000000000"}
ALLOWED = 20
"""Logins that may fail in an hour from one address."""

PAUSE = 0.02
"""Seconds between two questions of one who classifies."""

ROUNDS = 4
"""Quiet and flood by turns, so that a machine that is slower for a while is so in both."""

_VOLATILE = re.compile(r'name="csrfmiddlewaretoken" value="[^"]*"|name="username" value="[^"]*"')


def main(arguments: Sequence[str] | None = None) -> int:
    """Return 0 if every promise was kept."""
    parser = argparse.ArgumentParser(prog="python -m drills.login_flood", description=__doc__)
    parser.add_argument("--logins", type=int, default=1_000)
    parser.add_argument("--clients", type=int, default=8)
    parser.add_argument("--rate", type=float, default=50, help="logins a second; 0: all they can")
    parser.add_argument("--pairs", type=int, default=300, help="logins to compare")
    parser.add_argument("--no-throttle", action="store_true", help="the control: it finds faults")
    options = parser.parse_args(arguments)
    findings = Findings()
    with tempfile.TemporaryDirectory() as folder:
        data, hashes = Path(folder), Path(folder) / "hashes"
        environment = {
            **environment_of(data, {"API_RATE_TOKEN": "1000000000"}),
            "DRILL_HASHES": str(hashes),
        }
        token = install(environment, data)
        limits = UNLIMITED if options.no_throttle else {}
        app = "drills.counted_hashes"
        with serving({**environment, **limits}, token, app=app) as site:
            flood(site, hashes, options, findings)
        with serving({**environment, **UNLIMITED}, token) as site:
            compare(site, options.pairs, findings)
    return findings.report()


def flood(site: Served, hashes: Path, options: argparse.Namespace, findings: Findings) -> None:
    """Classify in quiet and while bad logins pour in, by turns, and look at both."""
    texts = read_texts()
    with asking(site.url, site.token, texts, clients=2, requests=200):
        pass  # both processes have read the model
    quiet, log = Log(), Log()
    statuses: Counter[int] = Counter()
    seconds = 0.0
    before = hashes.stat().st_size if hashes.exists() else 0
    with bad_logins(site.url, clients=options.clients, rate=options.rate) as send:
        for logins in split(options.logins, ROUNDS):
            with asking(site.url, site.token, texts, clients=2, requests=400, pause=PAUSE) as part:
                pass
            quiet.add(part)
            began = time.monotonic()
            with asking(site.url, site.token, texts, clients=2, pause=PAUSE) as part:
                statuses += send(logins)
            seconds += time.monotonic() - began
            log.add(part)
    hashed = hashes.stat().st_size - before
    findings.note(
        f"{options.logins:,} bad logins by {options.clients} clients",
        f"in {seconds:.0f} s; answers {dict(statuses)}; passwords hashed: {hashed}",
        good=hashed <= ALLOWED and statuses[429] >= options.logins - ALLOWED,
    )
    two = [percentile(one.seconds, 95) for one in (quiet, log)]
    failed = len(quiet.failures) + len(log.failures)
    findings.note(
        "others classify meanwhile",
        f"p95 {two[1]:.1f} ms, quiet {two[0]:.1f} ms: {two[1] / two[0]:.2f} times, at most "
        f"{SLOWER}; failed: {failed}",
        good=two[1] <= SLOWER * two[0] and not failed,
    )


def split(count: int, parts: int) -> list[int]:
    """Return `count` as a sum of so many numbers that differ by one at most."""
    return [count // parts + (part < count % parts) for part in range(parts)]


@contextmanager
def bad_logins(url: str, *, clients: int, rate: float) -> Iterator[Callable[[int], Counter[int]]]:
    """Yield what sends so many and returns how often each status came.

    They come from a process of its own that is there already, and that steps back before the site:
    it would be on another machine.
    """
    program = ["nice", sys.executable, "-m", "drills.bad_logins"]
    command = [*program, url, f"--clients={clients}", f"--rate={rate}"]
    pipe = subprocess.PIPE
    with subprocess.Popen(command, cwd=ROOT, stdin=pipe, stdout=pipe, text=True) as process:
        asked, told = cast(IO[str], process.stdin), cast(IO[str], process.stdout)
        told.readline()

        def send(logins: int) -> Counter[int]:
            print(logins, file=asked, flush=True)
            statuses = json.loads(told.readline())
            return Counter({int(status): count for status, count in statuses.items()})

        yield send


def compare(site: Served, pairs: int, findings: Findings) -> None:
    """Log in with a name that exists and one that does not, by turns, each with a wrong word."""
    times: dict[str, list[float]] = {KNOWN: [], "nobody": []}
    texts: dict[str, set[str]] = {KNOWN: set(), "nobody": set()}
    with closing(StaffBrowser(site.url)) as browser:
        for number in range(2 * pairs + 20):
            name = (KNOWN, "nobody", "nobody", KNOWN)[number % 4]
            began = time.perf_counter()
            page = browser.log_in(name, f"guess {number}")
            if number >= 20:  # the first ones only warm up
                times[name].append(time.perf_counter() - began)
            texts[name].add(f"{page.status_code} {_VOLATILE.sub('', page.text)}")
    known, unknown = (1000 * statistics.median(times[name]) for name in times)
    findings.note(
        "known and unknown names read the same",
        f"{len(texts['drill'] | texts['nobody'])} text",
        good=texts[KNOWN] == texts["nobody"] and len(texts[KNOWN]) == 1,
    )
    apart = abs(known - unknown) / min(known, unknown)
    findings.note(
        "and take the same time",
        f"medians {known:.1f} and {unknown:.1f} ms: {100 * apart:.1f} % apart, at most "
        f"{100 * CLOSE:.0f}",
        good=apart <= CLOSE,
    )


if __name__ == "__main__":
    raise SystemExit(main())
