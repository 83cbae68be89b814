"""How long imports and exports take, and how much memory: `python -m benchmarks.transfer`.

A database of its own, made-up examples, and a file of made-up rows.
"""

import argparse
import csv
import io
import json
import os
import random
import resource
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

_ROOT = Path(__file__).parent.parent
_LABELS = ("marketing", "sales", "shared", "neither")


@contextmanager
def measured(what: str) -> Iterator[None]:
    """Print seconds by the clock and of the processor, and the most memory so far."""
    start, busy = time.perf_counter(), time.process_time()
    yield
    seconds, busy = time.perf_counter() - start, time.process_time() - busy
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024
    print(f"{what:<46}{seconds:>8.1f} s{busy:>8.1f} s busy{peak:>6} MB", flush=True)


def made_up(count: int, seed: int) -> Iterator[tuple[str, str]]:
    """Yield texts and labels: the project's sentences with four words exchanged."""
    chance = random.Random(seed)  # noqa: S311 (made-up texts, no secrets)
    rows = json.loads((_ROOT / "fixtures" / "tasks.json").read_text(encoding="utf-8"))
    texts = [row["text"].split() for row in rows]
    words = sorted({word for text in texts for word in text})
    for number in range(count):
        text = list(chance.choice(texts))
        for _ in range(4):
            text[chance.randrange(len(text))] = chance.choice(words)
        yield f"{' '.join(text)} {seed}-{number}", chance.choice(_LABELS)


def main() -> None:
    """Measure on an empty database made for this."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--examples", type=int, default=100_000)
    parser.add_argument("--rows", type=int, default=50_000)
    asked = parser.parse_args()
    os.environ["DATA_DIR"] = tempfile.mkdtemp(prefix="mvsite-bench-")
    os.environ["DJANGO_SETTINGS_MODULE"] = "mvsite.settings"
    import django

    django.setup()
    from django.core.management import call_command

    from classifier.core.exchange import FORMATS
    from classifier.models import Example
    from classifier.services import exports, imports
    from classifier.services.import_plan import plan_import
    from classifier.services.import_save import ImportChoices, save_examples
    from classifier.services.labelling import build_example

    call_command("migrate", verbosity=0)
    with measured(f"store {asked.examples:,} examples"):
        Example.objects.bulk_create(
            (
                build_example(text=text, label=label, domain=f"domain {number % 90}")
                for number, (text, label) in enumerate(made_up(asked.examples, 1))
            ),
            batch_size=500,
        )
    file = io.StringIO()
    writer = csv.writer(file)
    writer.writerow(["text", "label", "facet"])
    writer.writerows(
        [text, label, f"facet {len(text) % 9}"] for text, label in made_up(asked.rows, 2)
    )
    content = io.BytesIO(file.getvalue().encode())
    print(f"a CSV of {len(content.getvalue()) / 1e6:.1f} MB")
    with measured(f"report on {asked.rows:,} rows"):
        plan = plan_import(content, source="bench", limits=imports.UPLOAD)
    print(plan.counts())
    for name in FORMATS:
        path = Path(os.environ["DATA_DIR"]) / name
        with measured(f"export {asked.examples:,} as {name}"), path.open("wb") as out:
            exports.export_examples(file=out, format_name=name, examples=Example.objects.all())
        print(f"  {path.stat().st_size / 1e6:.1f} MB")
    with measured(f"save {asked.rows:,} new examples"):
        save_examples(plan, choices=ImportChoices(), by=None, reason="bench", restore=True)
    Example.objects.all().delete()
    path = Path(os.environ["DATA_DIR"]) / "jsonl"
    with measured(f"import the export of {asked.examples:,} again"), path.open("rb") as back:
        imports.import_file(
            file=back, name="back", codes="", choices=ImportChoices(), dry_run=False
        )
    print(f"{Example.objects.count():,} examples are back")


if __name__ == "__main__":
    main()
