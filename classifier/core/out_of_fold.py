"""Scores of texts by models that saw nothing of their domain.

Users' sentences come from domains nobody here wrote about, so whole domains are left out
(leave-one-group-out; grouped folds where there are more domains than `max_folds`). Many texts
are left out in fewer groups: each then costs more, and leaving more out takes less away.

A text without a domain is left out with some others like it. It was seen beside texts of its own
kind, so no figures are made of it; but whether its label is doubtful can be told.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from itertools import zip_longest
from typing import Self

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
    """Scores by models that left the text's domain out, or the text itself if it has none."""

    rows: NDArray[np.intp]
    """Which texts were scored: index into the texts, shape (n_scored,); with a domain first."""
    scores: NDArray[np.float64]
    """Linear scores of each model for each class (see `heads`), shape (n_scored, 9)."""
    shared: NDArray[np.float64]
    """Linear score (log-odds) that both teams own it, shape (n_scored,)."""
    measured: int
    """How many of them, the first ones, have a domain: figures are made of these."""

    def of_domains(self) -> Self:
        """Return the scores of the texts with a domain alone."""
        first = slice(self.measured)
        return replace(
            self, rows=self.rows[first], scores=self.scores[first], shared=self.shared[first]
        )


def score_out_of_fold(
    texts: Sequence[LabelledText],
    counts: Counts,
    parameters: Parameters,
    *,
    progress: Progress,
    jobs: int,
) -> OutOfFold:
    """Return the scores of `texts`, each by models that left its domain out.

    `counts` are those of `texts`. Texts of a single domain are not scored: nothing would be left
    to learn from that is like what users ask. `jobs` folds are fitted at a time.
    """
    domains = np.array([text.domain for text in texts])
    named, loose = np.flatnonzero(domains != ""), np.flatnonzero(domains == "")
    if len(set(domains[named])) < 2:
        named = named[:0]
    affordable = max(LEAST_FOLDS, MOST_FITTED // len(texts))
    folds = _split(domains[named], min(parameters.max_folds, affordable))
    left_out = _join([named[test] for test in folds], loose)
    work = (delayed(_score_fold)(texts, counts, test, parameters) for test in left_out)
    scores = np.empty((len(texts), 10))
    # Threads, not processes: a killed worker leaves no orphans, and the matrices are shared.
    done = Parallel(n_jobs=jobs, prefer="threads", return_as="generator")(work)
    for number, (test, rows) in enumerate(zip(left_out, done, strict=True), start=1):
        scores[test] = rows
        progress("Checking on left-out domains", number, len(left_out))
    scored = np.r_[named, loose]
    return OutOfFold(scored, scores[scored, :-1], scores[scored, -1], len(named))


def _split(domains: NDArray[np.str_], max_folds: int) -> list[NDArray[np.intp]]:
    """Return which of some texts each fold leaves out: whole domains."""
    if not len(domains):
        return []
    few = len(set(domains)) <= max_folds
    splitter = LeaveOneGroupOut() if few else GroupKFold(max_folds)
    return [test for _, test in splitter.split(domains, groups=domains)]


def _join(folds: list[NDArray[np.intp]], loose: NDArray[np.intp]) -> list[NDArray[np.intp]]:
    """Spread the texts without a domain over the folds, and over more if there are few."""
    count = max(len(folds), LEAST_FOLDS)
    parts = [loose[number::count] for number in range(count)]
    joined = (np.r_[fold, part] for fold, part in zip_longest(folds, parts, fillvalue=loose[:0]))
    return [fold for fold in joined if len(fold)]


def _score_fold(
    texts: Sequence[LabelledText],
    counts: Counts,
    test: NDArray[np.intp],
    parameters: Parameters,
) -> NDArray[np.float64]:
    """Return the class scores and the shared score of the `test` rows, shape (n, 10)."""
    train = np.delete(np.arange(len(texts)), test)
    learned, unseen = counts.weigh(train, test)
    heads = fit_heads(learned, [texts[int(row)].label for row in train], parameters)
    shared = heads.shared.decision_function(unseen) if heads.shared else np.full(len(test), -20.0)
    return np.column_stack([heads.classes.score(unseen), shared])
