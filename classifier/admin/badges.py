"""Labels in lists, by colour and mark."""

from django.utils.html import format_html
from django.utils.safestring import SafeString


def badge(outcome: str) -> SafeString | str:
    """Return a label or outcome as a badge; nothing for nothing."""
    if not outcome:
        return "–"
    return format_html(
        '<span class="badge badge--{0}"><span class="badge__mark" aria-hidden="true"></span>'
        "{0}</span>",
        outcome,
    )
