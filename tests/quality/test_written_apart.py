import json
from pathlib import Path

import pytest

from benchmarks.figures import WRITTEN_APART, read_rows
from classifier.core.text import text_key

FIXTURES = Path(__file__).parent.parent.parent / "fixtures"
FILES = sorted(WRITTEN_APART.glob("*.csv"))


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.stem)
def test_no_text_written_apart_is_learned(path):
    rows = json.loads((FIXTURES / "tasks.json").read_text(encoding="utf-8"))
    learned = {text_key(row["text"]) for row in rows}
    assert len(read_rows(path)) >= 250
    assert not [row.text for row in read_rows(path) if text_key(row.text) in learned]
