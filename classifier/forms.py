"""What visitors may send."""

from datetime import datetime
from typing import Any

from django import forms
from django.contrib.auth.models import User

from .core.errors import TextError
from .core.exchange.values import FIRST_YEAR, LAST_YEAR, is_of_our_time
from .core.text import check_text
from .models.choices import LabelChoice


class LineNumbers(forms.Field):
    """Numbers of lines, one value each; an empty value stands for "chosen, perhaps none"."""

    widget = forms.MultipleHiddenInput

    def to_python(self, value: list[str] | None) -> list[int] | None:
        """Return the numbers, or None if nothing was chosen yet."""
        if not value:
            return None
        numbers = [one for one in value if one]
        if not all(one.isdecimal() and len(one) < 6 for one in numbers):
            raise forms.ValidationError("The lines that count are given by their numbers.")
        return [int(one) for one in numbers]


class ClassifyForm(forms.Form):
    """A task, a list of tasks or a job description."""

    text = forms.CharField(
        label="A task, several, or a job description",
        strip=False,
        required=False,
        widget=forms.Textarea(attrs={"rows": 5, "autocomplete": "off", "autofocus": True}),
    )

    counted = LineNumbers(required=False)

    def clean_text(self) -> str:
        """Refuse what is no text."""
        text: str = self.cleaned_data["text"]
        try:
            return check_text(text)
        except TextError as error:
            raise forms.ValidationError(str(error), code=error.code) from error


class FeedbackForm(forms.Form):
    """A visitor's word on an answer."""

    token = forms.CharField(widget=forms.HiddenInput)
    text = forms.CharField(widget=forms.HiddenInput, strip=False)
    label = forms.ChoiceField(label="It is", choices=LabelChoice.choices, widget=forms.RadioSelect)


class DecisionForm(forms.Form):
    """A curator's decision on the item whose turn it is: one of four labels, or a verb."""

    VERBS = ("keep", "skip", "dismiss")

    turn = forms.IntegerField(min_value=1, max_value=2**63 - 1)
    version = forms.CharField(max_length=64, required=False)
    do = forms.ChoiceField(
        choices=[*LabelChoice.choices, *((verb, verb) for verb in VERBS)],
        error_messages={"invalid_choice": "Choose a label, keep, skip or dismiss."},
    )


class _Moment(forms.DateTimeInput):
    """A date and a time as the browser asks for them."""

    input_type = "datetime-local"

    def __init__(self) -> None:
        super().__init__(format="%Y-%m-%dT%H:%M")


def _check_year(moment: datetime) -> None:
    if not is_of_our_time(moment):
        raise forms.ValidationError(f"Choose a day in a year from {FIRST_YEAR} to {LAST_YEAR}.")


class RevertForm(forms.Form):
    """Whose changes of labels to take back, and of which span of time."""

    user = forms.ModelChoiceField(label="Made by", queryset=User.objects.order_by("username"))
    since = forms.DateTimeField(label="From", widget=_Moment, validators=[_check_year])
    until = forms.DateTimeField(
        label="To, the whole minute", widget=_Moment, validators=[_check_year]
    )

    def clean_until(self) -> datetime:
        """Reach to the end of the minute that was chosen."""
        until: datetime = self.cleaned_data["until"]
        return until.replace(second=59, microsecond=999_999)

    def clean(self) -> dict[str, Any]:
        """Refuse a span that ends before it begins."""
        data = self.cleaned_data
        if "since" in data and "until" in data and data["since"] > data["until"]:
            raise forms.ValidationError("The span ends before it begins.")
        return data


class SampleForm(forms.Form):
    """On how many examples to ask for a second opinion."""

    count = forms.IntegerField(label="How many", min_value=1, max_value=1_000, initial=50)


class SettleForm(forms.Form):
    """A lead's last word on a disagreement."""

    LABELS = LabelChoice.values

    label = forms.ChoiceField(choices=LabelChoice.choices)
    revision = forms.IntegerField(min_value=1, max_value=2**31 - 1)
