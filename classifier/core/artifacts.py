"""Model files: written whole or not at all, read only if they are the ones we wrote.

Unpickling runs code, so nothing is unpickled before its SHA-256 is checked against the
value in the database, and files made with other library versions are refused.
"""

import hashlib
import io
import os
import platform
from collections.abc import Mapping
from dataclasses import dataclass
from importlib.metadata import version
from pathlib import Path

import joblib

from .errors import ArtifactError
from .model import Model

_EXACT = ("scikit-learn", "numpy", "scipy")


@dataclass(frozen=True, slots=True, kw_only=True)
class Artifact:
    """What must be known to trust a model file."""

    sha256: str
    size: int
    libraries: dict[str, str]


def library_versions() -> dict[str, str]:
    """Return the versions a model file depends on: Python's minor, the libraries' exact."""
    python = ".".join(platform.python_version_tuple()[:2])
    return {"python": python} | {name: version(name) for name in _EXACT}


def save_model(model: Model, path: Path) -> Artifact:
    """Write `model` to `path` so that the name never stands for a part of a file.

    Raises
    ------
    OSError
        If the disk is full or the folder cannot be written; nothing stays behind.
    """
    path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    buffer = io.BytesIO()
    joblib.dump(model, buffer, compress=3)
    content = buffer.getvalue()
    temporary = path.with_suffix(f".{os.getpid()}.tmp")
    try:
        with temporary.open("wb") as file:
            file.write(content)
            file.flush()
            os.fsync(file.fileno())
        temporary.replace(path)
    finally:
        temporary.unlink(missing_ok=True)
    _sync_folder(path.parent)
    return Artifact(
        sha256=hashlib.sha256(content).hexdigest(),
        size=len(content),
        libraries=library_versions(),
    )


def load_model(path: Path, *, sha256: str, libraries: Mapping[str, str]) -> Model:
    """Return the model in `path`.

    Raises
    ------
    ArtifactError
        If the file is missing, differs from `sha256`, was made with other libraries than
        are here, or holds something else.
    """
    here = library_versions()
    for name in sorted({*libraries, *here}):
        if libraries.get(name) != here.get(name):
            raise ArtifactError(
                f"{path.name} was made with {name} {libraries.get(name, 'unknown')}, here is "
                f"{here.get(name, 'unknown')}. Train again, or install that version."
            )
    try:
        content = path.read_bytes()
    except OSError as error:
        raise ArtifactError(f"{path.name} cannot be read: {error.strerror}.") from error
    if hashlib.sha256(content).hexdigest() != sha256:
        raise ArtifactError(f"{path.name} is not the file that was written: its SHA-256 differs.")
    model = joblib.load(io.BytesIO(content))
    if not isinstance(model, Model):
        raise ArtifactError(f"{path.name} holds no model but a {type(model).__name__}.")
    return model


def _sync_folder(folder: Path) -> None:
    handle = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
