"""Score one part of a large data set: a table in, a table out. Needs pyarrow.

Runs in worker processes, perhaps on other machines, that know the model by its file.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Any

import pyarrow as pa

from .artifacts import unpack_model
from .charter import Charter, CharterRule
from .errors import TextError
from .model import Model
from .rulings import Ruling, rule_on
from .scored_rows import keep_apart
from .text import check_text, normalise

SCORED = pa.schema(
    [
        ("decision", pa.string()),
        ("confidence", pa.float64()),
        ("marketing", pa.float64()),
        ("sales", pa.float64()),
        ("neither", pa.float64()),
        ("shared", pa.float64()),
        ("decided_by", pa.string()),
        ("model_decision", pa.string()),
        ("model_version", pa.int64()),
        ("problem", pa.string()),
    ]
)
"""Columns that scoring adds; a text that cannot be scored has a problem and no decision."""


@dataclass(frozen=True, slots=True)
class ModelFile:
    """A model version as every worker can read it, and the charter's rules in force."""

    number: int
    path: str
    sha256: str
    libraries: tuple[tuple[str, str], ...]
    rules: tuple[CharterRule, ...] = ()


def score_table(table: pa.Table, column: str, source: ModelFile) -> pa.Table:
    """Return `table` with the columns of `SCORED`; its own of the same name get another.

    Raises
    ------
    ArtifactError
        If the model file is not the one that was registered.
    OSError
        If it is missing.
    """
    model, charter = _load(source)
    texts = [text if isinstance(text, str) else "" for text in table[column].to_pylist()]
    problems = [_problem(text) for text in texts]
    good = [normalise(text) for text, problem in zip(texts, problems, strict=True) if not problem]
    rulings = iter(rule_on(model, charter, good))
    rows = [
        {"problem": problem} if problem else _cells(next(rulings), source.number)
        for problem in problems
    ]
    scored = pa.Table.from_pylist(rows, schema=SCORED)
    return _beside(table.rename_columns(keep_apart(table.column_names, SCORED.names)), scored)


def _beside(left: pa.Table, right: pa.Table) -> pa.Table:
    for name in right.column_names:
        left = left.append_column(right.schema.field(name), right[name])
    return left


def _problem(text: str) -> str | None:
    try:
        check_text(text)
    except TextError as error:
        return error.code
    return None


def _cells(ruling: Ruling, number: int) -> dict[str, Any]:
    decision = ruling.decision
    return {
        "decision": decision.outcome.value,
        "confidence": decision.confidence,
        "marketing": decision.marketing,
        "sales": decision.sales,
        "neither": decision.neither,
        "shared": decision.shared,
        "decided_by": ruling.decided_by.value,
        "model_decision": ruling.model_decision.outcome.value,
        "model_version": number,
    }


@lru_cache(maxsize=1)
def _load(source: ModelFile) -> tuple[Model, Charter]:
    """Read the model once a process."""
    libraries: Mapping[str, str] = dict(source.libraries)
    path = Path(source.path)
    model = unpack_model(
        path.read_bytes(), name=path.name, sha256=source.sha256, libraries=libraries
    )
    return model, Charter(source.rules)
