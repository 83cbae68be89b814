"""Scenarios of a plan: suggestions and decisions on each of its rows, and every change of them."""

from typing import ClassVar

from django.conf import settings
from django.db import models
from django.db.models import Q

from classifier.core.reorg import Status, Verdict

from .choices import OutcomeChoice
from .plan import Plan, PlanRow, TeamChoice


class VerdictChoice(models.TextChoices):
    """What people made of a suggestion."""

    OPEN = Verdict.OPEN.value
    ACCEPTED = Verdict.ACCEPTED.value
    OVERRIDDEN = Verdict.OVERRIDDEN.value
    PARKED = Verdict.PARKED.value


class StatusChoice(models.TextChoices):
    """What a row asks for."""

    KEEP = Status.KEEP.value
    MOVE = Status.MOVE.value
    DISCUSS = Status.DISCUSS.value


class Scenario(models.Model):
    """One way to settle a plan."""

    plan = models.ForeignKey(Plan, models.CASCADE, related_name="scenarios")
    number = models.PositiveIntegerField()
    name = models.CharField(max_length=80)
    is_chosen = models.BooleanField(default=False)
    revision = models.PositiveIntegerField(
        default=0, help_text="Counts changes; writing it first puts changes into a queue."
    )
    created_at = models.DateTimeField(auto_now_add=True)
    created_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+"
    )

    class Meta:
        ordering = ("number",)
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["plan", "number"], name="one_scenario_a_number"),
            models.UniqueConstraint(fields=["plan", "name"], name="one_scenario_a_name"),
            models.UniqueConstraint(
                fields=["plan"], condition=Q(is_chosen=True), name="one_chosen_scenario_a_plan"
            ),
        ]

    def __str__(self) -> str:
        """Return the scenario without its name, which is private."""
        return f"scenario {self.number}"


class ScenarioRow(models.Model):
    """A row of the plan in one scenario: what the model suggests, what people decided.

    `proposed`, `is_shared` and `status` follow from the rest by `core.reorg.propose`; they are
    kept so that lists can be filtered.
    """

    scenario = models.ForeignKey(Scenario, models.CASCADE, related_name="rows")
    row = models.ForeignKey(PlanRow, models.CASCADE, related_name="+")
    suggestion = models.CharField(max_length=10, choices=OutcomeChoice, blank=True)
    marketing = models.FloatField(default=0)
    sales = models.FloatField(default=0)
    neither = models.FloatField(default=0)
    shared = models.FloatField(default=0)
    confidence = models.FloatField(default=0)
    words = models.CharField(max_length=300, blank=True, help_text="The words that decided.")
    version = models.PositiveIntegerField(
        default=0, help_text="Number of the model version that suggested; 0 until one did."
    )
    verdict = models.CharField(max_length=10, choices=VerdictChoice, default=VerdictChoice.OPEN)
    owner = models.CharField(max_length=10, choices=TeamChoice, blank=True)
    both = models.BooleanField(default=False, help_text="Decided that both teams work on it.")
    reason = models.CharField(max_length=300, blank=True)
    decided_by = models.CharField(max_length=150, blank=True, help_text="Name of the user.")
    decided_at = models.DateTimeField(null=True)
    revision = models.PositiveIntegerField(default=0, help_text="Counts decisions on this row.")
    proposed = models.CharField(max_length=10, choices=TeamChoice, blank=True)
    is_shared = models.BooleanField(default=False)
    status = models.CharField(max_length=10, choices=StatusChoice, blank=True)

    class Meta:
        ordering = ("row__number",)
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["scenario", "row"], name="one_scenario_row_a_row"),
            models.CheckConstraint(
                condition=Q(verdict__in=("open", "parked"), owner="")
                | Q(verdict__in=("accepted", "overridden"), owner__in=TeamChoice.values),
                name="scenario_row_owner_if_decided",
            ),
            models.CheckConstraint(
                condition=~Q(verdict="overridden", reason=""),
                name="scenario_row_override_has_reason",
            ),
        ]
        indexes: ClassVar = [
            models.Index(fields=["scenario", "status"], name="scenario_row_status"),
            models.Index(fields=["scenario", "version"], name="scenario_row_version"),
        ]

    def __str__(self) -> str:
        """Return the row as people find it."""
        return f"{self.row} of {self.scenario}"


class PlanChange(models.Model):
    """One act of one person on a scenario; it can be undone as a whole."""

    class Kind(models.TextChoices):
        """What was done."""

        ACCEPT = "accept"
        OVERRIDE = "override"
        PARK = "park"
        REOPEN = "reopen"
        UNDO = "undo"
        RESTORE = "restore"
        RERUN = "re-run"
        MAP = "map owners"

    scenario = models.ForeignKey(Scenario, models.CASCADE, related_name="changes")
    kind = models.CharField(max_length=12, choices=Kind)
    rows = models.PositiveIntegerField(help_text="How many rows it changed.")
    note = models.CharField(max_length=300, blank=True)
    done_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+"
    )
    done_at = models.DateTimeField(auto_now_add=True)
    undoes = models.OneToOneField(
        "self", models.CASCADE, null=True, related_name="undone_by", editable=False
    )

    class Meta:
        ordering = ("-pk",)

    def __str__(self) -> str:
        """Return the act in words."""
        return f"{self.kind} {self.rows} rows of {self.scenario}"


class RowChange(models.Model):
    """What one act did to one row: the ruling before and after, as `services` write it."""

    change = models.ForeignKey(PlanChange, models.CASCADE, related_name="row_changes")
    row = models.ForeignKey(ScenarioRow, models.CASCADE, related_name="row_changes")
    before = models.JSONField()
    after = models.JSONField()

    class Meta:
        ordering = ("pk",)

    def __str__(self) -> str:
        """Return the change in words."""
        return f"{self.row}: {self.before.get('verdict')} → {self.after.get('verdict')}"
