"""Look into a served site's tables from the drill."""

import os

import django

from .served_api import Served


def look_inside(site: Served) -> None:
    """Have this process use the site's database and folders; once a process."""
    os.environ.update(site.environment)
    django.setup()
