"""A pasted list taken apart into its tasks."""

import re

_BULLET = re.compile(r"^\s*(?:[-–—*•·‣▪●○◦➢✓✔]+|\(?\d{1,3}[.)]|\(?[a-zA-Z][.)])\s+")
_INLINE_BULLET = re.compile(r"\s+[•·‣▪●➢]\s+")


def split_tasks(text: str) -> list[str]:
    """Return the tasks in `text`: one a line or bullet, without numbers and bullet marks.

    A text without line breaks or bullets is one task. Empty lines are dropped.
    """
    lines = (part for line in text.splitlines() for part in _INLINE_BULLET.split(line))
    tasks = (_BULLET.sub("", line).strip() for line in lines)
    return [task for task in tasks if any(char.isalnum() for char in task)] or [text.strip()]
