"""Out-of-fold scores turned into calibration, cut-offs, figures and doubts."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from .calibration import (
    IDENTITY,
    Calibration,
    SharedCalibration,
    fit_calibration,
    fit_shared_calibration,
)
from .decision import CutOffs, Decision, Evidence, decide, learn_cut_offs
from .doubt import doubts
from .evaluation import Evaluation, evaluate
from .examples import LabelledText
from .labels import Label
from .out_of_fold import OutOfFold
from .pipeline import Parameters


@dataclass(frozen=True, slots=True, kw_only=True)
class Judged:
    """What the models that left its domain, or itself, out say of one example."""

    id: int
    decision: Decision
    doubt: float
    """How doubtful the given label is, 0 to 1; above 0.5 another is preferred."""
    other: Label
    """The best other label."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Judgement:
    """All that is learned from out-of-fold scores."""

    calibration: Calibration
    shared_calibration: SharedCalibration
    cut_offs: CutOffs
    probabilities: NDArray[np.float64]
    """Calibrated, of the texts with a domain, shape (n_measured, 3)."""
    evaluation: Evaluation | None
    """Of the texts with a domain; None if no domain could be left out."""
    judged: list[Judged]
    """All that were scored, those with a domain first."""


NOTHING = Judgement(
    calibration=IDENTITY,
    shared_calibration=SharedCalibration(),
    cut_offs=CutOffs(),
    probabilities=np.empty((0, 3)),
    evaluation=None,
    judged=[],
)
"""For examples of a single domain, of which none can be left out."""


def judge(examples: Sequence[LabelledText], scores: OutOfFold, parameters: Parameters) -> Judgement:
    """Return what the out-of-fold `scores` of `examples` teach.

    Where no domain could be left out, texts were: they calibrate, but give no figures and no
    cut-offs, which would promise too much for texts from elsewhere.
    """
    if not len(scores.rows):
        return NOTHING
    labels = [examples[row].label for row in scores.rows]
    measured = slice(scores.measured)
    learned = measured if scores.measured else slice(None)
    calibration = fit_calibration(scores.scores[learned], labels[learned])
    shared_calibration = fit_shared_calibration(scores.shared[learned], labels[learned])
    probabilities = calibration.apply(scores.scores)
    shared = shared_calibration.apply(scores.shared)
    cut_offs = learn_cut_offs(
        probabilities[measured],
        shared[measured],
        labels[measured],
        target_accuracy=parameters.target_accuracy,
    )
    decisions = decide(Evidence(probabilities=probabilities, shared=shared), cut_offs)
    levels, others = doubts(probabilities, shared, labels)
    outcomes = [one.outcome for one in decisions[measured]]
    return Judgement(
        calibration=calibration,
        shared_calibration=shared_calibration,
        cut_offs=cut_offs,
        probabilities=probabilities[measured],
        evaluation=evaluate(labels[measured], probabilities[measured], outcomes)
        if scores.measured
        else None,
        judged=[
            Judged(id=examples[row].id, decision=decision, doubt=level, other=other)
            for row, decision, level, other in zip(
                scores.rows, decisions, levels.tolist(), others, strict=True
            )
        ],
    )
