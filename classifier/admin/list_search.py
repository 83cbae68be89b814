"""What may stand in the search box of a list."""

from typing import Any

from django import forms
from django.contrib.admin.views.main import SEARCH_VAR, ChangeListSearchForm
from django.core.exceptions import ValidationError
from django.utils.text import smart_split, unescape_string_literal

MAX_LENGTH = 200
MAX_TERMS = 8


def split_terms(query: str) -> list[str]:
    """Return the words of a search; words in quotes are one term."""
    terms = []
    for term in smart_split(query):
        quoted = term[0] in "\"'" and term[0] == term[-1] and len(term) > 1
        terms.append(unescape_string_literal(term) if quoted else term)
    return [term for term in terms if term.strip()]


def check_terms(query: str) -> None:
    """Raise ValidationError if there are too many words to search for."""
    if (count := len(split_terms(query))) > MAX_TERMS:
        raise ValidationError(
            f"Search for {MAX_TERMS} words at most; these are {count}. "
            "Words in quotes count as one."
        )


class SearchForm(ChangeListSearchForm):
    """The search box, bounded."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        """Bound the one field, whose name Django keeps in a variable."""
        super().__init__(*args, **kwargs)
        self.fields = {
            SEARCH_VAR: forms.CharField(
                required=False,
                strip=False,
                max_length=MAX_LENGTH,
                validators=[check_terms],
                error_messages={"max_length": f"Search for {MAX_LENGTH} characters at most."},
            )
        }
