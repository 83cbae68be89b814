"""The plain scikit-learn pipeline: stemmed word n-grams and character n-grams to three classes."""

from dataclasses import dataclass

from sklearn.feature_extraction.text import CountVectorizer, TfidfTransformer
from sklearn.linear_model import LogisticRegression
from sklearn.pipeline import FeatureUnion, Pipeline

from .features import analyse_characters, analyse_words

BLOCKS = {"words": analyse_words, "characters": analyse_characters}
"""Feature blocks by name; each is counted, weighted and scaled to unit length by itself."""

WEIGHTS = {"words": 1.5, "characters": 1.0}
"""What a block counts for beside the others."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Parameters:
    """What a training may vary; stored with the model version."""

    regularisation: float = 6.0
    """Inverse strength of the L2 penalty, scikit-learn's `C`; more than 0."""
    target_accuracy: float = 0.96
    """Accuracy that the answers of the decision rule must reach out of fold; 0 to 1."""
    max_folds: int = 20
    """Domains are left out one by one up to this number, beyond it in so many groups."""
    seed: int = 0


def build_pipeline(parameters: Parameters) -> Pipeline:
    """Return the unfitted pipeline from raw texts to probabilities of `labels.CLASSES`."""
    union = FeatureUnion(
        [
            (name, Pipeline([("count", CountVectorizer(analyzer=analyse)), ("weigh", weigher())]))
            for name, analyse in BLOCKS.items()
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


def weigher() -> TfidfTransformer:
    """Return the unfitted TF-IDF weighting of one block (logarithmic counts, unit rows)."""
    return TfidfTransformer(sublinear_tf=True)
