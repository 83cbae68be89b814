"""The state of the model and of the work on it, at one glance, in few queries."""

from dataclasses import dataclass
from datetime import date, timedelta

from django.db.models import Count, Q, Sum
from django.utils import timezone

from classifier.models import (
    Activation,
    AnswerCount,
    Example,
    Facet,
    Feedback,
    ModelVersion,
    TrainingRun,
)
from classifier.models.counting import Tally, capped_count

from .erasing import training_needed
from .registry import active_version, why_unusable
from .training import fail_lost_runs

RUNS_SHOWN = 5
DOMAINS_SHOWN = 15
DRIFT_DAYS = 30


@dataclass(frozen=True, slots=True, kw_only=True)
class DayShares:
    """What was answered on one day, by whichever version."""

    day: date
    answers: int
    unsure: float
    """Share of the answers, 0 to 1."""
    neither: float


@dataclass(frozen=True, slots=True, kw_only=True)
class Overview:
    """What a curator wants to know first."""

    active: ModelVersion | None
    why_unusable: str
    """Why the active version cannot answer; empty if it can."""
    activation: Activation | None
    runs: list[TrainingRun]
    """The newest first."""
    labels: list[tuple[str, int]]
    facets: list[tuple[str, int]]
    domains: list[tuple[str, int]]
    """Those with most examples."""
    waiting_feedback: Tally
    doubtful: Tally
    drift: list[DayShares]
    """Days of the last thirty on which answers were counted."""

    @property
    def examples(self) -> int:
        """How many examples there are."""
        return sum(count for _, count in self.labels)

    erased: bool
    """The active model learned a text that was erased since."""

    @property
    def last_run(self) -> TrainingRun | None:
        """The newest training."""
        return next(iter(self.runs), None)


def overview() -> Overview:
    """Return the state of now."""
    fail_lost_runs()
    heavy = ModelVersion.heavy_of("version")
    activations = Activation.objects.select_related("activated_by")
    runs = TrainingRun.objects.select_related("version", "requested_by").defer(*heavy)
    active = active_version()
    return Overview(
        active=active,
        why_unusable=why_unusable(),
        activation=activations.first(),
        runs=list(runs[:RUNS_SHOWN]),
        labels=_count_by("label"),
        facets=list(
            Facet.objects.annotate(n=Count("examples")).order_by("pk").values_list("name", "n")
        ),
        domains=_count_by("domain", limit=DOMAINS_SHOWN),
        waiting_feedback=capped_count(Feedback.objects.filter(state=Feedback.State.WAITING)),
        doubtful=capped_count(Example.objects.doubtful()),
        drift=_drift(),
        erased=training_needed(active),
    )


def _count_by(column: str, *, limit: int | None = None) -> list[tuple[str, int]]:
    counted = Example.objects.values(column).annotate(n=Count("pk")).order_by("-n", column)
    return list(counted.exclude(**{column: ""}).values_list(column, "n")[:limit])


def _drift() -> list[DayShares]:
    since = timezone.localdate() - timedelta(days=DRIFT_DAYS)
    rows = (
        AnswerCount.objects.filter(day__gt=since)
        .values("day")
        .annotate(
            answers=Sum("count"),
            unsure=Sum("count", filter=Q(outcome="unsure"), default=0),
            neither=Sum("count", filter=Q(outcome="neither"), default=0),
        )
        .order_by("day")
    )
    return [
        DayShares(
            day=row["day"],
            answers=row["answers"],
            unsure=row["unsure"] / row["answers"],
            neither=row["neither"] / row["answers"],
        )
        for row in rows
        if row["answers"]
    ]
