"""Curated examples: find, correct one, correct many."""

from typing import Any, cast

from django import forms
from django.contrib import admin, messages
from django.contrib.auth.models import User
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse, QueryDict
from django.urls import URLPattern, path
from django.utils.safestring import SafeString
from django.views.generic import RedirectView

from classifier.exceptions import Conflict
from classifier.models import Example, LabelChange
from classifier.models.choices import Channel, LabelChoice
from classifier.services import editing, labelling, second_opinions

from .badges import badge
from .example_exports import ExportMixin
from .example_forms import SEEN, ChangeForm, ListForm
from .keys import KeysField, is_key
from .large_lists import LargeListMixin
from .list_filters import FacetFilter, ValuesFilter

_SHOWN = 10
"""Conflicts told one by one; more are counted."""
_MOST_ROWS = 1_000


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
            return queryset.filter(disagrees=True).order_by("-model_confidence")
        return queryset


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
class ExampleAdmin(ExportMixin, LargeListMixin, admin.ModelAdmin[Example]):
    """Examples, their labels editable in the list."""

    list_display = ("text", "label", "model_says", "domain", "facet_names", "source")
    list_display_links = ("text",)
    list_editable = ("label",)
    list_filter = (
        DisagreementFilter,
        "label",
        FacetFilter,
        ("source", ValuesFilter),
        "is_test",
        ("domain", ValuesFilter),
    )
    list_per_page = 50
    sortable_by = ("label", "model_says", "domain", "source")
    search_fields = ("text",)
    fields = ("text", "label", "domain", "facets", "source", "notes", "model_says", "is_test")
    readonly_fields = ("model_says", "is_test")
    actions = [
        *(f"relabel_{label}" for label in LabelChoice.values),
        "ask_opinions",
        "export_ticked",
    ]

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

    def get_form(
        self, request: HttpRequest, obj: Example | None = None, change: bool = False, **kwargs: Any
    ) -> type[forms.ModelForm[Example]]:
        """Let the form of an example that is here know its revision."""
        if obj and self.has_change_permission(request, obj):
            kwargs["form"] = ChangeForm
        return super().get_form(request, obj, change, **kwargs)

    def get_fields(self, request: HttpRequest, obj: Example | None = None) -> Any:
        """Add the revision where something can be overwritten."""
        fields = super().get_fields(request, obj)
        editable = obj and self.has_change_permission(request, obj)
        return [*fields, "seen_revision"] if editable else fields

    def changeform_view(
        self,
        request: HttpRequest,
        object_id: str | None = None,
        form_url: str = "",
        extra_context: dict[str, Any] | None = None,
    ) -> HttpResponse:
        """Show the form again if somebody saved between its check and its save."""
        try:
            return super().changeform_view(request, object_id, form_url, extra_context)
        except Conflict:  # nothing was written; now the form's own check sees it
            return super().changeform_view(request, object_id, form_url, extra_context)

    def formfield_for_manytomany(self, db_field: Any, request: HttpRequest, **kwargs: Any) -> Any:
        """Refuse a facet that can be none."""
        return super().formfield_for_manytomany(db_field, request, **kwargs, form_class=KeysField)

    def get_urls(self) -> list[URLPattern]:
        """Keep the old address of the doubtful labels: they are in the queue now."""
        view = RedirectView.as_view(
            pattern_name="admin:classifier_candidate_queue", query_string=True
        )
        return [
            path("doubtful/", self.admin_site.admin_view(view)),
            *super().get_urls(),
        ]

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
        user = cast(User, request.user)
        if not change:
            built = labelling.add_example(
                text=obj.text,
                label=obj.label,
                domain=obj.domain,
                source=obj.source,
                notes=obj.notes,
                by=user,
                channel=Channel.PAGE,
            )
            obj.pk = built.pk
            obj.refresh_from_db()
            return
        editing.edit_example(
            example=obj,
            values={name: form.cleaned_data[name] for name in form.changed_data if name in SEEN},
            revision=form.cleaned_data["seen_revision"],
            by=user,
        )

    @admin.action(description="Ask for a second opinion", permissions=["change"])
    def ask_opinions(self, request: HttpRequest, queryset: QuerySet[Example]) -> None:
        """Put the ticked examples before a second curator, their labels hidden."""
        asked = second_opinions.ask_opinions(examples=queryset, by=cast(User, request.user))
        messages.success(request, f"A second opinion is asked for on {asked} examples.")


def _make_relabel(label: str) -> Any:
    @admin.action(description=f"Label the ticked examples {label}", permissions=["change"])
    def relabel(
        model_admin: ExampleAdmin, request: HttpRequest, queryset: QuerySet[Example]
    ) -> None:
        done = labelling.relabel(
            examples=queryset.iterator(chunk_size=500),
            label=label,
            by=cast(User, request.user),
            seen=_seen_revisions(request.POST),
        )
        total = queryset.count()
        messages.success(request, f"{done.changed} of {total} examples are now {label}.")
        for conflict in done.conflicts[:_SHOWN]:
            messages.error(request, conflict)
        if len(done.conflicts) > _SHOWN:
            more = len(done.conflicts) - _SHOWN
            messages.error(request, f"{more} more were changed by others and left alone.")

    return relabel


def _seen_revisions(posted: QueryDict) -> dict[int, int]:
    """Return the revision of each row that the list showed, by id: it is sent with the action."""
    seen = {}
    for number in range(_MOST_ROWS):
        pk, revision = posted.get(f"form-{number}-id"), posted.get(f"form-{number}-seen_revision")
        if pk is None or revision is None:
            break
        if is_key(pk) and is_key(revision):
            seen[int(pk)] = int(revision)
    return seen


for _label in LabelChoice.values:
    setattr(ExampleAdmin, f"relabel_{_label}", _make_relabel(_label))
