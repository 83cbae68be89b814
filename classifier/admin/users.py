"""Accounts and groups: whoever manages them cannot give away, or take, more than their own.

Rights, roles and superusers are for superusers alone; else anyone who may change accounts
could make themselves one.
"""

from typing import Any

from django import forms
from django.contrib import admin, messages
from django.contrib.auth.admin import GroupAdmin, UserAdmin
from django.contrib.auth.models import Group, User
from django.db.models import QuerySet
from django.http import HttpRequest

from classifier.services.second_factor import remove
from classifier.services.sessions import end_sessions

from .keys import KeysField
from .large_lists import LargeListMixin

RIGHTS = ("is_superuser", "groups", "user_permissions")
"""Fields of an account that only superusers edit."""

TICKS = {"form_class": KeysField, "widget": forms.CheckboxSelectMultiple}

admin.site.unregister([User, Group])


@admin.register(Group)
class RoleAdmin(LargeListMixin, GroupAdmin):
    """Django's own, with rights to tick, for superusers alone: a role is made of rights."""

    filter_horizontal = ()

    def has_add_permission(self, request: HttpRequest) -> bool:
        """Keep new roles to superusers."""
        return _is_superuser(request)

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        """Keep roles to superusers."""
        return _is_superuser(request)

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        """Keep roles to superusers."""
        return _is_superuser(request)

    def formfield_for_manytomany(self, db_field: Any, request: Any = None, **kwargs: Any) -> Any:
        """Offer ticks: Django's two-column box fails people who cannot see or point."""
        return super().formfield_for_manytomany(db_field, request, **kwargs, **TICKS)


@admin.register(User)
class AccountAdmin(LargeListMixin, UserAdmin[User]):
    """Django's own, with superusers and rights out of reach of everybody else."""

    readonly_fields = ("last_login", "date_joined")
    filter_horizontal = ()
    actions = ["remove_second_factor"]

    def has_superuser_permission(self, request: HttpRequest) -> bool:
        """Whether the person is a superuser; Django asks it for actions that name it."""
        return _is_superuser(request)

    @admin.action(description="Remove the second factor", permissions=["superuser"])
    def remove_second_factor(self, request: HttpRequest, queryset: QuerySet[User]) -> None:
        """Let people who lost their phone in again by their password alone."""
        for account in queryset:
            if remove(account):
                end_sessions(account)
                self.log_change(request, account, "Removed the second factor.")
                messages.success(request, f"{account} logs in with the password alone now.")
            else:
                messages.info(request, f"{account} has no second factor.")

    def formfield_for_manytomany(self, db_field: Any, request: Any, **kwargs: Any) -> Any:
        """Offer ticks, as in roles."""
        return super().formfield_for_manytomany(db_field, request, **kwargs, **TICKS)

    def get_readonly_fields(self, request: HttpRequest, obj: Any = None) -> Any:
        """Show rights without letting them be edited."""
        fields = super().get_readonly_fields(request, obj)
        return fields if _is_superuser(request) else (*fields, *RIGHTS)

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        """Keep superusers' accounts, passwords included, to superusers."""
        return super().has_change_permission(request, obj) and _may_touch(request, obj)

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        """Keep superusers' accounts to superusers."""
        return super().has_delete_permission(request, obj) and _may_touch(request, obj)


def _is_superuser(request: HttpRequest) -> bool:
    return isinstance(request.user, User) and request.user.is_superuser


def _may_touch(request: HttpRequest, account: User | None) -> bool:
    return account is None or not account.is_superuser or _is_superuser(request)
