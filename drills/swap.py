"""Swap models under load: no request fails, and no answer mixes two versions.

Run it with `python -m drills.swap`. A site of its own is served by two processes. Clients ask
without a pause while a worker trains versions and they are activated and rolled back; every
answer is then computed again from the model file of the version it names. `--mixed` is the
control: which version is active is asked for each text of a request, and the check must see it.
"""

import argparse
import tempfile
import time
from collections.abc import Sequence
from pathlib import Path

import joblib
import numpy as np

from .api_client import Client
from .asking import Log, asking, percentile
from .sentences import new_texts, read_texts
from .served_api import Served, served
from .trainer import Trainer

PLACES = 0.5e-4 + 1e-9
"""Answers are rounded to four places."""

_CLASSES = ("marketing", "neither", "sales")

SLOWER = 2
"""How many times its quiet value p99 may reach while models are swapped."""

SETTINGS = {
    "API_RATE_TOKEN": "1000000000",
    "MODELS_KEPT": "1000",  # the check needs them all
    "GUNICORN_CMD_ARGS": "--max-requests=0",  # renewing processes is another matter
}


def main(arguments: Sequence[str] | None = None) -> int:
    """Return 0 if nothing failed, nothing was mixed, and answers came about as soon as ever."""
    parser = argparse.ArgumentParser(prog="python -m drills.swap", description=__doc__)
    parser.add_argument("--requests", type=int, default=20_000)
    parser.add_argument("--clients", type=int, default=8)
    parser.add_argument("--swaps", type=int, default=40)
    parser.add_argument("--trainings", type=int, default=5)
    parser.add_argument("--whole", action="store_true", help="train on all examples of the seed")
    parser.add_argument("--mixed", action="store_true", help="the control: it must find faults")
    options = parser.parse_args(arguments)
    texts = read_texts()
    how = {"whole": options.whole, "app": "drills.mixing" if options.mixed else "mvsite.wsgi"}
    with (
        tempfile.TemporaryDirectory() as folder,
        served(Path(folder), worker=True, settings=SETTINGS, **how) as site,
    ):
        trainer = Trainer(site.url, site.token)
        trainer.train(new_texts(texts, 0))
        load = {"clients": options.clients}
        with asking(site.url, site.token, texts, requests=500, **load):
            pass  # both processes have read the model
        quiet_requests = max(options.requests // 5, options.clients)
        with asking(site.url, site.token, texts, requests=quiet_requests, **load) as quiet:
            pass
        with asking(site.url, site.token, texts, requests=options.requests, **load) as log:
            swapped, each = 0, options.swaps // options.trainings
            for number in range(1, options.trainings + 1):
                versions = trainer.train(new_texts(texts, number))
                swapped += swap(site, each, versions)
            last = time.perf_counter()
        wrong = count_mixed(log, Path(folder) / "models")
    during = [took for took, began in zip(log.seconds, log.began, strict=True) if began < last]
    swaps = (swapped, each * options.trainings)
    return report(quiet, log, during, swaps=swaps, wrong=wrong)


def swap(site: Served, count: int, versions: int) -> int:
    """Activate the versions in turn and roll back every fourth time, until `count` took effect.

    What is active already is refused, and the next one takes its turn; four times as many tries
    are enough. Returns how many took effect.
    """
    client, done = Client(site.url, site.token), 0
    for turn in range(4 * count):
        if done == count:
            break
        path = f"versions/{turn % versions + 1}/activate"
        if turn % 4 == 3:
            path = "versions/rollback"
        status, _ = client.post(path, {"reason": "a drill"})
        done += status == 200
        time.sleep(0.05)
    return done


def count_mixed(log: Log, folder: Path) -> int:
    """Return to how many requests not all answers are those of the version they name."""
    models = {
        int(path.stem.split("-")[1]): joblib.load(path) for path in folder.glob("model-*.joblib")
    }
    wrong = 0
    for asked, body in log.answers:
        model, answers = models[body["model_version"]], body["answers"]
        expected = np.column_stack([model.predict_proba(asked), model.predict_shared(asked)])
        found = [
            [*(one["probabilities"][name] for name in _CLASSES), one["shared"]] for one in answers
        ]
        decided = [one.outcome.value for one in model.decide_by_score(asked)]
        alike = np.allclose(found, expected, rtol=0, atol=PLACES)
        wrong += not alike or decided != [one["model_decision"] for one in answers]
    return wrong


def report(
    quiet: Log, log: Log, seconds: Sequence[float], *, swaps: tuple[int, int], wrong: int
) -> int:
    """Print the figures and return whether a promise was broken.

    `seconds` took those of `log` that were asked before the last swap. `swaps` are how many took
    effect and how many should have.
    """
    swapped, wanted = swaps
    versions = len({body["model_version"] for _, body in log.answers})
    failures = quiet.failures + log.failures
    before, during = (percentile(one, 99) for one in (quiet.seconds, seconds))
    print(f"{len(log.answers):,} answers by {versions} versions, {swapped} of {wanted} swaps")
    print(f"failed: {len(failures)} {failures[:3]}   mixed: {wrong}")
    print(
        f"p99 quiet {before:.1f} ms, during the swaps {during:.1f} ms: {during / before:.2f} "
        f"times, at most {SLOWER}; longest {1000 * max(log.seconds):.0f} ms"
    )
    return int(bool(failures or wrong or swapped < wanted or during > SLOWER * before))


if __name__ == "__main__":
    raise SystemExit(main())
