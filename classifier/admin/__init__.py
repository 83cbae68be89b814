"""The admin: where staff teach the model."""

from . import examples, feedback, model_versions, rules, training_runs, users

__all__ = ["examples", "feedback", "model_versions", "rules", "training_runs", "users"]
