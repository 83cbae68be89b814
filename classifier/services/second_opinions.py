"""Second opinions: asked for, given blind, compared, settled by a lead."""

import random
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass

from django.contrib.auth.models import User
from django.db import IntegrityError, transaction
from django.db.models import QuerySet
from django.db.models.functions import Now

from classifier.core.agreement import kappa
from classifier.exceptions import Conflict
from classifier.models import Example, LabelChange, SecondOpinion
from classifier.models.choices import Channel

from .labelling import check_label, correct_label

State = SecondOpinion.State


@dataclass(frozen=True, slots=True, kw_only=True)
class Agreement:
    """How far a pair of curators agrees."""

    first: str
    second: str
    texts: int
    agreed: int
    kappa: float | None
    """Cohen's kappa, -1 to 1; None if chance would agree as well."""


def ask_opinions(*, examples: Iterable[Example], by: User) -> int:
    """Ask for a second opinion on each example; return on how many it was not asked before."""
    count = 0
    for example in examples:
        first = LabelChange.objects.filter(example=example).select_related("changed_by").first()
        try:
            with transaction.atomic():
                SecondOpinion.objects.create(
                    example=example,
                    first_curator=first.changed_by if first else None,
                    first_label=example.label,
                    asked_by=by,
                )
        except IntegrityError:  # one is under way
            continue
        count += 1
    return count


def ask_sample(*, count: int, by: User) -> int:
    """Ask on up to `count` random examples that a person labelled and nobody was asked on yet."""
    asked = SecondOpinion.objects.values("example")
    labelled = LabelChange.objects.filter(changed_by__isnull=False).exclude(example__in=asked)
    pks = list(labelled.order_by().values_list("example", flat=True).distinct())
    chosen = random.sample(pks, min(count, len(pks)))
    return ask_opinions(examples=Example.objects.filter(pk__in=chosen), by=by)


def give_opinion(*, opinion: int, label: str, by: User) -> None:
    """Store a second curator's label.

    Raises Conflict if the opinion was given already, or the first label is `by`'s own.
    """
    check_label(label)
    rows = SecondOpinion.objects.filter(pk=opinion, state=State.WAITING)
    row = rows.first()
    if row is None:
        raise Conflict("The second opinion was given already.")
    if row.first_curator_id == by.pk:
        raise Conflict("The first label is yours: the second must be another curator's.")
    state = State.AGREED if label == row.first_label else State.DISAGREED
    if not rows.update(state=state, second_curator=by, second_label=label, given_at=Now()):
        raise Conflict("The second opinion was given already.")


def take_opinion_back(*, opinion: int, by: User) -> None:
    """Let the opinion wait again; raises Conflict if a lead settled it since."""
    mine = SecondOpinion.objects.filter(pk=opinion, second_curator=by)
    given = mine.filter(state__in=(State.AGREED, State.DISAGREED))
    try:
        with transaction.atomic():
            moved = given.update(
                state=State.WAITING, second_curator=None, second_label="", given_at=None
            )
    except IntegrityError as error:
        raise Conflict("Another second opinion on this example was asked for since.") from error
    if not moved:
        raise Conflict("A lead has settled this already.")


def agreements() -> list[Agreement]:
    """Return the agreement of each pair of curators, those with most texts in common first."""
    given = SecondOpinion.objects.filter(
        first_curator__isnull=False, second_curator__isnull=False
    ).values_list(
        "first_curator__username", "second_curator__username", "first_label", "second_label"
    )
    pairs: dict[tuple[str, str], list[tuple[str, str]]] = defaultdict(list)
    for first, second, label, other in given.order_by("pk"):
        if first <= second:
            pairs[first, second].append((label, other))
        else:
            pairs[second, first].append((other, label))
    found = [_agreement(*names, labels) for names, labels in pairs.items()]
    return sorted(found, key=lambda one: (-one.texts, one.first, one.second))


def disagreements() -> QuerySet[SecondOpinion]:
    """Return the opinions that differ from the first label and wait for the last word."""
    rows = SecondOpinion.objects.filter(state=State.DISAGREED)
    return rows.select_related("example", "first_curator", "second_curator").order_by("pk")


def settle(*, opinion: SecondOpinion, label: str, by: User, revision: int | None = None) -> None:
    """Have the last word: `label` becomes the example's.

    Raises Conflict if it was settled already, or the example was changed since `revision`.
    """
    check_label(label)
    rows = SecondOpinion.objects.filter(pk=opinion.pk, state=State.DISAGREED)
    with transaction.atomic():
        moved = rows.update(
            state=State.SETTLED, settled_by=by, settled_label=label, settled_at=Now()
        )
        if not moved:
            raise Conflict("This disagreement was settled already.")
        correct_label(
            example=Example.objects.get(pk=opinion.example_id),
            label=label,
            by=by,
            channel=Channel.PAGE,
            revision=revision,
            reason="settled a disagreement",
        )


def _agreement(first: str, second: str, labels: list[tuple[str, str]]) -> Agreement:
    ones, others = [one for one, _ in labels], [other for _, other in labels]
    return Agreement(
        first=first,
        second=second,
        texts=len(labels),
        agreed=sum(one == other for one, other in labels),
        kappa=kappa(ones, others),
    )
