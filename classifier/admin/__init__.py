"""The admin: where staff teach the model."""

from . import (
    candidates,
    example_imports,
    examples,
    feedback,
    label_changes,
    model_versions,
    training_runs,
)
from . import second_opinions as second_opinions

__all__ = [
    "candidates",
    "example_imports",
    "examples",
    "feedback",
    "label_changes",
    "model_versions",
    "second_opinions",
    "training_runs",
]
