"""The one character that PostgreSQL keeps in no text."""

from classifier.exceptions import InvalidInput


def refuse_nul(text: str, name: str) -> None:
    """Raise InvalidInput if `text`, which people know as the `name`, holds NUL."""
    if "\x00" in text:
        raise InvalidInput(f"The {name} holds the character NUL. Leave it out.")
