"""Room on the disk: what would take much of it is refused before the last is gone.

Answers need none, so they go on whatever happens. What is kept free is for labels, logins and
whoever makes room again.
"""

import logging
import shutil
from collections.abc import Iterator
from pathlib import Path

from django.db import connection

from classifier import conf
from classifier.exceptions import OutOfSpace

logger = logging.getLogger(__name__)


def check_room(*folders: Path) -> None:
    """Raise OutOfSpace if less than `conf.keep_free()` is free in one of the folders.

    By default those where the site keeps its files. Called where something large begins.
    """
    for folder in folders or tuple(_own_folders()):
        free = shutil.disk_usage(_existing(folder)).free
        if free < conf.keep_free():
            logger.warning("Only %s MB are free in %s", free // 1_000_000, folder)
            raise OutOfSpace(
                f"The server's disk is nearly full: {free // 1_000_000:,} MB are free, and "
                f"{conf.keep_free() // 1_000_000:,} MB must stay free. Nothing was begun. Whoever "
                "runs the site can make room; then try again."
            )


def _own_folders() -> Iterator[Path]:
    yield from (conf.data_dir(), conf.model_dir(), conf.batch_dir())
    if connection.vendor == "sqlite":
        yield Path(connection.settings_dict["NAME"]).parent


def _existing(folder: Path) -> Path:
    """Return the folder, or where it will be made."""
    return next(path for path in (folder, *folder.absolute().parents) if path.exists())
