"""What a curator does with the item whose turn it is: label, keep, skip, dismiss, undo."""

from django.contrib.auth.models import User
from django.db import IntegrityError, transaction
from django.db.models import F, Max
from django.db.models.functions import Now

from classifier.exceptions import Conflict, InvalidInput, NotFound
from classifier.models import Candidate, Example, Feedback, LabelChange, Turn
from classifier.models.choices import Channel

from .history import revert_change
from .labelling import add_example, check_label, correct_label
from .queue import end_turn, hold
from .queue_items import Item, Kind, show
from .review import accept_feedback, dismiss_feedback
from .second_opinions import give_opinion, take_opinion_back
from .staleness import stale, untouched
from .withdrawal import withdraw_example

_SKIPS = 2
"""A candidate that so many curators skipped leaves the queue and waits for a lead."""

_DECIDED_SINCE = "This cannot be undone: somebody else decided on it since, or it was deleted."

Outcome = Turn.Outcome


def label_item(*, turn: Turn, label: str, version: str = "") -> str:
    """Give the item a label and return what happened in words.

    Raises
    ------
    InvalidInput
        If `label` is none.
    Conflict
        If the turn is over, or what the curator saw (`version`) was changed by somebody since.
    """
    check_label(label)
    with transaction.atomic():
        item = _open_item(turn, version)
        keeps = turn.kind == Kind.DOUBT and label == item.label
        _end(turn, Outcome.KEPT if keeps else Outcome.LABELLED)
        if keeps:
            return _keep_doubtful(item)
        newest = LabelChange.objects.aggregate(pk=Max("pk"))["pk"] or 0
        example = _label(item, label)
        change = LabelChange.objects.filter(example=example, pk__gt=newest).first()
        Turn.objects.filter(pk=turn.pk).update(example=example, change=change)
        if turn.kind == Kind.CANDIDATE and example and not change:
            return f"An example already, labelled {example.label}: “{_short(item.text)}”"
        return f"{label.capitalize()}: “{_short(item.text)}”"


def keep_item(*, turn: Turn, version: str = "") -> str:
    """Keep what the item has: its label, the suggested one, or the answer a visitor disputed.

    Raises InvalidInput if there is nothing to keep, and what `label_item` raises.
    """
    with transaction.atomic():
        item = _open_item(turn, version)
        if turn.kind == Kind.FEEDBACK:
            return dismiss_item(turn=turn)
        if not item.label:
            raise InvalidInput("There is no label to keep yet. Choose one.")
        return label_item(turn=turn, label=item.label, version=version)


def dismiss_item(*, turn: Turn) -> str:
    """Put the item aside for good: the answer was right, or the text is no task.

    Raises InvalidInput if the item is neither feedback nor a candidate, Conflict if the turn is
    over.
    """
    with transaction.atomic():
        item = _open_item(turn, "")
        if turn.kind not in (Kind.FEEDBACK, Kind.CANDIDATE):
            raise InvalidInput("An example cannot be dismissed here. Label it, keep it or skip it.")
        _end(turn, Outcome.DISMISSED)
        if turn.kind == Kind.FEEDBACK:
            dismiss_feedback(feedback=Feedback.objects.get(pk=turn.item), by=turn.curator)
        else:
            _move_candidate(turn, Candidate.State.DISMISSED)
        return f"Dismissed: “{_short(item.text)}”"


def skip_item(*, turn: Turn) -> str:
    """Leave the item to somebody else; raises Conflict if the turn is over.

    A candidate that two curators skipped leaves the queue.
    """
    with transaction.atomic():
        item = _open_item(turn, "")
        _end(turn, Outcome.SKIPPED)
        skips = Turn.objects.filter(kind=turn.kind, item=turn.item, outcome=Outcome.SKIPPED)
        if turn.kind == Kind.CANDIDATE and skips.count() >= _SKIPS:
            _move_candidate(turn, Candidate.State.SKIPPED)
        return f"Skipped: “{_short(item.text)}”"


def undo(user: User) -> str:
    """Take back the last thing `user` did in the queue; the item is theirs again.

    Raises NotFound if there is nothing to undo, Conflict if somebody built on it since.
    """
    undoable = (*Turn.DONE, Outcome.SKIPPED)
    turn = Turn.objects.filter(curator=user, outcome__in=undoable).order_by("-ended_at").first()
    if turn is None:
        raise NotFound("There is nothing to undo.")
    with transaction.atomic():
        mine = Turn.objects.filter(pk=turn.pk, outcome=turn.outcome)
        if not mine.update(outcome=Outcome.UNDONE):
            raise Conflict("This was undone already.")
        _take_back(turn)
        again = hold(turn.kind, turn.item, user)
        item = show(again) if again else None
    return f"Undone: “{_short(item.text)}” waits again." if item else "Undone."


def _open_item(turn: Turn, version: str) -> Item:
    item = show(turn) if turn.outcome == "" else None
    if item is None:
        raise Conflict("This item was decided meanwhile, or its time ran out. Here is the next.")
    if version and item.version != version:
        if turn.kind == Kind.DOUBT:
            raise stale(turn.item)
        raise Conflict("The text was edited meanwhile. Look at it again.")
    return item


def _end(turn: Turn, outcome: Turn.Outcome) -> None:
    if not end_turn(turn, outcome):
        raise Conflict("This item went to somebody else: its time had run out. Here is the next.")


def _label(item: Item, label: str) -> Example | None:
    turn = item.turn
    if turn.kind == Kind.FEEDBACK:
        feedback = Feedback.objects.get(pk=turn.item)
        return accept_feedback(feedback=feedback, by=turn.curator, label=label)
    if turn.kind == Kind.SECOND:
        give_opinion(opinion=turn.item, label=label, by=turn.curator)
        return None
    if turn.kind == Kind.CANDIDATE:
        return _label_candidate(turn, label)
    example = Example.objects.get(pk=turn.item)
    correct_label(
        example=example,
        label=label,
        seen=item.label,
        revision=int(item.version),
        by=turn.curator,
        channel=Channel.QUEUE,
        reason="doubtful label",
    )
    return example


def _label_candidate(turn: Turn, label: str) -> Example:
    candidate = Candidate.objects.get(pk=turn.item)
    if known := Example.objects.filter(key=candidate.key).first():
        _move_candidate(turn, Candidate.State.DISMISSED)  # added by other means since
        return known
    example = add_example(
        text=candidate.text,
        label=label,
        domain=candidate.domain,
        source=candidate.source,
        by=turn.curator,
        channel=Channel.QUEUE,
    )
    _move_candidate(turn, Candidate.State.LABELLED)
    Candidate.objects.filter(pk=turn.item).update(example=example)
    return example


def _move_candidate(turn: Turn, state: Candidate.State) -> None:
    rows = Candidate.objects.filter(pk=turn.item, state=Candidate.State.WAITING)
    if not rows.update(state=state, reviewed_by=turn.curator, reviewed_at=Now()):
        raise Conflict("This text was decided meanwhile. Here is the next.")


def _keep_doubtful(item: Item) -> str:
    rows = Example.objects.filter(pk=item.turn.item, revision=int(item.version))
    if not rows.update(kept_label=F("label")):
        raise stale(item.turn.item)
    return f"Kept {item.label}: “{_short(item.text)}”"


def _take_back(turn: Turn) -> None:
    if turn.kind == Kind.SECOND:
        if turn.outcome == Outcome.LABELLED:
            take_opinion_back(opinion=turn.item, by=turn.curator)
    elif turn.kind == Kind.DOUBT:
        _take_doubt_back(turn)
    elif turn.kind == Kind.FEEDBACK:
        _take_feedback_back(turn)
    else:
        _take_candidate_back(turn)


def _take_doubt_back(turn: Turn) -> None:
    if turn.outcome == Outcome.KEPT:
        Example.objects.filter(pk=turn.item).update(kept_label="")
    elif turn.outcome == Outcome.LABELLED:
        if turn.change is None:
            raise Conflict("This cannot be undone: the example was deleted since.")
        revert_change(turn.change, by=turn.curator)


def _take_candidate_back(turn: Turn) -> None:
    if turn.outcome == Outcome.LABELLED and turn.example and turn.change:
        withdraw_example(turn.example, label=turn.change.to_label)
        return
    rows = Candidate.objects.filter(pk=turn.item)
    if turn.outcome == Outcome.SKIPPED:
        rows = rows.filter(state=Candidate.State.SKIPPED)
    else:
        rows = rows.filter(state=Candidate.State.DISMISSED, reviewed_by=turn.curator)
    back = rows.update(state=Candidate.State.WAITING, reviewed_by=None, reviewed_at=None)
    if not back and turn.outcome != Outcome.SKIPPED:
        raise Conflict(_DECIDED_SINCE)


def _take_feedback_back(turn: Turn) -> None:
    """Let the feedback wait again, and take back the label it brought."""
    if turn.outcome == Outcome.SKIPPED:  # it waits, or somebody else decided
        return
    if turn.outcome == Outcome.LABELLED and turn.change:
        if turn.change.from_label:
            revert_change(turn.change, by=turn.curator)
        else:
            _delete_untouched(turn.change)
    try:
        with transaction.atomic():
            back = Feedback.objects.filter(pk=turn.item, reviewed_by=turn.curator).update(
                state=Feedback.State.WAITING, reviewed_by=None, reviewed_at=None, example=None
            )
    except IntegrityError as error:
        raise Conflict("A visitor has said the same again since: that waits already.") from error
    if not back:
        raise Conflict(_DECIDED_SINCE)


def _delete_untouched(first: LabelChange) -> None:
    rows = untouched(Example.objects.filter(pk=first.example_id), label=first.to_label)
    if not rows.exists():
        raise stale(first.example_id, seen={"label": first.to_label})
    rows.delete()


def _short(text: str) -> str:
    return text if len(text) <= 60 else f"{text[:59]}…"
