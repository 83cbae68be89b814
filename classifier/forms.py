"""What visitors may send."""

from django import forms

from .core.errors import TextError
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


class DoubtForm(forms.Form):
    """A curator's word on a doubtful label: another one, or the same to keep it."""

    example = forms.IntegerField(min_value=1, max_value=2**63 - 1)
    seen = forms.ChoiceField(choices=LabelChoice.choices)
    label = forms.ChoiceField(choices=LabelChoice.choices)
