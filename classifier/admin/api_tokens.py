"""API tokens: made, with the secret shown once, and revoked."""

from datetime import datetime
from typing import Any, cast

from django import forms
from django.contrib import admin, messages
from django.contrib.auth.models import User
from django.core.exceptions import ValidationError
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.template.response import TemplateResponse

from classifier.exceptions import Conflict, InvalidInput
from classifier.models import ApiToken
from classifier.models.api_token import Scope
from classifier.services.api_tokens import NewToken, check_end, create_token, revoke_token

from .large_lists import LargeListMixin


class TokenForm(forms.ModelForm[ApiToken]):
    """What a new token is for, and for how long."""

    scopes = forms.MultipleChoiceField(
        choices=Scope.choices,
        widget=forms.CheckboxSelectMultiple,
        help_text="What it may be used for; it never does more than its person may.",
    )

    class Meta:
        model = ApiToken
        fields = ("name", "scopes", "expires_at", "user")

    def clean_expires_at(self) -> datetime | None:
        """Refuse an end that is over."""
        expires_at: datetime | None = self.cleaned_data["expires_at"]
        try:
            check_end(expires_at)
        except InvalidInput as error:
            raise ValidationError(str(error)) from error
        return expires_at


@admin.register(ApiToken)
class ApiTokenAdmin(LargeListMixin, admin.ModelAdmin[ApiToken]):
    """One's own tokens; superusers see and make everybody's."""

    form = TokenForm
    list_display = (
        "name", "prefix", "user", "scopes", "created_at", "last_used_at", "expires_at",
        "revoked_at",
    )  # fmt: skip
    list_select_related = ("user",)
    search_fields = ("name", "prefix")
    readonly_fields = ("prefix", "created_at", "last_used_at", "revoked_at")
    actions = ["revoke"]

    def get_queryset(self, request: HttpRequest) -> QuerySet[ApiToken]:
        """Show people their own tokens."""
        tokens = super().get_queryset(request)
        user = cast(User, request.user)
        return tokens if user.is_superuser else tokens.filter(user=user)

    def get_fields(self, request: HttpRequest, obj: ApiToken | None = None) -> Any:
        """Ask superusers for whom a new token is; show of an old one what is known."""
        if obj is not None:
            return ("name", "user", "scopes", "expires_at", *self.readonly_fields)
        own = ("name", "scopes", "expires_at")
        return (*own, "user") if cast(User, request.user).is_superuser else own

    def get_changeform_initial_data(self, request: HttpRequest) -> dict[str, Any]:
        """Suggest a token for oneself."""
        return {"user": request.user.pk}

    def has_change_permission(self, request: HttpRequest, obj: ApiToken | None = None) -> bool:
        """Tokens do not change; the right to change is the right to revoke."""
        return obj is None and super().has_change_permission(request, obj)

    def has_delete_permission(self, request: HttpRequest, obj: ApiToken | None = None) -> bool:
        """Tokens are revoked, so that it stays known what they were."""
        return False

    def save_model(
        self, request: HttpRequest, obj: ApiToken, form: forms.ModelForm[ApiToken], change: bool
    ) -> None:
        """Make the token through the service and keep its secret for this one answer."""
        values = form.cleaned_data
        made = create_token(
            user=values.get("user") or cast(User, request.user),
            name=values["name"],
            scopes=values["scopes"],
            expires_at=values["expires_at"],
        )
        obj.__dict__.update(made.token.__dict__)
        request.made_token = made  # type: ignore[attr-defined]

    def response_add(
        self, request: HttpRequest, obj: ApiToken, post_url_continue: str | None = None
    ) -> HttpResponse:
        """Show the secret, in this answer and nowhere else."""
        made: NewToken = request.made_token  # type: ignore[attr-defined]
        context = {
            **self.admin_site.each_context(request),
            "title": "Copy the token now",
            "opts": self.opts,
            "token": made.token,
            "secret": made.secret,
        }
        response = TemplateResponse(request, "admin/classifier/apitoken/secret.html", context)
        response["Cache-Control"] = "no-store"
        return response

    @admin.action(description="Revoke", permissions=["change"])
    def revoke(self, request: HttpRequest, queryset: QuerySet[ApiToken]) -> None:
        """End the ticked tokens at once."""
        for token in queryset:
            try:
                revoke_token(token=token)
                messages.success(request, f"The token {token} is revoked: it opens nothing more.")
            except Conflict as error:
                messages.warning(request, str(error))
