"""The tables."""

from .activation import Activation
from .answer_count import AnswerCount
from .api_token import ApiToken
from .batch import Batch
from .candidate import Candidate
from .erasure import Erasure
from .example import Example, Facet, LabelChange
from .example_import import ExampleImport
from .feedback import Feedback
from .model_version import ModelVersion
from .plan import OwnerMapping, Plan, PlanDraft, PlanMember, PlanRow
from .remembered_answer import RememberedAnswer
from .rule import Rule
from .scenario import PlanChange, RowChange, Scenario, ScenarioRow
from .second_opinion import SecondOpinion
from .training_run import TrainingRun
from .turn import Turn

__all__ = [
    "Activation",
    "AnswerCount",
    "ApiToken",
    "Batch",
    "Candidate",
    "Erasure",
    "Example",
    "ExampleImport",
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
    "RememberedAnswer",
    "RowChange",
    "Rule",
    "Scenario",
    "ScenarioRow",
    "SecondOpinion",
    "TrainingRun",
    "Turn",
]
