"""The WSGI application, for gunicorn."""

import os

from django.core.wsgi import get_wsgi_application

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "mvsite.settings")
os.environ.setdefault("PROCESS", "web")

application = get_wsgi_application()

from classifier.production import refuse_unsafe_start  # noqa: E402 - Django is set up first

refuse_unsafe_start()
