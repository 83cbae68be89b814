"""Models as bytes: packed with what must be known to trust them, unpacked only if they are ours.

Unpickling runs code, so nothing is unpickled before its SHA-256 is checked against the
value in the database, and files made with other library versions are refused.
"""

import hashlib
import io
import os
import platform
from collections.abc import Mapping
from dataclasses import dataclass, field
from importlib.metadata import version
from pathlib import Path

import joblib

from .errors import ArtifactError
from .labels import CLASSES
from .model import Model

_EXACT = ("scikit-learn", "numpy", "scipy")


@dataclass(frozen=True, slots=True, kw_only=True)
class Artifact:
    """A packed model, and what must be known to trust it."""

    content: bytes = field(repr=False)
    sha256: str
    libraries: dict[str, str]

    @property
    def size(self) -> int:
        """Bytes of the content."""
        return len(self.content)


def library_versions() -> dict[str, str]:
    """Return the versions a model file depends on: Python's minor, the libraries' exact."""
    python = ".".join(platform.python_version_tuple()[:2])
    return {"python": python} | {name: version(name) for name in _EXACT}


def pack_model(model: Model) -> Artifact:
    """Return `model` as bytes, their hash, and the libraries they were made with."""
    buffer = io.BytesIO()
    joblib.dump(model, buffer, compress=3)
    content = buffer.getvalue()
    return Artifact(content=content, sha256=hash_content(content), libraries=library_versions())


def hash_content(content: bytes) -> str:
    """Return the SHA-256 of `content`, 64 hex digits."""
    return hashlib.sha256(content).hexdigest()


def check_libraries(name: str, libraries: Mapping[str, str]) -> None:
    """Raise ArtifactError if file `name` was made with other libraries than are here."""
    here = library_versions()
    for library in sorted({*libraries, *here}):
        if libraries.get(library) != here.get(library):
            raise ArtifactError(
                f"{name} was made with {library} {libraries.get(library, 'unknown')}, here is "
                f"{here.get(library, 'unknown')}. Train again, or install that version."
            )


def unpack_model(content: bytes, *, name: str, sha256: str, libraries: Mapping[str, str]) -> Model:
    """Return the model whose file `name` has this content.

    Raises
    ------
    ArtifactError
        If the content differs from `sha256`, was made with other libraries than are here, or
        holds something else. Only the last is found by unpickling.
    """
    check_libraries(name, libraries)
    if hash_content(content) != sha256:
        raise ArtifactError(f"{name} is not the file that was written: its SHA-256 differs.")
    model = joblib.load(io.BytesIO(content))
    if not isinstance(model, Model):
        raise ArtifactError(f"{name} holds no model but a {type(model).__name__}.")
    classes = list(model.pipeline["classifier"].classes_)
    if classes != list(CLASSES):
        raise ArtifactError(f"{name} tells other classes apart: {', '.join(map(str, classes))}.")
    return model


def write_whole(path: Path, content: bytes) -> None:
    """Write a file so that its name never stands for a part of it; its owner alone may read it.

    Raises
    ------
    OSError
        If the disk is full or the folder cannot be written; nothing stays behind.
    """
    path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    temporary = path.with_name(f"{path.name}.{os.getpid()}.tmp")
    try:
        with open(temporary, "wb", opener=_open_private) as file:
            file.write(content)
            file.flush()
            os.fsync(file.fileno())
        temporary.replace(path)
    finally:
        temporary.unlink(missing_ok=True)
    sync_folder(path.parent)


def sync_folder(folder: Path) -> None:
    """Have the names in `folder` reach the disk."""
    handle = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)


def _open_private(name: str, flags: int) -> int:
    return os.open(name, flags, 0o600)
