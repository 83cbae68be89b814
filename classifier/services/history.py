"""The history of labels, gone back: one change, or all that one person did in a span of time."""

from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from datetime import datetime
from itertools import groupby, islice
from typing import TypeVar

from django.contrib.auth.models import User
from django.db import transaction
from django.db.models.functions import Now

from classifier.exceptions import Conflict
from classifier.models import Example, LabelChange
from classifier.models.choices import Channel

from .labelling import correct_label
from .staleness import stale
from .withdrawal import withdraw_example

_CHUNK = 500
_T = TypeVar("_T")


@dataclass(frozen=True, slots=True)
class Step:
    """One example and the label it goes back to; empty if it goes back to having none."""

    example: int
    now: str
    then: str


@dataclass(slots=True)
class RevertPlan:
    """What a revert would change, and what it leaves alone because others changed it since."""

    steps: list[Step] = field(default_factory=list)
    skipped: list[LabelChange] = field(default_factory=list)
    """The latest change of each example left alone: whose it is, and what it made of it."""


def revert_change(change: LabelChange, *, by: User) -> None:
    """Give the example of `change` the label it had before.

    Raises Conflict, saying who it was, if the label was changed since; nothing is overwritten.
    """
    newest = LabelChange.objects.filter(example=change.example_id).first()
    if newest != change:
        raise stale(change.example_id, seen={"label": change.to_label})
    reason = f"reverts change {change.pk}"
    with transaction.atomic():
        if not change.from_label:
            withdraw_example(change.example, label=change.to_label)
            return
        correct_label(
            example=change.example,
            label=change.from_label,
            seen=change.to_label,
            by=by,
            channel=Channel.REVERT,
            reason=reason,
        )


def plan_revert(user: User, since: datetime, until: datetime) -> RevertPlan:
    """Return what `revert_user` would do now.

    An example goes back to what it was before this person's last unbroken run of changes in the
    span; one whose label anybody changed after that is left alone.
    """
    plan = RevertPlan()
    for pks in _chunks(_touched(user, since, until)):
        for changes in _changes_by_example(pks):
            run = _last_run(changes, user, since, until)
            if not run:
                plan.skipped.append(changes[-1])
            elif run[0].from_label != run[-1].to_label:
                plan.steps.append(
                    Step(run[0].example_id, now=run[-1].to_label, then=run[0].from_label)
                )
    return plan


def revert_user(user: User, since: datetime, until: datetime, *, by: User) -> RevertPlan:
    """Take back every label `user` gave in the span and return what was done.

    Examples that somebody changed since, even while this runs, are left alone and listed.
    """
    plan = plan_revert(user, since, until)
    reason = f"reverts {user.get_username()}, {since:%d %b %Y %H:%M} to {until:%d %b %Y %H:%M}"
    groups: dict[tuple[str, str], list[Step]] = defaultdict(list)
    for step in plan.steps:
        groups[step.now, step.then].append(step)
    done = RevertPlan(skipped=plan.skipped)
    with transaction.atomic():
        for steps in groups.values():
            for chunk in _chunks(iter(steps)):
                held = _take_back(chunk, by, reason)
                done.steps += [step for step in chunk if step.example in held]
                left = [step.example for step in chunk if step.example not in held]
                done.skipped += [changes[-1] for changes in _changes_by_example(left)]
    return done


def _take_back(steps: list[Step], by: User, reason: str) -> set[int]:
    """Take back steps with the same labels; return the examples that still were as planned."""
    now, then = steps[0].now, steps[0].then
    rows = Example.objects.filter(pk__in=[step.example for step in steps], label=now)
    if not then:
        return {row.pk for row in rows if _withdrawn(row)}
    held = set(rows.order_by().select_for_update().values_list("pk", flat=True))
    signed = Example.objects.filter(pk__in=held)
    signed = signed.signed(by=by, channel=Channel.REVERT, reason=reason)
    signed.update(label=then, updated_at=Now())
    return held


def _withdrawn(example: Example) -> bool:
    try:
        withdraw_example(example, label=example.label)
    except Conflict:
        return False
    return True


def _touched(user: User, since: datetime, until: datetime) -> Iterator[int]:
    changes = LabelChange.objects.filter(changed_by=user, changed_at__range=(since, until))
    return changes.order_by("example_id").values_list("example_id", flat=True).distinct().iterator()


def _changes_by_example(pks: Iterable[int]) -> Iterator[list[LabelChange]]:
    """Yield the changes of each of these examples, the oldest first."""
    changes = LabelChange.objects.filter(example__in=list(pks)).order_by("example_id", "pk")
    rows = changes.select_related("changed_by", "example")
    for _, group in groupby(rows, key=lambda change: change.example_id):
        yield list(group)


def _last_run(
    changes: list[LabelChange], user: User, since: datetime, until: datetime
) -> list[LabelChange]:
    run: list[LabelChange] = []
    for change in reversed(changes):
        if change.changed_by_id != user.pk or not since <= change.changed_at <= until:
            break
        run.insert(0, change)
    return run


def _chunks(items: Iterator[_T]) -> Iterator[list[_T]]:
    while chunk := list(islice(items, _CHUNK)):
        yield chunk
