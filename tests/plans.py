"""Plans for tests: the sample sheet, and big ones."""

from django.contrib.auth.models import Permission, User

from classifier.models import Plan, Scenario
from classifier.services.planning import load_plan
from classifier.services.planning_classify import classify_next

from .corpus import FIXTURES, sentences

SAMPLE = FIXTURES / "sample_plan.csv"
HEAD = "role,task,owner,hours,person\n"
SMALL = HEAD + (
    "AE,Ring back motorists who abandoned an online quote and walk them through to payment.,"
    "Marketing,3.25,Kim\n"
    "AE,Draft the leaflet on hail cover that goes into seed merchants' counters before planting "
    "season.,Sales,2.5,Kim\n"
    "CMO,Commission a panel of young drivers to find out what they think telematics boxes are "
    "for.,Marketing,4,Lee\n"
    "CMO,zzyzx qwrtp,Marketing,1,Lee\n"
)
"""Sentences that curators labelled, so that every version suggests the same; one is gibberish."""


def planner(name: str) -> User:
    """Staff who may work with plans."""
    user = User.objects.create_user(name, password=f"{name}'s long password", is_staff=True)
    user.user_permissions.set(Permission.objects.filter(content_type__model="plan"))
    return user


def make_plan(owner: User, content: str | bytes = SMALL, *, title: str = "Spring") -> Plan:
    """A plan whose rows all have their suggestion."""
    raw = content.encode() if isinstance(content, str) else content
    plan = load_plan(content=raw, title=title, source="spring.csv", owner=owner)
    while not classify_next(plan).is_complete:
        pass
    return plan


def only_scenario(plan: Plan) -> Scenario:
    scenario = plan.scenarios.get()
    scenario.plan = plan
    return scenario


def big_sheet(rows: int) -> str:
    """A sheet of so many tasks, all of them different."""
    known = sentences()
    lines = [
        f'Role {n % 40},"{known[n % len(known)].text.replace(chr(34), "")} {n}",'
        f"{('Marketing', 'Sales', 'Finance')[n % 3]},{n % 37 + 0.25},Person {n % 90}\n"
        for n in range(rows)
    ]
    return HEAD + "".join(lines)
