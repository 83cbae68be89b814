"""The site without what keeps it answering while the database is away: for a control."""

from typing import Any

from django.db import connections

from mvsite.wsgi import application

from .patching import replace

__all__ = ["application"]


class Nothing(Exception):
    """What nobody raises."""


def _catch_nothing(real: Any) -> type[Nothing]:
    return Nothing


connections.settings["default"]["CONN_HEALTH_CHECKS"] = False
replace("services.remembered", "Error", _catch_nothing)
replace("services.api_tokens", "DatabaseAway", _catch_nothing)
