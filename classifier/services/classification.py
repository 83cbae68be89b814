"""Whose task is it? The one question every face asks here.

With the model in memory it is answered while the database is away too: see `remembered`.
"""

import logging
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field

from django.db import Error, connection

from classifier.core import Model
from classifier.core.charter import CharterRule
from classifier.core.counterfactual import Counterfactual, find_counterfactual
from classifier.core.decision import CutOffs, Decision
from classifier.core.errors import TextError
from classifier.core.explanation import Explanation
from classifier.core.labels import Outcome
from classifier.core.per_cent import whole_per_cent
from classifier.core.rulings import DecidedBy, Ruling, rule_on
from classifier.core.text import check_text, normalise
from classifier.core.vocabulary import Term
from classifier.exceptions import InvalidInput, NotReady

from .answer_counts import count_answers
from .charter import current_charter
from .nearest import Neighbour, find_neighbours
from .outages import DatabaseAway
from .registry import ActiveModel, active_model
from .vocabulary import match_terms

logger = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True, kw_only=True)
class Answer:
    """The decision on one text, by which version, under which cut-offs."""

    text: str
    decision: Decision
    version: int
    model_decision: Decision
    """The model's own view, whatever curators or the charter say."""
    model: Model = field(repr=False, compare=False)
    """The model of that version."""
    rule: CharterRule | None = None
    """The rule of the company charter that decided, if one did."""

    @property
    def cut_offs(self) -> CutOffs:
        """What the model's own decision was measured by."""
        return self.model.cut_offs

    @property
    def decided_by(self) -> DecidedBy:
        """Whose word the decision is."""
        return Ruling(self.decision, self.model_decision, self.rule).decided_by


@dataclass(frozen=True, slots=True, kw_only=True)
class ExplainedAnswer:
    """An answer with the words and examples behind it."""

    answer: Answer
    explanation: Explanation
    neighbours: list[Neighbour]
    terms: list[Term]
    """The article's terms that stand in the text."""
    change: Counterfactual | None
    """What would change the answer; None if it is not the model's or no few words would."""
    is_complete: bool = True
    """Whether the database answered: if not, neighbours and perhaps terms are missing."""


def classify(texts: Sequence[str]) -> list[Answer]:
    """Return the answers of the active model, all by one version.

    Raises
    ------
    InvalidInput
        If a text is empty, too long or not text; its number is named if there are several.
    NotReady
        If no model can answer.
    """
    return _answers(active_model(), texts)


def explain(text: str, *, neighbours: int = 3) -> ExplainedAnswer:
    """Return the answer on one text with its words and its nearest curated examples.

    Raises what `classify` raises.
    """
    [found] = classify([text])
    return explain_answer(found, neighbours=neighbours)


def explain_answer(answer: Answer, *, neighbours: int = 3) -> ExplainedAnswer:
    """Return `answer` with its words and its nearest curated examples, by the same model.

    What cannot be read is left out.
    """
    explanation = answer.model.explain(answer.text)
    terms: list[Term] = []
    near: list[Neighbour] = []
    is_complete = True
    try:
        terms = match_terms(answer.text)
        near = find_neighbours(answer.model, answer.text, neighbours)
    except DatabaseAway as error:
        logger.warning("An answer goes without its examples: %s", type(error).__name__)
        is_complete = False
    return ExplainedAnswer(
        answer=answer,
        explanation=explanation,
        terms=terms,
        change=_change(answer, explanation),
        neighbours=near,
        is_complete=is_complete,
    )


def warm_up() -> None:
    """Read all that answers need, if it can be read, so that the first one need not wait for it."""
    try:
        active_model()
        current_charter()
        match_terms("")
    except (NotReady, Error) as error:
        logger.warning("Nothing can be answered yet: %s", type(error).__name__)
    finally:
        connection.close()


def _change(answer: Answer, explanation: Explanation) -> Counterfactual | None:
    if answer.decided_by is not DecidedBy.MODEL:
        return None

    def decide_shorter(texts: Sequence[str]) -> list[Decision]:
        plain = [normalise(text) for text in texts]
        return [ruling.decision for ruling in decide(answer.model, plain)]

    return find_counterfactual(explanation, answer.decision, decide_shorter)


def _answers(active: ActiveModel, texts: Sequence[str]) -> list[Answer]:
    for number, text in enumerate(texts, start=1):
        try:
            check_text(text)
        except TextError as error:
            place = f"Text {number}: " if len(texts) > 1 else ""
            raise InvalidInput(f"{place}{error}") from error
    plain = [normalise(text) for text in texts]
    answers = answer(active.model, active.version.number, plain)
    count_answers((active.version.pk, one.decision.outcome) for one in answers)
    return answers


def answer(model: Model, version: int, plain: Sequence[str]) -> list[Answer]:
    """Return the answers of `model`, which is that version, on texts in normal form; uncounted."""
    return [
        Answer(
            text=text,
            decision=ruling.decision,
            version=version,
            model=model,
            model_decision=ruling.model_decision,
            rule=ruling.rule,
        )
        for text, ruling in zip(plain, decide(model, plain), strict=True)
    ]


def decide(model: Model, plain: Sequence[str]) -> list[Ruling]:
    """Return what holds of texts in normal form, by the rules in force."""
    return rule_on(model, current_charter(), plain)


def mix(outcomes: Sequence[Outcome]) -> dict[str, int]:
    """Return the share of each outcome in whole per cent; the shares add up to 100."""
    return whole_per_cent(Counter(map(str, outcomes)))
