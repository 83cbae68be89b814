"""A text in every place that can hold one, to see whether it is found and erased there."""

import io
import itertools
import json
from collections.abc import Iterator

import openpyxl
from django.contrib.admin.models import CHANGE, LogEntry
from django.contrib.auth.models import User
from django.contrib.contenttypes.models import ContentType
from django.contrib.sessions.backends.db import SessionStore
from django.utils import timezone
from django_tasks_db.models import DBTaskResult

from classifier.models import (
    Activation,
    ApiToken,
    Batch,
    Candidate,
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
    RememberedAnswer,
    RowChange,
    Rule,
    Scenario,
    ScenarioRow,
    TrainingRun,
)
from classifier.models.choices import Channel
from classifier.services import labelling
from classifier.services.batch_files import files_of
from classifier.services.candidates import CandidateRow, add_candidates

from .batches import create, scored
from .plans import make_plan

CANARY = "Zyxwvut Qwertzu"
STEMS = ("zyxwvut", "qwertzu")
_SPELT = ("Zyxwvut Qwertzu", "ZYXWVUT  qwertzu", "zyxwvut\u00a0Qwertzu")


def spelt() -> Iterator[str]:
    """Yield sentences with the canary, spelt in turn in ways that mean the same."""
    for number in itertools.count(1):
        yield f"Call {_SPELT[number % 3]} about renewal {chr(96 + number % 26)}{number}"


def cut_off() -> str:
    """Return how the program shows a text that is too long, cut within the canary."""
    return str(Example(text=f"{'Ring back every customer with a policy that ends,':<68}{CANARY}."))


def workbook(text: str) -> bytes:
    book, content = openpyxl.Workbook(), io.BytesIO()
    book.active.append(["text"])
    book.active.append([text])
    book.save(content)
    return content.getvalue()


def put_canaries(version: ModelVersion, by: User, texts: Iterator[str]) -> None:
    """Put one in every place that can hold a text."""
    put_in_curation(version, by, texts)
    put_in_plans(by, texts)
    put_in_files(by, texts)
    put_in_records(version, by, texts)


def put_in_curation(version: ModelVersion, by: User, texts: Iterator[str]) -> None:
    labelling.add_example(text=next(texts), label="sales", domain="law", by=by)
    plain = labelling.add_example(text="A sentence of no interest", label="sales", by=by)
    Example.objects.filter(pk=plain.pk).update(notes=next(texts), domain=next(texts), source=CANARY)
    labelling.correct_label(
        example=Example.objects.get(pk=plain.pk), label="marketing", by=by, channel=Channel.PAGE
    )
    LabelChange.objects.update(reason=next(texts))
    Facet.objects.create(name=CANARY)
    add_candidates([CandidateRow(text=next(texts))], source="file")
    add_candidates([CandidateRow(text="Ring the bell twice")], source="file")
    Candidate.objects.filter(text__startswith="Ring").update(
        domain=CANARY, source=CANARY, occupation=CANARY
    )
    Feedback.objects.create(
        text=next(texts), key="k", outcome="sales", label="sales", version=version
    )
    Rule.objects.create(words=CANARY, label="sales")
    Rule.objects.create(words="something else", label="sales", note=next(texts))


def put_in_plans(by: User, texts: Iterator[str]) -> None:
    plan = make_plan(by)
    Plan.objects.update(title=next(texts), source=CANARY, notices=[next(texts)])
    OwnerMapping.objects.filter(pk=plan.owners.all()[0].pk).update(name=CANARY)
    first, second, third = plan.rows.all()[:3]
    PlanRow.objects.filter(pk=first.pk).update(task=next(texts), role=CANARY)
    PlanRow.objects.filter(pk=second.pk).update(person=CANARY, site=CANARY)
    Scenario.objects.update(name=CANARY)
    ScenarioRow.objects.filter(row=first).update(words=CANARY, reason=next(texts))
    PlanRow.objects.filter(pk=third.pk).update(task=next(texts))
    alone = ", ".join(f"{stem} (sales)" for stem in STEMS)
    ScenarioRow.objects.filter(row=third).update(words=alone)
    change = PlanChange.objects.create(
        scenario=Scenario.objects.get(), kind="accept", rows=1, note=next(texts)
    )
    row = ScenarioRow.objects.get(row=first)
    RowChange.objects.create(
        change=change, row=row, before={"reason": next(texts)}, after={CANARY: "b"}
    )


def put_in_files(by: User, texts: Iterator[str]) -> None:
    PlanDraft.objects.create(owner=by, title=CANARY, source="x", content=b"x")
    PlanDraft.objects.create(owner=by, title="x", source=CANARY, content=b"x")
    PlanDraft.objects.create(owner=by, title="x", source="x", content=workbook(next(texts)))
    waiting = {"format": "x", "fingerprint": "x", "expires_at": timezone.now()}
    escaped = json.dumps({"text": next(texts).replace("Call", "Zażółć")}).encode()
    broken = json.dumps({"text": CANARY.replace(" ", "\n")}).encode()
    for content in (next(texts).encode("utf-16"), workbook(next(texts)), escaped, broken):
        ExampleImport.objects.create(name="x", content=content, report={}, **waiting)
    ExampleImport.objects.create(
        name=CANARY, content=b"x", codes=CANARY, report={"rows": [next(texts)]}, **waiting
    )
    near = {"rows": [{"reason": f"It is nearly example 1: “{cut_off()}”, sales."}]}
    ExampleImport.objects.create(name="x", content=b"x", report=near, **waiting)
    done = scored(by, f"text\nA sentence\n{next(texts)}\n".encode())
    assert list(files_of(done.pk))
    create(by, f"text,{CANARY}\nA sentence,b\n".encode())
    Batch.objects.filter(pk=done.pk).update(name=CANARY, error=next(texts))


def put_in_records(version: ModelVersion, by: User, texts: Iterator[str]) -> None:
    Activation.objects.update(reason=next(texts))
    TrainingRun.objects.update(error=next(texts))
    ModelVersion.objects.update(data={"domains": {CANARY: 1}}, domain_results=[{"domain": CANARY}])
    token = ApiToken.objects.create(user=by, name="x", digest="x", prefix="x", scopes="x")
    RememberedAnswer.objects.create(
        token=token, key="x", request="x", body={"text": CANARY}, created_at=timezone.now()
    )
    task = {
        "task_path": "classifier.tasks.x",
        "backend_name": "default",
        "run_after": timezone.now(),
    }
    for values in (
        {"args_kwargs": {"args": [next(texts)], "kwargs": {}}},
        {"args_kwargs": {}, "return_value": {"a": CANARY}},
        {"args_kwargs": {}, "traceback": f"ValueError: {CANARY}"},
    ):
        DBTaskResult.objects.create(**task, **values)
    session = SessionStore()
    session["_messages"] = f"Reverted: “{next(texts)}” is sales again."
    session.create()
    session = SessionStore()
    session["_messages"] = json.dumps([f"Skipped: “{cut_off()}”"])
    session.create()
    SessionStore().create()
    ContentType.objects.clear_cache()  # tables may have been emptied since it was filled
    kind = ContentType.objects.get_for_model(Example)
    log = {"user": by, "content_type": kind, "object_id": "1", "action_flag": CHANGE}
    for shown, message in ((next(texts), next(texts)), (cut_off(), json.dumps([cut_off()]))):
        LogEntry.objects.create(object_repr=shown, change_message=message, **log)
