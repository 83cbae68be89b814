"""Forms of examples that know which revision the person saw: a stale save writes nothing."""

from typing import Any, cast

from django import forms
from django.core.exceptions import ValidationError
from django.forms import BoundField
from django.http import QueryDict
from django.utils.html import format_html
from django.utils.safestring import SafeString

from classifier.models import Example
from classifier.models.choices import LabelChoice
from classifier.services.staleness import stale

SEEN = ("text", "label", "domain", "source", "notes")


class RevisionField(forms.IntegerField):
    """The revision a form was made from, sent along unseen."""

    widget = forms.HiddenInput
    default_error_messages = {"required": "Load the page again: this form lacks its revision."}

    def has_changed(self, initial: Any, data: Any) -> bool:
        """Return False: it is nothing that people edit."""
        return False


class StaleCheck(forms.ModelForm[Example]):
    """A form that refuses to save over what somebody else saved since."""

    seen_revision = RevisionField()

    def clean(self) -> dict[str, Any] | None:
        """Refuse a change of an example that is not as it was seen, and say what differs."""
        data = super().clean()
        seen = self.cleaned_data.get("seen_revision")
        if seen is not None and seen != self.instance.revision and self.has_changed():
            refusal = stale(self.instance.pk, seen=self.seen())
            self.show_what_is_now()
            raise ValidationError(str(refusal), code="stale")
        return data

    def seen(self) -> dict[str, Any]:
        """Return what the person had before their eyes, by field."""
        return {
            name: self.data.get(self.add_initial_prefix(name))
            for name in SEEN
            if name in self.fields and self.add_initial_prefix(name) in self.data
        }

    def show_what_is_now(self) -> None:
        """Let the form keep what the person typed; a second save is refused until they reload."""


class ChangeForm(StaleCheck):
    """The form of one example."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        """Send along what is seen, so that a refusal can tell what differs."""
        super().__init__(*args, **kwargs)
        self.fields["seen_revision"].initial = self.instance.revision
        for name in (*SEEN, "facets"):
            if name in self.fields:
                self.fields[name].show_hidden_initial = True


class LabelSelect(forms.Select):
    """The choice of a label with the row's revision beside it: the list has no room for it."""

    beside: BoundField

    def render(self, *args: Any, **kwargs: Any) -> SafeString:
        """Return both."""
        return format_html("{}{}", super().render(*args, **kwargs), self.beside)


class ListForm(StaleCheck):
    """A row of the list; carries the label and the revision that the curator saw."""

    label = forms.ChoiceField(
        choices=LabelChoice.choices, show_hidden_initial=True, widget=LabelSelect
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        """Name the choice after its text, for those who cannot see the row."""
        super().__init__(*args, **kwargs)
        select = cast(LabelSelect, self.fields["label"].widget)
        select.attrs["aria-label"] = f"Label of “{self.instance}”"
        select.beside = self["seen_revision"]
        self.fields["seen_revision"].initial = self.instance.revision

    def show_what_is_now(self) -> None:
        """Show the row as others made it: the other rows stay as typed, and all can be saved."""
        now = {"label": self.instance.label, "seen_revision": self.instance.revision}
        data = cast(QueryDict, self.data).copy()
        for name, value in now.items():
            data[self.add_prefix(name)] = str(value)
        data[self.add_initial_prefix("label")] = self.instance.label
        self.data = data
