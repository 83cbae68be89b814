"""Scores of texts by models that saw nothing of their domain.

Users' sentences come from domains nobody here wrote about, so whole domains are left out
(leave-one-group-out; grouped folds where there are more domains than `max_folds`).
"""

from collections.abc import Sequence

import numpy as np
import scipy.sparse as sp
from joblib import Parallel, delayed
from numpy.typing import NDArray
from sklearn.feature_extraction.text import CountVectorizer
from sklearn.model_selection import GroupKFold, LeaveOneGroupOut

from .examples import LabelledText, build_targets
from .pipeline import BLOCKS, Parameters, build_classifier, weigher
from .progress import Progress

Counts = list[sp.csr_matrix]
"""One matrix of raw counts for each feature block, a row for each text."""


def out_of_fold_scores(
    texts: Sequence[LabelledText], parameters: Parameters, *, progress: Progress, jobs: int
) -> tuple[NDArray[np.intp], NDArray[np.float64]]:
    """Return which texts were scored, and their scores by the model that left their domain out.

    Texts without a domain help to fit every fold and are not scored. Fewer than two domains
    leave nothing to score.

    Returns
    -------
    rows : int array of shape (n_scored,)
        Index into `texts`.
    scores : float array of shape (n_scored, 3)
        Linear scores (log-odds up to a shift a row) in the order of `labels.CLASSES`.
    """
    domains = np.array([text.domain for text in texts])
    scored = np.flatnonzero(domains != "")
    fixed = np.flatnonzero(domains == "")
    if len(set(domains[scored])) < 2:
        return np.array([], dtype=np.intp), np.empty((0, 3))
    counts = [
        CountVectorizer(analyzer=a).fit_transform([t.text for t in texts]) for a in BLOCKS.values()
    ]
    folds = _split(domains[scored], parameters.max_folds)
    scores = np.empty((len(scored), 3))
    work = (
        delayed(_score_fold)(texts, counts, np.r_[scored[train], fixed], scored[test], parameters)
        for train, test in folds
    )
    # Threads, not processes: a killed worker leaves no orphans, and the matrices are shared.
    done = Parallel(n_jobs=jobs, prefer="threads", return_as="generator")(work)
    for number, ((_, test), rows) in enumerate(zip(folds, done, strict=True), start=1):
        scores[test] = rows
        progress("Checking on left-out domains", number, len(folds))
    return scored, scores


def _split(
    domains: NDArray[np.str_], max_folds: int
) -> list[tuple[NDArray[np.intp], NDArray[np.intp]]]:
    few = len(set(domains)) <= max_folds
    splitter = LeaveOneGroupOut() if few else GroupKFold(max_folds)
    return list(splitter.split(domains, groups=domains))


def _score_fold(
    texts: Sequence[LabelledText],
    counts: Counts,
    train: NDArray[np.intp],
    test: NDArray[np.intp],
    parameters: Parameters,
) -> NDArray[np.float64]:
    learned, unseen = _weigh(counts, train, test)
    targets = build_targets([texts[row].label for row in train])
    classifier = build_classifier(parameters)
    classifier.fit(learned[targets.rows], targets.classes, sample_weight=targets.weights)
    return np.asarray(classifier.decision_function(unseen))


def _weigh(
    counts: Counts, train: NDArray[np.intp], test: NDArray[np.intp]
) -> tuple[sp.csr_matrix, sp.csr_matrix]:
    """Weigh the counts as a pipeline fitted on `train` alone would: same columns, same IDF."""
    learned, unseen = [], []
    for block in counts:
        seen = block[train]
        columns = np.flatnonzero(np.bincount(seen.indices, minlength=block.shape[1]))
        weights = weigher().fit(seen[:, columns])
        learned.append(weights.transform(seen[:, columns]))
        unseen.append(weights.transform(block[test][:, columns]))
    return sp.hstack(learned, format="csr"), sp.hstack(unseen, format="csr")
