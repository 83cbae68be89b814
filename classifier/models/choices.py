"""The words of the text model as choices of columns."""

from django.db import models

from classifier.core.labels import Label, Outcome


class LabelChoice(models.TextChoices):
    """Labels of examples."""

    MARKETING = Label.MARKETING.value
    SALES = Label.SALES.value
    SHARED = Label.SHARED.value
    NEITHER = Label.NEITHER.value


class OutcomeChoice(models.TextChoices):
    """Outcomes of the decision rule."""

    MARKETING = Outcome.MARKETING.value
    SALES = Outcome.SALES.value
    SHARED = Outcome.SHARED.value
    NEITHER = Outcome.NEITHER.value
    UNSURE = Outcome.UNSURE.value


class Channel(models.TextChoices):
    """The door through which a label was changed."""

    PAGE = "page"
    BULK = "bulk action", "Bulk action"
    IMPORT = "import"
    FEEDBACK = "feedback"
    API = "API", "API"
    COMMAND = "command"
    QUEUE = "queue"
    REVERT = "revert"
