"""The tables."""

from .activation import Activation
from .answer_count import AnswerCount
from .example import Example, Facet, LabelChange
from .feedback import Feedback
from .model_version import ModelVersion
from .rule import Rule
from .training_run import TrainingRun

__all__ = [
    "Activation",
    "AnswerCount",
    "Example",
    "Facet",
    "Feedback",
    "LabelChange",
    "ModelVersion",
    "Rule",
    "TrainingRun",
]
