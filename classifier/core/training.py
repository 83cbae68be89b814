"""From labelled texts to a calibrated model with figures that can be believed."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

from .calibration import IDENTITY, Calibration, fit_calibration
from .decision import CutOffs, Decision, decide, learn_cut_offs
from .errors import TrainingDataError
from .evaluation import Evaluation, evaluate
from .examples import LabelledText, build_targets
from .labels import CLASSES
from .model import Model
from .neighbours import NeighbourIndex
from .out_of_fold import out_of_fold_scores
from .pipeline import Parameters, build_pipeline
from .progress import Progress, ignore_progress
from .text import text_key

MIN_PER_CLASS = 10
"""Fewest texts of each of marketing, sales and neither that a model is trained on."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Training:
    """A trained model and how it did on texts it had not seen."""

    model: Model
    cross_validation: Evaluation | None
    """Over all texts with a domain, each judged without its domain."""
    test: Evaluation | None
    """Over the locked test rows."""
    out_of_fold: dict[int, Decision]
    """Example id → decision by the model that left its domain out."""


def check_examples(examples: Sequence[LabelledText]) -> None:
    """Raise TrainingDataError, naming what is missing, if no model can come of `examples`."""
    counts = Counter(str(example.label) for example in examples)
    present = [name for name in CLASSES if counts[name]]
    if len(present) == 1:
        raise TrainingDataError(
            f"All {len(examples):,} examples for training are labelled {present[0]}; a model "
            "needs examples of marketing, sales and neither."
        )
    short = [f"{name} ({counts[name]})" for name in CLASSES if counts[name] < MIN_PER_CLASS]
    if short:
        raise TrainingDataError(
            f"A model needs at least {MIN_PER_CLASS} examples for training of each of marketing, "
            f"sales and neither. Too few: {', '.join(short)}. Label more and train again."
        )


def train(
    examples: Sequence[LabelledText],
    *,
    test: Sequence[LabelledText] = (),
    parameters: Parameters | None = None,
    progress: Progress = ignore_progress,
    jobs: int = 2,
) -> Training:
    """Return a calibrated model of `examples`, judged out of fold and on `test`.

    `test` rows are never fitted; they join only the list of neighbours and the labels that
    curators gave. `jobs` threads judge the left-out domains.

    Raises
    ------
    TrainingDataError
        If a class is missing or has fewer than `MIN_PER_CLASS` examples.
    """
    parameters = parameters or Parameters()
    check_examples(examples)
    rows, scores = out_of_fold_scores(examples, parameters, progress=progress, jobs=jobs)
    scored = [examples[row] for row in rows]
    labels = [example.label for example in scored]
    calibration = fit_calibration(scores, labels) if scored else IDENTITY
    probabilities = calibration.apply(scores)
    cut_offs = learn_cut_offs(probabilities, labels, parameters.target_accuracy)
    decisions = [decide(row, 1.0, cut_offs) for row in probabilities]
    progress("Fitting the model", 0, 1)
    model = _fit(examples, test, parameters, calibration, cut_offs)
    progress("Fitting the model", 1, 1)
    return Training(
        model=model,
        cross_validation=(
            evaluate(labels, probabilities, [d.outcome for d in decisions]) if scored else None
        ),
        test=evaluate_model(model, test) if test else None,
        out_of_fold={example.id: d for example, d in zip(scored, decisions, strict=True)},
    )


def evaluate_model(model: Model, examples: Sequence[LabelledText]) -> Evaluation:
    """Return the figures of `model` by its own scores, whatever curators said of these texts."""
    texts = [example.text for example in examples]
    return evaluate(
        [example.label for example in examples],
        model.predict_proba(texts),
        [decision.outcome for decision in model.decide_by_score(texts)],
    )


def _fit(
    examples: Sequence[LabelledText],
    test: Sequence[LabelledText],
    parameters: Parameters,
    calibration: Calibration,
    cut_offs: CutOffs,
) -> Model:
    pipeline = build_pipeline(parameters)
    features = pipeline["features"].fit_transform([example.text for example in examples])
    targets = build_targets([example.label for example in examples])
    pipeline["classifier"].fit(
        features[targets.rows], targets.classes, sample_weight=targets.weights
    )
    calibration.fold_into(pipeline["classifier"])
    curated = [*examples, *test]
    return Model(
        pipeline=pipeline,
        cut_offs=cut_offs,
        curated={text_key(example.text): example.label for example in curated},
        neighbours=NeighbourIndex.build(
            pipeline["features"].transform([example.text for example in curated]),
            [example.id for example in curated],
        ),
    )
