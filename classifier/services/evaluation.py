"""The active model measured on labelled texts from outside."""

from typing import IO, Any

from classifier.core import Label, LabelledText
from classifier.core.errors import TableError
from classifier.core.task_files import Task, TaskLimits, read_tasks
from classifier.core.training import evaluate_model

from .registry import active_model


def evaluate_file(file: IO[bytes]) -> dict[str, Any]:
    """Return the figures of the active model on a table with columns `text` and `label`.

    The figures are the model's own: labels that curators gave to the same texts are not used.

    Raises
    ------
    TableError
        Naming the row, if a text or label is missing or unknown, or cells reach beyond the header.
    NotReady
        If no model is active.
    """
    active = active_model()
    _, tasks = read_tasks(file, name="", limits=TaskLimits())
    rows = [_labelled(task) for task in tasks]
    figures = evaluate_model(active.model, rows).as_dict()
    return {"n": figures.pop("n"), "version": active.version.number, **figures}


def _labelled(task: Task) -> LabelledText:
    if "label" not in task.cells:
        raise TableError(f"Row {task.number} has no column “label”.")
    label = task.cells["label"].strip().lower()
    if label not in set(Label):
        raise TableError(
            f"Row {task.number}: “{label[:40]}” is no label. Labels are {', '.join(Label)}."
        )
    return LabelledText(text=task.text, label=Label(label))
