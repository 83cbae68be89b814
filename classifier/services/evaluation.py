"""The active model measured on labelled texts from outside."""

from typing import IO, Any

from classifier.core import Label, LabelledText
from classifier.core.errors import TableError, TextError
from classifier.core.tables import Row, read_table
from classifier.core.text import check_text
from classifier.core.training import evaluate_model

from .registry import active_model


def evaluate_file(file: IO[bytes]) -> dict[str, Any]:
    """Return the figures of the active model on a table with columns `text` and `label`.

    The figures are the model's own: labels that curators gave to the same texts are not used.

    Raises
    ------
    TableError
        Naming the row, if a text or label is missing or unknown.
    NotReady
        If no model is active.
    """
    active = active_model()
    rows = [_labelled(row) for row in read_table(file)]
    if not rows:
        raise TableError("The file has a header but no rows.")
    figures = evaluate_model(active.model, rows).as_dict()
    return {"n": figures.pop("n"), "version": active.version.number, **figures}


def _labelled(row: Row) -> LabelledText:
    for column in ("text", "label"):
        if column not in row.cells:
            raise TableError(f"Row {row.number} has no column “{column}”.")
    label = row.cells["label"].strip().lower()
    if label not in set(Label):
        raise TableError(
            f"Row {row.number}: “{label[:40]}” is no label. Labels are {', '.join(Label)}."
        )
    try:
        return LabelledText(text=check_text(row.cells["text"]), label=Label(label))
    except TextError as error:
        raise TableError(f"Row {row.number}: {error}") from error
