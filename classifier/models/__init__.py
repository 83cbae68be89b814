"""The tables."""

from .activation import Activation
from .candidate import Candidate
from .example import Example, Facet, LabelChange
from .example_import import ExampleImport
from .feedback import Feedback
from .model_version import ModelVersion
from .second_opinion import SecondOpinion
from .training_run import TrainingRun
from .turn import Turn

__all__ = [
    "Activation",
    "Candidate",
    "Example",
    "ExampleImport",
    "Facet",
    "Feedback",
    "LabelChange",
    "ModelVersion",
    "SecondOpinion",
    "TrainingRun",
    "Turn",
]
