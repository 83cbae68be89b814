"""A large data set as parts: row groups of Parquet files, or blocks of CSV files. Needs pyarrow."""

import os
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pyarrow as pa
import pyarrow.csv as pa_csv
import pyarrow.parquet as pq

from .dataset_part import ModelFile, score_table
from .errors import TableError

BLOCK = 8_000_000
"""Bytes of CSV read at once."""

AT_ONCE = 20_000
"""Rows scored at once, which bounds what a worker holds."""

SUFFIXES = (".parquet", ".csv")


@dataclass(frozen=True, slots=True)
class Part:
    """Some rows of the input, and where they stand among the others."""

    number: int
    """From 0; the same input has the same parts."""
    path: str
    row_group: int = 0
    table: pa.Table | None = None
    """Rows of a CSV file, which only one can read; a row group is read where it is scored."""

    @property
    def name(self) -> str:
        """File name of the scored rows."""
        return f"part-{self.number:06}.parquet"


def find_files(source: Path) -> list[Path]:
    """Return the Parquet or CSV files that `source` is or holds, in the order of their names.

    Raises
    ------
    TableError
        If there are none, or of both kinds.
    OSError
        If `source` is not there.
    """
    paths = sorted(source.iterdir()) if source.is_dir() else [source]
    found = [path for path in paths if path.suffix.lower() in SUFFIXES]
    if not source.exists():
        raise FileNotFoundError(2, "No such file or folder", str(source))
    if not found:
        raise TableError(f"{source} holds no file that ends in {' or '.join(SUFFIXES)}.")
    if len({path.suffix.lower() for path in found}) > 1:
        raise TableError(f"{source} holds Parquet and CSV files. Score them one kind at a time.")
    return found


def check_column(paths: list[Path], column: str) -> None:
    """Raise TableError, naming the file, if one has no column `column` or cannot be read."""
    for path in paths:
        names = _column_names(path)
        if column not in names:
            there = ", ".join(names[:10])
            raise TableError(f"{path} has no column “{column}”. Its columns: {there}.")


def list_parts(paths: list[Path]) -> Iterator[Part]:
    """Yield the parts in order; blocks of CSV are read as they are asked for."""
    number = 0
    for path in paths:
        if path.suffix.lower() == ".parquet":
            for group in range(pq.ParquetFile(path).num_row_groups):
                yield Part(number, str(path), row_group=group)
                number += 1
        else:
            for batch in _open_csv(path):
                yield Part(number, str(path), table=pa.Table.from_batches([batch]))
                number += 1


def count_parts(paths: list[Path]) -> int:
    """Return how many parts Parquet files have; 0 for CSV, whose blocks show as they are read."""
    if paths[0].suffix.lower() != ".parquet":
        return 0
    return sum(pq.ParquetFile(path).num_row_groups for path in paths)


PARTIAL = "_partial-"
"""How the name of an unfinished part begins; who reads the folder as a data set passes over it."""


def remove_partial(folder: Path) -> None:
    """Remove what killed workers left unfinished in `folder`; nobody may be at work there."""
    for path in folder.glob(f"{PARTIAL}*"):
        path.unlink(missing_ok=True)


def score_part(part: Part, column: str, source: ModelFile, folder: str) -> int:
    """Write the scored rows of a part into `folder` and return how many they are.

    The file appears under its name only when it is complete.
    """
    target = Path(folder) / part.name
    partial = target.with_name(f"{PARTIAL}{target.stem}.{os.getpid()}")
    rows, writer = 0, None
    try:
        for table in _slices(part):
            scored = score_table(table, column, source)
            writer = writer or pq.ParquetWriter(partial, scored.schema)
            writer.write_table(scored)
            rows += len(scored)
        if writer is not None:
            writer.close()
            partial.replace(target)
    finally:
        partial.unlink(missing_ok=True)
    return rows


def _slices(part: Part) -> Iterator[pa.Table]:
    if part.table is not None:
        for start in range(0, len(part.table), AT_ONCE):
            yield part.table.slice(start, AT_ONCE)
        return
    file = pq.ParquetFile(part.path)
    for batch in file.iter_batches(AT_ONCE, row_groups=[part.row_group]):
        yield pa.Table.from_batches([batch])


def _column_names(path: Path) -> list[str]:
    try:
        if path.suffix.lower() == ".parquet":
            return list(pq.read_schema(path).names)
        with _open_csv(path) as reader:
            return list(reader.schema.names)
    except pa.ArrowInvalid as error:
        raise TableError(f"{path} cannot be read: {error}") from error


def _open_csv(path: Path) -> pa_csv.CSVStreamingReader:
    """Open a CSV file in UTF-8 whose cells may hold line breaks; every column is text."""
    with path.open("rb") as file:
        header = file.readline().decode("utf-8-sig", "replace")
    names = [name.strip().strip('"') for name in header.split(",")]
    return pa_csv.open_csv(
        path,
        read_options=pa_csv.ReadOptions(block_size=BLOCK),
        parse_options=pa_csv.ParseOptions(newlines_in_values=True),
        convert_options=pa_csv.ConvertOptions(
            column_types=dict.fromkeys(names, pa.string()), strings_can_be_null=False
        ),
    )
