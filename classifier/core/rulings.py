"""What holds of a text: the charter's word, curators', or the model's own."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from enum import StrEnum

from .charter import Charter, CharterRule
from .decision import Decision, Reason
from .labels import Outcome
from .model import Model


class DecidedBy(StrEnum):
    """Whose word an answer is."""

    MODEL = "model"
    CURATOR = "curator"
    RULE = "rule"


@dataclass(frozen=True, slots=True)
class Ruling:
    """What holds of a text, beside the model's own view; the rule if one decided."""

    decision: Decision
    model_decision: Decision
    rule: CharterRule | None = None

    @property
    def decided_by(self) -> DecidedBy:
        """Whose word the decision is."""
        if self.rule:
            return DecidedBy.RULE
        curated = self.decision.reason is Reason.CURATED
        return DecidedBy.CURATOR if curated else DecidedBy.MODEL


def rule_on(model: Model, charter: Charter, plain: Sequence[str]) -> list[Ruling]:
    """Return what holds of texts in normal form."""
    return [
        _rule_on(model, text, own, charter.decide(text))
        for text, own in zip(plain, model.decide_by_score(plain), strict=True)
    ]


def _rule_on(model: Model, text: str, own: Decision, rule: CharterRule | None) -> Ruling:
    if rule is None:
        return Ruling(model.heed_curators(text, own), own)
    return Ruling(replace(own, outcome=Outcome(rule.label), reason=Reason.RULE), own, rule)
