"""The state of the model and of the work on it, at one glance."""

from dataclasses import dataclass

from classifier.models import Activation, Example, Feedback, ModelVersion, TrainingRun
from classifier.models.counting import Tally, capped_count, count_table

from .registry import active_version
from .training import fail_lost_runs


@dataclass(frozen=True, slots=True, kw_only=True)
class Overview:
    """What a curator wants to know first."""

    active: ModelVersion | None
    activation: Activation | None
    last_run: TrainingRun | None
    examples: Tally
    waiting_feedback: Tally
    doubtful: Tally


def overview() -> Overview:
    """Return the state of now."""
    fail_lost_runs()
    return Overview(
        active=active_version(),
        activation=Activation.objects.select_related("activated_by").first(),
        last_run=TrainingRun.objects.select_related("version").first(),
        examples=count_table(Example),
        waiting_feedback=capped_count(Feedback.objects.filter(state=Feedback.State.WAITING)),
        doubtful=capped_count(Example.objects.doubtful()),
    )
