"""The company charter: rules written, switched, and read by every answer."""

import hashlib
from typing import NamedTuple

from django.contrib.auth.models import User
from django.db import transaction
from django.db.models import Count, Max, Sum

from classifier.core import Label
from classifier.core.charter import Charter, CharterRule
from classifier.models import Rule

from .remembered import Remembered

Stamp = tuple[object, ...]


class _Reading(NamedTuple):
    stamp: Stamp
    charter: Charter


_last = _Reading((), Charter(()))


def current_charter() -> Charter:
    """Return the rules that are on, as they were `conf.remembered_seconds()` ago or later."""
    return _remembered.get()


def _read() -> Charter:
    """Read the rows again only if one of them changed."""
    global _last  # noqa: PLW0603 - one charter a process
    stamp = _stamp()
    if stamp != _last.stamp:
        _last = _Reading(stamp, Charter(_rules_in_force()))
    return _last.charter


_remembered = Remembered(_read)


def charter_digest() -> str:
    """Return 16 hex digits that stand for the rules in force."""
    return hashlib.sha256(repr(current_charter().rules).encode()).hexdigest()[:16]


def save_rule(*, rule: Rule, by: User | None) -> Rule:
    """Store a rule; a new one is signed by its author."""
    if rule._state.adding:
        rule.created_by = by
    rule.save()
    transaction.on_commit(_remembered.forget)
    return rule


def switch_rules(*, rules: list[Rule], on: bool) -> int:
    """Switch rules on or off; return how many were not so already."""
    changed = [rule for rule in rules if rule.is_active is not on]
    for rule in changed:
        rule.is_active = on
        rule.save(update_fields=["is_active"])
    transaction.on_commit(_remembered.forget)
    return len(changed)


def _stamp() -> Stamp:
    """Return figures that no change of the rows leaves as they were.

    Each save raises a revision, a new row has a new id, and a deletion lowers the count; the
    time tells apart what was rolled back or restored and written anew.
    """
    row = Rule.objects.aggregate(
        count=Count("pk"), last=Max("pk"), revisions=Sum("revision"), at=Max("updated_at")
    )
    return tuple(row.values())


def _rules_in_force() -> list[CharterRule]:
    return [
        CharterRule(
            id=row.pk, words=row.words, label=Label(row.label), note=row.note, order=row.order
        )
        for row in Rule.objects.filter(is_active=True)
    ]
