"""Trainings of a served site, as its staff start them and as its tables tell of them."""

from pathlib import Path

from .served_api import Served
from .staff_browser import StaffBrowser
from .trainer import START

# The site's tables can be imported only after `inside.look_inside`.


class Trainings:
    """Started by a click, looked at in the tables."""

    def __init__(self, site: Served, staff: StaffBrowser) -> None:
        """Take a site that this process looks into, and somebody who may train."""
        self._folder = Path(site.environment["MODEL_DIR"])
        self._staff = staff
        self._texts = 0

    def change_an_example(self) -> None:
        """Give the next training something new."""
        from classifier.services.labelling import add_example

        self._texts += 1
        text = f"Call lapsed client number {self._texts} of {id(self)} back"
        add_example(text=text, label="sales", domain="law")

    def click(self) -> int:
        """Press the button that trains; return the id of the run that is the newest then."""
        from classifier.models import TrainingRun

        self._staff.post(START)
        return TrainingRun.objects.latest().pk

    def is_under_way(self, run: int) -> bool:
        """Return whether the run may still end otherwise."""
        from classifier.models import TrainingRun

        return TrainingRun.objects.get(pk=run).is_under_way

    def end_of(self, run: int) -> tuple[str, str]:
        """Return the run's state and error."""
        from classifier.models import TrainingRun

        found = TrainingRun.objects.get(pk=run)
        return found.state, found.error

    def give_up(self, run: int) -> None:
        """Let a run that nobody found be failed, so that another can begin."""
        from classifier.models import TrainingRun

        TrainingRun.objects.filter(pk=run).update(state=TrainingRun.State.FAILED)

    def active(self) -> int:
        """Return the number of the version that answers."""
        from classifier.models import ModelVersion

        return ModelVersion.objects.values_list("number", flat=True).get(is_active=True)

    def orphans(self) -> list[str]:
        """Return the names in the folder of models that are no version's."""
        from classifier.models import ModelVersion

        numbers = ModelVersion.objects.values_list("number", flat=True)
        known = {f"model-{number}.joblib" for number in numbers}
        return sorted(path.name for path in self._folder.iterdir() if path.name not in known)
