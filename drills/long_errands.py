"""What takes its time: batches, and trainings with what follows them."""

from collections.abc import Sequence

from .data_folder import DataFolder
from .errands import Errand
from .sentences import new_texts, read_texts
from .served_api import Served
from .trainer import Trainer
from .visitors import Visitor

_ROWS = 2_000


def run_whole_batch(visitor: Visitor) -> None:
    """Have a program send a file of every sentence."""
    _run(visitor, read_texts())


def run_batch(visitor: Visitor) -> None:
    """Have a program send a file of some, and rest."""
    _run(visitor, visitor.chance.choices(read_texts(), k=_ROWS))
    visitor.rest(20)


def train_now_and_then(site: Served, every: float, files: DataFolder) -> Errand:
    """Return an errand: train, activate, go back every third time, and forget what is old."""
    trainer, texts = Trainer(site.url, site.token), read_texts()

    def train(visitor: Visitor) -> None:
        visitor.rest(every)
        turn = visitor.kept["turn"] = visitor.kept.get("turn", 0) + 1
        number = trainer.train(new_texts(texts, turn))
        reason = {"reason": "a drill"}
        visitor.call("POST", f"versions/{number}/activate", reason)
        if turn % 3 == 0:
            visitor.call("POST", "versions/rollback", reason)
        site.manage("forget_old")  # the worker does it daily; the drill has no day
        files.look()

    return train


def _run(visitor: Visitor, texts: Sequence[str]) -> None:
    """Send the texts as a file, watch it, fetch the result in a form and delete it."""
    upload = {"file": ("tasks.txt", "\n".join(texts).encode())}
    batch = visitor.call("POST", "batches/upload", expect=201, files=upload).json()
    while batch["state"] in ("queued", "running"):
        batch = visitor.call("GET", f"batches/{batch['id']}").json()
        visitor.page(f"/batches/{batch['id']}/")
    if batch["state"] != "succeeded" or batch["done"] != batch["total"]:
        raise RuntimeError(f"The batch did not succeed: {batch}")
    form = visitor.chance.choice(("csv", "jsonl", "xlsx"))
    visitor.call("GET", f"batches/{batch['id']}/result?format={form}")
    visitor.page(f"/batches/{batch['id']}/result.csv")
    visitor.send(f"/batches/{batch['id']}/delete/")
