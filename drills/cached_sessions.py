"""Settings of the site with copies of the sessions in Redis: the control of a drill."""

from mvsite.settings import *  # noqa: F403

SESSION_ENGINE = "django.contrib.sessions.backends.cached_db"
