"""The state of the model for the front page of the admin."""

from django import template

from classifier.services.overview import Overview, overview

register = template.Library()


@register.simple_tag
def model_overview() -> Overview:
    """Return the state of now."""
    return overview()
