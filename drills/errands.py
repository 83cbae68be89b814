"""What people and programs do at the site in the course of a day: one function an errand."""

from collections.abc import Callable
from functools import lru_cache

from .sentences import read_texts
from .visitors import Visitor

Errand = Callable[[Visitor], None]

_MOST = 100
"""How many texts the API takes at once."""

_LABELS = ("marketing", "sales", "shared", "neither")
_ADMIN = "/admin/classifier"
_PAGES = (
    "/admin/",
    f"{_ADMIN}/example/",
    f"{_ADMIN}/example/?label__exact=sales&p=2",
    f"{_ADMIN}/example/?q=client",
    f"{_ADMIN}/labelchange/",
    f"{_ADMIN}/feedback/",
    f"{_ADMIN}/candidate/queue/",
    f"{_ADMIN}/secondopinion/",
    f"{_ADMIN}/trainingrun/",
    f"{_ADMIN}/activation/",
    f"{_ADMIN}/modelversion/",
    f"{_ADMIN}/modelversion/1/change/",
    f"{_ADMIN}/modelversion/1/card/",
    "/batches/",
    "/plans/",
    "/",
)


@lru_cache(maxsize=1)
def _texts() -> list[str]:
    return read_texts()


def classify_one(visitor: Visitor) -> None:
    """Have a program ask about one task."""
    visitor.call("POST", "classify", {"text": _some(visitor, 1)[0]})


def classify_many(visitor: Visitor) -> None:
    """Have a program ask about twenty, one of them with a word the model never learned."""
    made_up = "".join(visitor.chance.choices("abeiklnu", k=3))
    visitor.call("POST", "classify", {"texts": [*_some(visitor, 19), f"Sell {made_up} licences"]})


def classify_all(visitor: Visitor) -> None:
    """Have a program ask about every sentence once, each time at whatever process is free."""
    texts = _some(visitor, len(_texts()))
    for start in range(0, len(texts), _MOST):
        part = {"texts": texts[start : start + _MOST]}
        visitor.call("POST", "classify", part, headers={"Connection": "close"})


def ask_on_page(visitor: Visitor) -> None:
    """Have somebody ask about a task on the front page."""
    visitor.page("/")
    visitor.send("/", {"text": _some(visitor, 1)[0]})


def ask_on_advert(visitor: Visitor) -> None:
    """Have somebody paste a job description."""
    duties = "\n".join(f"- {text}" for text in _some(visitor, 15))
    advert = f"Account executive\n\nResponsibilities\n{duties}\n\nWe offer\n- A bicycle\n"
    visitor.send("/", {"text": advert})


def explain(visitor: Visitor) -> None:
    """Have a program ask why."""
    visitor.call("POST", "explain", {"text": _some(visitor, 1)[0]})


def leave_feedback(visitor: Visitor) -> None:
    """Have somebody say that an answer is wrong."""
    text = _texts()[visitor.chance.randrange(50)]  # the same word is kept once
    answer = visitor.call("POST", "classify", {"text": text}).json()["answers"][0]
    body = {"feedback_token": answer["feedback_token"], "text": text, "label": "neither"}
    visitor.call("POST", "feedback", body, expect=201)


def look_through_lists(visitor: Visitor) -> None:
    """Have a program read lists, a page and the next."""
    first = visitor.call("GET", "examples?limit=50").json()
    visitor.call("GET", f"examples?limit=50&cursor={first['next_cursor']}")
    for name in ("versions", "batches", "plans", "versions/active"):
        visitor.call("GET", name)


def search(visitor: Visitor) -> None:
    """Have a program look for words."""
    word = visitor.chance.choice(_some(visitor, 1)[0].split())[:20]
    visitor.call("GET", "examples", params={"words": word, "limit": 20})


def correct_labels(visitor: Visitor) -> None:
    """Have a curator correct a label and think better of it."""
    number = visitor.chance.randrange(1, 40) * 8 + visitor.number % 8  # nobody else's
    seen = visitor.call("GET", f"examples/{number}").json()["label"]
    other = visitor.chance.choice([label for label in _LABELS if label != seen])
    visitor.call("POST", f"examples/{number}/label", {"label": other, "seen": seen})
    visitor.call("POST", f"examples/{number}/label", {"label": seen, "seen": other})


def make_plan(visitor: Visitor) -> None:
    """Have a planner make a plan, decide, take it out and delete it."""
    rows = [
        {"role": "AE", "task": text, "owner": "Marketing", "hours": 2.0}
        for text in _some(visitor, 20)
    ]
    plan = visitor.call("POST", "plans", {"title": "A drill", "rows": rows}, expect=201).json()
    own = f"plans/{plan['id']}"
    visitor.call("POST", f"{own}/suggestions")
    row = visitor.call("GET", f"{own}/rows").json()["items"][0]
    decision = {"kind": "accept", "seen": row["revision"]}
    visitor.call("POST", f"{own}/rows/{row['id']}/decision", decision)
    visitor.page(f"/{own}/1/")
    visitor.page(f"/{own}/1/tasks/")
    visitor.call("GET", f"{own}/export?format={visitor.chance.choice(('xlsx', 'csv', 'jsonl'))}")
    visitor.send(f"/{own}/delete/")


def look_at_admin(visitor: Visitor) -> None:
    """Have staff look at a few pages."""
    for path in visitor.chance.sample(_PAGES, 3):
        visitor.page(path)


def export_examples(visitor: Visitor) -> None:
    """Have a curator take a list of examples out."""
    form = visitor.chance.choice(("csv", "xlsx", "jsonl", "doccano"))
    visitor.page(f"{_ADMIN}/example/export/?format={form}&label__exact=marketing")


def import_and_discard(visitor: Visitor) -> None:
    """Have a curator look at the report on a file, and drop it."""
    lines = "".join(f'"{text}",sales\n' for text in _some(visitor, 50) if '"' not in text)
    file = ("tasks.csv", f"text,label\n{lines}".encode())
    report = visitor.send(f"{_ADMIN}/exampleimport/add/", files={"file": file})
    visitor.send(f"{report.url.path.removesuffix('change/')}discard/")


ERRANDS: dict[Errand, int] = {
    classify_one: 30,
    classify_many: 10,
    ask_on_page: 10,
    ask_on_advert: 4,
    explain: 8,
    leave_feedback: 2,
    look_through_lists: 2,
    search: 4,
    correct_labels: 4,
    make_plan: 1,
    look_at_admin: 6,
    export_examples: 1,
    import_and_discard: 1,
}
"""Each errand, and how often it is run among the others."""


def _some(visitor: Visitor, count: int) -> list[str]:
    return visitor.chance.sample(_texts(), count)
