"""Django's handle on the app."""

from django.apps import AppConfig
from django.db.models.signals import post_save


class ClassifierConfig(AppConfig):
    """The one app of the site."""

    name = "classifier"
    verbose_name = "Whose task is it?"

    def ready(self) -> None:
        """Register the system checks, and let activations order the review queue anew."""
        from . import checks, tasks  # noqa: F401

        post_save.connect(tasks.rank_after_activation, sender="classifier.Activation")
