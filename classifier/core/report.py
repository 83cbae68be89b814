"""What a full training tells beside its figures."""

from collections.abc import Sequence
from dataclasses import asdict, dataclass
from typing import Any

from .baselines import compare_baselines
from .calibration import IDENTITY
from .counts import Counts
from .evaluation import Evaluation
from .examples import LabelledText, class_numbers
from .judgement import Judgement
from .learning_curve import Point, learning_curve
from .out_of_fold import OutOfFold
from .pipeline import Parameters
from .progress import Progress
from .reliability import Reliability, measure_reliability


@dataclass(frozen=True, slots=True, kw_only=True)
class Report:
    """Comparisons with simple rules, the learning curve, and reliability."""

    baselines: dict[str, Evaluation]
    """`dummy` and `keywords`, on the rows of the cross-validation."""
    learning_curve: list[Point]
    before_calibration: Reliability
    after_calibration: Reliability

    def as_dict(self) -> dict[str, Any]:
        """Return the report as plain data, for JSON."""
        return asdict(self)


def build_report(
    examples: Sequence[LabelledText],
    counts: Counts,
    scores: OutOfFold,
    judgement: Judgement,
    parameters: Parameters,
    *,
    progress: Progress,
) -> Report | None:
    """Return the report of a training; None if no domain could be left out."""
    if not len(scores.rows):
        return None
    truth = class_numbers([examples[row].label for row in scores.rows])
    owned = truth >= 0
    uncalibrated = IDENTITY.apply(scores.scores)
    return Report(
        baselines=compare_baselines(examples, scores.rows),
        learning_curve=learning_curve(
            examples, counts, parameters, calibration=judgement.calibration, progress=progress
        ),
        before_calibration=measure_reliability(truth[owned], uncalibrated[owned]),
        after_calibration=measure_reliability(truth[owned], judgement.probabilities[owned]),
    )
