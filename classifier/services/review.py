"""Visitors' word on answers, and what curators make of it."""

from django.contrib.auth.models import User
from django.core import signing
from django.db import IntegrityError, transaction
from django.db.models.functions import Now

from classifier.core.errors import TextError
from classifier.core.text import MAX_TASK, check_text, text_key
from classifier.exceptions import Conflict, InvalidInput, NotFound
from classifier.models import Example, Feedback, ModelVersion
from classifier.models.choices import Channel

from .classification import Answer
from .labelling import add_example, check_label, correct_label

_SALT = "classifier.feedback"
_VALID_SECONDS = 24 * 60 * 60


def feedback_token(answer: Answer) -> str:
    """Return a signed token that stands for this answer; the text is not in it."""
    content = (text_key(answer.text), str(answer.decision.outcome), answer.version)
    return signing.dumps(content, salt=_SALT)


def submit_feedback(*, token: str, text: str, label: str) -> Feedback:
    """Store a visitor's word that the answer behind `token` on `text` is wrong.

    The same word on the same text is stored once.

    Raises
    ------
    NotFound
        If the token is not of an answer given to this text in the last day.
    InvalidInput
        If the label is none, or the text is longer than an example may be.
    """
    try:
        key, outcome, number = signing.loads(token, salt=_SALT, max_age=_VALID_SECONDS)
    except (signing.BadSignature, ValueError) as error:
        raise NotFound("This answer is not known any more. Ask again, then correct it.") from error
    check_label(label)
    try:
        check_text(text, limit=MAX_TASK)
    except TextError as error:
        raise InvalidInput(str(error)) from error
    if text_key(text) != key:
        raise NotFound("This answer belongs to another text. Ask again, then correct it.")
    version = ModelVersion.objects.defer("example_ids").get(number=number)
    try:
        with transaction.atomic():
            return Feedback.objects.create(
                text=text, key=key, outcome=outcome, label=label, version=version
            )
    except IntegrityError:  # said before, still waiting
        return Feedback.objects.get(key=key, label=label, state=Feedback.State.WAITING)


def accept_feedback(*, feedback: Feedback, by: User, label: str = "") -> Example:
    """Make the visitor's word a curated label: correct the example, or add it.

    `label` is what the curator says instead, by default the visitor's label.
    Raises Conflict if the feedback was reviewed meanwhile.
    """
    label = label or feedback.label
    with transaction.atomic():
        _review(feedback, Feedback.State.ACCEPTED, by)
        example = Example.objects.filter(key=feedback.key).first()
        if example is None:
            example = add_example(
                text=feedback.text,
                label=label,
                source="feedback",
                by=by,
                channel=Channel.FEEDBACK,
            )
        else:
            correct_label(example=example, label=label, by=by, channel=Channel.FEEDBACK)
        Feedback.objects.filter(pk=feedback.pk).update(example=example)
        return example


def dismiss_feedback(*, feedback: Feedback, by: User) -> None:
    """Close the feedback without changing anything; raises Conflict if it was reviewed."""
    _review(feedback, Feedback.State.DISMISSED, by)


def _review(feedback: Feedback, state: Feedback.State, by: User) -> None:
    waiting = Feedback.objects.filter(pk=feedback.pk, state=Feedback.State.WAITING)
    if not waiting.update(state=state, reviewed_by=by, reviewed_at=Now()):
        raise Conflict(f"Feedback {feedback.pk} was reviewed already.")
