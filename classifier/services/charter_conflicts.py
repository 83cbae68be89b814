"""Where the charter contradicts itself, curators or the model."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import reduce
from itertools import combinations, islice
from operator import or_

from django.db.models import Q

from classifier.core.charter import Charter, CharterRule, collide, trace_of
from classifier.models import Example

from .charter import current_charter

MAX_READ = 20_000
"""Examples with a rule's letters in them that are looked at, the newest first."""

MAX_SHOWN = 50
"""Texts shown of each kind of conflict."""


@dataclass(frozen=True, slots=True, kw_only=True)
class RulePair:
    """Two rules with different owners that may meet on one text."""

    first: CharterRule
    """The one that decides."""
    second: CharterRule
    example: Example | None
    """A text on which they meet; None if only their words say so."""


@dataclass(frozen=True, slots=True, kw_only=True)
class TextConflict:
    """An example whose rule says otherwise."""

    example: Example
    rule: CharterRule


@dataclass(slots=True, kw_only=True)
class Conflicts:
    """All conflicts found, at most `MAX_SHOWN` texts of each kind, and how many there are."""

    pairs: list[RulePair] = field(default_factory=list)
    curated: list[TextConflict] = field(default_factory=list)
    curated_count: int = 0
    model: list[TextConflict] = field(default_factory=list)
    model_count: int = 0
    matched: int = 0
    """Examples that a rule decides."""
    complete: bool = True
    """Whether all examples were looked at."""


def find_conflicts() -> Conflicts:
    """Return the conflicts between two rules on one text, and of rules with the examples.

    An example's label is a curator's word; `model_outcome` is the view of the model that left
    the example's domain out, and "unsure" contradicts nothing.
    """
    charter = current_charter()
    found = Conflicts()
    met: dict[tuple[int, int], RulePair] = {}
    for number, example in enumerate(_candidates(charter), start=1):
        if number > MAX_READ:
            found.complete = False
            break
        rules = charter.find(example.text)
        if rules:
            _note_example(found, example, rules[0])
            _note_pairs(met, example, rules)
    ranked = sorted(charter.rules, key=lambda rule: rule.rank)
    for first, second in combinations(ranked, 2):
        if first.label != second.label and collide(first, second):
            key = _key(first, second)
            met.setdefault(key, RulePair(first=first, second=second, example=None))
    found.pairs = list(met.values())
    return found


def _candidates(charter: Charter) -> Iterator[Example]:
    """Yield the examples in which a rule's words may stand; the database looks for letters."""
    traces = [trace_of(phrase) for rule in charter.rules for phrase in rule.phrases]
    if not traces:
        return
    rows = Example.objects.only("text", "label", "model_outcome").order_by("-pk")
    if all(traces):
        rows = rows.filter(reduce(or_, (Q(text__icontains=trace) for trace in set(traces))))
    yield from islice(rows.iterator(chunk_size=2000), MAX_READ + 1)


def _note_example(found: Conflicts, example: Example, rule: CharterRule) -> None:
    found.matched += 1
    conflict = TextConflict(example=example, rule=rule)
    if example.label != rule.label:
        found.curated_count += 1
        _show(found.curated, conflict)
    if example.model_outcome not in ("", "unsure", rule.label):
        found.model_count += 1
        _show(found.model, conflict)


def _show(shown: list[TextConflict], conflict: TextConflict) -> None:
    if len(shown) < MAX_SHOWN:
        shown.append(conflict)


def _note_pairs(
    met: dict[tuple[int, int], RulePair], example: Example, rules: list[CharterRule]
) -> None:
    for first, second in combinations(rules, 2):
        if first.label != second.label:
            pair = RulePair(first=first, second=second, example=example)
            met.setdefault(_key(first, second), pair)


def _key(first: CharterRule, second: CharterRule) -> tuple[int, int]:
    low, high = sorted((first.id, second.id))
    return low, high
