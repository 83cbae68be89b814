"""What is right to send to each form that writes, and to each endpoint that takes JSON."""

from collections.abc import Iterator
from typing import Any

from classifier.models import Example
from classifier.services.classification import classify
from classifier.services.review import feedback_token

PASSWORD = {"password1": "a new long password", "password2": "a new long password"}
_ADMIN = "/admin/classifier"


def forms(things: dict[str, Any]) -> Iterator[tuple[str, dict[str, Any]]]:
    """Yield the address of each form that writes, with what is right to send."""
    plan, example = f"/plans/{things['plan']}", Example.objects.get(pk=things["example"])
    scenario, row = f"{plan}/{things['scenario']}", things["row"]
    whole = {"text": "Call twice", "label": "sales", "source": "staff", "domain": "", "notes": ""}
    answer = classify(["Call the buyers"])[0]
    word = {"token": feedback_token(answer), "text": "Call the buyers", "label": "shared"}
    sheet = "role,task,owner,hours\nr,Call,Sales,1\n"
    yield "/feedback/", word
    yield "/batches/", {"file": b"text\nCall\n"}
    yield "/plans/new/", {"title": "x", "cells": sheet}
    yield "/plans/new/", {"title": "x", "file": sheet.encode()}
    yield f"{plan}/settings/", {"title": "New", "period": "week", "hours_per_fte": "38"}
    yield f"{plan}/share/", {"sharing": "read"}
    yield f"{plan}/delete/", {}
    yield f"{scenario}/change/", {"act": "copy", "name": "Another"}
    yield f"{scenario}/tasks/decide/", {"kind": "accept", "status": ""}
    yield f"{scenario}/tasks/{row}/decide/", {"kind": "park", "seen": "0", "reason": "why"}
    yield f"{_ADMIN}/example/add/", whole
    yield (
        f"{_ADMIN}/example/{example.pk}/change/",
        {**whole, "seen_revision": example.revision, "initial-label": example.label,
         "label_changes-TOTAL_FORMS": "0", "label_changes-INITIAL_FORMS": "0"},
    )  # fmt: skip
    ticked = {"_selected_action": [example.pk], "index": "0"}
    yield f"{_ADMIN}/example/", {**ticked, "action": "relabel_shared"}
    rule = {"words": "discount", "label": "shared", "order": "1", "is_active": "on"}
    yield f"{_ADMIN}/rule/add/", {**rule, "words": "haggle"}
    yield f"{_ADMIN}/rule/{things['rule']}/change/", rule
    yield (
        f"{_ADMIN}/apitoken/add/",
        {"name": "t", "scopes": ["classify"], "user": things["superuser"]},
    )
    yield f"{_ADMIN}/feedback/", {"_selected_action": [things["feedback"]], "action": "accept"}
    yield f"{_ADMIN}/labelchange/{things['change']}/revert/", {}
    yield f"{_ADMIN}/candidate/queue/", {"turn": things["turn"], "do": "sales"}
    yield f"{_ADMIN}/exampleimport/add/", {"file": b"text,label\nCall,sales\n", "codes": ""}
    yield f"{_ADMIN}/exampleimport/{things['import']}/confirm/", {}
    yield "/admin/auth/user/add/", {"username": "new", "usable_password": "true", **PASSWORD}
    yield f"/admin/auth/user/{things['superuser']}/password/", PASSWORD
    yield "/admin/auth/group/add/", {"name": "new"}
    yield "/admin/password_change/", {
        "old_password": "alice's long password", "new_password1": "a new long password",
        "new_password2": "a new long password",
    }  # fmt: skip


def bodies(things: dict[str, Any]) -> Iterator[tuple[str, dict[str, Any]]]:
    """Yield each endpoint that takes JSON, with what is right to send."""
    example = Example.objects.get(pk=things["example"])
    plan = f"plans/{things['plan']}"
    answer = classify(["Call the buyers"])[0]
    row = {"role": "r", "task": "Call", "owner": "Sales", "hours": 1}
    seen = {"label": "sales", "seen": example.label}
    yield "classify", {"text": "Call"}
    yield "explain", {"text": "Call"}
    yield "examples", {"text": "Call thrice", "label": "sales"}
    yield f"examples/{example.pk}/label", {**seen, "label": "shared"}
    yield f"examples/{example.pk}/withdraw", {"seen": example.label}
    yield f"versions/{things['number']}/activate", {"reason": "x"}
    yield "versions/rollback", {"reason": "x"}
    yield "plans", {"title": "x", "rows": [row]}
    yield f"{plan}/rows/{things['row']}/decision", {"kind": "accept", "seen": 0}
    yield f"{plan}/decisions", {"kind": "accept", "filter": {}}
    yield "batches", {"texts": ["Call"]}
    yield (
        "feedback",
        {"feedback_token": feedback_token(answer), "text": answer.text, "label": "shared"},
    )
