"""The plain scikit-learn pipeline: stems, pairs of stems and character n-grams to three classes."""

from dataclasses import dataclass

from sklearn.feature_extraction.text import CountVectorizer, TfidfTransformer
from sklearn.linear_model import LogisticRegression
from sklearn.pipeline import FeatureUnion, Pipeline

from .features import analyse_characters, analyse_distant, analyse_words

BLOCKS = {
    "words": analyse_words,
    "distant": analyse_distant,
    "characters": analyse_characters,
}
"""Feature blocks by name; each is counted, weighted and scaled to unit length by itself."""

WEIGHTS = {"words": 1.5, "distant": 1.0, "characters": 1.0}
"""What a block counts for beside the others."""

LEAST_TEXTS = {"words": 1, "distant": 2, "characters": 1}
"""In how many texts a feature of the block must stand; most distant pairs stand in one alone."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Parameters:
    """What a training may vary; stored with the model version."""

    regularisation: float = 6.0
    """Inverse strength of the L2 penalty, scikit-learn's `C`; more than 0."""
    target_accuracy: float = 0.97
    """Accuracy that the answers of the decision rule must reach out of fold; 0 to 1."""
    max_folds: int = 20
    """Domains are left out one by one up to this number, beyond it in so many groups."""
    seed: int = 0


def build_pipeline(parameters: Parameters) -> Pipeline:
    """Return the unfitted pipeline from raw texts to probabilities of `labels.CLASSES`."""
    union = FeatureUnion(
        [
            (name, Pipeline([("count", build_vectoriser(name)), ("weigh", weigher())]))
            for name in BLOCKS
        ],
        transformer_weights=WEIGHTS,
    )
    return Pipeline([("features", union), ("classifier", build_classifier(parameters))])


def build_classifier(parameters: Parameters) -> LogisticRegression:
    """Return the unfitted multinomial logistic regression."""
    return LogisticRegression(
        C=parameters.regularisation,
        solver="newton-cg",  # some five times faster than lbfgs on these matrices, same optimum
        max_iter=300,
        random_state=parameters.seed,
    )


def build_vectoriser(name: str) -> CountVectorizer:
    """Return the unfitted vectoriser of the block of this name."""
    return CountVectorizer(analyzer=BLOCKS[name], min_df=LEAST_TEXTS[name])


def weigher() -> TfidfTransformer:
    """Return the unfitted TF-IDF weighting of one block (logarithmic counts, unit rows)."""
    return TfidfTransformer(sublinear_tf=True)
