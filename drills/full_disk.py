"""The disk is full at five points: it is said in words, nothing is torn, answers go on.

Run it as root with `python -m drills.full_disk`. Database, models and batches of a site of its own
are on a small disk (a tmpfs), which is filled before a training, in the middle of its file, before
an activation, during a batch and during an import. Clients classify all the while. After each
point room is made, and the same must succeed. First of all the disk is only nearly full: what
needs much of it must be refused.

`--control` is the control: nothing is refused, and model files are written under their own name.
"""

import argparse
import tempfile
from collections.abc import Sequence
from pathlib import Path

from .asking import asking
from .findings import Findings
from .full_site import FullSite
from .inside import look_inside
from .sentences import read_texts
from .served_api import environment_of, install, serving
from .small_disk import fill, make_room, small_disk

KEEP_FREE = 4
"""Megabytes, as KEEP_FREE_MB."""

NEARLY = "nearly full"
FULL = "The disk is full"


def main(arguments: Sequence[str] | None = None) -> int:
    """Return 0 if every promise was kept at every point."""
    parser = argparse.ArgumentParser(prog="python -m drills.full_disk", description=__doc__)
    parser.add_argument("--megabytes", type=int, default=32, help="size of the disk")
    parser.add_argument("--hold", type=float, default=10, help="seconds for which it stays full")
    parser.add_argument("--control", action="store_true", help="it must find faults")
    options = parser.parse_args(arguments)
    findings = Findings()
    with (
        tempfile.TemporaryDirectory() as name,
        small_disk(Path(name) / "disk", options.megabytes) as disk,
    ):
        settings = {
            "STATIC_ROOT": f"{name}/static",
            "DRILL_DISK": str(disk),
            "KEEP_FREE_MB": str(0 if options.control else KEEP_FREE),
            "LEASE_SECONDS": "6",
            "API_RATE_TOKEN": "1000000000",
            "LOG_LEVEL": "CRITICAL",
        }
        environment = environment_of(disk, settings)
        token = install(environment, Path(name))
        with serving(environment, token, app="drills.full_in_import") as served:
            look_inside(served)
            site = FullSite(served, disk, options.hold, unsafe=options.control)
            with asking(served.url, token, read_texts(), clients=2, pause=0.1) as log:
                nearly_full(site, findings)
                trainings(site, findings)
                if not options.control:
                    activation(site, findings)
                    batch(site, findings)
                    imports(site, findings)
    findings.note(
        "classify all the while",
        f"{len(log.answers):,} answers, {len(log.failures)} failed {log.failures[:2] or ''}",
        good=not log.failures,
    )
    return findings.report()


def nearly_full(site: FullSite, findings: Findings) -> None:
    """Leave a little room, and see that nothing large begins."""
    fill(site.disk, leave=KEEP_FREE * 500_000)
    site.trainings.change_an_example()
    said = {
        "a training": site.page_after_click(),
        "a batch": site.upload_batch(2)[1],
        "an import": site.upload_import().text,
        "a backup": site.back_up(),
    }
    begun = [what for what, words in said.items() if NEARLY not in words]
    seen = f"begun all the same: {', '.join(begun)}" if begun else f"{len(said)} refused in words"
    findings.note("a disk that is nearly full", seen, good=not begun)
    make_room(site.disk)
    site.forget_work()


def trainings(site: FullSite, findings: Findings) -> None:
    """Fill the disk before a training and in the middle of its file."""
    for point in ("before a training", "in the middle of its file"):
        with site.worker_at(point):
            site.trainings.change_an_example()
            run = site.trainings.click()
            torn = site.stay_full(site.trainings.orphans)
        ended = site.end_of_training(run)
        good = ended[0] == "succeeded" or (ended[0] == "failed" and FULL in ended[1])
        findings.note(f"{point}: it ends", " ".join(ended), good=good)
        findings.note(f"{point}: model files without a version", str(torn), good=not torn)
        site.check_database(point, findings)
        site.trainings.change_an_example()
        again = site.end_of_training(site.trainings.click())
        findings.note(f"{point}: and again with room", again[0], good=again[0] == "succeeded")


def activation(site: FullSite, findings: Findings) -> None:
    """Fill the disk before an activation, and before a login."""
    before = site.trainings.active()
    fill(site.disk)
    status, words = site.activate(before + 1)
    page = site.log_in()
    said = page.status_code == 507 and FULL in page.text
    findings.note("before an activation: a login is refused", str(page.status_code), good=said)
    site.hold()
    good = status == 507 and FULL in words and site.trainings.active() == before
    findings.note("before an activation: refused", f"{status} {words}", good=good)
    site.check_database("before an activation", findings)
    make_room(site.disk)
    status, _ = site.activate(before + 1)
    good = status == 200 and site.trainings.active() == before + 1
    findings.note("before an activation: and again with room", str(status), good=good)


def batch(site: FullSite, findings: Findings) -> None:
    """Fill the disk during a batch."""
    with site.worker_at("during a batch"):
        status, _ = site.upload_batch(10_000)
        results = site.stay_full(site.results)
    state, words = site.end_of_batch()
    good = state == "succeeded" or (state == "failed" and FULL in words)
    findings.note("during a batch: it ends", f"{status}, {state} {words}", good=good)
    findings.note("during a batch: results that are not whole", str(results), good=not results)
    site.check_database("during a batch", findings)
    site.upload_batch(10_000)
    state, words = site.end_of_batch()
    seen = f"{state} {words}, results {len(site.results())}"
    findings.note("during a batch: and again with room", seen, good=state == "succeeded")


def imports(site: FullSite, findings: Findings) -> None:
    """Fill the disk during an import."""
    report, before = site.upload_import(), site.examples()
    site.arm()
    page = site.confirm_import(report)
    site.hold()
    good = page.status_code == 507 and FULL in page.text and site.examples() == before
    seen = f"{page.status_code}, {site.examples() - before} examples of it kept"
    findings.note("during an import: refused", seen, good=good)
    site.check_database("during an import", findings)
    make_room(site.disk)
    page = site.confirm_import(report)
    added = site.examples() - before
    seen = f"{page.status_code}, {added} examples more"
    findings.note("during an import: and again with room", seen, good=added > 0)


if __name__ == "__main__":
    raise SystemExit(main())
