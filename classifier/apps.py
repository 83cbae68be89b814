"""Django's handle on the app."""

from django.apps import AppConfig


class ClassifierConfig(AppConfig):
    """The one app of the site."""

    name = "classifier"
    verbose_name = "Whose task is it?"

    def ready(self) -> None:
        """Register the system checks."""
        from . import checks  # noqa: F401
