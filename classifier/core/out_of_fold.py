"""Scores of texts by models that saw nothing of their domain.

Users' sentences come from domains nobody here wrote about, so whole domains are left out
(leave-one-group-out; grouped folds where there are more domains than `max_folds`). Many texts
are left out in fewer groups: each then costs more, and leaving more out takes less away.
"""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from joblib import Parallel, delayed
from numpy.typing import NDArray
from sklearn.model_selection import GroupKFold, LeaveOneGroupOut

from .counts import Counts
from .examples import LabelledText
from .heads import fit_heads
from .pipeline import Parameters
from .progress import Progress

MOST_FITTED = 250_000
"""Texts fitted over all folds: beyond it, from 12,500 texts on at 20 folds, there are fewer."""

LEAST_FOLDS = 5


@dataclass(frozen=True, slots=True)
class OutOfFold:
    """Scores by models that left the text's domain out."""

    rows: NDArray[np.intp]
    """Which texts were scored: index into the texts, shape (n_scored,)."""
    scores: NDArray[np.float64]
    """Linear scores of each model for each class (see `heads`), shape (n_scored, 9)."""
    shared: NDArray[np.float64]
    """Linear score (log-odds) that both teams own it, shape (n_scored,)."""


def score_out_of_fold(
    texts: Sequence[LabelledText],
    counts: Counts,
    parameters: Parameters,
    *,
    progress: Progress,
    jobs: int,
) -> OutOfFold:
    """Return the scores of `texts`, each by models that left its domain out.

    `counts` are those of `texts`. Texts without a domain help to fit every fold and are not
    scored. Fewer than two domains leave nothing to score. `jobs` folds are fitted at a time.
    """
    domains = np.array([text.domain for text in texts])
    scored = np.flatnonzero(domains != "")
    fixed = np.flatnonzero(domains == "")
    if len(set(domains[scored])) < 2:
        return OutOfFold(np.array([], dtype=np.intp), np.empty((0, 9)), np.empty(0))
    affordable = max(LEAST_FOLDS, MOST_FITTED // len(texts))
    folds = _split(domains[scored], min(parameters.max_folds, affordable))
    scores = np.empty((len(scored), 10))
    work = (
        delayed(_score_fold)(texts, counts, np.r_[scored[train], fixed], scored[test], parameters)
        for train, test in folds
    )
    # Threads, not processes: a killed worker leaves no orphans, and the matrices are shared.
    done = Parallel(n_jobs=jobs, prefer="threads", return_as="generator")(work)
    for number, ((_, test), rows) in enumerate(zip(folds, done, strict=True), start=1):
        scores[test] = rows
        progress("Checking on left-out domains", number, len(folds))
    return OutOfFold(scored, scores[:, :-1], scores[:, -1])


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
    """Return the class scores and the shared score of the test rows, shape (n, 10)."""
    learned, unseen = counts.weigh(train, test)
    heads = fit_heads(learned, [texts[row].label for row in train], parameters)
    shared = heads.shared.decision_function(unseen) if heads.shared else np.full(len(test), -20.0)
    return np.column_stack([heads.classes.score(unseen), shared])
