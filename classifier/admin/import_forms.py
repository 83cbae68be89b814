"""What a curator sends to import a file: the file, then what to do with its rows."""

from typing import Any

from django import forms

from classifier.services.import_save import ImportChoices


class UploadForm(forms.Form):
    """A file to report on."""

    file = forms.FileField(
        help_text="CSV, XLSX, JSON lines; files of doccano, Label Studio, Argilla and Prodigy; "
        "O*NET's task statements. Up to 10 MB and 50,000 rows."
    )
    codes = forms.CharField(
        label="Occupations (O*NET only)",
        required=False,
        max_length=200,
        help_text="Codes or their beginnings, such as 11-2, 13-1161, 41-. Empty takes all.",
    )


class ConfirmForm(forms.Form):
    """What to do with the rows that are not plainly new."""

    conflicting = forms.ChoiceField(
        label="Rows with another label than here",
        choices=[("keep", "Keep the label that is here"), ("take", "Take the label of the file")],
        widget=forms.RadioSelect,
        initial="keep",
    )
    near = forms.ChoiceField(
        label="Near-duplicates",
        choices=[("take", "Add them"), ("leave", "Leave them out")],
        widget=forms.RadioSelect,
        initial="take",
    )
    unlabelled = forms.BooleanField(
        label="Make rows without a label candidates, to be labelled in the queue", required=False
    )
    leave_bad = forms.BooleanField(label="Import the others without the bad rows", required=False)

    def __init__(self, *args: Any, counts: dict[str, int], **kwargs: Any) -> None:
        """Ask only what the file raises."""
        super().__init__(*args, **kwargs)
        asked = {
            "conflicting": counts["conflicting"],
            "near": counts["near_duplicate"],
            "unlabelled": counts["unlabelled"],
            "leave_bad": counts["bad"],
        }
        for name, count in asked.items():
            if not count:
                del self.fields[name]

    def choices(self) -> ImportChoices:
        """Return what was decided."""
        data = self.cleaned_data
        return ImportChoices(
            take_conflicting=data.get("conflicting") == "take",
            leave_near=data.get("near") == "leave",
            take_unlabelled=data.get("unlabelled", False),
            leave_bad=data.get("leave_bad", False),
        )
