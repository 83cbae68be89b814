"""Processes of our own beside the tests, on the tests' database and files."""

import os
import subprocess
import sys
from pathlib import Path

from django.conf import settings
from django.db import connection

ROOT = Path(__file__).parent.parent


def environment(**more: str) -> dict[str, str]:
    """Return the environment of a process that sees what the test sees."""
    return {
        **os.environ,
        "DJANGO_SETTINGS_MODULE": "mvsite.settings",
        "DATA_DIR": str(settings.MODEL_DIR.parent),
        "DATABASE_URL": _database_url(),
        "MODEL_DIR": str(settings.MODEL_DIR),
        "BATCH_DIR": str(settings.BATCH_DIR),
        "STORE_ANSWER_COUNTS": "false",
        "LOG_LEVEL": "WARNING",
        **more,
    }


def start(*arguments: str, **more: str) -> subprocess.Popen[bytes]:
    """Start Python with these arguments."""
    return subprocess.Popen([sys.executable, *arguments], cwd=ROOT, env=environment(**more))


def _database_url() -> str:
    found = connection.settings_dict
    if connection.vendor == "sqlite":
        return f"sqlite:///{found['NAME']}"
    login = f"{found['USER']}:{found['PASSWORD']}@" if found["USER"] else ""
    port = f":{found['PORT']}" if found["PORT"] else ""
    return f"postgresql://{login}{found['HOST']}{port}/{found['NAME']}"
