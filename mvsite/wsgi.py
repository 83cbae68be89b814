"""The WSGI application, for gunicorn."""

import os

import django

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "mvsite.settings")
os.environ.setdefault("PROCESS", "web")

django.setup(set_prefix=False)

from classifier.production import refuse_unsafe_start  # noqa: E402 - Django is set up first

from .utf8_request import Utf8Handler  # noqa: E402

refuse_unsafe_start()
application = Utf8Handler()
