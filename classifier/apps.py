"""Django's handle on the app."""

from typing import Any

from django.apps import AppConfig
from django.contrib.admin.apps import AdminConfig
from django.db import connections
from django.db.models.signals import post_migrate, post_save


class ClassifierConfig(AppConfig):
    """The one app of the site."""

    name = "classifier"
    verbose_name = "Whose task is it?"

    def ready(self) -> None:
        """Register the system checks, the queue's new order, and the care of the text index."""
        from . import account_signals, checks, production, tasks  # noqa: F401

        post_save.connect(tasks.rank_after_activation, sender="classifier.Activation")
        post_migrate.connect(_mend_text_index, sender=self)


class CurationAdminConfig(AdminConfig):
    """Django's admin with our own way in."""

    default_site = "classifier.admin_site.CurationSite"


def _mend_text_index(using: str, **kwargs: Any) -> None:
    from .models.text_index import create_text_index

    backwards = any(back for _, back in kwargs.get("plan", ()))
    tables = connections[using].introspection.table_names()
    if "classifier_example" in tables and not backwards:
        create_text_index(connections[using])
