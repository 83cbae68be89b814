"""The review queue: one item at a time, one key each, the mouse never needed."""

from typing import Any, cast

from django.contrib import admin, messages
from django.contrib.auth.models import User
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import URLPattern, path, reverse
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from classifier.exceptions import Conflict, ServiceError
from classifier.forms import DecisionForm
from classifier.models import Candidate, Turn
from classifier.services import queue
from classifier.services import queue_decisions as decisions
from classifier.services.nearest import nearest_examples
from classifier.services.queue_items import show
from classifier.tasks import start_ranking

KEYS = {"marketing": "m", "sales": "s", "shared": "h", "neither": "n"}
"""The key of each label; the page shows them."""

RIGHTS = {
    Turn.Kind.FEEDBACK: "classifier.change_feedback",
    Turn.Kind.DOUBT: "classifier.change_example",
    Turn.Kind.SECOND: "classifier.change_example",
    Turn.Kind.CANDIDATE: "classifier.add_example",
}
"""What one must be allowed to do to decide on an item of each kind."""


NAMES = {
    Turn.Kind.FEEDBACK: "feedback",
    Turn.Kind.DOUBT: "doubtful labels",
    Turn.Kind.SECOND: "second opinions",
    Turn.Kind.CANDIDATE: "label next",
}
"""What the page calls each kind."""


def urls(admin_site: admin.AdminSite) -> list[URLPattern]:
    """Return the addresses of the queue."""
    view = admin_site.admin_view
    return [
        path("queue/", view(review_queue), name="classifier_candidate_queue"),
        path("queue/undo/", view(undo), name="classifier_candidate_undo"),
        path("queue/skipped/", view(return_skipped), name="classifier_candidate_return"),
        path("queue/rank/", view(rank), name="classifier_candidate_rank"),
        path("queue/<int:turn>/nearest/", view(nearest), name="classifier_candidate_nearest"),
    ]


@require_http_methods(["GET", "POST"])
def review_queue(request: HttpRequest) -> HttpResponse:
    """Show the item whose turn it is; on a post, decide on it and show the next."""
    kinds = _kinds(request)
    said = _decide(request, kinds) if request.method == "POST" else None
    return _answer(request, said)


@require_POST
def undo(request: HttpRequest) -> HttpResponse:
    """Take back the last decision and show its item again."""
    _kinds(request)
    return _answer(request, _try(lambda: decisions.undo(_user(request))))


@require_POST
def return_skipped(request: HttpRequest) -> HttpResponse:
    """Let the skipped items come again."""
    _kinds(request)
    count = queue.return_skipped(_user(request))
    return _answer(request, (f"{count} skipped before come again.", False))


@require_POST
def rank(request: HttpRequest) -> HttpResponse:
    """Have a worker find the order of the unlabelled texts anew."""
    if not request.user.has_perm("classifier.change_candidate"):
        raise PermissionDenied
    start_ranking()
    messages.success(request, "A worker puts the unlabelled texts in order now.")
    return redirect("admin:classifier_candidate_changelist")


@require_GET
def nearest(request: HttpRequest, turn: int) -> HttpResponse:
    """Show the labelled examples most like the text of one's turn."""
    kinds = _kinds(request)
    mine = get_object_or_404(Turn, pk=turn, curator=_user(request), kind__in=kinds)
    item = show(mine)
    own = mine.item if mine.kind == Turn.Kind.DOUBT else 0
    blind = item is None or mine.kind == Turn.Kind.SECOND
    context = {
        **admin.site.each_context(request),
        "title": "The nearest examples",
        "opts": Candidate._meta,
        "item": item,
        "neighbours": [] if blind or item is None else nearest_examples(item.text, without=own),
    }
    part = "nearest" if request.headers.get("HX-Request") else "nearest_page"
    return render(request, f"admin/classifier/candidate/{part}.html", context)


Said = tuple[str, bool]
"""A sentence for the curator, and whether it is a refusal."""


def _decide(request: HttpRequest, kinds: list[str]) -> Said:
    form = DecisionForm(request.POST)
    if not form.is_valid():
        return "Choose a label, keep, skip or dismiss.", True
    turns = Turn.objects.select_related("curator").filter(curator=_user(request), kind__in=kinds)
    turn = turns.filter(pk=form.cleaned_data["turn"]).first()
    do, version = form.cleaned_data["do"], form.cleaned_data["version"]

    def decide() -> str:
        if turn is None:
            raise Conflict("This item went to somebody else: its time had run out.")
        if do == "skip":
            return decisions.skip_item(turn=turn)
        if do == "dismiss":
            return decisions.dismiss_item(turn=turn)
        if do == "keep":
            return decisions.keep_item(turn=turn, version=version)
        return decisions.label_item(turn=turn, label=do, version=version)

    return _try(decide)


def _try(verb: Any) -> Said:
    try:
        return verb(), False
    except ServiceError as error:
        return str(error), True


def _answer(request: HttpRequest, said: Said | None) -> HttpResponse:
    """Show the next item: alone to the page's script, else after a redirect."""
    chosen = request.GET.get("kind", "")
    if request.method == "POST" and not request.headers.get("HX-Request"):
        if said:
            messages.add_message(request, messages.ERROR if said[1] else messages.SUCCESS, said[0])
        query = f"?kind={chosen}" if chosen in RIGHTS else ""
        return redirect(reverse("admin:classifier_candidate_queue") + query)
    kinds = _kinds(request)
    user = _user(request)
    context = {
        "item": queue.next_item(user, kinds=kinds),
        "progress": queue.progress(user, kinds=kinds),
        "kinds": [(kind, NAMES[Turn.Kind(kind)]) for kind in _allowed(request)],
        "chosen": chosen if chosen in RIGHTS else "",
        "keys": KEYS,
        "said": said,
    }
    if request.headers.get("HX-Request"):
        return render(request, "admin/classifier/candidate/desk.html", context)
    page = {**admin.site.each_context(request), "title": "Review queue", "opts": Candidate._meta}
    return render(request, "admin/classifier/candidate/queue.html", {**page, **context})


def _kinds(request: HttpRequest) -> list[str]:
    """Return the kinds asked for that this person may decide on, in the queue's order."""
    allowed = _allowed(request)
    if not allowed:
        raise PermissionDenied
    chosen = request.GET.get("kind", "")
    return [kind for kind in allowed if kind == chosen] or allowed


def _allowed(request: HttpRequest) -> list[str]:
    return [str(kind) for kind in queue.KINDS if request.user.has_perm(RIGHTS[kind])]


def _user(request: HttpRequest) -> User:
    return cast(User, request.user)
