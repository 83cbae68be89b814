"""Curated examples: find, correct one, correct many."""

from typing import Any, cast

from django import forms
from django.contrib import admin, messages
from django.contrib.auth.models import User
from django.db.models import QuerySet
from django.http import HttpRequest
from django.urls import URLPattern, path
from django.utils.safestring import SafeString

from classifier.exceptions import ServiceError
from classifier.models import Example, LabelChange
from classifier.models.choices import Channel, LabelChoice
from classifier.services import labelling

from .badges import badge
from .doubtful_labels import doubtful_labels
from .example_exports import ExportMixin


class DisagreementFilter(admin.SimpleListFilter):
    """Examples that the model, not having seen them, decides otherwise."""

    title = "the model"
    parameter_name = "model"

    def lookups(
        self, request: HttpRequest, model_admin: admin.ModelAdmin[Any]
    ) -> list[tuple[str, str]]:
        """Offer the one choice."""
        return [("disagrees", "The model disagrees")]

    def queryset(self, request: HttpRequest, queryset: QuerySet[Example]) -> QuerySet[Example]:
        """Keep the examples in doubt if asked to."""
        if self.value() == "disagrees":
            doubtful = Example.objects.model_disagrees().values("pk")
            return queryset.filter(pk__in=doubtful).order_by("-model_confidence")
        return queryset


class DomainFilter(admin.AllValuesFieldListFilter):
    """Domains as a choice to open: there are hundreds."""

    template = "admin/select_filter.html"

    def __init__(self, field: Any, request: HttpRequest, *args: Any, **kwargs: Any) -> None:
        """Keep what else the list is filtered by."""
        super().__init__(field, request, *args, **kwargs)
        own = (self.lookup_kwarg, self.lookup_kwarg_isnull, "p")
        self.kept = [(name, value) for name, value in request.GET.items() if name not in own]


class ListForm(forms.ModelForm[Example]):
    """A row of the list; carries the label that the curator saw."""

    label = forms.ChoiceField(choices=LabelChoice.choices, show_hidden_initial=True)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        """Name the choice after its text, for those who cannot see the row."""
        super().__init__(*args, **kwargs)
        self.fields["label"].widget.attrs["aria-label"] = f"Label of “{self.instance}”"


class LabelChangeInline(admin.TabularInline[LabelChange, Example]):
    """The history of an example's label."""

    model = LabelChange
    template = "admin/classifier/example/history.html"
    fields = ("changed_at",)
    readonly_fields = fields
    extra = 0
    can_delete = False

    def has_add_permission(self, request: HttpRequest, obj: Example | None = None) -> bool:
        """History is written by the service alone."""
        return False

    def get_queryset(self, request: HttpRequest) -> QuerySet[LabelChange]:
        """Fetch the people with the changes."""
        return super().get_queryset(request).select_related("changed_by")


@admin.register(Example)
class ExampleAdmin(ExportMixin, admin.ModelAdmin[Example]):
    """Examples, their labels editable in the list."""

    list_display = ("text", "label", "model_says", "domain", "facet_names", "source")
    list_display_links = ("text",)
    list_editable = ("label",)
    list_filter = (
        DisagreementFilter,
        "label",
        "facets",
        "source",
        "is_test",
        ("domain", DomainFilter),
    )
    list_per_page = 50
    show_full_result_count = False
    search_fields = ("text",)
    fields = ("text", "label", "domain", "facets", "source", "notes", "model_says", "is_test")
    readonly_fields = ("model_says", "is_test")
    actions = [*(f"relabel_{label}" for label in LabelChoice.values), "export_ticked"]

    def get_queryset(self, request: HttpRequest) -> QuerySet[Example]:
        """Fetch the facets with the examples."""
        return super().get_queryset(request).prefetch_related("facets")

    def get_changelist_form(self, request: HttpRequest, **kwargs: Any) -> type[ListForm]:
        """Return the form of a row of the list."""
        return ListForm

    def get_inlines(
        self, request: HttpRequest, obj: Example | None
    ) -> list[type[admin.options.InlineModelAdmin[Any, Any]]]:
        """Show a history where there can be one."""
        return [LabelChangeInline] if obj else []

    def get_urls(self) -> list[URLPattern]:
        """Add the address of the doubtful labels."""
        view = self.admin_site.admin_view(doubtful_labels)
        return [path("doubtful/", view, name="classifier_example_doubtful"), *super().get_urls()]

    @admin.display(description="model", ordering="model_confidence")
    def model_says(self, example: Example) -> SafeString | str:
        """Show the decision of the model that left this example's domain out."""
        return badge(example.model_outcome)

    @admin.display(description="facets")
    def facet_names(self, example: Example) -> str:
        """Show the article's sections the text stands in."""
        return ", ".join(facet.name for facet in example.facets.all())

    def save_model(
        self, request: HttpRequest, obj: Example, form: forms.ModelForm[Example], change: bool
    ) -> None:
        """Save through the labelling service, so that the history knows."""
        if not change:
            built = labelling.build_example(
                text=obj.text, label=obj.label, domain=obj.domain, source=obj.source
            )
            obj.text, obj.is_test = built.text, built.is_test
            obj.save()
            return
        others = [name for name in form.changed_data if name not in ("label", "facets")]
        if others:
            obj.save(update_fields=[*others, *(["key"] if "text" in others else []), "updated_at"])
        if "label" in form.changed_data:
            self._correct(request, obj, form)

    def _correct(
        self, request: HttpRequest, example: Example, form: forms.ModelForm[Example]
    ) -> None:
        seen = form["label"].initial
        if form.fields["label"].show_hidden_initial:
            seen = form.data.get(form.add_initial_prefix("label"), seen)
        try:
            labelling.correct_label(
                example=example,
                label=form.cleaned_data["label"],
                by=cast(User, request.user),
                channel=Channel.PAGE,
                seen=str(seen),
            )
        except ServiceError as error:
            messages.error(request, str(error))


def _make_relabel(label: str) -> Any:
    @admin.action(description=f"Label the ticked examples {label}", permissions=["change"])
    def relabel(
        model_admin: ExampleAdmin, request: HttpRequest, queryset: QuerySet[Example]
    ) -> None:
        count = labelling.relabel(
            examples=queryset.iterator(chunk_size=500),
            label=label,
            by=cast(User, request.user),
        )
        messages.success(request, f"{count} of {queryset.count()} examples are now {label}.")

    return relabel


for _label in LabelChoice.values:
    setattr(ExampleAdmin, f"relabel_{_label}", _make_relabel(_label))
