"""Who is compared: simple rules, other classifiers, other features, other ways to combine."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any

import numpy as np
from numpy.typing import NDArray
from sklearn.linear_model import LogisticRegression
from sklearn.naive_bayes import ComplementNB
from sklearn.svm import LinearSVC

from classifier.core import CLASSES, Label, LabelledText
from classifier.core.baselines import _count, _keywords
from classifier.core.calibration import fit_calibration
from classifier.core.examples import build_targets
from classifier.core.heads import fit_classes
from classifier.core.labels import MARKETING, NEITHER, SALES
from classifier.core.pipeline import WEIGHTS, Parameters, build_classifier

from .corpus import SENTENCES, Features, Matrix, Rows, folds
from .fasttext_rival import WITHOUT_LETTERS, FastText, Settings

Scores = NDArray[np.float64]
"""A row for each text in the order of `CLASSES`; its softmax gives the probabilities."""

INNER_FOLDS = 5


@dataclass(frozen=True, slots=True)
class Task:
    """One fold: what a rival may know."""

    texts: Sequence[LabelledText]
    features: Features
    train: Rows
    test: Rows

    @property
    def labels(self) -> list[Label]:
        """Labels of the rows to learn from."""
        return [self.texts[row].label for row in self.train]

    def weigh(self, weights: Mapping[str, float]) -> tuple[Matrix, Matrix]:
        """Return the features of the rows to learn from and of those to score."""
        return self.features.weigh(weights, self.train, self.test)


@dataclass(frozen=True, slots=True, kw_only=True)
class Rival:
    """A way to classify texts."""

    title: str
    predict: Callable[[Task, Mapping[str, float]], Scores]
    """Learns from the fold and scores its other rows, with these weights of blocks."""
    weights: Mapping[str, float] = field(default_factory=lambda: WEIGHTS)
    """Blocks of features it learns from and what each counts for."""
    probable: bool = True
    """Whether its scores have probabilities at all."""


def _commonest(task: Task, _: Mapping[str, float]) -> Scores:
    targets = build_targets(task.labels)
    totals = [targets.weights[targets.classes == name].sum() for name in CLASSES]
    return np.eye(3)[[int(np.argmax(totals))] * len(task.test)]


def _by_keywords(task: Task, _: Mapping[str, float]) -> Scores:
    words = _keywords([task.texts[row] for row in task.train])
    return np.eye(3)[[_count(task.texts[row].text, words) for row in task.test]]


def _fasttext(settings: Settings) -> Callable[[Task, Mapping[str, float]], Scores]:
    def predict(task: Task, _: Mapping[str, float]) -> Scores:
        learned = [task.texts[row].text for row in task.train]
        model = FastText.train(learned, task.labels, settings)
        rows = model.predict_proba([task.texts[row].text for row in task.test])
        return np.log(np.maximum(rows, 1e-9))

    return predict


def _single(build: Callable[[], Any]) -> Callable[[Task, Mapping[str, float]], Scores]:
    def predict(task: Task, weights: Mapping[str, float]) -> Scores:
        learned, unseen = task.weigh(weights)
        return _learn(build(), learned, task.labels, unseen)

    return predict


def _learn(model: Any, learned: Matrix, labels: Sequence[Label], unseen: Matrix) -> Scores:
    """Fit the model with shared texts on both sides at half weight; return its scores."""
    targets = build_targets(labels)
    model.fit(learned[targets.rows], targets.classes, sample_weight=targets.weights)
    if hasattr(model, "decision_function"):
        return np.asarray(model.decision_function(unseen))
    return np.asarray(model.predict_log_proba(unseen))


def _two_stages(task: Task, weights: Mapping[str, float]) -> Scores:
    """Ask for the scope first, then for the side; multiply the probabilities."""
    learned, unseen = task.weigh(weights)
    targets = build_targets(task.labels)
    sided = targets.classes != CLASSES[NEITHER]
    scope, side = _regression(), _regression()
    scope.fit(learned[targets.rows], sided, sample_weight=targets.weights)
    side.fit(
        learned[targets.rows[sided]], targets.classes[sided], sample_weight=targets.weights[sided]
    )
    outside, inside = scope.predict_log_proba(unseen).T
    scores = np.empty((len(task.test), 3))
    scores[:, NEITHER] = outside
    scores[:, [MARKETING, SALES]] = inside[:, None] + side.predict_log_proba(unseen)
    return scores


def _shipped(task: Task, weights: Mapping[str, float]) -> Scores:
    """Mix the models of `heads` by the calibration, which learns out of fold, as trainings do."""
    scores, labels = _out_of_fold(task, weights, _head_scores)
    mixture = fit_calibration(scores, labels)
    return np.log(mixture.apply(_head_scores(task, weights)))


def _head_scores(task: Task, weights: Mapping[str, float]) -> NDArray[np.float64]:
    learned, unseen = task.weigh(weights)
    return fit_classes(learned, task.labels, Parameters()).score(unseen)


def _stacked(task: Task, weights: Mapping[str, float]) -> Scores:
    """Combine three classifiers by a logistic regression on their out-of-fold scores."""
    learned, labels = _out_of_fold(task, weights, _three_scores)
    judge = LogisticRegression(max_iter=1000)
    return _learn(judge, learned, labels, _three_scores(task, weights))


def _out_of_fold(
    task: Task,
    weights: Mapping[str, float],
    score: Callable[[Task, Mapping[str, float]], NDArray[np.float64]],
) -> tuple[NDArray[np.float64], list[Label]]:
    """Return the scores of the rows to learn from, by models that left their domain out."""
    domains = np.array([text.domain for text in task.texts])
    inner = [
        replace(task, train=train, test=test)
        for train, test in folds(domains, task.train, INNER_FOLDS)
    ]
    scores = np.vstack([score(one, weights) for one in inner])
    return scores, [task.texts[row].label for one in inner for row in one.test]


def _three_scores(task: Task, weights: Mapping[str, float]) -> NDArray[np.float64]:
    learned, unseen = task.weigh(weights)
    models = (_regression(), _svm(), ComplementNB())
    return np.hstack([_learn(model, learned, task.labels, unseen) for model in models])


def _regression(regularisation: float = Parameters().regularisation) -> LogisticRegression:
    return build_classifier(Parameters(regularisation=regularisation))


def _svm() -> LinearSVC:
    return LinearSVC(random_state=0)


def _on_sentences() -> LogisticRegression:
    return LogisticRegression(C=10.0, max_iter=2000)


def _instead_of_words(name: str) -> dict[str, float]:
    return {name: WEIGHTS["words"], "characters": WEIGHTS["characters"]}


def _alone(name: str) -> dict[str, float]:
    return {name: WEIGHTS[name]}


SHIPPED = "ours"
RIVALS = {
    "commonest": Rival(
        title="always the commonest class", predict=_commonest, weights={}, probable=False
    ),
    "keywords": Rival(title="keyword rule", predict=_by_keywords, weights={}, probable=False),
    "naive-bayes": Rival(title="complement naive Bayes", predict=_single(ComplementNB)),
    "svm": Rival(title="linear SVM", predict=_single(_svm)),
    "regression": Rival(
        title=f"logistic regression, words, distant pairs, characters, C = "
        f"{Parameters().regularisation:g}",
        predict=_single(_regression),
    ),
    "words-only": Rival(
        title="logistic regression, words only",
        predict=_single(_regression),
        weights=_alone("words"),
    ),
    "characters-only": Rival(
        title="logistic regression, characters only",
        predict=_single(_regression),
        weights=_alone("characters"),
    ),
    "near-pairs": Rival(
        title="logistic regression, words and characters",
        predict=_single(_regression),
        weights=_instead_of_words("words"),
    ),
    "no-stemming": Rival(
        title="logistic regression, words and characters, without stemming",
        predict=_single(_regression),
        weights=_instead_of_words("unstemmed"),
    ),
    "unigrams": Rival(
        title="logistic regression, single words and characters",
        predict=_single(_regression),
        weights=_instead_of_words("single words"),
    ),
    "trigrams": Rival(
        title="logistic regression, words with trigrams, and characters",
        predict=_single(_regression),
        weights=_instead_of_words("triples"),
    ),
    "equal-weights": Rival(
        title="logistic regression, equal weights of the blocks",
        predict=_single(_regression),
        weights=dict.fromkeys(WEIGHTS, 1.0),
    ),
    "c-2": Rival(title="logistic regression, C = 2", predict=_single(lambda: _regression(2.0))),
    "c-20": Rival(title="logistic regression, C = 20", predict=_single(lambda: _regression(20.0))),
    "two-stages": Rival(title="two stages: in scope? then whose?", predict=_two_stages),
    "stacking": Rival(
        title="stacking of logistic regression, SVM and complement naive Bayes", predict=_stacked
    ),
    SHIPPED: Rival(title="**ours, as shipped**: three models mixed", predict=_shipped),
    "fasttext": Rival(
        title="fastText, words, pairs and character n-grams",
        predict=_fasttext(Settings()),
        weights={},
    ),
    "fasttext-words": Rival(
        title="fastText, words and pairs", predict=_fasttext(WITHOUT_LETTERS), weights={}
    ),
    "minilm": Rival(
        title="all-MiniLM-L6-v2 embeddings, logistic regression",
        predict=_single(_on_sentences),
        weights={SENTENCES: 1.0},
    ),
}
"""Rivals by the name that the command line has for them, in the order of the table."""
