"""The files of model versions, wherever they are kept.

A name is made from a version's number alone. Nothing else is ever opened, written or removed.
"""

import re
from collections.abc import Iterator
from contextlib import contextmanager

from django.core.files.base import ContentFile
from django.core.files.storage import Storage, storages

from classifier.core.errors import ArtifactError
from classifier.models import ModelVersion

_NAME = re.compile(r"model-([1-9][0-9]{0,9})\.joblib", re.ASCII)
MOST_BYTES = 2_000_000_000
"""No model is larger; what claims to be is not read."""


def read_file(version: ModelVersion) -> bytes:
    """Return the content of a version's file; raises ArtifactError if it cannot be read."""
    name = version.file_name
    try:
        with _storage().open(name) as file:
            content = bytes(file.read(MOST_BYTES))
    except FileNotFoundError as error:
        raise ArtifactError(
            f"{name} cannot be read: it is not there. Files of old versions are removed. Train "
            "again, or choose another version."
        ) from error
    except Exception as error:  # each storage has its own ways to fail
        raise ArtifactError(f"{name} cannot be read: {_reason(error)}.") from error
    return content


def write_file(version: ModelVersion, content: bytes) -> None:
    """Keep the file of a version: whole or not at all.

    Raises OSError if there is no room or no way to write it.
    """
    name = version.file_name
    with _or_oserror(f"{name} cannot be kept"):
        kept = _storage().save(name, ContentFile(content))
    if kept != name:
        raise OSError(f"{name} cannot be kept under its own name; the storage made it {kept}.")


def remove_file(number: int) -> None:
    """Remove the file of version `number`; one that is gone already is well gone.

    Raises OSError if it cannot be removed.
    """
    name = ModelVersion(number=number).file_name
    with _or_oserror(f"{name} cannot be removed"):
        _storage().delete(name)


def has_file(number: int) -> bool:
    """Return whether there is a file of version `number`; raises OSError if nobody can tell."""
    name = ModelVersion(number=number).file_name
    with _or_oserror(f"{name} cannot be looked for"):
        return _storage().exists(name)


def numbers_with_file() -> Iterator[int]:
    """Yield the numbers of the versions whose file is there, in no order.

    Raises OSError if they cannot be listed.
    """
    try:
        with _or_oserror("Model files cannot be listed"):
            _, names = _storage().listdir("")
    except FileNotFoundError:
        return
    for name in names:
        if match := _NAME.fullmatch(name):
            yield int(match[1])


def _storage() -> Storage:
    return storages["models"]


@contextmanager
def _or_oserror(failure: str) -> Iterator[None]:
    """Have a storage that fails do so by an OSError that says `failure`: each has its own ways."""
    try:
        yield
    except OSError:
        raise
    except Exception as error:
        raise OSError(f"{failure}: {_reason(error)}.") from error


def _reason(error: Exception) -> str:
    return getattr(error, "strerror", None) or type(error).__name__
