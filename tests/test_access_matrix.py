"""Who may open and send what: every address, by method and role, against a written table.

The table is `access_matrix.csv`. A new address fails until it has a row for GET and one for POST.
Its path may name an object of `make_things` in braces; a route may have several rows, for one's
own objects and for others'. Each cell says what comes back:

    ok       200            login    sent to log in      no        403
    done     sent on        method   405                 gone      404
    another status by its number
"""

import copy
import csv
import io
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest
from django.contrib.auth.models import Group, User
from django.db import transaction
from django.test import Client
from django.urls import URLPattern, URLResolver, get_resolver, resolve

from classifier.models import (
    Activation,
    Candidate,
    Erasure,
    Example,
    Feedback,
    Rule,
    SecondOpinion,
    TrainingRun,
    Turn,
)
from classifier.models.choices import Channel
from classifier.services.api_tokens import create_token
from classifier.services.candidates import CandidateRow, add_candidates
from classifier.services.imports import request_import
from classifier.services.labelling import correct_label
from classifier.services.planning_drafts import keep_draft
from classifier.services.queue import hold
from classifier.services.second_opinions import ask_opinions

from .batches import create
from .plans import make_plan
from .roles import ROLES, make_people

TABLE = Path(__file__).with_name("access_matrix.csv")
METHODS = ("GET", "POST")
WORDS = {200: "ok", 403: "no", 404: "gone", 405: "method"}


@dataclass(frozen=True)
class Row:
    """A line of the table."""

    path: str
    method: str
    expected: dict[str, str]


def read_table() -> list[Row]:
    with TABLE.open(newline="", encoding="utf-8") as file:
        return [
            Row(line.pop("path"), line.pop("method"), {role: line[role] for role in ROLES})
            for line in csv.DictReader(file)
        ]


def make_things(people: dict[str, User]) -> dict[str, object]:
    """Return what stands for the braces in the table's paths."""
    version = Activation.objects.get().version
    feedback = Feedback.objects.create(
        text="Call", key="x", outcome="unsure", label="sales", version=version
    )
    example, other = Example.objects.all()[:2]
    label = "sales" if example.label != "sales" else "marketing"
    by = people["labeller"]
    change = correct_label(example=example, label=label, by=by, channel=Channel.PAGE)
    assert change
    add_candidates([CandidateRow(text="Ring the bell")], source="file")
    ask_opinions(examples=Example.objects.filter(pk=other.pk), by=people["trainer"])
    candidate, opinion = Candidate.objects.get(), SecondOpinion.objects.get()
    file = io.BytesIO(b"text,label\nA text of a file,sales\n")
    uploaded = request_import(file=file, name="a.csv", codes="", by=by)
    draft = keep_draft(content=b"a,b\n1,2\n", title="x", source="x", owner=people["planner"])
    plan = make_plan(people["planner"])
    turn = hold(Turn.Kind.CANDIDATE, candidate.pk, by)
    assert turn
    token = create_token(user=by, name="x", scopes=["classify"]).token
    return {
        "apitoken": token.pk,
        "change": change.pk,
        "candidate": candidate.pk,
        "opinion": opinion.pk,
        "turn": turn.pk,
        "import": uploaded.pk,
        "batch": create(by).pk,
        "draft": draft.pk,
        "plan": plan.pk,
        "scenario": plan.scenarios.get().number,
        "row": plan.scenarios.get().rows.all()[0].pk,
        "token": "no-such-token",
        "example": example.pk,
        "feedback": feedback.pk,
        "version": version.pk,
        "number": version.number,
        "activation": Activation.objects.get().pk,
        "erasure": Erasure.objects.create(counts={"Example: text": 1}).pk,
        "rule": Rule.objects.create(words="renewal", label="sales").pk,
        "run": TrainingRun.objects.get().pk,
        "group": Group.objects.get(name="planner").pk,
        "user": people["labeller"].pk,
        "superuser": people["superuser"].pk,
        "task": "00000000-0000-0000-0000-000000000000",
    }


def routes(resolver: URLResolver, before: str = "") -> Iterator[str]:
    """Yield every route below `resolver`, as `resolve(path).route` writes it."""
    for entry in resolver.url_patterns:
        route = before + str(entry.pattern).removeprefix("^")
        if isinstance(entry, URLPattern):
            yield route
        else:
            yield from routes(entry, route)


def word_for(status: int, location: str) -> str:
    if status in (301, 302, 303):
        return "login" if location.startswith("/admin/login/") else "done"
    return WORDS.get(status, str(status))


def answer(client: Client, method: str, path: str) -> str:
    """Ask, say what came back, and undo what it did, logging out included."""
    cookies = copy.deepcopy(client.cookies)
    with transaction.atomic():
        response = client.get(path) if method == "GET" else client.post(path)
        transaction.set_rollback(True)
    client.cookies = cookies
    return word_for(response.status_code, response.get("Location", ""))


@pytest.fixture
def people(version) -> dict[str, User]:
    return make_people()


@pytest.fixture
def clients(people) -> dict[str, Client]:
    clients = {role: Client(raise_request_exception=True) for role in ROLES}
    for role, person in people.items():
        clients[role].force_login(person)
    return clients


def test_every_address_gives_every_role_what_the_table_says(people, clients):
    things = make_things(people)
    differences = []
    for row in read_table():
        path = row.path.format_map(things)
        for role, expected in row.expected.items():
            found = answer(clients[role], row.method, path)
            if found != expected:
                differences.append(f"{row.method} {row.path} as {role}: {found}, not {expected}")
    assert not differences, "\n".join(differences)


def test_every_address_has_its_rows(people):
    things = make_things(people)
    rows = {(resolve(row.path.format_map(things)).route, row.method) for row in read_table()}
    needed = {(route, method) for route in routes(get_resolver()) for method in METHODS}
    missing = sorted(needed - rows)
    assert not missing, f"{TABLE.name} has no row for: {missing}"


def test_no_row_stands_twice():
    lines = [(row.path, row.method) for row in read_table()]
    assert len(lines) == len(set(lines))
