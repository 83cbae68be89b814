"""fastText on the texts of this project, with the same n-grams of words and characters.

A shared text is learned with both its sides as labels: of several labels fastText takes one at
random each time it sees the text, which is half the weight for each. One thread: with more, two
trainings differ.
"""

import importlib
import re
import tempfile
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from classifier.core import CLASSES, Label

from .corpus import NotInstalled

_WORD = re.compile(r"\w+(?:['’]\w+)*")
_PREFIX = "__label__"


@dataclass(frozen=True, slots=True, kw_only=True)
class Settings:
    """What fastText is trained with; these are the best that `fasttext_tuning` found."""

    wordNgrams: int = 2  # noqa: N815 - fastText's own name
    minn: int = 3
    maxn: int = 5
    dim: int = 20
    epoch: int = 25
    lr: float = 0.1
    bucket: int = 200_000
    """Places that n-grams share by their hash: most of the memory."""


WITHOUT_LETTERS = Settings(minn=0, maxn=0, epoch=15, lr=0.2)
"""Words and their pairs alone."""


class FastText:
    """A trained fastText model that answers as the others do."""

    def __init__(self, model: Any) -> None:
        """Take what the library trained."""
        self._model = model

    @classmethod
    def train(
        cls, texts: Sequence[str], labels: Sequence[Label], settings: Settings | None = None
    ) -> "FastText":
        """Learn from these texts; raises NotInstalled if the library is missing."""
        with tempfile.TemporaryDirectory() as folder:
            path = Path(folder) / "train.txt"
            path.write_text("\n".join(map(_line, texts, labels)) + "\n", encoding="utf-8")
            options = asdict(settings or Settings())
            model = _library().train_supervised(
                str(path), loss="softmax", thread=1, seed=0, verbose=0, **options
            )
        return cls(model)

    @classmethod
    def load(cls, path: Path) -> "FastText":
        """Read what `save` wrote."""
        return cls(_library().load_model(str(path)))

    def save(self, path: Path) -> None:
        """Write the model to a file."""
        self._model.save_model(str(path))

    def predict_proba(self, texts: Sequence[str]) -> NDArray[np.float64]:
        """Return probabilities in the order of `CLASSES`, shape (n, 3)."""
        names, rows = self._model.predict([_plain(text) for text in texts], k=len(CLASSES))
        places = {f"{_PREFIX}{name}": place for place, name in enumerate(CLASSES)}
        found = np.zeros((len(texts), len(CLASSES)))
        columns = [[places[name] for name in row] for row in names]
        for row, (at, values) in enumerate(zip(columns, rows, strict=True)):
            found[row, at] = values
        return found


def _library() -> Any:
    try:
        return importlib.import_module("fasttext")
    except ImportError as error:
        raise NotInstalled("needs fastText: pip install -r requirements-bench.txt") from error


def _line(text: str, label: Label) -> str:
    sides = ("marketing", "sales") if label is Label.SHARED else (str(label),)
    return " ".join([*(f"{_PREFIX}{side}" for side in sides), _plain(text)])


def _plain(text: str) -> str:
    """Return the words in lower case: fastText itself parts at white space only."""
    return " ".join(_WORD.findall(text.lower()))
