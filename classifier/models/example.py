"""Curated examples and the history of their labels."""

from typing import Any, ClassVar, Self

from django.conf import settings
from django.core.exceptions import ValidationError
from django.db import models, transaction
from django.db.models import F, Q

from classifier.core.errors import TextError
from classifier.core.labels import ANSWERS
from classifier.core.text import MAX_TASK, check_text, normalise, text_key
from classifier.exceptions import Conflict

from .choices import Channel, LabelChoice, OutcomeChoice
from .label_recording import CURATED, Author, RecordingQuerySet, record

LOAD_SOURCE = "load"
"""Source of filler that only fills the table, for measuring; `load:…` is filler too."""

_DISAGREES = Q(model_outcome__in=sorted(ANSWERS)) & ~Q(model_outcome=F("label"))


class Facet(models.Model):
    """A section of the article that sets marketing against sales."""

    name = models.CharField(max_length=60, unique=True)

    class Meta:
        ordering = ("pk",)

    def __str__(self) -> str:
        """Return the name."""
        return self.name


class ExampleQuerySet(RecordingQuerySet["Example"]):
    """Questions about examples."""

    def model_disagrees(self) -> Self:
        """Return the examples that the model, not having seen them, decides otherwise."""
        return self.filter(disagrees=True)

    def learnable(self) -> Self:
        """Return the examples that a training may see: all but filler."""
        return self.exclude(Q(source=LOAD_SOURCE) | Q(source__startswith=f"{LOAD_SOURCE}:"))

    def doubtful(self) -> Self:
        """Return examples whose label the model would change, the most doubtful first.

        Labels that a curator kept in spite of the doubt stay out, and so do test rows, which
        must not be changed to please the model.
        """
        return (
            self.filter(doubt__gt=0.5, is_test=False)
            .exclude(kept_label=F("label"))
            .exclude(better_label=F("label"))
            .order_by("-doubt", "pk")
        )


class Example(models.Model):
    """A text that a curator labelled; the model learns from these."""

    text = models.TextField(max_length=MAX_TASK)
    key = models.CharField(
        max_length=64,
        unique=True,
        editable=False,
        help_text="The text without case, spacing and end punctuation, hashed: one row a text.",
    )
    label = models.CharField(max_length=10, choices=LabelChoice, db_index=True)
    domain = models.CharField(
        max_length=80, blank=True, db_index=True, help_text="Industry or function it comes from."
    )
    facets = models.ManyToManyField(Facet, blank=True, related_name="examples")
    source = models.CharField(
        max_length=40,
        default="staff",
        db_index=True,
        help_text="Who wrote it: article, project, staff, feedback, or a file's name.",
    )
    notes = models.TextField(
        max_length=2_000, blank=True, help_text="Anything the next curator should know."
    )
    is_test = models.BooleanField(
        default=False,
        editable=False,
        help_text="Locked test row: judged by every version, learned by none.",
    )
    model_outcome = models.CharField(
        max_length=10, choices=OutcomeChoice, blank=True, editable=False, db_index=True
    )
    model_confidence = models.FloatField(null=True, editable=False)
    disagrees = models.GeneratedField(
        expression=models.ExpressionWrapper(_DISAGREES, output_field=models.BooleanField()),
        output_field=models.BooleanField(),
        db_persist=True,
        help_text="The model, not having seen it, decides otherwise.",
    )
    doubt = models.FloatField(
        null=True,
        editable=False,
        db_index=True,
        help_text="How doubtful the label is out of fold, 0 to 1; empty on test rows.",
    )
    better_label = models.CharField(max_length=10, choices=LabelChoice, blank=True, editable=False)
    kept_label = models.CharField(
        max_length=10,
        choices=LabelChoice,
        blank=True,
        editable=False,
        help_text="A curator saw the doubt and kept this label.",
    )
    created_at = models.DateTimeField(auto_now_add=True)
    updated_at = models.DateTimeField(auto_now=True)
    updated_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, editable=False, related_name="+"
    )
    revision = models.PositiveIntegerField(
        default=1, editable=False, help_text="Grows with each edit: who saves an old one is told."
    )

    objects = ExampleQuerySet.as_manager()

    class Meta:
        ordering = ("-pk",)
        # Lists are ordered by id within what they are filtered or sorted by.
        indexes: ClassVar = [
            models.Index(fields=["label", "id"], name="example_by_label"),
            models.Index(fields=["domain", "id"], name="example_by_domain"),
            models.Index(fields=["source", "id"], name="example_by_source"),
            models.Index(fields=["model_confidence", "id"], name="example_by_confidence"),
            models.Index(
                fields=["model_confidence", "id"],
                condition=Q(disagrees=True),
                name="example_disagreed",
            ),
            models.Index(fields=["id"], condition=Q(is_test=True), name="example_test_rows"),
            # All that `doubtful` asks for, so that the queue reads no texts to count and sort.
            models.Index(
                F("doubt").desc(),
                "id",
                "label",
                "kept_label",
                "better_label",
                condition=Q(doubt__gt=0.5, is_test=False),
                name="example_doubtful",
            ),
        ]
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=Q(label__in=LabelChoice.values), name="example_label_is_known"
            ),
            models.CheckConstraint(condition=~Q(text=""), name="example_text_is_not_empty"),
            models.CheckConstraint(
                condition=Q(model_outcome="") | Q(model_outcome__in=OutcomeChoice.values),
                name="example_model_outcome_is_known",
            ),
        ]

    def __str__(self) -> str:
        """Return the text, cut to fit a line."""
        return self.text if len(self.text) <= 80 else f"{self.text[:79]}…"

    def save(self, *args: Any, **kwargs: Any) -> None:
        """Store the example with the key of its text.

        Raises Conflict if it was changed since it was loaded; a new label is recorded.
        """
        self.key = text_key(self.text)
        written = kwargs.get("update_fields")
        if self._state.adding or (written is not None and not CURATED & set(written)):
            super().save(*args, **kwargs)
            return
        with transaction.atomic():
            row = Example.objects.filter(pk=self.pk)
            if not row.filter(revision=self.revision).update(revision=F("revision") + 1):
                raise Conflict(
                    f"Example {self.pk} was changed or deleted meanwhile. Load it again."
                )
            self.revision += 1
            before = dict(row.values_list("pk", "label"))
            super().save(*args, **kwargs)
            record(Example, before, Author())

    def clean(self) -> None:
        """Refuse a text that is empty, too long, not text, or here already."""
        try:
            check_text(self.text, limit=MAX_TASK)
        except TextError as error:
            raise ValidationError({"text": str(error)}) from error
        self.text = normalise(self.text)
        twin = Example.objects.filter(key=text_key(self.text)).exclude(pk=self.pk).first()
        if twin:
            raise ValidationError(
                {"text": f"This text is example {twin.pk} already, labelled {twin.label}."}
            )


class LabelChange(models.Model):
    """One change of one label: who, when, from, to, why, and through which door."""

    example = models.ForeignKey(Example, models.CASCADE, related_name="label_changes")
    from_label = models.CharField(
        max_length=10, choices=LabelChoice, blank=True, help_text="Empty: its first label."
    )
    to_label = models.CharField(max_length=10, choices=LabelChoice)
    changed_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True)
    changed_at = models.DateTimeField(auto_now_add=True)
    channel = models.CharField(max_length=20, choices=Channel)
    reason = models.CharField(max_length=300, blank=True)

    class Meta:
        ordering = ("-pk",)
        permissions: ClassVar = [
            ("revert_labelchange", "Can revert all that one person changed"),
        ]
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=~Q(from_label=F("to_label")), name="label_change_changes"
            ),
            models.CheckConstraint(
                condition=Q(to_label__in=LabelChoice.values), name="label_change_is_known"
            ),
        ]
        indexes: ClassVar = [
            models.Index("changed_by", "changed_at", name="label_changes_of_user"),
        ]

    def __str__(self) -> str:
        """Return the change in words."""
        return f"{self.from_label or 'no label'} → {self.to_label}"
