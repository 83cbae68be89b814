"""The admin: where staff teach the model."""

from . import example_imports, examples, feedback, model_versions, training_runs

__all__ = ["example_imports", "examples", "feedback", "model_versions", "training_runs"]
