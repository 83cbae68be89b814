"""An account that may do less than before is logged out everywhere."""

from collections.abc import Iterable
from typing import Any

from django.contrib.auth.models import Group, User
from django.db.models.signals import m2m_changed, post_save, pre_delete, pre_save
from django.dispatch import receiver

from .services.sessions import end_sessions

_POWERS = ("is_active", "is_staff", "is_superuser")
_LOST = "_lost_power"


@receiver(pre_save, sender=User)
def _note_loss(instance: User, update_fields: Any, **kwargs: Any) -> None:
    touched = _POWERS if update_fields is None else set(_POWERS) & set(update_fields)
    before = User.objects.filter(pk=instance.pk).only(*_POWERS).first() if touched else None
    lost = bool(before) and any(getattr(before, n) > getattr(instance, n) for n in touched)
    setattr(instance, _LOST, lost)


@receiver(post_save, sender=User)
def _end_after_loss(instance: User, **kwargs: Any) -> None:
    if getattr(instance, _LOST, False):
        end_sessions(instance)


@receiver(m2m_changed, sender=User.groups.through)
@receiver(m2m_changed, sender=User.user_permissions.through)
def _end_after_demotion(
    instance: Any, action: str, reverse: bool, model: Any, pk_set: set[int] | None, **kwargs: Any
) -> None:
    """Heed what is taken away, from the side of the account or of the group."""
    if action not in ("post_remove", "pre_clear"):
        return
    if not reverse:
        end_sessions(instance)
        return
    _end_all(instance.user_set.all() if pk_set is None else User.objects.filter(pk__in=pk_set))


@receiver(m2m_changed, sender=Group.permissions.through)
def _end_after_weakening(
    instance: Any, action: str, reverse: bool, pk_set: set[int] | None, **kwargs: Any
) -> None:
    """Heed what is taken away from a role, from its own side or the right's."""
    if action not in ("post_remove", "pre_clear"):
        return
    if not reverse:
        _end_all(instance.user_set.all())
        return
    roles = instance.group_set.all() if pk_set is None else Group.objects.filter(pk__in=pk_set)
    _end_all(User.objects.filter(groups__in=roles).distinct())


@receiver(pre_delete, sender=Group)
def _end_with_the_role(instance: Group, **kwargs: Any) -> None:
    _end_all(instance.user_set.all())


def _end_all(users: Iterable[User]) -> None:
    for user in users:
        end_sessions(user)
