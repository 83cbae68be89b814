"""Names of uploaded files: shown, never used as a path."""


def shown_name(name: str) -> str:
    """Return a file's name fit to be shown: its last part, printable, not endless."""
    last = name.replace("\\", "/").rpartition("/")[2]
    return "".join(mark for mark in last if mark.isprintable()).strip()[:100] or "a file"
