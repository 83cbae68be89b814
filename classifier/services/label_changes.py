"""Who changed the labels between the trainings of two versions, and how many of them."""

from collections import Counter, defaultdict
from dataclasses import dataclass, field
from datetime import datetime

from django.contrib.auth.models import User
from django.db.models import F, QuerySet, Window
from django.db.models.functions import RowNumber

from classifier.models import Example, LabelChange, ModelVersion, TrainingRun

MAX_SHARE = 0.10
"""One user's part of the training set, or of the test rows, beyond which a reason is needed."""

SHOWN = 20
"""Changes shown with each user."""


@dataclass(slots=True, kw_only=True)
class UserChanges:
    """What one user did to the labels."""

    user_id: int | None
    name: str
    changes: int
    """Changes made, back and forth."""
    in_effect: int
    """Examples whose label is another one now and was last set by this user."""
    share: float
    """`in_effect` as a share of the training set."""
    test_share: float
    """Those of them that are test rows, as a share of the test rows."""
    shown: list[LabelChange] = field(default_factory=list)
    """The newest changes, at most `SHOWN`."""

    @property
    def needs_reason(self) -> bool:
        """Whether a version with so much of one user is activated only for a reason.

        Commands have no user: whoever runs them owns the machine.
        """
        return self.user_id is not None and max(self.share, self.test_share) > MAX_SHARE


@dataclass(frozen=True, slots=True, kw_only=True)
class ChangeReport:
    """The label changes between two trainings, by user, the most first."""

    since: datetime
    until: datetime
    users: list[UserChanges]


def report_changes(version: ModelVersion, current: ModelVersion) -> ChangeReport:
    """Return the changes made after `current` read its examples and before `version` was made."""
    changes = changes_between(version, current)
    since, until = _window(version, current)
    made: Counter[int | None] = Counter()
    names: dict[int | None, str] = {}
    first: dict[int, str] = {}
    last: dict[int, tuple[str, int | None, bool]] = {}
    columns = ("example_id", "from_label", "to_label", "changed_by", "changed_by__username")
    rows = changes.order_by("pk").values_list(*columns, "example__is_test")
    for example, before, after, user, name, is_test in rows.iterator():
        made[user] += 1
        names[user] = name or "commands"
        first.setdefault(example, before)
        last[example] = (after, user, is_test)
    moved = [(who, test) for pk, (label, who, test) in last.items() if label != first[pk]]
    training = max(Example.objects.filter(is_test=False).count(), 1)
    tests = max(Example.objects.filter(is_test=True).count(), 1)
    in_effect = Counter(user for user, _ in moved)
    on_tests = Counter(user for user, is_test in moved if is_test)
    shown = _newest(changes)
    users = [
        UserChanges(
            user_id=user,
            name=names[user],
            changes=count,
            in_effect=in_effect[user],
            share=in_effect[user] / training,
            test_share=on_tests[user] / tests,
            shown=shown[user],
        )
        for user, count in made.items()
    ]
    users.sort(key=lambda one: (-one.in_effect, -one.changes, one.name))
    return ChangeReport(since=since, until=until, users=users)


def changes_between(
    version: ModelVersion, current: ModelVersion, *, by: User | None = None
) -> QuerySet[LabelChange]:
    """Return those changes, the newest first; of one user if asked."""
    since, until = _window(version, current)
    rows = LabelChange.objects.filter(changed_at__gte=since, changed_at__lte=until)
    return rows if by is None else rows.filter(changed_by=by)


def _window(version: ModelVersion, current: ModelVersion) -> tuple[datetime, datetime]:
    """Return when `current` began to read its examples and when `version` was made.

    A version trained before the active one has learned nothing since: its window is empty.
    """
    run = TrainingRun.objects.filter(version=current).first()
    since = run.started_at if run and run.started_at else current.created_at
    return since, version.created_at


def _newest(changes: QuerySet[LabelChange]) -> dict[int | None, list[LabelChange]]:
    newest_first = Window(RowNumber(), partition_by=F("changed_by"), order_by=F("pk").desc())
    rows = changes.annotate(place=newest_first).filter(place__lte=SHOWN)
    shown: dict[int | None, list[LabelChange]] = defaultdict(list)
    for change in rows.select_related("example").order_by("-pk"):
        shown[change.changed_by_id].append(change)
    return shown
