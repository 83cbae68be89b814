"""Commands as the guide has them, to be run word by word."""

import re
from pathlib import Path

_BLOCK = re.compile(r"^```\n(.*?)^```", re.MULTILINE | re.DOTALL)


def commands_under(page: Path, heading: str) -> list[str]:
    """Return the lines of the first block of commands under a heading; ValueError if none."""
    _, found, rest = page.read_text(encoding="utf-8").partition(f"\n## {heading}\n")
    block = _BLOCK.search(rest)
    if not found or block is None:
        raise ValueError(f"{page} has no commands under “{heading}”")
    return [line.strip() for line in block[1].splitlines() if line.strip()]
