"""The project's own task sentences, for drills to ask about and to learn from."""

import json
from collections.abc import Sequence

from .served_api import ROOT


def read_texts() -> list[str]:
    """Return the texts of all of them."""
    rows = json.loads((ROOT / "fixtures" / "tasks.json").read_text(encoding="utf-8"))
    return [row["text"] for row in rows]


def new_texts(texts: Sequence[str], number: int) -> list[str]:
    """Return examples by which the version of round `number` differs from those before."""
    return [f"{text}, round {number}" for text in texts[number * 5 : number * 5 + 5]]
