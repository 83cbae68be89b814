"""From labelled texts to a calibrated model with figures that can be believed."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, replace

import scipy.sparse as sp

from .counts import Counts
from .domain_results import DomainResult, measure_domains
from .errors import TrainingDataError
from .evaluation import Evaluation, evaluate
from .examples import LabelledText
from .heads import fit_heads
from .judgement import Judged, Judgement, judge
from .labels import CLASSES
from .model import Model
from .neighbours import NeighbourIndex
from .out_of_fold import OutOfFold, score_out_of_fold
from .pipeline import WEIGHTS, Parameters, build_pipeline
from .progress import Progress, ignore_progress
from .report import Report, build_report
from .scoring import find_chunks
from .text import text_key

MIN_PER_CLASS = 10
"""Fewest texts of each of marketing, sales and neither that a model is trained on."""

FAST_FOLDS = 3
"""Groups of domains left out when a training is to be fast."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Training:
    """A trained model and how it did on texts it had not seen."""

    model: Model
    cross_validation: Evaluation | None
    """Over all texts with a domain, each judged without its domain."""
    test: Evaluation | None
    """Over the locked test rows."""
    judged: list[Judged]
    """What the models that left its domain, or itself, out say of each example."""
    domains: list[DomainResult]
    """What came of each domain while it was left out."""
    report: Report | None
    """Comparisons, learning curve and reliability; None if the training was to be fast."""


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
    unlearned: Sequence[LabelledText] = (),
    parameters: Parameters | None = None,
    fast: bool = False,
    progress: Progress = ignore_progress,
    jobs: int = 2,
) -> Training:
    """Return a calibrated model of `examples`, judged out of fold and on `test`.

    `test` rows and the `unlearned`, on which nothing is judged, are never fitted; they join only
    the list of neighbours and the labels that curators gave. `fast` leaves out few groups of
    domains and all comparisons. `jobs` threads judge the left-out domains.

    Raises
    ------
    TrainingDataError
        If a class is missing or has fewer than `MIN_PER_CLASS` examples.
    """
    parameters = parameters or Parameters()
    if fast:
        parameters = replace(parameters, max_folds=FAST_FOLDS)
    check_examples(examples)
    counts = Counts.of([example.text for example in examples])
    scores = score_out_of_fold(examples, counts, parameters, progress=progress, jobs=jobs)
    judgement = judge(examples, scores, parameters)
    progress("Fitting the model", 0, 1)
    model = _fit(examples, [*test, *unlearned], counts, parameters, judgement)
    progress("Fitting the model", 1, 1)
    report = None
    if not fast:
        measured = scores.of_domains()
        report = build_report(examples, counts, measured, judgement, parameters, progress=progress)
    return Training(
        model=model,
        cross_validation=judgement.evaluation,
        test=evaluate_model(model, test) if test else None,
        judged=judgement.judged,
        domains=_measure_domains(examples, scores, judgement),
        report=report,
    )


def evaluate_model(model: Model, examples: Sequence[LabelledText]) -> Evaluation:
    """Return the figures of `model` by its own scores, whatever curators said of these texts."""
    texts = [example.text for example in examples]
    return evaluate(
        [example.label for example in examples],
        model.predict_proba(texts),
        [decision.outcome for decision in model.decide_by_score(texts)],
    )


def _measure_domains(
    examples: Sequence[LabelledText], scores: OutOfFold, judgement: Judgement
) -> list[DomainResult]:
    scored = [examples[row] for row in scores.of_domains().rows]
    return measure_domains(
        [example.domain for example in scored],
        [example.label for example in scored],
        judgement.probabilities,
        [one.decision.outcome for one in judgement.judged[: len(scored)]],
    )


def _fit(
    examples: Sequence[LabelledText],
    unlearned: Sequence[LabelledText],
    counts: Counts,
    parameters: Parameters,
    judgement: Judgement,
) -> Model:
    pipeline = build_pipeline(parameters)
    features = counts.fit(pipeline["features"])
    heads = fit_heads(features, [example.label for example in examples], parameters)
    if heads.shared:
        judgement.shared_calibration.fold_into(heads.shared)
    pipeline.steps[-1] = ("classifier", judgement.calibration.fold(heads.classes))
    curated = [*examples, *unlearned]
    words = pipeline["features"]["words"]
    rows = [features[:, : len(words["count"].vocabulary_)]]
    if unlearned:
        rows.append(words.transform([example.text for example in unlearned]) * WEIGHTS["words"])
    return Model(
        pipeline=pipeline,
        shared=heads.shared,
        cut_offs=judgement.cut_offs,
        curated={text_key(example.text): example.label for example in curated},
        neighbours=NeighbourIndex.build(
            sp.vstack(rows, format="csr"), [example.id for example in curated]
        ),
        chunks=find_chunks(example.text for example in examples),
    )
