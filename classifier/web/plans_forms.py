"""What people may send about plans."""

from typing import Any

from django import forms

from classifier.exceptions import InvalidInput
from classifier.models import Plan
from classifier.models.choices import OutcomeChoice
from classifier.models.plan import TeamChoice
from classifier.models.scenario import StatusChoice, VerdictChoice
from classifier.services.planning_filter import RowFilter

ANY = [("", "any")]


def whole_number(text: str) -> int | None:
    """Return the number that `text` writes in at most 18 digits; None if it is anything else."""
    return int(text) if text.isascii() and text.isdecimal() and len(text) < 19 else None


class UploadForm(forms.Form):
    """A sheet as a file or as pasted cells."""

    title = forms.CharField(
        label="Title of the plan",
        max_length=120,
        required=False,
        widget=forms.TextInput(attrs={"placeholder": "the file's name, if you leave it empty"}),
    )
    file = forms.FileField(label="A CSV or XLSX file", required=False)
    cells = forms.CharField(
        label="or cells copied from a spreadsheet, with their header",
        required=False,
        strip=False,
        widget=forms.Textarea(attrs={"rows": 6, "autocomplete": "off"}),
    )

    def clean(self) -> dict[str, Any]:
        """Ask for one sheet, not none and not two."""
        values: dict[str, Any] = super().clean() or {}
        if "file" in self.errors or "cells" in self.errors:
            return values
        has_cells = bool(values.get("cells", "").strip())
        if bool(values.get("file")) == has_cells:
            raise forms.ValidationError(
                "Give either a file or pasted cells."
                if has_cells
                else "Choose a file, or paste cells from a spreadsheet."
            )
        return values


class RowFilterForm(forms.Form):
    """Which rows to show; every field may be left empty."""

    words = forms.CharField(label="Words", required=False, max_length=100)
    status = forms.ChoiceField(required=False, choices=ANY + StatusChoice.choices)
    suggestion = forms.ChoiceField(required=False, choices=ANY + OutcomeChoice.choices)
    today = forms.ChoiceField(label="Team today", required=False, choices=ANY + TeamChoice.choices)
    proposed = forms.ChoiceField(label="Proposed", required=False, choices=ANY + TeamChoice.choices)
    verdict = forms.ChoiceField(
        label="Decision", required=False, choices=ANY + VerdictChoice.choices
    )
    role = forms.CharField(required=False, max_length=200)
    person = forms.CharField(required=False, max_length=200)
    confidence_below = forms.IntegerField(
        label="Confidence below, %", required=False, min_value=1, max_value=100
    )

    def wanted(self) -> RowFilter:
        """Return the filter; fields that make no sense ask for nothing."""
        self.is_valid()
        return RowFilter(**self.cleaned_data)

    def wanted_exactly(self) -> RowFilter:
        """Return the filter for what must not be done to more rows than meant.

        Raises InvalidInput if a field makes no sense.
        """
        for name, problems in self.errors.items():
            raise InvalidInput(f"The filter “{self[name].label}” cannot be used: {problems[0]}")
        return self.wanted()


class PlanSettingsForm(forms.ModelForm[Plan]):
    """The title, and what a full-time equivalent is."""

    class Meta:
        model = Plan
        fields = ("title", "period", "hours_per_fte")
        labels = {"period": "The hours are for a", "hours_per_fte": "Hours of one full-time person"}
