"""How long a plan of 5,000 tasks takes: from upload to its first view, then each view.

Run it with `DATA_DIR=… python -m benchmarks.plan_speed` on an installation with an active model;
it makes a plan, measures it through the pages, deletes it, and prints a Markdown table.
"""

import json
import os
import re
import statistics
import time
from collections.abc import Callable
from pathlib import Path

import django

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "mvsite.settings")
django.setup()

from django.contrib.auth.models import User
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.test.utils import override_settings

from classifier.models import ModelVersion, Plan
from classifier.services.planning import delete_plan
from classifier.services.registry import active_model

ROWS = 5_000
TIMES = 20
VIEWS = (
    "", "tasks/", "tasks/?status=move&words=client", "tasks/?page=40", "moves/", "roles/",
    "people/", "hand-overs/", "disputes/", "history/", "take-out/", "print/", "versions/",
)  # fmt: skip


def sheet(rows: int) -> bytes:
    """Return a CSV of so many different tasks, from the project's own sentences."""
    path = Path(__file__).parent.parent / "fixtures" / "tasks.json"
    known = json.loads(path.read_text(encoding="utf-8"))
    lines = ["role;task;owner;hours;person"]
    for n in range(rows):
        text = known[n % len(known)]["text"].replace(";", ",").replace('"', "")
        owner = ("Marketing", "Sales", "another")[n % 3]
        lines.append(f"Role {n % 60};{text} {n};{owner};{n % 37}.25;Person {n % 150}")
    return "\n".join(lines).encode()


def upload(client: Client, content: bytes) -> tuple[Plan, tuple[float, float], list[int]]:
    """Return the plan, the seconds (and those of CPU) to its first view, the progress shown."""
    start, cpu = time.perf_counter(), time.process_time()
    file = SimpleUploadedFile("plan.csv", content)
    response = client.post("/plans/new/", {"title": "Speed", "file": file})
    shown: list[int] = []
    if response.status_code != 302:
        raise SystemExit(f"The upload was refused: {response.content.decode()[:2000]}")
    address = response["Location"]
    while address.endswith("/progress/"):
        page = client.get(address) if not shown else response
        found = re.search(rb"([0-9]+) of [0-9]+ tasks", page.content)
        shown.append(int(found[1]) if found else -1)
        response = client.post(address, headers={"HX-Request": "true"})
        address = response.get("HX-Redirect", address)
    client.get(address, follow=True)
    seconds = time.perf_counter() - start, time.process_time() - cpu
    return Plan.objects.latest("pk"), seconds, shown


def measure(call: Callable[[], object], clock: Callable[[], float]) -> list[float]:
    """Return the milliseconds of `TIMES` calls by `clock`, sorted."""
    found = []
    for _ in range(TIMES):
        start = clock()
        call()
        found.append(1000 * (clock() - start))
    return sorted(found)


def views(client: Client, plan: Plan) -> None:
    """Print median and p95 of each view and export."""
    base = f"/plans/{plan.pk}/1/"
    newest = ModelVersion.objects.values_list("number", flat=True)[0]
    found = [*VIEWS, f"versions/?version={newest}", "rows.csv", "plan.xlsx"]
    addresses = {f"/{view}": base + view for view in found}
    addresses["scenarios"] = f"/plans/{plan.pk}/scenarios/"
    addresses["compare"] = f"/plans/{plan.pk}/compare/?first=1&second=2"
    client.post(f"{base}change/", {"act": "copy", "name": "Copy"})
    print("| view | median, ms | p95, ms | p95 of CPU time, ms |\n|---|--:|--:|--:|")
    for name, address in addresses.items():

        def call(address: str = address) -> None:
            response = client.get(address)
            if response.status_code != 200:
                raise SystemExit(f"{address} gave {response.status_code}")
            if response.streaming:
                b"".join(response)

        last = round(0.95 * (TIMES - 1))
        times = measure(call, time.perf_counter)
        cpu = measure(call, time.process_time)
        print(f"| {name} | {statistics.median(times):.0f} | {times[last]:.0f} | {cpu[last]:.0f} |")


def main() -> None:
    """Measure and print."""
    user = User.objects.filter(is_superuser=True).first()
    if user is None:
        raise SystemExit("There is no administrator. Run manage.py setup first.")
    active_model()
    client = Client()
    client.force_login(user)
    plan, seconds, shown = upload(client, sheet(ROWS))
    try:
        wall, cpu = seconds
        print(f"{ROWS:,} tasks: upload to first view {wall:.2f} s ({cpu:.2f} s of CPU time)")
        print(f"progress was shown at {shown} rows\n")
        views(client, plan)
    finally:
        delete_plan(plan=plan)


if __name__ == "__main__":
    with override_settings(ALLOWED_HOSTS=["testserver"]):
        main()
