"""Lists of what the system itself writes: to look at, never to add to, change or shorten."""

from typing import Any

from django.http import HttpRequest


class RecordAdmin:
    """Mixed into a ModelAdmin, before it: looking is all that its pages allow."""

    def has_add_permission(self, request: HttpRequest) -> bool:
        """A record is written where the thing happens."""
        return False

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        """A record is never changed."""
        return False

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        """A record goes when its time is over, if it ever does."""
        return False
