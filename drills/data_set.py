"""A large Parquet file of tasks, its scored parts, and whether they are what they should be."""

import random
from collections.abc import Sequence
from pathlib import Path

import joblib
import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq

GROUP = 100_000
"""Rows of a row group: each is one part of the work."""
SAMPLE = 2_000
CLASSES = ("marketing", "neither", "sales")


def write_tasks(path: Path, texts: Sequence[str], rows: int) -> None:
    """Write so many rows of an id and a text; halves of two texts, and a number, make a text."""
    chance = random.Random(rows)  # noqa: S311
    halves = [(text[: len(text) // 2], text[len(text) // 2 :]) for text in texts]
    schema = pa.schema([("id", pa.int64()), ("text", pa.string())])
    with pq.ParquetWriter(path, schema) as writer:
        for first in range(0, rows, GROUP):
            numbers = range(first, min(first + GROUP, rows))
            starts, ends = (chance.choices(halves, k=len(numbers)) for _ in range(2))
            made = [
                f"{start}{end}, item {number}"
                for number, (start, _), (_, end) in zip(numbers, starts, ends, strict=True)
            ]
            writer.write_table(pa.table({"id": list(numbers), "text": made}, schema), GROUP)


def count_wrong_rows(folder: Path, rows: int) -> int:
    """Return how many of the ids below `rows` the scored parts lack, have twice, or make up."""
    ids = pq.read_table(folder, columns=["id"])["id"].to_numpy()
    known, counts = np.unique(ids, return_counts=True)
    missing = rows - np.isin(np.arange(rows), known).sum()
    return int(missing + (counts > 1).sum() + (known >= rows).sum() + (known < 0).sum())


def count_other_answers(folder: Path, model_file: Path) -> int:
    """Return how many rows of a sample have other figures than one process computes (1e-9)."""
    model = joblib.load(model_file)
    parts = sorted(folder.glob("part-*.parquet"))
    chosen = random.Random(0).choices(parts, k=20)  # noqa: S311
    wrong = 0
    for number, part in enumerate(chosen):
        table = pq.read_table(part, columns=["text", "model_decision", *CLASSES])
        start = (number * 4_999) % max(1, len(table) - SAMPLE // 20)
        rows = table.slice(start, SAMPLE // 20).to_pylist()
        texts = [row["text"] for row in rows]
        found = np.array([[row[name] for name in CLASSES] for row in rows])
        same = np.isclose(found, model.predict_proba(texts), rtol=0, atol=1e-9).all(axis=1)
        outcomes = [one.outcome.value for one in model.decide_by_score(texts)]
        named = [row["model_decision"] for row in rows]
        wrong += sum(
            not (alike and one == other)
            for alike, one, other in zip(same, outcomes, named, strict=True)
        )
    return wrong
