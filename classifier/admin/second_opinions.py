"""Two curators on one example: how far they agree, where not, and a lead's last word."""

from typing import Any, cast

from django.contrib import admin, messages
from django.contrib.auth.models import User
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import URLPattern, path
from django.utils.decorators import method_decorator
from django.utils.safestring import SafeString
from django.views.decorators.http import require_GET, require_POST

from classifier.exceptions import ServiceError
from classifier.forms import SampleForm, SettleForm
from classifier.models import SecondOpinion
from classifier.services import second_opinions

from .badges import badge
from .large_lists import LargeListMixin

SETTLE = "classifier.settle_disagreement"
_SHOWN = 50


@admin.register(SecondOpinion)
class SecondOpinionAdmin(LargeListMixin, admin.ModelAdmin[SecondOpinion]):
    """Second opinions, read only; they are given in the queue and settled here."""

    change_list_template = "admin/classifier/secondopinion/change_list.html"
    list_display = ("example", "state", "first", "second", "settled", "asked_at", "given_at")
    list_filter = ("state", "first_curator", "second_curator")
    list_select_related = ("example", "first_curator", "second_curator", "settled_by")
    list_per_page = 50
    show_full_result_count = False

    @admin.display(description="first label", ordering="first_label")
    def first(self, opinion: SecondOpinion) -> SafeString | str:
        """Show the first label once a second one cannot be swayed by it."""
        return badge(opinion.first_label) if opinion.second_label else "hidden"

    @admin.display(description="second label", ordering="second_label")
    def second(self, opinion: SecondOpinion) -> SafeString | str:
        """Show the second label."""
        return badge(opinion.second_label)

    @admin.display(description="last word", ordering="settled_label")
    def settled(self, opinion: SecondOpinion) -> SafeString | str:
        """Show the lead's label."""
        return badge(opinion.settled_label)

    def has_add_permission(self, request: HttpRequest) -> bool:
        """Opinions are asked for in the list of examples."""
        return False

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        """Opinions are given in the queue, not edited."""
        return False

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        """Opinions stay on record, but go with their example."""
        may = request.user.has_perm("classifier.delete_example")
        return may and "/secondopinion/" not in request.path

    def change_view(
        self,
        request: HttpRequest,
        object_id: str,
        form_url: str = "",
        extra_context: dict[str, Any] | None = None,
    ) -> HttpResponse:
        """Show the list instead: there the first label stays hidden as long as it must."""
        if not self.has_view_permission(request):
            raise PermissionDenied
        return redirect("admin:classifier_secondopinion_changelist")

    def get_urls(self) -> list[URLPattern]:
        """Add the addresses of the agreement page and its buttons."""
        view = self.admin_site.admin_view
        return [
            path(
                "agreement/",
                view(self.agreement_view),
                name="classifier_secondopinion_agreement",
            ),
            path("ask/", view(self.ask_view), name="classifier_secondopinion_ask"),
            path(
                "<int:pk>/settle/", view(self.settle_view), name="classifier_secondopinion_settle"
            ),
            *super().get_urls(),
        ]

    @method_decorator(require_GET)
    def agreement_view(self, request: HttpRequest) -> HttpResponse:
        """Show how far each pair agrees, and the disagreements to settle."""
        if not self.has_view_permission(request):
            raise PermissionDenied
        open_ones = second_opinions.disagreements()
        waiting = SecondOpinion.objects.filter(state=SecondOpinion.State.WAITING)
        context = {
            **self.admin_site.each_context(request),
            "title": "Agreement of curators",
            "opts": self.opts,
            "agreements": second_opinions.agreements(),
            "disagreements": open_ones[:_SHOWN],
            "disagreement_count": open_ones.count(),
            "waiting": waiting.count(),
            "labels": SettleForm.LABELS,
            "may_settle": request.user.has_perm(SETTLE),
            "sample_form": SampleForm(),
        }
        return render(request, "admin/classifier/secondopinion/agreement.html", context)

    @method_decorator(require_POST)
    def ask_view(self, request: HttpRequest) -> HttpResponse:
        """Ask for second opinions on a random sample of what people labelled."""
        if not request.user.has_perm("classifier.change_example"):
            raise PermissionDenied
        form = SampleForm(request.POST)
        if form.is_valid():
            count = form.cleaned_data["count"]
            asked = second_opinions.ask_sample(count=count, by=cast(User, request.user))
            messages.success(request, f"A second opinion is asked for on {asked} examples.")
        else:
            messages.error(request, "Ask on 1 to 1,000 examples.")
        return redirect("admin:classifier_secondopinion_agreement")

    @method_decorator(require_POST)
    def settle_view(self, request: HttpRequest, pk: int) -> HttpResponse:
        """Have the last word."""
        if not request.user.has_perm(SETTLE):
            raise PermissionDenied
        opinion = get_object_or_404(SecondOpinion, pk=pk)
        form = SettleForm(request.POST)
        if not form.is_valid():
            messages.error(request, "Choose one of the four labels.")
            return redirect("admin:classifier_secondopinion_agreement")
        try:
            second_opinions.settle(
                opinion=opinion,
                label=form.cleaned_data["label"],
                revision=form.cleaned_data["revision"],
                by=cast(User, request.user),
            )
            messages.success(request, f"Settled: {form.cleaned_data['label']}.")
        except ServiceError as error:
            messages.error(request, str(error))
        return redirect("admin:classifier_secondopinion_agreement")
