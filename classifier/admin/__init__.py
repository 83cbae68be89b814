"""The admin: where staff teach the model."""

from . import (
    api_tokens,
    candidates,
    erasures,
    example_imports,
    examples,
    feedback,
    label_changes,
    model_versions,
    rules,
    second_opinions,
    training_runs,
    users,
)

__all__ = [
    "api_tokens",
    "candidates",
    "erasures",
    "example_imports",
    "examples",
    "feedback",
    "label_changes",
    "model_versions",
    "rules",
    "second_opinions",
    "training_runs",
    "users",
]
