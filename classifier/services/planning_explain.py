"""Why a row got its suggestion: words and nearest examples, by the version that suggested."""

from dataclasses import dataclass

from classifier.core.explanation import Explanation
from classifier.core.text import normalise
from classifier.exceptions import NotReady
from classifier.models import ModelVersion, ScenarioRow

from . import registry
from .nearest import Neighbour, find_neighbours


@dataclass(frozen=True, slots=True, kw_only=True)
class ExplainedRow:
    """The words and examples behind a suggestion."""

    explanation: Explanation
    neighbours: list[Neighbour]


def explain_row(row: ScenarioRow, *, neighbours: int = 3) -> ExplainedRow:
    """Return what the version that suggested saw in the task.

    Raises NotReady if that version is not here or its file cannot be used.
    """
    version = ModelVersion.objects.defer("example_ids").filter(number=row.version).first()
    if version is None:
        raise NotReady(f"Version {row.version}, which suggested this, is not on this site.")
    model = registry.load_usable(version)
    text = normalise(row.row.task)
    return ExplainedRow(
        explanation=model.explain(text), neighbours=find_neighbours(model, text, neighbours)
    )
