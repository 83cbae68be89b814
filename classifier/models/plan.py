"""Plans: a sheet of tasks, who may see it, and today's owners in our words."""

from typing import ClassVar

from django.conf import settings
from django.core.validators import MinValueValidator
from django.db import models
from django.db.models import Q

from classifier.core.reorg import Team

from .model_version import ModelVersion


class TeamChoice(models.TextChoices):
    """Who may own a task in a plan."""

    MARKETING = Team.MARKETING.value
    SALES = Team.SALES.value
    ANOTHER = Team.ANOTHER.value, "Another team"


class Plan(models.Model):
    """A sheet of tasks taken into a reorganisation, pinned to a model version."""

    class Sharing(models.TextChoices):
        """What the link lets logged-in people do."""

        READ = "read", "read"
        DECIDE = "decide", "read and decide"

    class Period(models.TextChoices):
        """What the hours of the sheet are for."""

        WEEK = "week"
        YEAR = "year"

    title = models.CharField(max_length=120)
    owner = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="plans")
    version = models.ForeignKey(ModelVersion, models.PROTECT, related_name="+")
    source = models.CharField(max_length=200, help_text="The file's name, or where it came from.")
    notices = models.JSONField(default=list, help_text="What was noticed when the sheet was read.")
    period = models.CharField(max_length=4, choices=Period, default=Period.WEEK)
    hours_per_fte = models.DecimalField(
        max_digits=7, decimal_places=2, default=40, validators=[MinValueValidator(1)]
    )
    has_cost = models.BooleanField(default=False)
    owners_confirmed = models.BooleanField(default=False)
    share_token = models.CharField(max_length=64, blank=True, editable=False)
    sharing = models.CharField(max_length=6, choices=Sharing, default=Sharing.READ)
    created_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        ordering = ("-pk",)
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["share_token"], condition=~Q(share_token=""), name="one_plan_a_share_token"
            ),
            models.CheckConstraint(
                condition=Q(hours_per_fte__gte=1), name="plan_hours_per_fte_from_1"
            ),
        ]

    def __str__(self) -> str:
        """Return the plan without its title, which is private."""
        return f"plan {self.pk}"


class PlanMember(models.Model):
    """Somebody who opened the share link while logged in."""

    plan = models.ForeignKey(Plan, models.CASCADE, related_name="members")
    user = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="+")
    joined_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["plan", "user"], name="one_membership_a_person"),
        ]

    def __str__(self) -> str:
        """Return who may see what."""
        return f"{self.user} in {self.plan}"


class OwnerMapping(models.Model):
    """What an owner's name in the sheet means."""

    plan = models.ForeignKey(Plan, models.CASCADE, related_name="owners")
    name = models.CharField(max_length=200)
    team = models.CharField(max_length=10, choices=TeamChoice)

    class Meta:
        ordering = ("pk",)
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["plan", "name"], name="one_mapping_an_owner"),
            models.CheckConstraint(
                condition=Q(team__in=TeamChoice.values), name="owner_mapping_team_is_known"
            ),
        ]

    def __str__(self) -> str:
        """Return the mapping in words."""
        return f"{self.name} → {self.team}"


class PlanRow(models.Model):
    """One task of the sheet, as it was uploaded."""

    plan = models.ForeignKey(Plan, models.CASCADE, related_name="rows")
    number = models.PositiveIntegerField(help_text="The row's number in the sheet.")
    role = models.CharField(max_length=200)
    task = models.TextField()
    owner = models.ForeignKey(OwnerMapping, models.PROTECT, related_name="+")
    hours = models.DecimalField(max_digits=12, decimal_places=2)
    person = models.CharField(max_length=200, blank=True)
    site = models.CharField(max_length=200, blank=True)
    cost = models.DecimalField(max_digits=12, decimal_places=2, null=True)

    class Meta:
        ordering = ("number",)
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["plan", "number"], name="one_plan_row_a_number"),
            models.CheckConstraint(condition=Q(hours__gte=0), name="plan_row_hours_from_0"),
            models.CheckConstraint(
                condition=Q(cost__isnull=True) | Q(cost__gte=0), name="plan_row_cost_from_0"
            ),
        ]

    def __str__(self) -> str:
        """Return the row as people find it."""
        return f"row {self.number}"


class PlanDraft(models.Model):
    """An uploaded file that waits for its sheet and columns to be chosen."""

    owner = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="+")
    title = models.CharField(max_length=120)
    source = models.CharField(max_length=200)
    content = models.BinaryField()
    created_at = models.DateTimeField(auto_now_add=True)

    def __str__(self) -> str:
        """Return the draft without its title, which is private."""
        return f"draft {self.pk}"
