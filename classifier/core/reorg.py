"""One task of a reorganisation: who owns it today, who should, and whether people must talk.

Pure arithmetic: nothing here knows where tasks are kept. A *suggestion* is the model's outcome, a
*ruling* what people made of it. The proposed owner follows from both by one rule, `propose`.
"""

from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum

from .labels import Outcome


class Team(StrEnum):
    """Who may own a task in a plan."""

    MARKETING = "marketing"
    SALES = "sales"
    ANOTHER = "another"


class Verdict(StrEnum):
    """What people made of a suggestion."""

    OPEN = "open"
    ACCEPTED = "accepted"
    OVERRIDDEN = "overridden"
    PARKED = "parked"


class Status(StrEnum):
    """What a row asks for."""

    KEEP = "keep"
    MOVE = "move"
    DISCUSS = "discuss"


@dataclass(frozen=True, slots=True, kw_only=True)
class Suggestion:
    """What the model says of a task."""

    outcome: Outcome
    leans_to: Team
    """Marketing or sales, whichever is likelier: who answers for a shared task by default."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Ruling:
    """What people decided; `owner` and `is_shared` count once it is accepted or overridden."""

    verdict: Verdict = Verdict.OPEN
    owner: Team | None = None
    is_shared: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Proposal:
    """Who should own a task, whether both teams work on it, and what that asks for."""

    owner: Team
    is_shared: bool
    status: Status


UNDECIDED = Ruling()
_OWNERS = {
    Outcome.MARKETING: Team.MARKETING,
    Outcome.SALES: Team.SALES,
    Outcome.NEITHER: Team.ANOTHER,
}


def accept(suggestion: Suggestion, *, today: Team) -> Ruling:
    """Return the ruling that takes the suggestion as it is.

    A shared task stays with the team that has it today if that is marketing or sales, else it
    goes to the likelier of the two. Accepting *unsure* leaves the task where it is.
    """
    owner = _OWNERS.get(suggestion.outcome, today)
    is_shared = suggestion.outcome is Outcome.SHARED
    if is_shared and today is Team.ANOTHER:
        owner = suggestion.leans_to
    return Ruling(verdict=Verdict.ACCEPTED, owner=owner, is_shared=is_shared)


def propose(suggestion: Suggestion, ruling: Ruling, *, today: Team) -> Proposal:
    """Return what is proposed for a task that `today` owns.

    Nothing is proposed for what has to be discussed first: such a task stays where it is.
    """
    if ruling.verdict in (Verdict.ACCEPTED, Verdict.OVERRIDDEN):
        owner = ruling.owner or today
        status = Status.KEEP if owner is today else Status.MOVE
        return Proposal(owner=owner, is_shared=ruling.is_shared, status=status)
    is_shared = suggestion.outcome is Outcome.SHARED
    proposed = _OWNERS.get(suggestion.outcome)
    if ruling.verdict is Verdict.PARKED or proposed is None:
        return Proposal(owner=today, is_shared=is_shared, status=Status.DISCUSS)
    status = Status.KEEP if proposed is today else Status.MOVE
    return Proposal(owner=proposed, is_shared=False, status=status)


@dataclass(frozen=True, slots=True, kw_only=True)
class PlannedTask:
    """One row of a plan with what is proposed for it."""

    number: int
    role: str
    text: str
    person: str
    hours: Decimal
    """Not negative, two places."""
    cost: Decimal
    """Not negative, two places; nought if the sheet has no cost."""
    owner: str
    """Today's owner in the sheet's own words."""
    today: Team
    proposed: Team
    status: Status
    is_shared: bool
    leans_to: Team
    outcome: Outcome
    confidence: float
    verdict: Verdict
    reason: str = ""

    @property
    def moves(self) -> bool:
        """Whether its owner would change."""
        return self.proposed is not self.today

    @property
    def accountable(self) -> Team:
        """Which of marketing and sales answers for it, if both work on it."""
        return self.leans_to if self.proposed is Team.ANOTHER else self.proposed
