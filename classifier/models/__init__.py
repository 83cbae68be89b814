"""The tables."""

from .activation import Activation
from .answer_count import AnswerCount
from .candidate import Candidate
from .example import Example, Facet, LabelChange
from .example_import import ExampleImport
from .feedback import Feedback
from .model_version import ModelVersion
from .rule import Rule
from .second_opinion import SecondOpinion
from .training_run import TrainingRun
from .turn import Turn

__all__ = [
    "Activation",
    "AnswerCount",
    "Candidate",
    "Example",
    "ExampleImport",
    "Facet",
    "Feedback",
    "LabelChange",
    "ModelVersion",
    "Rule",
    "SecondOpinion",
    "TrainingRun",
    "Turn",
]
