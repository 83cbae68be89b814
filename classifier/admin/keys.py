"""Keys of rows as forms and addresses send them."""

from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.db.models import QuerySet


def is_key(value: str) -> bool:
    """Return whether this is a whole number that every database takes."""
    return value.isdecimal() and len(value) < 19


class KeysField(forms.ModelMultipleChoiceField[Any]):
    """Rows to tick; a key that no row can have is refused as one that no row has."""

    def _check_values(self, value: Any) -> QuerySet[Any]:
        """Return the rows; SQLite breaks off at a key that is longer than its numbers."""
        for key in map(str, value):
            if not is_key(key):
                message = self.error_messages["invalid_choice"]
                raise ValidationError(message, "invalid_choice", {"value": key[:40]})
        return super()._check_values(value)  # type: ignore[misc,no-any-return]
