"""The text model: plain scikit-learn, no Django."""

from .examples import LabelledText
from .labels import CLASSES, Label, Outcome
from .model import Model
from .training import Training, train

__all__ = ["CLASSES", "Label", "LabelledText", "Model", "Outcome", "Training", "train"]
