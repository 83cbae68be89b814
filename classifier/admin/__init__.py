"""The admin: where staff teach the model."""

from . import candidates, examples, feedback, label_changes, model_versions, training_runs
from . import second_opinions as second_opinions

__all__ = [
    "candidates",
    "examples",
    "feedback",
    "label_changes",
    "model_versions",
    "second_opinions",
    "training_runs",
]
