"""Unlabelled texts: added, each once, with what the model would say of them."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import islice

from django.db import transaction
from django.db.models import QuerySet
from django.db.models.functions import Now

from classifier.core.doubt import LABELS, label_probabilities
from classifier.core.errors import TextError
from classifier.core.text import MAX_TASK, check_text, normalise, text_key
from classifier.exceptions import InvalidInput, NotReady
from classifier.models import Candidate, Example, Turn

from .labelling import check_label
from .registry import active_model

_CHUNK = 500


@dataclass(frozen=True, slots=True, kw_only=True)
class CandidateRow:
    """One unlabelled text of a file."""

    text: str
    domain: str = ""
    occupation: str = ""
    suggested_label: str = ""
    number: int | None = None
    """Line or row in the file, for messages; counted from 1 if it is not given."""


@dataclass(frozen=True, slots=True, kw_only=True)
class CandidateCount:
    """What became of the rows."""

    new: int
    same: int
    """Candidates already, or twice in the file."""
    labelled: int
    """Examples already."""


def build_candidate(row: CandidateRow, source: str) -> Candidate:
    """Return an unsaved candidate; raises InvalidInput if its text or label cannot be one."""
    try:
        check_text(row.text, limit=MAX_TASK)
    except TextError as error:
        raise InvalidInput(str(error)) from error
    if row.suggested_label:
        check_label(row.suggested_label)
    text = normalise(row.text)
    return Candidate(
        text=text,
        key=text_key(text),
        source=source[:40],
        domain=row.domain[:80],
        occupation=row.occupation[:20],
        suggested_label=row.suggested_label,
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class FoundCandidates:
    """Texts to store, with what the model says of them, and how many need not be."""

    fresh: list[Candidate]
    same: int
    labelled: int


def add_candidates(rows: Iterable[CandidateRow], source: str) -> CandidateCount:
    """Store the texts that are neither candidates nor examples yet, all or none of them.

    New candidates wait at the end of the queue until `ranking.rank_candidates` places them.
    Raises what `find_candidates` raises.
    """
    return store_candidates(find_candidates(rows, source))


def find_candidates(rows: Iterable[CandidateRow], source: str) -> FoundCandidates:
    """Return the texts that are neither candidates nor examples yet; stores nothing.

    Raises
    ------
    InvalidInput
        If a row cannot be used; it names the row, and nothing is stored.
    """
    same = labelled = 0
    fresh: list[Candidate] = []
    seen: set[str] = set()
    for chunk in _chunks(_build(rows, source)):
        keys = [one.key for one in chunk]
        examples = _examples(chunk)
        waiting = set(Candidate.objects.filter(key__in=keys).values_list("key", flat=True))
        for one in chunk:
            if one.key in examples:
                labelled += 1
            elif one.key in waiting or one.key in seen:
                same += 1
            else:
                seen.add(one.key)
                fresh.append(one)
    for chunk in _chunks(iter(fresh)):
        suggest(chunk)
    return FoundCandidates(fresh=fresh, same=same, labelled=labelled)


def store_candidates(found: FoundCandidates) -> CandidateCount:
    """Store what was found; what became an example meanwhile is not, a candidate is once."""
    labelled = found.labelled
    with transaction.atomic():
        before = Candidate.objects.count()
        for chunk in _chunks(iter(found.fresh)):
            examples = _examples(chunk)
            labelled += len(examples)
            fresh = [one for one in chunk if one.key not in examples]
            Candidate.objects.bulk_create(fresh, ignore_conflicts=True)
        new = Candidate.objects.count() - before
    return CandidateCount(new=new, same=found.same, labelled=labelled)


def _examples(candidates: Sequence[Candidate]) -> set[str]:
    """Return the keys of those that are examples already."""
    keys = [one.key for one in candidates]
    return set(Example.objects.filter(key__in=keys).values_list("key", flat=True))


def suggest(candidates: Sequence[Candidate]) -> None:
    """Set probabilities, uncertainty and suggestion by the active model, unsaved.

    A suggestion of the source's own stays; without a model all three stay as they are.
    """
    try:
        model = active_model().model
    except NotReady:
        return
    texts = [one.text for one in candidates]
    rows = label_probabilities(model.predict_proba(texts), model.predict_shared(texts))
    for candidate, row in zip(candidates, rows, strict=True):
        if candidate.suggested_label == _likeliest(candidate.probabilities):
            candidate.suggested_label = ""  # an older model's
        candidate.probabilities = {
            str(label): round(float(share), 4) for label, share in zip(LABELS, row, strict=True)
        }
        best, second = sorted(row, reverse=True)[:2]
        candidate.uncertainty = round(float(1 - (best - second)), 4)
        candidate.suggested_label = candidate.suggested_label or _likeliest(candidate.probabilities)


def move_candidates(
    candidates: QuerySet[Candidate], state: Candidate.State, *, was: Sequence[Candidate.State]
) -> int:
    """Give those of `candidates` that are in one of the states `was` another; return how many.

    Those that wait again do so for everybody: who skipped them before is forgotten.
    """
    rows = Candidate.objects.filter(pk__in=candidates.values("pk"), state__in=was)
    with transaction.atomic():
        if state == Candidate.State.WAITING:
            turns = Turn.objects.filter(kind=Turn.Kind.CANDIDATE, item__in=rows.values("pk"))
            turns.filter(outcome=Turn.Outcome.SKIPPED).update(outcome=Turn.Outcome.UNDONE)
        return rows.update(state=state, reviewed_at=Now())


def _likeliest(probabilities: Mapping[str, float] | None) -> str:
    return max(probabilities, key=lambda label: probabilities[label]) if probabilities else ""


def _build(rows: Iterable[CandidateRow], source: str) -> Iterator[Candidate]:
    for count, row in enumerate(rows, start=1):
        try:
            yield build_candidate(row, source)
        except InvalidInput as error:
            raise InvalidInput(f"Row {row.number or count}: {error}") from error


def _chunks(candidates: Iterator[Candidate]) -> Iterator[list[Candidate]]:
    while chunk := list(islice(candidates, _CHUNK)):
        yield chunk
