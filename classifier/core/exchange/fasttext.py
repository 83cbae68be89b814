"""Lines of fastText as doccano writes them: __label__SALES Call the client."""

from typing import Any

PREFIX = "__label__"
_COMMENT = " __comment__"


def split(line: str) -> dict[str, Any]:
    """Return text and labels of one line; comments of reviewers are left off."""
    words = line.partition(_COMMENT)[0].split()
    count = next((n for n, word in enumerate(words) if not word.startswith(PREFIX)), len(words))
    labels = [word.removeprefix(PREFIX) for word in words[:count]]
    return {"text": " ".join(words[count:]), "label": labels}
