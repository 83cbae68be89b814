"""Settings of the tests: real files and databases, nothing of the developer's own data."""

import os
import tempfile
from pathlib import Path

os.environ["DATA_DIR"] = tempfile.mkdtemp(prefix="mvsite-test-")
os.environ["DEBUG"] = "false"
os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = "true"  # Playwright leaves an event loop running

from mvsite.settings import *  # noqa: F403
from mvsite.settings import DATABASES, STORAGES

TASKS = {"default": {"BACKEND": "django_tasks.backends.dummy.DummyBackend"}}
STORAGES["staticfiles"] = {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"}
PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
TARGET_ACCURACY = 0.8  # within reach of the small corpus
WHITENOISE_AUTOREFRESH = True
REMEMBERED_SECONDS = 0  # a test changes rows and looks at once
STORE_ANSWER_COUNTS = False  # its timer would write between tests
if DATABASES["default"]["ENGINE"].endswith("sqlite3"):
    DATABASES["default"]["TEST"] = {"NAME": str(Path(os.environ["DATA_DIR"]) / "test.sqlite3")}
