"""The tables."""

from .activation import Activation
from .example import Example, Facet, LabelChange
from .feedback import Feedback
from .model_version import ModelVersion
from .plan import OwnerMapping, Plan, PlanDraft, PlanMember, PlanRow
from .scenario import PlanChange, RowChange, Scenario, ScenarioRow
from .training_run import TrainingRun

__all__ = [
    "Activation",
    "Example",
    "Facet",
    "Feedback",
    "LabelChange",
    "ModelVersion",
    "OwnerMapping",
    "Plan",
    "PlanChange",
    "PlanDraft",
    "PlanMember",
    "PlanRow",
    "RowChange",
    "Scenario",
    "ScenarioRow",
    "TrainingRun",
]
