"""Where model files are: a folder, or a bucket that every machine reaches.

`settings.STORAGES["models"]` says which. This is the folder.
"""

import os
from pathlib import Path
from typing import Any

from django.core.files.base import File
from django.core.files.storage import FileSystemStorage
from django.utils.deconstruct import deconstructible

from . import conf
from .core.artifacts import write_whole


@deconstructible
class ModelFolder(FileSystemStorage):
    """The folder `MODEL_DIR`: files are written whole or not at all, links are never followed."""

    def __init__(self) -> None:
        """Let a version that is written anew take its own name again."""
        super().__init__(allow_overwrite=True)

    @property
    def base_location(self) -> Any:
        """The folder, asked for anew each time."""
        return conf.model_dir()

    @property
    def location(self) -> str:
        """The same as a full path."""
        return os.path.abspath(conf.model_dir())  # noqa: PTH100 - links are not to be followed

    def _open(self, name: str, mode: str = "rb") -> File[bytes]:
        return File(open(self.path(name), "rb", opener=_open_no_link))

    def _save(self, name: str, content: File[bytes]) -> str:
        write_whole(Path(self.path(name)), b"".join(content.chunks()))
        return name


def _open_no_link(name: str, flags: int) -> int:
    return os.open(name, flags | os.O_NOFOLLOW | os.O_NONBLOCK)
