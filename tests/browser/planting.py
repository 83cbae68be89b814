"""Every payload in every column that can hold one, in an installation with one of everything."""

import copy
import csv
import io
import json
from typing import Any

from django.contrib.admin.models import CHANGE, LogEntry
from django.contrib.auth.models import Group, User
from django.contrib.contenttypes.models import ContentType
from django.db.models import CharField, Field, JSONField, Model, QuerySet, TextField
from django.utils import timezone
from django_tasks_db.models import DBTaskResult

from classifier.core.text import text_key
from classifier.models import (
    Activation,
    ApiToken,
    Batch,
    Candidate,
    Erasure,
    Example,
    ExampleImport,
    Facet,
    Feedback,
    LabelChange,
    ModelVersion,
    OwnerMapping,
    Plan,
    PlanChange,
    PlanDraft,
    PlanRow,
    Rule,
    Scenario,
    ScenarioRow,
    SecondOpinion,
    TrainingRun,
)
from classifier.services.imports import request_import

from ..batches import scored
from ..forgery import things_of
from ..payloads import PAYLOADS, cut, payload
from ..plans import HEAD, make_plan

MADE = {
    "key", "digest", "prefix", "sha256", "snapshot", "fingerprint", "share_token", "password",
    "scopes", "codename", "app_label", "model", "object_id", "worker_ids", "backend_name",
    "queue_name", "task_path", "exception_class_path",
}  # fmt: skip
"""Columns that hold only what the site itself makes."""

_N = range(len(PAYLOADS))


def plant(rows: QuerySet[Any], *, keep: tuple[str, ...] = ()) -> None:
    """Put a payload into each column of text of each row, another one into each."""
    table = rows.model
    columns = [field for field in table._meta.concrete_fields if _holds_text(field, keep)]
    for number, pk in enumerate(rows.order_by("-pk").values_list("pk", flat=True)[: len(_N)]):
        texts = {
            field.name: _numbered(payload(number + 7 * place), number, field.max_length)
            for place, field in enumerate(columns)
        }
        table._default_manager.filter(pk=pk).update(**texts)


def repeat(row: Model, **columns: Any) -> None:
    """Store as many copies of a row as there are payloads; a callable column gets the number."""
    copies = []
    for number in _N:
        one = copy.copy(row)
        one._state = copy.copy(row._state)
        one.pk, one._state.adding = row._meta.pk.get_default() if row._meta.pk else None, True
        for name, value in columns.items():
            setattr(one, name, value(number) if callable(value) else value)
        copies.append(one)
    type(row)._default_manager.bulk_create(copies)


def everything(version: ModelVersion, by: User) -> dict[str, Any]:
    """Plant all there is and return the ids for the table of addresses."""
    things: dict[str, Any] = things_of(by)
    plant_curation(version)
    things |= plant_files(by)
    plant_plans(things)
    plant_records(version, by)
    plant_people()
    return things


def plant_curation(version: ModelVersion) -> None:
    facets = Facet.objects.bulk_create(Facet(name=str(n)) for n in _N)
    newest = Example.objects.order_by("-pk")[: len(_N)]
    for example in newest:
        example.facets.set(facets[:6])
    change, opinion = LabelChange.objects.latest("pk"), SecondOpinion.objects.latest("pk")
    ids = [example.pk for example in newest]
    repeat(change, example_id=lambda n: ids[n], channel="page", from_label="", to_label="shared")
    ended = {"state": "agreed", "second_label": "sales", "second_curator": None}
    repeat(opinion, example_id=lambda n: ids[n], **ended)
    repeat(Candidate.objects.latest("pk"), key=lambda n: text_key(f"candidate {n}"))
    repeat(Feedback.objects.latest("pk"), key=lambda n: text_key(f"feedback {n}"))
    repeat(Rule.objects.latest("pk"), words=lambda n: f"call {n}")
    for table in (Example, Facet, LabelChange, Candidate, Feedback, Rule):
        plant(table._default_manager.all())
    Rule.objects.create(words="planted, call", label="sales", note=payload(12), order=1)


def table_of_payloads(*columns: str) -> bytes:
    """A CSV file each of whose cells, and one of whose columns, is a payload."""
    file = io.StringIO(newline="")
    rows = [[payload(n + 5 * place) for place, _ in enumerate(columns)] for n in _N]
    csv.writer(file).writerows([columns, *rows])
    return file.getvalue().encode()


def plant_files(by: User) -> dict[str, object]:
    Batch.objects.all().delete()
    repeat(
        scored(by, table_of_payloads("text", payload(2), "n"), f"{payload(2)}.csv"),
        state="failed", has_files=False,
    )  # fmt: skip
    batch = Batch.objects.get(state="succeeded")
    plant(Batch.objects.exclude(pk=batch.pk))
    waiting = request_import(
        file=io.BytesIO(table_of_payloads("text", "label", "domain", "facets")),
        name=f"{payload(2)}.csv", codes="", by=by,
    )  # fmt: skip
    ExampleImport.objects.exclude(pk=waiting.pk).delete()
    done = {"state": "done", "content": None, "confirmed_at": timezone.now(), "expires_at": None}
    repeat(waiting, **done)
    plant(ExampleImport.objects.filter(state="done"))
    report = json.dumps({**waiting.report, "notices": list(PAYLOADS)})
    ExampleImport.objects.filter(pk=waiting.pk).update(report=json.loads(report))
    return {"batch": batch.pk, "import": waiting.pk}


def plant_plans(things: dict[str, Any]) -> None:
    plan = Plan.objects.get(pk=things["plan"])
    sheet = "".join(f"Role {n},Call the clients {n},o{n},1,Person {n}\n" for n in _N)
    whole = make_plan(plan.owner, HEAD + sheet)
    scenario = whole.scenarios.get()
    plant(PlanRow.objects.filter(plan=whole))
    plant(OwnerMapping.objects.filter(plan=whole))
    plant(ScenarioRow.objects.filter(scenario=scenario))
    verdict = {"verdict": "overridden", "owner": "sales", "proposed": "sales", "status": "move"}
    ScenarioRow.objects.filter(scenario=scenario).update(**verdict)
    disputed = ScenarioRow.objects.filter(scenario=scenario).order_by("pk")
    shared = {"status": "discuss", "is_shared": True, "both": True}
    ScenarioRow.objects.filter(pk__in=[row.pk for row in disputed[:15]]).update(**shared)
    repeat(PlanChange(scenario=scenario, kind="accept", rows=1, done_by=plan.owner))
    repeat(scenario, number=lambda n: n + 2, name=lambda n: f"s{n}", is_chosen=False)
    draft = PlanDraft.objects.get(pk=things["draft"])
    PlanDraft.objects.filter(pk=draft.pk).update(content=table_of_payloads(*PAYLOADS[:8]))
    repeat(plan, share_token="")
    for table in (PlanChange, Scenario, PlanDraft, Plan):
        plant(table._default_manager.all())
    Plan.objects.filter(pk=whole.pk).update(notices=list(PAYLOADS), owners_confirmed=True)
    things |= {
        "plan": whole.pk, "scenario": 1, "row": disputed[0].pk,
    }  # fmt: skip
    Scenario.objects.filter(plan=whole, number=1).update(name=payload(2))


def plant_records(version: ModelVersion, by: User) -> None:
    repeat(Activation.objects.get())
    ended = {"state": "failed", "version": None, "started_at": None}
    repeat(TrainingRun.objects.latest("pk"), **ended)
    repeat(ApiToken.objects.latest("pk"), digest=lambda n: f"d{n}")
    kind = ContentType.objects.get_for_model(Example)
    example = Example.objects.latest("pk").pk
    repeat(LogEntry(user=by, content_type=kind, object_id=str(example), action_flag=CHANGE))
    now = timezone.now()
    repeat(DBTaskResult(args_kwargs={}, run_after=now, task_path="x", backend_name="default"))
    for table in (Activation, TrainingRun, ApiToken, LogEntry):
        plant(table._default_manager.all())
    plant(DBTaskResult.objects.all(), keep=("status",))
    DBTaskResult.objects.update(args_kwargs={"args": list(PAYLOADS), "kwargs": {}})
    names = dict.fromkeys(PAYLOADS, 1)
    for column in ("libraries", "parameters", "domain_results"):
        setattr(version, column, _in_json(getattr(version, column)))
    version.data |= {"domains": names, "sources": names}
    version.save()
    Erasure.objects.update(counts=names)


def plant_people() -> None:
    Group.objects.bulk_create(Group(name=f"g{n}") for n in _N)
    users = [User(username=f"u{n}", is_staff=True, is_active=True) for n in _N]
    User.objects.bulk_create(users)
    plant(User.objects.filter(username__in=[user.username for user in users]))
    plant(Group.objects.filter(name__startswith="g"))
    names = User.objects.filter(username__contains="planted").values_list("pk", flat=True)
    for number, pk in enumerate(LabelChange.objects.values_list("pk", flat=True)):
        LabelChange.objects.filter(pk=pk).update(changed_by=names[number % len(names)])


def _holds_text(field: Field[Any, Any], keep: tuple[str, ...]) -> bool:
    is_text = isinstance(field, CharField | TextField) and not isinstance(field, JSONField)
    return is_text and not (field.choices or field.primary_key or field.name in (*MADE, *keep))


def _numbered(text: str, number: int, length: int | None) -> str:
    """Return the text as long as a column can hold it, with a number: some must be unique."""
    tail = f" {number}"
    return cut(text, length and length - len(tail)) + tail


def _in_json(value: Any, number: int = 0) -> Any:
    """Return the value with a payload in the place of each text."""
    if isinstance(value, dict):
        return {key: _in_json(one, number + 3) for key, one in value.items()}
    if isinstance(value, list):
        return [_in_json(one, number + place) for place, one in enumerate(value)]
    return payload(number) if isinstance(value, str) else value
